import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";

/**
 * Where an operation's rows are in its response:
 * - `items`: `{items: [...], bookmark}`, the API's list
 * - `object`: the response is the one row
 * - `array`: a bare array
 * - `pins`: `{pins: [...]}`, as the top Pins come
 * - `daily_metrics`: `{<split>: {daily_metrics: [...]}}`, a row a day
 * - `daily_metrics_by_pin`: `{<pin id>: {<split>: {daily_metrics: [...]}}}`, a row a Pin and day
 * - `targeting_metrics`: `{data: [{targeting_type, targeting_value, metrics: {...}}]}`, made flat
 * - `report`: none; the response is about the job that makes a file of rows
 */
export type RowShape =
  | "items"
  | "object"
  | "array"
  | "pins"
  | "daily_metrics"
  | "daily_metrics_by_pin"
  | "targeting_metrics"
  | "report";

/** The rows of one response, and where the next ones are. */
export interface Page {
  readonly rows: readonly JsonObject[];
  /** Null after the last page. */
  readonly bookmark: string | null;
}

/**
 * Finds the rows in a response's body.
 * @throws Error, saying what is missing, when the body has another shape.
 */
export function pageOf(body: unknown, shape: RowShape): Page {
  switch (shape) {
    case "items": {
      const items = isObject(body) ? body.items : undefined;
      return { rows: objects(items, '"items"'), bookmark: bookmarkOf(body) };
    }
    case "array":
      return { rows: objects(body, "the body"), bookmark: null };
    case "object":
      return { rows: [object(body, "the body")], bookmark: null };
    case "pins":
      return { rows: objects(isObject(body) ? body.pins : undefined, '"pins"'), bookmark: null };
    case "daily_metrics":
      return { rows: dailyRows(body), bookmark: null };
    case "daily_metrics_by_pin":
      return {
        rows: Object.entries(object(body, "the body")).flatMap(([pinId, splits]) =>
          dailyRows(splits).map((row) => ({ pin_id: pinId, ...row })),
        ),
        bookmark: null,
      };
    case "targeting_metrics":
      return { rows: targetingRows(isObject(body) ? body.data : undefined), bookmark: null };
    case "report":
      return { rows: [], bookmark: null };
  }
}

/** The names that reports have for the same: upper case, beside the metrics. */
function targetingRows(data: unknown): readonly JsonObject[] {
  return objects(data, '"data"').map(({ targeting_type: type, targeting_value: value, metrics }) => ({
    TARGETING_TYPE: type,
    // A location is a number, a gender a text: one column can only be text.
    TARGETING_VALUE: typeof value === "number" ? String(value) : value,
    ...object(metrics, '"metrics"'),
  }));
}

/** A row a split and day. The only split there is when none is asked for is called "all" and left out of the row. */
function dailyRows(splits: unknown): readonly JsonObject[] {
  return Object.entries(object(splits, "the analytics")).flatMap(([split, metrics]) =>
    objects(object(metrics, `"${split}"`).daily_metrics ?? [], '"daily_metrics"'),
  );
}

function bookmarkOf(body: unknown): string | null {
  const bookmark = isObject(body) ? body.bookmark : undefined;
  if (bookmark === undefined || bookmark === null || bookmark === "") return null;
  if (typeof bookmark !== "string") throw new Error("the bookmark is not a text");
  return bookmark;
}

function objects(value: unknown, what: string): readonly JsonObject[] {
  if (!Array.isArray(value)) throw new Error(`${what} is not a list`);
  return value.map((item: unknown, index) => object(item, `item ${index} of ${what}`));
}

function object(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new Error(`${what} is not an object`);
  return value;
}
