import type { Json, JsonObject } from "../json.ts";
import { jsonLine } from "./json-line.ts";
import { NeedleSearch } from "./needle-search.ts";
import { formsOf, longestFirst } from "./secret-forms.ts";
import { SecretSearch } from "./secret-search.ts";

/** To hide shorter ones would garble every message. */
const minLength = 4;
/** In data a shorter text is a word or an ID that happens to be the same. */
const minLengthInData = 16;

/** Nothing takes a longer token: of one that a server has made up, no more is searched for. */
const maxLength = 10_000;

/** Hides secrets, whatever form they are in (see `formsOf`). More of them can become known while the program runs. */
export class Redactor {
  readonly #inTexts = new SecretSearch();
  readonly #inData = new SecretSearch();
  /** What a line of JSON is searched for: none of them contains another. */
  #needles: readonly string[] = [];
  #search = new NeedleSearch([]);

  /**
   * Adds secrets. Those under 4 characters are passed over. In data, those under 16 and those of digits alone are: an
   * app's ID may be a part of any other number.
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

  /** A text for people without the secrets, and without what is left of one that was cut. */
  redact(text: string): string {
    return this.#inTexts.hide(text);
  }

  /** Whether a secret may be in lines of JSON, as `jsonLine` writes them. */
  mayBeIn(lines: string): boolean {
    return this.#search.isIn(lines);
  }

  /** A line of JSON whose texts and names are without the secrets that are hidden in data. */
  redactLine(line: string): string {
    let clean = "";
    let passed = 0;
    for (let start = line.indexOf('"'); start !== -1; start = line.indexOf('"', passed)) {
      const end = endOfText(line, start);
      const text = line.slice(start, end);
      clean += line.slice(passed, start) + (this.mayBeIn(text) ? this.#redactText(text) : text);
      passed = end;
    }
    return clean + line.slice(passed);
  }

  /** An object without the members that hold a secret, at whatever depth. A list with one in it is left out whole. */
  withoutSecrets(object: JsonObject): JsonObject {
    const kept = Object.entries(object).flatMap(([name, value]): (readonly [string, Json | undefined])[] => {
      if (!this.mayBeIn(jsonLine({ [name]: value }))) return [[name, value]];
      if (value === null || typeof value !== "object" || isList(value)) return [];
      return this.mayBeIn(jsonLine(name)) ? [] : [[name, this.withoutSecrets(value)]];
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

/** Where the text in quotes ends that begins at `start`. */
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
