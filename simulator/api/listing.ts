import { asText, type JsonObject } from "../../src/json.ts";
import type { Listing } from "../http/paging.ts";
import type { Parameters } from "../http/parameters.ts";
import type { Call } from "./operation.ts";

/** By id, ascending unless the request says otherwise, as seen live. */
export function byId<Item extends { readonly id: string }>(
  parameters: Parameters,
  items: readonly Item[],
): Listing<Item> {
  const anchor = ({ id }: Item) => ["", id] as const;
  return parameters.text("order") === "DESCENDING"
    ? { items: items.toReversed(), anchor, direction: "descending", end: "null bookmark" }
    : { items, anchor, direction: "ascending", end: "null bookmark" };
}

/** The page of records that is asked for, in the order of their ids. */
export function pageById({ parameters, page }: Call, records: readonly JsonObject[]): JsonObject {
  const items = records.map((record) => ({ id: asText(record.id), record }));
  return page(byId(parameters, items), ({ record }) => record);
}

/**
 * The page of records that is asked for, in the order in which they stand: from `start_index` on, where there is one. A
 * list with a `start_index` may give no bookmarks, by the setting: then every page but the last is full.
 */
export function pageInOrder({ parameters, page, simulation }: Call, records: readonly JsonObject[]): JsonObject {
  const start = parameters.whole("start_index");
  if (start !== undefined && simulation.settings.start_index_bookmarks === "missing") {
    return { items: records.slice(start, start + (parameters.whole("page_size") ?? 25)), bookmark: null };
  }
  const items = records.map((record, place) => ({ place, record })).slice(start ?? 0);
  return page(
    { items, anchor: ({ place }) => [place, ""], direction: "ascending", end: "null bookmark" },
    ({ record }) => record,
  );
}
