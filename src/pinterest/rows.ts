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
    case "entries":
      return Object.entries(object(value, what)).map(([key, entry]) => ({
        value: entry,
        what: `"${key}"`,
        keys: step.keyAs === undefined ? keys : { ...keys, [step.keyAs]: key },
      }));
  }
}

function rowOf({ value, what }: Found, row: RowPlace["row"]): JsonObject {
  switch (row.is) {
    case "object":
      return object(value, what);
    case "text":
      if (typeof value !== "string") throw new Error(`${what} is not a text`);
      return { [row.field]: value };
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
