import { asText, type JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { distributionStatsOf, ingestionStatsOf } from "./catalog-contents.ts";
import type { Catalog, Feed } from "./catalogs.ts";

const titleOf = (about: string, index: number) =>
  index === 2 ? null : `Chaise, “grande” 12" – ${about}\r\nNº ${index}`;

function itemsWith(id: string, issue: JsonObject): readonly JsonObject[] {
  const label = asText(issue.code_label);
  return Array.from({ length: 1 + (hash(`${id} ${label}`) % 4) }, (_, index) => ({
    item_id: `900719925474099${index}`,
    title: titleOf(label, index),
    ...issue,
  }));
}

/** Returns the items of a feed with ingestion issues. */
export function ingestionRows(feed: Feed): readonly JsonObject[] {
  return ingestionStatsOf(feed).flatMap(({ code, code_label, message, severity }) =>
    itemsWith(feed.id, { code, code_label, message, severity }),
  );
}

/** Returns the items of a catalog with distribution issues. */
export function distributionRows(catalog: Catalog): readonly JsonObject[] {
  return distributionStatsOf(catalog).flatMap(({ code, code_label, ineligible_for_ads }) =>
    itemsWith(catalog.id, { code, code_label, ineligible_for_ads }),
  );
}

/** Returns all items of a catalog. */
export function itemRows(catalog: Catalog): readonly JsonObject[] {
  return ["IN_STOCK", "OUT_OF_STOCK"].flatMap((availability) =>
    itemsWith(catalog.id, { code_label: availability, price: 12.5 }).map(({ item_id, title, price }) => ({
      item_id,
      title,
      availability,
      price,
    })),
  );
}

/** The columns of each report type. */
export const catalogColumns = {
  FEED_INGESTION_ISSUES: ["item_id", "title", "code", "code_label", "message", "severity"],
  DISTRIBUTION_ISSUES: ["item_id", "title", "code", "code_label", "ineligible_for_ads"],
  ALL_ITEMS: ["item_id", "title", "availability", "price"],
} as const;
