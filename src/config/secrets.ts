import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { connectionSchema } from "./spec.ts";

/**
 * Every secret in a configuration that has not been checked yet, so that logs can be kept free of them: what is under a
 * name that spec.json marks with `airbyte_secret`, at whatever depth (older configurations have tokens at the top
 * level), and what is under any other name that sounds like a secret. Blanks around them are left out.
 * @returns texts without duplicates, the longest first; numbers are given as text. Never throws, whatever `raw` is.
 */
export function secretsOf(raw: unknown): string[] {
  const names = declaredNames(connectionSchema());
  const found = new Set<string>();
  // A list that grows instead of recursion: nobody says how deep it goes.
  const within: { readonly value: unknown; readonly isSecret: boolean }[] = [{ value: raw, isSecret: false }];
  for (const { value, isSecret } of within) {
    if (typeof value === "string" || typeof value === "number") {
      const text = String(value).trim();
      if (isSecret && text !== "") found.add(text);
    } else if (Array.isArray(value)) {
      for (const item of value) within.push({ value: item, isSecret });
    } else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        within.push({ value: inner, isSecret: isSecret || (names.get(key) ?? soundsSecret.test(key)) });
      }
    }
  }
  return [...found].sort((one, other) => other.length - one.length);
}

const soundsSecret = /token|secret|password|passwd|authorization|api_?key/iu;

/** The names of all properties of a schema and of its variants, and whether any of that name is a secret. */
function declaredNames(schema: JsonObject): ReadonlyMap<string, boolean> {
  const names = new Map<string, boolean>();
  const visit = ({ properties, oneOf }: JsonObject): void => {
    for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
      if (!isObject(property)) continue;
      names.set(name, names.get(name) === true || property.airbyte_secret === true);
      visit(property);
    }
    for (const variant of Array.isArray(oneOf) ? oneOf : []) if (isObject(variant)) visit(variant);
  };
  visit(schema);
  return names;
}
