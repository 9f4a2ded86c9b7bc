import { isList, type Json, type JsonObject } from "../base/json.ts";
import { jsonLine } from "./json-line.ts";
import { formsOf } from "./secret-forms.ts";
import { SecretSearch } from "./secret-search.ts";

/** Hiding shorter secrets would garble every message. */
const minLength = 4;
/** In data, a shorter match is likely a word or an ID that is equal by chance. */
const minLengthInData = 16;

/** Limits the cost of a token that a faulty server makes up. No API accepts a longer one. */
const maxLength = 10_000;

/** A string in JSON, and the colon after a key. */
const jsonString = /("(?:[^"\\]|\\.)*")(:?)/gu;

/** Hides secrets in all their forms (see `formsOf`). */
export class Redactor {
  readonly #inTexts = new SecretSearch();
  readonly #inData = new SecretSearch();

  /**
   * Adds secrets. Ignores those under 4 characters. Data isn't searched for those under 16 characters or of digits only,
   * since an app ID might be part of another number.
   */
  add(secrets: readonly string[]): void {
    for (const secret of new Set(secrets)) {
      if (secret.length < minLength) continue;
      const forms = formsOf(secret.slice(0, maxLength));
      this.#inTexts.add(forms);
      if (secret.length >= minLengthInData && !/^\d+$/u.test(secret)) this.#inData.add(forms);
    }
  }

  /** Removes secrets, also truncated ones, from a text for users. */
  redact(text: string): string {
    return this.#inTexts.hide(text);
  }

  /** Returns whether lines of JSON, as `jsonLine` writes them, might contain a secret. */
  mightContainSecret(lines: string): boolean {
    return this.#inData.isIn(lines);
  }

  /** Removes secrets from the strings in a line of JSON, and from its keys only if it is a record: others are the protocol's. */
  redactLine(line: string): string {
    const hasForeignKeys = line.startsWith('{"type":"RECORD"');
    return line.replaceAll(jsonString, (found, text: string, colon: string) =>
      (colon === "" || hasForeignKeys) && this.mightContainSecret(text) ? this.#redactText(text) + colon : found,
    );
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
