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

const secondsOfDay = 86_400;
const factoryOf = ({ seed, midnight }: CatalogWorld, part: string) => new SeededFactory(seed, part, midnight);

/** Processing results of feeds, newest first: more than one default page for the first feed, none for the second. */
export const processingResultsOf = memoizeByKey((catalogs: CatalogWorld): readonly ProcessingResult[] => {
  const factory = factoryOf(catalogs, "processing results");
  const { random } = factory;
  const counts = catalogs.feeds.map((_, position) => (position === 0 ? 31 : position === 1 ? 0 : random.integer(1, 3)));
  const ids = factory.ids(595_953_000_000n, 31 + counts.length * 3);
  return catalogs.feeds.flatMap((feed, position) =>
    Array.from({ length: counts[position] ?? 0 }, (_, index) => {
      const at = factory.now - (40 - index) * secondsOfDay + random.integer(1, secondsOfDay - 1);
      const id = ids.next();
      const failed = index % 6 === 5;
      const issues = failed ? 0 : position === 0 && index === 30 ? 256 : random.integer(0, 4);
      const counted = random.integer(10, 90_000);
      return {
        id,
        feed,
        issues,
        record: {
          id,
          created_at: zoned(at * 1_000_000),
          updated_at: zoned((at + random.integer(10, 3_000)) * 1_000_000),
          status: failed ? "FAILED" : index === 30 ? "PROCESSING" : "COMPLETED",
          product_counts: failed ? null : { original: counted, ingested: counted - issues },
          ingestion_details: {
            errors: failed ? { ACCOUNT_FLAGGED: 1 } : {},
            info: { IN_STOCK: counted - issues, OUT_OF_STOCK: 0 },
            warnings: {},
          },
          validation_details: {
            errors: failed ? { FETCH_ERROR: 1 } : { TITLE_MISSING: issues },
            warnings: { AD_IMAGE_0_LINK_DUPLICATED: issues },
          },
        },
      };
    }).toReversed(),
  );
});

const errorCodes = ["TITLE_MISSING", "PRICE_MISSING", "IMAGE_LINK_INVALID"];

/** Returns the item issues of a processing result, by position in the feed. Items without an ID have null. */
export function itemIssuesOf({ id, issues }: ProcessingResult): readonly JsonObject[] {
  return Array.from({ length: issues }, (_, index) => {
    const code = errorCodes[hash(`${id} ${index}`) % errorCodes.length] ?? "TITLE_MISSING";
    const missing = code.endsWith("MISSING");
    return {
      item_id: index % 9 === 8 ? null : `SKU-${index}-“é”`,
      item_number: index * 3,
      errors: {
        [code]: { attribute_name: missing ? "TITLE" : "IMAGE_LINK", provided_value: missing ? null : "htp://x" },
      },
      warnings: index % 2 === 0 ? {} : { AD_IMAGE_0_LINK_DUPLICATED: { attribute_name: null, provided_value: "" } },
    };
  });
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
    code: 100 + index,
    code_label: label,
    message: `The field is missing – ${label}`,
    occurrences: hash(feed.id, index) % 900,
    severity: index % 2 === 0 ? "ERROR" : "WARN",
  }));
}

/** Returns distribution issue counts of a catalog by code. */
export function distributionStatsOf(catalog: Catalog): readonly JsonObject[] {
  return ["SPAM", "BROKEN_LINK", "PROHIBITED"].map((label, index) => ({
    report_type: "DISTRIBUTION_ISSUES",
    catalog_id: catalog.id,
    code: 300 + index,
    code_label: label,
    message: "Not shown",
    occurrences: hash(catalog.id, index) % 90,
    ineligible_for_ads: index !== 1,
    ineligible_for_organic: index === 0,
  }));
}
