import type { JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { makeRow } from "../made.ts";
import type { Extent } from "../scale.ts";
import { SeededFactory } from "../seeded-factory.ts";
import { type Microseconds, microsecondsOfDay, zoned } from "../times.ts";

/** The types of catalogs, and their names in schemas. */
export const typeNames = { RETAIL: "Retail", HOTEL: "Hotel", CREATIVE_ASSETS: "CreativeAssets" } as const;

const types = ["RETAIL", "HOTEL", "CREATIVE_ASSETS"] as const;

export interface Catalog {
  readonly id: string;
  readonly type: keyof typeof typeNames;
  /** The form of the API. */
  readonly record: JsonObject;
}

/** A feed or a product group. */
export interface CatalogPart {
  readonly id: string;
  readonly catalog: Catalog;
  /** The form of the API, including the credentials of a feed. */
  readonly record: JsonObject;
}

/** The catalogs of one user account. Without a catalog, the API rejects requests for product groups. */
export interface CatalogWorld {
  readonly catalogs: readonly Catalog[];
  readonly feeds: readonly CatalogPart[];
  readonly productGroups: readonly CatalogPart[];
  /** The midnight that all data is earlier than. */
  readonly end: Microseconds;
}

const filters = { any_of: [{ CUSTOM_LABEL_0: { negated: false, values: ["autumn"] } }] };

/** Makes the catalogs of an account. */
export function makeCatalogs(seed: number, extent: Extent, end: Microseconds): CatalogWorld {
  const factory = new SeededFactory(seed, "catalogs");
  const times = (id: string) => ({
    created_at: zoned(end - 900 * microsecondsOfDay),
    updated_at: zoned(end - (1 + (hash(id) % 150)) * microsecondsOfDay),
  });
  const catalogs = factory.list(864_344_000_000n, extent.catalogs, (id, index): Catalog => {
    const type = types[index % types.length] ?? "RETAIL";
    const name = index === 1 ? null : `Catalog ${index} – 庭と食卓`;
    return { id, type, record: { id, ...times(id), name, catalog_type: type } };
  });
  const parts = (kind: bigint, count: number, record: (id: string, catalog: Catalog, index: number) => JsonObject) =>
    factory.list(kind, catalogs.length === 0 ? 0 : count, (id, index): CatalogPart => {
      const catalog = catalogs[(index * 2) % catalogs.length] ?? factory.random.pick(catalogs);
      return { id, catalog, record: record(id, catalog, index) };
    });
  const feeds = parts(151_185_000_000n, extent.feeds, (id, { id: catalog_id, type }, index) =>
    makeRow(`Catalogs${typeNames[type]}Feed`, id, {
      ...times(id),
      catalog_type: type,
      catalog_id: type === "RETAIL" ? undefined : catalog_id,
      credentials: { username: "feed_reader", password: `simulated-feed-password-${index}` },
      preferred_processing_schedule: index % 3 === 0 ? null : { time: "02:59", timezone: "Africa/Abidjan" },
    }),
  );
  const productGroups = parts(443_727_000_000n, extent.productGroups, (id, catalog, index) => {
    const feed = index % 2 === 0 ? feeds.find((one) => one.catalog === catalog) : undefined;
    return makeRow(`Catalogs${typeNames[catalog.type]}ProductGroup`, id, {
      catalog_id: catalog.id,
      catalog_type: catalog.type,
      filters,
      feed_id: catalog.type === "RETAIL" ? (feed?.id ?? null) : undefined,
    });
  });
  return { catalogs, feeds, productGroups, end };
}
