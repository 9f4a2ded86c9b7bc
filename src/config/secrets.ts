import type { JsonObject } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { connectionSchema } from "./spec.ts";

/**
 * Returns the secrets in a configuration before validation, for redaction: all values under a key that spec.json marks
 * with `airbyte_secret`, at any depth (older configurations have tokens at the top level), or under an undeclared key
 * that looks like one of a secret. Never throws.
 * @returns trimmed strings without duplicates, longest first; numbers as strings
 */
export function secretsOf(raw: unknown): string[] {
  const names = declaredNames(connectionSchema());
  const found = new Set<string>();
  // A queue instead of recursion, because the depth is unlimited.
  const within: { readonly value: unknown; readonly isSecret: boolean }[] = [{ value: raw, isSecret: false }];
  for (const { value, isSecret } of within)
    if (typeof value === "string" || typeof value === "number") {
      const text = String(value).trim();
      if (isSecret && text !== "") for (const form of [text, withoutScheme(text)]) found.add(form);
    } else if (Array.isArray(value)) {
      for (const item of value) within.push({ value: item, isSecret });
    } else if (isObject(value))
      for (const [key, inner] of Object.entries(value))
        within.push({ value: inner, isSecret: isSecret || (names.get(key) ?? soundsSecret.test(key)) });
  return [...found].sort((one, other) => other.length - one.length);
}

/** Returns a token without the word that stands before it in a header, as people copy it from an example: `Bearer pina_…`. */
export function withoutScheme(token: string): string {
  return token.replace(/^bearer\s+(?=\S)/iu, "");
}

const soundsSecret = /token|secret|password|passwd|authorization|api_?key/iu;

/** Returns the names of all properties in a schema and its variants, and whether a property of that name is a secret. */
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
