import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";
import { invalidParameter } from "../errors.ts";
import { type Anchor, compareAnchors } from "../http/paging.ts";
import { laterFormOf } from "../views/later-fields.ts";
import { grouped } from "../world/advertising.ts";
import type { Call, Operation } from "./operation.ts";

/** Every row there is for whoever may look (`areas.ts`); throws the API's error for anyone else. */
export type Rows<Row> = (call: Call) => readonly Row[];

/** How an operation selects rows of a table, and shows them: nothing but data, which the engine below reads. */
export interface Selection<Row> {
  /** The filters, by their parameter: each holds if the parameter is given or has a default. */
  readonly where?: Readonly<Record<string, Filter<Row>>>;
  /** Parameters of which no more than one may be given, and of which one must be. */
  readonly atMostOne?: readonly string[];
  readonly atLeastOne?: readonly string[];
  /** What the rows are ordered by; the order in which they stand, where it is left out. */
  readonly order?: (row: Row, call: Call) => Anchor;
  /** The direction; by the parameter `order`, where it is left out, and ascending without one. */
  readonly direction?: "descending";
  /**
   * How the list is had: page by page, the last page with a bookmark of null, as by default; the same with an empty page
   * behind the last; the first page again and again; or as a whole.
   */
  readonly pages?: "bookmark_then_empty" | "first_only" | "none";
  /** What the rows are in, where they do not come in pages: `items`, an array, or arrays by a key of theirs. */
  readonly body?: "array" | { readonly keyedBy: (row: Row) => string };
  readonly show: (row: Row, call: Call) => Json;
}

/** Rows with one of the parameter's values in a column, or those of which the function says so. */
export type Filter<Row> =
  | ((row: Row) => string | null | undefined)
  | { readonly holds: (row: Row, values: readonly string[], call: Call) => boolean };

/** An operation that selects rows of a table. */
export function list<Row>(id: string, rows: Rows<Row>, selection: Selection<Row>): Operation {
  const show = (row: Row, call: Call) => {
    const shown = selection.show(row, call);
    return isObject(shown) ? inForm(id, shown, call) : shown;
  };
  return { id, access: "bearer", answer: (call) => answer(rows, { ...selection, show }, call) };
}

/** A record as the contract shows it that the simulator speaks. */
export function inForm(operationId: string, record: JsonObject, { simulation }: Call): JsonObject {
  return simulation.settings.contract === "5.23" ? record : laterFormOf(operationId)(record);
}

function answer<Row>(allRows: Rows<Row>, record: Selection<Row>, call: Call): Json {
  checkParameters(record, call);
  const rows = ordered(record, selected(allRows(call), record, call), call);
  const show = (row: Row) => record.show(row, call);
  if (record.pages === undefined || record.pages === "bookmark_then_empty") return pageOf(record, rows, call);
  if (record.pages === "first_only") {
    const items = rows.slice(0, call.parameters.whole("page_size")).map(show);
    return { items, bookmark: rows.length === 0 ? null : "Y29tZS1hZ2FpbnxmaXJzdCpHUUwq" };
  }
  if (record.body === "array") return rows.map(show);
  if (record.body === undefined) return { items: rows.map(show) };
  const groups = grouped(rows, record.body.keyedBy);
  return Object.fromEntries([...groups].map(([key, group]) => [key, group.map(show)]));
}

function checkParameters<Row>({ atMostOne = [], atLeastOne = [] }: Selection<Row>, call: Call): void {
  const given = (names: readonly string[]) => names.filter((name) => valuesOf(name, call) !== undefined);
  if (given(atMostOne).length > 1) throw invalidParameter(`Provide only one of ${atMostOne.join(", ")}.`);
  if (atLeastOne.length > 0 && given(atLeastOne).length === 0) {
    throw invalidParameter(`One of ${atLeastOne.join(" and ")} is required.`);
  }
}

function valuesOf(name: string, { parameters }: Call): readonly string[] | undefined {
  const text = parameters.text(name);
  return parameters.texts(name) ?? (text === undefined ? undefined : [text]);
}

function selected<Row>(rows: readonly Row[], { where = {} }: Selection<Row>, call: Call): readonly Row[] {
  const filters = Object.entries(where).flatMap(([name, filter]) => {
    const values = valuesOf(name, call);
    if (values === undefined) return [];
    if (typeof filter === "object") return [(row: Row) => filter.holds(row, values, call)];
    const wanted = new Set(values);
    return [(row: Row) => wanted.has(filter(row) ?? "")];
  });
  return filters.length === 0 ? rows : rows.filter((row) => filters.every((filter) => filter(row)));
}

const isDescending = <Row>({ direction }: Selection<Row>, { parameters }: Call) =>
  direction === "descending" || parameters.text("order") === "DESCENDING";

function ordered<Row>(record: Selection<Row>, rows: readonly Row[], call: Call): readonly Row[] {
  const { order } = record;
  if (order === undefined) return rows;
  const sign = isDescending(record, call) ? -1 : 1;
  return rows
    .map((row) => ({ row, at: order(row, call) }))
    .sort((first, second) => compareAnchors(first.at, second.at) * sign)
    .map(({ row }) => row);
}

/** A page. A list with a `start_index` may give no bookmarks, by the setting: then every page but the last is full. */
function pageOf<Row>(record: Selection<Row>, rows: readonly Row[], call: Call): JsonObject {
  const { parameters, simulation } = call;
  const start = parameters.whole("start_index");
  const show = (row: Row) => record.show(row, call);
  if (start !== undefined && simulation.settings.start_index_bookmarks === "missing") {
    return { items: rows.slice(start, start + (parameters.whole("page_size") ?? 25)).map(show), bookmark: null };
  }
  const items = rows.map((row, place) => ({ row, place })).slice(start ?? 0);
  return call.page(
    {
      items,
      anchor: ({ row, place }) => record.order?.(row, call) ?? [place, ""],
      direction: record.order !== undefined && isDescending(record, call) ? "descending" : "ascending",
      end: record.pages === "bookmark_then_empty" ? "empty page" : "null bookmark",
    },
    ({ row }) => show(row),
  );
}

/** The order of IDs, as seen live. */
export function byId({ id }: { readonly id?: Json | undefined }): Anchor {
  return ["", asText(id)];
}

/** A record that is made as the API shows it. */
export function asItIs(record: JsonObject): JsonObject {
  return record;
}
