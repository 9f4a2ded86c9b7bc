import type { Json, JsonObject } from "../base/json.ts";
import { jsonLine } from "./json-line.ts";
import { NeedleSearch } from "./needle-search.ts";
import { formsOf, longestFirst } from "./secret-forms.ts";
import { SecretSearch } from "./secret-search.ts";

/** Hiding shorter secrets would garble every message. */
const minLength = 4;
/** In data, a shorter match is likely a word or an ID that is equal by chance. */
const minLengthInData = 16;

/** Limits the cost of a token that a faulty server makes up. No API accepts a longer one. */
const maxLength = 10_000;

/** Hides secrets in all their forms (see `formsOf`). */
export class Redactor {
  readonly #inTexts = new SecretSearch();
  readonly #inData = new SecretSearch();
  /** The search terms for lines of JSON. None contains another. */
  #needles: readonly string[] = [];
  #search = new NeedleSearch([]);

  /**
   * Adds secrets. Ignores those under 4 characters. Data isn't searched for those under 16 characters or of digits only,
   * since an app ID might be part of another number.
   */
  add(secrets: readonly string[]): void {
    for (const secret of new Set(secrets)) {
      if (secret.length < minLength) continue;
      const forms = formsOf(secret.slice(0, maxLength));
      this.#inTexts.add(forms);
      if (secret.length >= minLengthInData && !/^\d+$/u.test(secret)) this.#addToData(forms);
    }
  }

  #addToData(forms: readonly string[]): void {
    this.#inData.add(forms);
    const needles = longestFirst([...this.#needles, ...forms.map((form) => jsonLine(form).slice(1, -1))]);
    this.#needles = needles.filter((needle) => !needles.some((other) => other !== needle && needle.includes(other)));
    this.#search = new NeedleSearch(this.#needles);
  }

  /** Removes secrets, also truncated ones, from a text for users. */
  redact(text: string): string {
    return this.#inTexts.hide(text);
  }

  /** Returns whether lines of JSON, as `jsonLine` writes them, might contain a secret. */
  mightContainSecret(lines: string): boolean {
    return this.#search.isIn(lines);
  }

  /** Removes secrets from the strings and keys of a line of JSON. */
  redactLine(line: string): string {
    let clean = "";
    let passed = 0;
    for (let start = line.indexOf('"'); start !== -1; start = line.indexOf('"', passed)) {
      const end = endOfText(line, start);
      const text = line.slice(start, end);
      clean += line.slice(passed, start) + (this.mightContainSecret(text) ? this.#redactText(text) : text);
      passed = end;
    }
    return clean + line.slice(passed);
  }

  /** Returns an object without the members that contain a secret, at any depth. Removes entire lists that contain one. */
  withoutSecrets(object: JsonObject): JsonObject {
    const kept = Object.entries(object).flatMap(([name, value]): (readonly [string, Json | undefined])[] => {
      if (!this.mightContainSecret(jsonLine({ [name]: value }))) return [[name, value]];
      if (value === null || typeof value !== "object" || isList(value)) return [];
      return this.mightContainSecret(jsonLine(name)) ? [] : [[name, this.withoutSecrets(value)]];
    });
    return Object.fromEntries(kept);
  }

  #redactText(json: string): string {
    const text: unknown = JSON.parse(json);
    return typeof text === "string" ? jsonLine(this.#inData.hide(text)) : json;
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns the end of the quoted string that begins at `start`. */
function endOfText(line: string, start: number): number {
  let end = line.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(line, end)) end = line.indexOf('"', end + 1);
  return end === -1 ? line.length : end + 1;
}

function isEscaped(line: string, position: number): boolean {
  let first = position;
  while (line[first - 1] === "\\") first -= 1;
  return (position - first) % 2 === 1;
}
