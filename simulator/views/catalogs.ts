import type { JsonObject } from "../../src/base/json.ts";
import type { Catalog, CatalogProductGroup, Feed } from "../world/catalogs/catalogs.ts";
import { type Microseconds, timestamp } from "../world/times.ts";
import { choice, recordOf } from "./record.ts";

/** Only catalogs have timestamps with a time zone (Pinterest's document). */
export const zoned = (time: Microseconds) => `${timestamp(time).slice(0, 19)}Z`;

export function showCatalog(catalog: Catalog): JsonObject {
  return {
    id: catalog.id,
    created_at: zoned(catalog.createdAt),
    updated_at: zoned(catalog.updatedAt),
    name: catalog.name,
    catalog_type: catalog.type,
  };
}

/** Shows a feed, including the credentials that the API returns. */
export function showFeed(feed: Feed): JsonObject {
  const { type, id } = feed.catalog;
  return recordOf({
    id: feed.id,
    created_at: zoned(feed.createdAt),
    updated_at: zoned(feed.updatedAt),
    name: feed.name,
    format: "TSV",
    catalog_type: type,
    catalog_id: type === "RETAIL" ? undefined : id,
    credentials: feed.password === null ? null : { username: "feed_reader", password: feed.password },
    location: feed.location,
    preferred_processing_schedule: feed.scheduled ? { time: "02:59", timezone: "Africa/Abidjan" } : null,
    status: feed.active ? "ACTIVE" : "INACTIVE",
    default_currency: "USD",
    default_locale: "en-US",
    default_country: type === "HOTEL" ? undefined : "US",
    default_availability: type === "RETAIL" ? (feed.active ? "IN_STOCK" : null) : undefined,
  });
}

const anyOf = { any_of: [{ CUSTOM_LABEL_0: { negated: false, values: ["autumn"] } }] };
const allOf = {
  all_of: [
    { LINK: { values: ["https://example.com/sale"], negated: false, filter_operator_type: "CONTAINS" } },
    { PINTEREST_PRODUCT_CATEGORIES: { values: ["JEANS"], negated: true } },
  ],
};

/** Shows a product group; its times are epoch milliseconds, as in the document's example. */
export function showProductGroup(group: CatalogProductGroup): JsonObject {
  const { type, id } = group.catalog;
  const retail = type === "RETAIL";
  return recordOf({
    id: group.id,
    catalog_id: id,
    catalog_type: type,
    name: group.name,
    description: group.description,
    filters: retail ? choice(group, "filters", anyOf, allOf) : anyOf,
    feed_id: retail ? group.feedId : undefined,
    is_featured: retail ? group.featured : undefined,
    status: retail ? (group.active ? "ACTIVE" : "INACTIVE") : undefined,
    type: type === "CREATIVE_ASSETS" ? undefined : "MERCHANT_CREATED",
    created_at: Math.floor(group.createdAt / 1000),
    updated_at: Math.floor(group.updatedAt / 1000),
  });
}
