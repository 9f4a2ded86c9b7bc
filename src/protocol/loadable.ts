import { isObject, type Json, type JsonObject } from "../json.ts";
import { jsonLine } from "./json-line.ts";

/** What a value was lost to, in the words of the protocol (AirbyteRecordMessageMetaChange). */
type Change = "NULLED" | "TRUNCATED";

/**
 * In JSON text, signs of a value that a destination may not load: an escaped U+0000 or half of a surrogate pair, or a date
 * with a year that is not one of 0001 to 9999. Rare, so that the look at each value is only for records that have one.
 */
const sign = /\\u(?:0000|d[89a-f])|"(?:0000|[+-]\d{4,6}|\d{5,6})-\d\d-\d\d/u;

/**
 * Writes records of a stream as JSON that every destination can load, and counts what had to change. PostgreSQL takes no
 * U+0000 in a text, and Python's readers of JSON refuse a line with half of a surrogate pair, so that the record vanishes;
 * databases and Python have no year before 1 or, mostly, after 9999.
 */
export class LoadableJson {
  readonly #schema: JsonObject;
  readonly #changed = new Map<Change, Map<string, number>>();

  /** @param schema the stream's JSON schema, which tells dates from texts that look like one */
  constructor(schema: JsonObject) {
    this.#schema = schema;
  }

  /** Returns a record's `data` as JSON, and behind it, where something had to change, the member `meta` with the changes. */
  write(record: JsonObject): string {
    const json = jsonLine(record);
    return sign.test(json) ? this.#writeChanged(record, json) : json;
  }

  /** Returns what had to change so far, as a sentence for the log; undefined: nothing. */
  get summary(): string | undefined {
    const parts = [...this.#changed].map(([change, fields]) => {
      const counts = [...fields].map(([field, count]) => `${field} (${count.toLocaleString("en-US")})`).join(", ");
      return change === "NULLED"
        ? `dates outside the years 1 to 9999, which are now null: ${counts}`
        : `texts with U+0000, now removed, or half of a character, now U+FFFD: ${counts}`;
    });
    return parts.length === 0 ? undefined : `destinations cannot load some values. Records with ${parts.join("; ")}`;
  }

  #writeChanged(record: JsonObject, json: string): string {
    const changes: { field: string; change: Change; reason: "SOURCE_SERIALIZATION_ERROR" }[] = [];
    const { properties } = this.#schema;
    const data = Object.fromEntries(
      Object.entries(record).map(([name, value]) => {
        const found = new Set<Change>();
        const field = wellFormed(name, found);
        const loadable = value === undefined ? value : loadableValue(value, member(properties, name), found);
        for (const change of found) changes.push({ field, change, reason: "SOURCE_SERIALIZATION_ERROR" });
        return [field, loadable];
      }),
    );
    if (changes.length === 0) return json;
    for (const { field, change } of changes) {
      const fields = this.#changed.get(change) ?? new Map<string, number>();
      this.#changed.set(change, fields.set(field, (fields.get(field) ?? 0) + 1));
    }
    return `${jsonLine(data)},"meta":${jsonLine({ changes })}`;
  }
}

function loadableValue(value: Json, schema: JsonObject, found: Set<Change>): Json {
  if (typeof value === "string") {
    if (!isUnknownYear(value, schema)) return wellFormed(value, found);
    found.add("NULLED");
    return null;
  }
  if (Array.isArray(value)) return value.map((item: Json) => loadableValue(item, member(schema, "items"), found));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      wellFormed(name, found),
      inner === undefined ? inner : loadableValue(inner, member(schema.properties, name), found),
    ]),
  );
}

function isUnknownYear(text: string, { format }: JsonObject): boolean {
  return (format === "date" || format === "date-time") && !/^(?!0000)\d{4}-/u.test(text);
}

function wellFormed(text: string, found: Set<Change>): string {
  const loadable = text.replaceAll("\0", "").replaceAll(/\p{Surrogate}/gu, "\ufffd");
  if (loadable !== text) found.add("TRUNCATED");
  return loadable;
}

function member(parent: Json | undefined, name: string): JsonObject {
  const found = isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return isObject(found) ? found : {};
}
