import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { type RowPlace, rowPlaces, type Step } from "./row-places.ts";

/** The form of an answer, by its name in `rowPlaces`. `report`: no rows; the answer is about the job that makes a file of them. */
export type RowShape = keyof typeof rowPlaces | "report";

/** The rows of one response, and where the next ones are. */
export interface Page {
  readonly rows: readonly JsonObject[];
  /** Null after the last page. */
  readonly bookmark: string | null;
}

/** Where the rows of a form are; undefined where the answer has none. */
export function placeOf(shape: RowShape): RowPlace | undefined {
  return shape === "report" ? undefined : rowPlaces[shape];
}

/**
 * Finds the rows in a response's body.
 * @throws Error, saying what is missing, when the body has another shape.
 */
export function pageOf(body: unknown, shape: RowShape): Page {
  const place = placeOf(shape);
  if (place === undefined) return { rows: [], bookmark: null };
  // The API's form of an error. With a good status it would pass for a row where the answer is the one row.
  if (isObject(body) && "code" in body && "message" in body) throw new Error("the body is an error");
  const rows = place.steps
    .reduce<readonly Found[]>(
      (found, step) => found.flatMap((each) => follow(each, step)),
      [{ value: body, what: "the body", keys: {} }],
    )
    .map((each) => ({ ...each.keys, ...rowOf(each, place.row) }));
  return { rows, bookmark: place.paged ? bookmarkOf(body) : null };
}

/** A value on the way to the rows. */
interface Found {
  readonly value: unknown;
  /** What it is, for an error. */
  readonly what: string;
  /** Keys that were passed on the way and that rows get. */
  readonly keys: JsonObject;
}

function follow({ value, what, keys }: Found, step: Step): readonly Found[] {
  switch (step.into) {
    case "field":
      return [{ value: object(value, what)[step.name], what: `"${step.name}"`, keys }];
    case "items": {
      if (step.orNone === true && (value === null || value === undefined)) return [];
      if (!Array.isArray(value)) throw new Error(`${what} is not a list`);
      return value.map((item: unknown, index) => ({ value: item, what: `item ${index} of ${what}`, keys }));
    }
    case "members":
      return members({ value, what, keys }, step.keyAs);
    case "entries":
      return Object.entries(object(value, what)).map(([key, entry]) => ({
        value: entry,
        what: `"${key}"`,
        keys: step.keyAs === undefined ? keys : { ...keys, [step.keyAs]: key },
      }));
  }
}

/** What is listed in a value: the elements of a list, or the entries of a map, in any envelopes. */
function members({ value, what, keys }: Found, keyAs: string): readonly Found[] {
  if (Array.isArray(value)) return follow({ value, what, keys }, { into: "items" });
  const entries = Object.entries(object(value, what));
  const [inner, ...more] = entries.filter(([, entry]) => typeof entry === "object" && entry !== null);
  return inner === undefined || more.length > 0
    ? follow({ value, what, keys }, { into: "entries", keyAs })
    : members({ value: inner[1], what: `"${inner[0]}"`, keys }, keyAs);
}

function rowOf({ value, what, keys }: Found, row: RowPlace["row"]): JsonObject {
  switch (row.is) {
    case "object":
      return object(value, what);
    case "text":
      if (typeof value !== "string") throw new Error(`${what} is not a text`);
      return { [row.field]: value };
    case "named": {
      const [field] = row.fields;
      const key = keys[field];
      if (typeof value === "string") return key === undefined ? { [field]: value } : { name: value };
      const named = object(value, what);
      const name = key ?? row.fields.map((each) => named[each]).find((each) => typeof each === "string" && each !== "");
      if (name === undefined) throw new Error(`${what} does not tell its ${field}`);
      return { ...named, [field]: name };
    }
    case "targeting_metrics": {
      const { targeting_type: type, targeting_value: target, metrics } = object(value, what);
      return {
        // The names that reports have for the same: upper case, beside the metrics.
        TARGETING_TYPE: type,
        // A location is a number, a gender a text: one column can only be text.
        TARGETING_VALUE: typeof target === "number" ? String(target) : target,
        ...object(metrics, '"metrics"'),
      };
    }
  }
}

function bookmarkOf(body: unknown): string | null {
  const bookmark = isObject(body) ? body.bookmark : undefined;
  if (bookmark === undefined || bookmark === null || bookmark === "") return null;
  if (typeof bookmark !== "string") throw new Error("the bookmark is not a text");
  return bookmark;
}

function object(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new Error(`${what} is not an object`);
  return value;
}
