import { tooManyPins } from "../errors.ts";
import { type Anchor, type BookmarkSource, compareAnchors, readBookmark, writeBookmark } from "../http/paging.ts";
import { asText, isObject, type Json, type JsonObject } from "../json.ts";
import type { Call, Operation } from "./operation.ts";

/** Returns all rows that the caller can access. @throws ApiError if the caller has no access (`areas.ts`) */
type Rows<Row> = (call: Call) => readonly Row[];

/** How an operation selects and shows rows of a table, as data. */
export interface Selection<Row> {
  readonly rows: Rows<Row>;
  /** By parameter: the value of a row that must be one of those that are given, or are the default. */
  readonly equal?: Readonly<Record<string, (row: Row) => string | null | undefined>>;
  /** By parameter: what must hold of a row, if the parameter is given or has a default. */
  readonly where?: Readonly<Record<string, Filter<Row>>>;
  /** Sort key; by default the order of the table. */
  readonly order?: (row: Row, call: Call) => Anchor;
  /** By default, ascending. */
  readonly direction?: "descending";
  /**
   * By default, pages of which the last has a null bookmark. `bookmark_then_empty`: an empty page follows the last one.
   * `offsets`: the same, and bookmarks are numbers of rows. `first_only`: every bookmark leads to the first page. `none`: a
   * single response `{items}`. `array`: one without it.
   */
  readonly paging?: "bookmark_then_empty" | "offsets" | "first_only" | "none" | "array";
  /** Whether the rows are Pins, of which a list has a maximum. */
  readonly isOfPins?: true;
  readonly show: (row: Row, call: Call) => Json;
}

/** @param values those of the parameter */
type Filter<Row> = (row: Row, values: readonly string[], call: Call) => boolean;

/** Creates an operation that selects records that the world already stores in the form of the API. */
export function records(selection: Omit<Selection<JsonObject>, "show">): Operation {
  return list({ ...selection, show: (record) => record });
}

/** Creates an operation that selects rows of a table. */
export function list<Row>(selection: Selection<Row>): Operation {
  return { access: "bearer", respond: (call) => respond(selection, call) };
}

function respond<Row>(selection: Selection<Row>, call: Call): Json {
  const { order, direction, paging } = selection;
  const sign = direction === "descending" ? -1 : 1;
  const placed = selected(selection, call).map((row, index) => ({
    row,
    anchor: order?.(row, call) ?? ([index, ""] as const),
  }));
  placed.sort((first, second) => compareAnchors(first.anchor, second.anchor) * sign);
  if (paging === undefined || paging === "bookmark_then_empty" || paging === "offsets")
    return pageOf(selection, placed, call, sign);
  const items = placed.map(({ row }) => selection.show(row, call));
  if (paging === "array") return items;
  if (paging === "none") return { items };
  const page = items.slice(0, call.parameters.integer("page_size"));
  const last = page.at(-1);
  if (last === undefined) return { items: page, bookmark: null };
  const time = Date.parse(asText(isObject(last) ? last.created_at : undefined));
  return { items: page, bookmark: writeBookmark(sourceOf(call), `??${time}`, null) };
}

function selected<Row>({ rows, equal = {}, where = {} }: Selection<Row>, call: Call): readonly Row[] {
  const { parameters } = call;
  const equals = Object.entries(equal).map(([name, field]): readonly [string, Filter<Row>] => [
    name,
    (row, values) => values.includes(field(row) ?? ""),
  ]);
  const filters = [...equals, ...Object.entries(where)].flatMap(([name, filter]) => {
    const text = parameters.text(name);
    if (text === undefined) return [];
    const values = parameters.texts(name) ?? [text];
    return [(row: Row) => filter(row, values, call)];
  });
  return rows(call).filter((row) => filters.every((filter) => filter(row)));
}

/** Returns a page. It starts after the bookmarked row, even if that row no longer exists; in a search, at an offset. */
function pageOf<Row>(
  { paging, isOfPins, show }: Selection<Row>,
  all: readonly { readonly row: Row; readonly anchor: Anchor }[],
  call: Call,
  sign: number,
): JsonObject {
  const { parameters, simulation } = call;
  const rows = all.slice(parameters.integer("start_index") ?? 0);
  const { max_page_size: maxSize, max_pins_per_list: maxPins, pages } = simulation.settings;
  const size = Math.min(parameters.integer("page_size") ?? parameters.integer("limit") ?? 25, maxSize);
  const source = sourceOf(call);
  const bookmark = parameters.text("bookmark");
  const after = bookmark === undefined ? 0 : readBookmark(source.list, bookmark);
  const found =
    typeof after === "number" ? after : rows.findIndex(({ anchor }) => compareAnchors(anchor, after) * sign > 0);
  const start = found === -1 ? rows.length : found;
  if (isOfPins === true && start >= maxPins) throw tooManyPins();
  const fewer = pages === "ragged" && paging !== "offsets" ? Math.min(size - 1, start % 3) : 0;
  const page = rows.slice(start, start + size - fewer);
  const last = page.at(-1)?.anchor;
  const items = page.map(({ row }) => show(row, call));
  const isEnd = start + page.length >= rows.length;
  if (last === undefined || (paging === undefined && isEnd)) return { items, bookmark: null };
  if (paging === "offsets") return { items, bookmark: writeBookmark(source, `oo${start + size}`, null) };
  // A bookmark to the page after the end names no row.
  const named = paging === undefined ? `->${last[1]}` : `?c${last[1]}.${Math.floor(Number(last[0]) / 1e6)},-1`;
  const position = paging !== undefined && isEnd ? "?c-1" : named;
  return { items, bookmark: writeBookmark(source, `${position}|${page.length}`, last) };
}

/** Returns the list that a request is about, and the request. */
function sourceOf({ simulation, address, scope, requestId }: Call): BookmarkSource {
  return { list: `${simulation.seed} ${address} ${scope.account.profile.id}`, requestId };
}

/** Sorts by ID. */
export const byId = ({ id }: { readonly id?: Json | undefined }): Anchor => ["", asText(id)];

/** Returns a filter on a column of a record. */
export const column = (name: string) => (record: JsonObject) => asText(record[name]);
