import { countOf } from "../base/count-of.ts";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { jsonLine } from "./json-line.ts";

/** Why a value must change. */
type Cause = "text" | "date" | "rounded" | "out_of_range";

/** The type of change in the protocol (AirbyteRecordMessageMetaChange), and its description for the log. */
const causes: Readonly<Record<Cause, { readonly change: "NULLED" | "TRUNCATED"; readonly description: string }>> = {
  text: {
    change: "TRUNCATED",
    description: "removed U+0000 or replaced broken characters",
  },
  date: { change: "NULLED", description: "set dates outside the years 1 to 9999 to null" },
  rounded: { change: "TRUNCATED", description: "rounded numbers with more digits than a double holds" },
  out_of_range: { change: "NULLED", description: "set numbers outside the range of their type to null" },
};

/** The start of a string that might be a date outside the years 1 to 9999, or a number outside the range of a double. */
const suspicious = /^(?:(?:0000|[+-]\d{4,6}|\d{5,6})-\d\d-\d\d|-?\d[\d.]*(?:e\+?\d{3}|\d{299}))/iu;
/** Most strings that start with a digit: IDs, and dates within these years. */
const ordinary = /^(?:\d{1,30}$|(?!0000)\d{4}-)/u;

/** A number in JSON syntax. */
const jsonNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu;
/** The upper bound (exclusive) of a 64-bit integer. */
const integerLimit = 2 ** 63;

/**
 * Writes a stream's records as JSON that every destination can load, and counts the changes. PostgreSQL rejects U+0000.
 * Python's JSON readers drop a record with an unpaired surrogate. Databases and Python have no year before 1 and mostly
 * none after 9999. Columns of numbers are doubles or 64-bit integers.
 */
export class LoadableJson {
  readonly #schema: JsonObject;
  readonly #changed = new Map<Cause, Map<string, number>>();

  /** @param schema the stream's JSON schema, which distinguishes dates from strings that look like one */
  constructor(schema: JsonObject) {
    this.#schema = schema;
  }

  /** Returns a record's `data` as JSON. If a value changed, appends the member `meta` with the changes. */
  write(record: JsonObject): string {
    const json = jsonLine(record);
    return json.includes("\\u") || mightBeUnloadable(record) ? this.#writeChanged(record, json) : json;
  }

  /** Returns a sentence for the log about the changes so far; undefined if there are none. */
  get summary(): string | undefined {
    const parts = [...this.#changed].map(([cause, fields]) => {
      const counts = [...fields].map(([field, count]) => `${field} (${countOf(count, "record")})`).join(", ");
      return `${causes[cause].description} in ${counts}`;
    });
    return parts.length === 0
      ? undefined
      : `changed values that databases reject: ${parts.join("; ")}. The field meta.changes of these records names them`;
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
 * Returns whether a value contains a number or a string that a destination might not load. Ignores the schema: such
 * values are rare, and only their records are compared with it. A regular expression on the JSON takes twice as long.
 */
function mightBeUnloadable(value: Json | undefined): boolean {
  if (typeof value === "number") return isInexact(value);
  if (typeof value === "string") return mightBeNumeric(value) && !ordinary.test(value) && suspicious.test(value);
  if (typeof value !== "object" || value === null) return false;
  if (isList(value)) return value.some(mightBeUnloadable);
  for (const name in value) if (mightBeUnloadable(value[name])) return true;
  return false;
}

/** Returns whether a number is too large for a double to distinguish it from its neighbors. */
function isInexact(value: number): boolean {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns whether a string starts with a digit or a sign. */
function mightBeNumeric(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d;
}

function loadableValue(value: Json, schema: JsonObject, found: Set<Cause>): Json {
  if (typeof value === "number") return loadableNumber(value, schema, found);
  if (typeof value === "string") {
    const cause = isUnknownYear(value, schema) ? "date" : isOutOfRange(value, schema) ? "out_of_range" : undefined;
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
  if (!isInexact(value)) return value;
  const isInteger = hasType(schema, "integer") && Math.abs(value) >= integerLimit;
  found.add(isInteger ? "out_of_range" : "rounded");
  return isInteger ? null : value;
}

/** Returns whether a string in a numeric field is a number outside the range of a double (`parseBody` keeps it as one). */
function isOutOfRange(text: string, schema: JsonObject): boolean {
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
