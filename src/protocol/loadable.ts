import { isObject, type Json, type JsonObject } from "../json.ts";
import { jsonLine } from "./json-line.ts";

/** Why a value cannot stay as it is. */
type Cause = "text" | "date" | "rounded" | "beyond";

/** What becomes of it, in the words of the protocol (AirbyteRecordMessageMetaChange), and in those of the log. */
const causes: Readonly<Record<Cause, { readonly change: "NULLED" | "TRUNCATED"; readonly says: string }>> = {
  text: { change: "TRUNCATED", says: "texts with U+0000, now removed, or half of a character, now U+FFFD" },
  date: { change: "NULLED", says: "dates outside the years 1 to 9999, which are now null" },
  rounded: { change: "TRUNCATED", says: "numbers of more digits than a double holds, which are now rounded" },
  beyond: { change: "NULLED", says: "numbers beyond what their type holds, which are now null" },
};

/**
 * The beginning of a text that may be a date with a year that is not one of 0001 to 9999, or a number beyond a double.
 */
const strange = /^(?:(?:0000|[+-]\d{4,6}|\d{5,6})-\d\d-\d\d|-?\d[\d.]*(?:e\+?\d{3}|\d{299}))/iu;
/** What most texts are that begin with a digit: an ID, or a date with another year. */
const usual = /^(?:\d{1,30}$|(?!0000)\d{4}-)/u;

/** A number, as JSON writes it. */
const jsonNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu;
/** What an integer of 64 bits, as databases have it, is less than. */
const integerLimit = 2 ** 63;

/**
 * Writes records of a stream as JSON that every destination can load, and counts what had to change. PostgreSQL takes no
 * U+0000 in a text, and Python's readers of JSON refuse a line with half of a surrogate pair, so that the record vanishes;
 * databases and Python have no year before 1 or, mostly, after 9999; columns of numbers are doubles or integers of 64 bits.
 */
export class LoadableJson {
  readonly #schema: JsonObject;
  readonly #changed = new Map<Cause, Map<string, number>>();

  /** @param schema the stream's JSON schema, which tells dates from texts that look like one */
  constructor(schema: JsonObject) {
    this.#schema = schema;
  }

  /** Returns a record's `data` as JSON, and behind it, where something had to change, the member `meta` with the changes. */
  write(record: JsonObject): string {
    const json = jsonLine(record);
    return json.includes("\\u") || mayBeUnloadable(record) ? this.#writeChanged(record, json) : json;
  }

  /** Returns what had to change so far, as a sentence for the log; undefined: nothing. */
  get summary(): string | undefined {
    const parts = [...this.#changed].map(([cause, fields]) => {
      const counts = [...fields].map(([field, count]) => `${field} (${count.toLocaleString("en-US")})`).join(", ");
      return `${causes[cause].says}: ${counts}`;
    });
    return parts.length === 0 ? undefined : `destinations cannot load some values. Records with ${parts.join("; ")}`;
  }

  #writeChanged(record: JsonObject, json: string): string {
    const changes: { field: string; change: string; reason: "SOURCE_SERIALIZATION_ERROR" }[] = [];
    const { properties } = this.#schema;
    const data = Object.fromEntries(
      Object.entries(record).map(([name, value]) => {
        const found = new Set<Cause>();
        const field = wellFormed(name, found);
        const loadable = value === undefined ? value : loadableValue(value, member(properties, name), found);
        for (const change of new Set([...found].map((cause) => causes[cause].change))) {
          changes.push({ field, change, reason: "SOURCE_SERIALIZATION_ERROR" });
        }
        for (const cause of found) this.#count(cause, field);
        return [field, loadable];
      }),
    );
    return changes.length === 0 ? json : `${jsonLine(data)},"meta":${jsonLine({ changes })}`;
  }

  #count(cause: Cause, field: string): void {
    const fields = this.#changed.get(cause) ?? new Map<string, number>();
    this.#changed.set(cause, fields.set(field, (fields.get(field) ?? 0) + 1));
  }
}

/**
 * Whether a value, or one in it, is a number or a text that a destination may not load, whatever its type. Rare, so that
 * the look at the schema is only for records that have one. A regular expression on the JSON takes twice as long.
 */
function mayBeUnloadable(value: Json | undefined): boolean {
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (typeof value === "string") return mayBeNumeric(value) && !usual.test(value) && strange.test(value);
  if (typeof value !== "object" || value === null) return false;
  if (isList(value)) return value.some(mayBeUnloadable);
  for (const name in value) if (mayBeUnloadable(value[name])) return true;
  return false;
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a text begins with a digit or a sign. */
function mayBeNumeric(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d;
}

function loadableValue(value: Json, schema: JsonObject, found: Set<Cause>): Json {
  if (typeof value === "number") return loadableNumber(value, schema, found);
  if (typeof value === "string") {
    const cause = isUnknownYear(value, schema) ? "date" : isBeyond(value, schema) ? "beyond" : undefined;
    if (cause === undefined) return wellFormed(value, found);
    found.add(cause);
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

function loadableNumber(value: number, schema: JsonObject, found: Set<Cause>): Json {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const isInteger = hasType(schema, "integer") && Math.abs(value) >= integerLimit;
  found.add(isInteger ? "beyond" : "rounded");
  return isInteger ? null : value;
}

/** Whether a text stands where a number should, since no number is near it. */
function isBeyond(text: string, schema: JsonObject): boolean {
  const isNumeric = hasType(schema, "integer") || hasType(schema, "number");
  return isNumeric && !hasType(schema, "string") && jsonNumber.test(text) && !Number.isFinite(Number(text));
}

function hasType({ type }: JsonObject, name: string): boolean {
  return type === name || (Array.isArray(type) && type.includes(name));
}

function isUnknownYear(text: string, { format }: JsonObject): boolean {
  return (format === "date" || format === "date-time") && !/^(?!0000)\d{4}-/u.test(text);
}

function wellFormed(text: string, found: Set<Cause>): string {
  const loadable = text.replaceAll("\0", "").replaceAll(/\p{Surrogate}/gu, "\ufffd");
  if (loadable !== text) found.add("text");
  return loadable;
}

function member(parent: Json | undefined, name: string): JsonObject {
  const found = isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return isObject(found) ? found : {};
}
