import type { JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { type Fields, makeRow } from "../made.ts";
import type { AccountWorld } from "../organic/account.ts";
import type { Pin } from "../records.ts";
import { byParent, type Group, ungrouped } from "../tables.ts";
import { microsecondsOfDay, zoned } from "../times.ts";
import { type Catalog, type CatalogPart, type CatalogWorld, typeNames } from "./catalogs.ts";

/** One processing of a feed. */
interface ProcessingResult {
  readonly id: string;
  readonly feed: CatalogPart;
  readonly record: JsonObject;
  /** Number of items with issues. */
  readonly issues: number;
}

/** Returns processing results of feeds, newest first: more than one default page for the first feed, none for the second. */
export const processingResultsOf = ({ feeds, end }: CatalogWorld): readonly ProcessingResult[] =>
  feeds.flatMap((feed, position) =>
    Array.from({ length: [31, 0][position] ?? 3 }, (_, index) => {
      const id = `${feed.id}${30 - index}`;
      const failed = index % 6 === 5;
      const at = zoned(end - (1 + index) * microsecondsOfDay);
      // More than one page of the first feed's last result.
      const found = position + index === 0 ? 256 : index % 4;
      const issues = failed ? 0 : found;
      const record = {
        id,
        created_at: at,
        updated_at: at,
        status: failed ? "FAILED" : "COMPLETED",
        product_counts: failed ? null : { original: 300, ingested: 300 - issues },
        ingestion_details: { errors: {}, info: {}, warnings: {} },
        validation_details: { errors: failed ? { FETCH_ERROR: 1 } : { TITLE_MISSING: issues }, warnings: {} },
      };
      return { id, feed, issues, record };
    }),
  );

/** Returns the item issues of a processing result, by position in the feed. Items without an ID have null. */
function itemIssuesOf({ issues }: ProcessingResult): readonly JsonObject[] {
  return Array.from({ length: issues }, (_, index) => ({
    item_id: index % 9 === 8 ? null : `SKU-${index}-“é”`,
    item_number: index * 3,
    errors: { TITLE_MISSING: { attribute_name: "TITLE", provided_value: null } },
    warnings: {},
  }));
}

/** Returns the product Pins of a group in ID order: more than one page for the first group, none for some. */
function productPinsOf(account: AccountWorld, group: CatalogPart, position: number): readonly Pin[] {
  const open = account.ownPins().filter(({ boardId }) => account.board(boardId)?.privacy === "PUBLIC");
  const usual = position % 5 === 4 ? Number.POSITIVE_INFINITY : 150;
  const share = position === 0 ? 1 : usual;
  const chosen = open.filter(({ id }) => hash(`${group.id} ${id}`) % share === 0);
  return chosen.slice(0, 260).toReversed();
}

const idFields = { RETAIL: "item_id", HOTEL: "hotel_id", CREATIVE_ASSETS: "creative_assets_id" } as const;

/** Makes a row whose schema depends on the type of catalog. */
const ofType = ({ type }: Catalog, schema: TypedSchema, id: string, fields: Fields = { catalog_type: type }) =>
  makeRow(`Catalogs${typeNames[type]}${schema}`, id, fields);
type TypedSchema = "ProductGroupProductCounts" | "ProductMetadata" | "AvailableFilterValues";

/** Returns the stores of a retail catalog: more than one page for the first one. Other catalogs have none. */
function localStoresOf({ id, type }: Catalog, position: number): readonly JsonObject[] {
  if (type !== "RETAIL") return [];
  return Array.from({ length: position === 0 ? 253 : 4 }, (_, index) =>
    makeRow("LocalStore", `${id}${String(index).padStart(4, "0")}`, { store_code: `store-${index}` }),
  );
}

/** The catalogs of an account, by the stream that reads them. */
export const catalogTables = {
  catalogs: ({ catalogs }) => ungrouped(catalogs.catalogs.map(({ record }) => record)),
  catalogs_feeds: ({ catalogs }) => ungrouped(catalogs.feeds.map(({ record }) => record)),
  catalogs_product_groups: ({ catalogs }) => ungrouped(catalogs.productGroups.map(({ record }) => record)),
  catalogs_feed_processing_results: ({ catalogs }) =>
    byParent("feed_id", catalogs.feeds, (feed) =>
      processingResultsOf(catalogs).flatMap((result) => (result.feed === feed ? [result.record] : [])),
    ),
  catalogs_item_issues: ({ catalogs }) => byParent("processing_result_id", processingResultsOf(catalogs), itemIssuesOf),
  catalogs_local_stores: ({ catalogs }) => byParent("catalog_id", catalogs.catalogs, localStoresOf),
  catalogs_product_group_product_counts: ({ catalogs }) =>
    byParent("product_group_id", catalogs.productGroups, ({ id, catalog }) => [
      ofType(catalog, "ProductGroupProductCounts", id),
    ]),
  catalogs_available_filter_values: ({ catalogs }) =>
    byParent("catalog_id", catalogs.catalogs, (catalog) => [ofType(catalog, "AvailableFilterValues", catalog.id)]),
} as const satisfies Readonly<Record<string, (account: AccountWorld) => readonly Group[]>>;

/** The products of each group, with their Pins in the form of the world. */
export const productsOf = (account: AccountWorld) =>
  byParent("product_group_id", account.catalogs.productGroups, (group, position) =>
    productPinsOf(account, group, position).map((pin) => ({
      pin,
      row: {
        catalog_type: group.catalog.type,
        metadata: ofType(group.catalog, "ProductMetadata", pin.id, { [idFields[group.catalog.type]]: `SKU-${pin.id}` }),
      },
    })),
  );
