import type { JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { made } from "../made.ts";
import { memoizeByKey } from "../memoize-by-key.ts";
import type { AccountWorld } from "../organic/account.ts";
import type { Pin } from "../records.ts";
import { SeededFactory } from "../seeded-factory.ts";
import { zoned } from "../times.ts";
import { type Catalog, type CatalogProductGroup, type CatalogWorld, type Feed, typeNames } from "./catalogs.ts";

/** One processing of a feed. */
export interface ProcessingResult {
  readonly id: string;
  readonly feed: Feed;
  readonly record: JsonObject;
  /** Number of items with issues. */
  readonly issues: number;
}

/** Processing results of feeds, newest first: more than one default page for the first feed, none for the second. */
export const processingResultsOf = memoizeByKey(
  ({ seed, midnight, feeds }: CatalogWorld): readonly ProcessingResult[] => {
    const factory = new SeededFactory(seed, "processing results", midnight);
    const ids = factory.ids(595_953_000_000n, 31 + feeds.length * 3);
    return feeds.flatMap((feed, position) =>
      Array.from({ length: position === 0 ? 31 : position === 1 ? 0 : 3 }, (_, index) => {
        const id = ids.next();
        const failed = index % 6 === 5;
        const at = zoned((midnight - (40 - index) * 86_400) * 1_000_000);
        // More than one page of the first feed's last result.
        const issues = failed ? 0 : position === 0 && index === 30 ? 256 : index % 4;
        const details = { errors: failed ? { FETCH_ERROR: 1 } : { TITLE_MISSING: issues }, warnings: {} };
        return {
          id,
          feed,
          issues,
          record: {
            id,
            created_at: at,
            updated_at: at,
            status: failed ? "FAILED" : index === 30 ? "PROCESSING" : "COMPLETED",
            product_counts: failed ? null : { original: 300, ingested: 300 - issues },
            ingestion_details: { errors: {}, info: {}, warnings: {} },
            validation_details: details,
          },
        };
      }).toReversed(),
    );
  },
);

const errorCodes = ["TITLE_MISSING", "PRICE_MISSING", "IMAGE_LINK_INVALID"];

/** Returns the item issues of a processing result, by position in the feed. Items without an ID have null. */
export function itemIssuesOf({ issues }: ProcessingResult): readonly JsonObject[] {
  return Array.from({ length: issues }, (_, index) => ({
    item_id: index % 9 === 8 ? null : `SKU-${index}-“é”`,
    item_number: index * 3,
    errors: { TITLE_MISSING: { attribute_name: "TITLE", provided_value: null } },
    warnings: index % 2 === 0 ? {} : { AD_IMAGE_0_LINK_DUPLICATED: { attribute_name: null, provided_value: "" } },
  }));
}

/** Returns the product counts of a group, in the form of its catalog's type. */
export function productCountsOf({ id, catalog: { type } }: CatalogProductGroup): JsonObject {
  return made(`Catalogs${typeNames[type]}ProductGroupProductCounts`, id, { catalog_type: type });
}

/** Returns the product Pins of a group in ID order: more than one page for the first group, none for some. */
export function productPinsOf(account: AccountWorld, group: CatalogProductGroup, position: number): readonly Pin[] {
  const open = account.ownPins().filter(({ boardId }) => account.board(boardId)?.privacy === "PUBLIC");
  const share = position === 0 ? 1 : position % 5 === 4 ? Number.POSITIVE_INFINITY : 150;
  const chosen = open.filter(({ id }) => hash(`${group.id} ${id}`) % share === 0);
  return chosen.slice(0, 260).toReversed();
}

const idFields = { RETAIL: "item_id", HOTEL: "hotel_id", CREATIVE_ASSETS: "creative_assets_id" } as const;

/** Returns the metadata of a product. */
export function productMetadata({ catalog: { type } }: CatalogProductGroup, { id }: Pin): JsonObject {
  return made(`Catalogs${typeNames[type]}ProductMetadata`, id, { [idFields[type]]: `SKU-${id}` });
}

/** Returns the filter values of a catalog's items. */
export function filterValuesOf({ id, type }: Catalog): JsonObject {
  return made(`Catalogs${typeNames[type]}AvailableFilterValues`, id, { catalog_type: type });
}

/** Returns issue counts of a feed by code; some have no catalog type. */
export function ingestionStatsOf(feed: Feed): readonly JsonObject[] {
  return errorCodes.slice(0, hash(feed.id, 31) % 4).map((label, index) => ({
    report_type: "FEED_INGESTION_ISSUES",
    ...(index === 1 ? {} : { catalog_id: feed.catalog.id }),
    ...statOf(feed.id, label, index),
    severity: index % 2 === 0 ? "ERROR" : "WARN",
  }));
}

/** Returns distribution issue counts of a catalog by code. */
export function distributionStatsOf({ id }: Catalog): readonly JsonObject[] {
  return ["SPAM", "BROKEN_LINK", "PROHIBITED"].map((label, index) => ({
    report_type: "DISTRIBUTION_ISSUES",
    catalog_id: id,
    ...statOf(id, label, index),
    ineligible_for_ads: index !== 1,
    ineligible_for_organic: index === 0,
  }));
}

const statOf = (id: string, label: string, index: number) => ({
  code: 100 + index,
  code_label: label,
  message: `Not shown – ${label}`,
  occurrences: hash(id, index) % 900,
});

/** Returns the stores of a retail catalog: more than one page for the first one. Other catalogs have none. */
export function localStoresOf({ catalogs }: CatalogWorld, catalog: Catalog): readonly JsonObject[] {
  const count = catalog.type !== "RETAIL" ? 0 : catalog === catalogs[0] ? 253 : 4;
  return Array.from({ length: count }, (_, index) =>
    made("LocalStore", `${catalog.id}${String(index).padStart(4, "0")}`, { store_code: `store-${index}` }),
  );
}
