import type { JsonObject } from "../../json.ts";
import { hash, Random } from "../../random.ts";
import { searchTerm } from "../../texts.ts";
import { Ids } from "../ids.ts";
import { made } from "../made.ts";
import { seedOf } from "../organic/people.ts";
import type { Extent } from "../scale.ts";
import { type Microseconds, zoned } from "../times.ts";

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
  /** Seed of the contents, which are made on first use. */
  readonly seed: number;
  /** The midnight that all data is earlier than, in seconds. */
  readonly midnight: number;
}

const anyOf = { any_of: [{ CUSTOM_LABEL_0: { negated: false, values: ["autumn"] } }] };
const allOf = {
  all_of: [
    { LINK: { values: ["https://example.com/sale"], negated: false, filter_operator_type: "CONTAINS" } },
    { PINTEREST_PRODUCT_CATEGORIES: { values: ["JEANS"], negated: true } },
  ],
};

/** Makes the catalogs of an account. */
export function makeCatalogs(seed: number, extent: Extent, end: Microseconds): CatalogWorld {
  const random = new Random(seedOf(seed, "catalogs"));
  const list = <Made>(start: bigint, count: number, make: (id: string, index: number) => Made) => {
    const ids = new Ids(random, start, Math.ceil(count / 2));
    const all = Array.from({ length: extent.catalogs === 0 ? 0 : count }, () => ids.next());
    return all.map(make);
  };
  const times = (id: string) => ({
    created_at: zoned(end - (200 + (hash(id) % 700)) * 86_400_000_000),
    updated_at: zoned(end - (1 + (hash(id) % 150)) * 86_400_000_000),
  });
  const catalogs = list(864_344_000_000n, extent.catalogs, (id, index): Catalog => {
    const type = types[index % types.length] ?? "RETAIL";
    const name = index % 4 === 3 ? null : `Catalog ${index} – ${searchTerm(random)}`;
    return { id, type, record: { id, ...times(id), name, catalog_type: type } };
  });
  const catalogOf = (index: number) => catalogs[index] ?? random.pick(catalogs);
  const feeds = list(151_185_000_000n, extent.feeds, (id, index): CatalogPart => {
    const catalog = catalogOf(index);
    const password = `simulated-feed-password-${index}`;
    const record = made(`Catalogs${typeNames[catalog.type]}Feed`, id, {
      ...times(id),
      catalog_type: catalog.type,
      catalog_id: catalog.type === "RETAIL" ? undefined : catalog.id,
      credentials: index % 2 === 0 ? { username: "feed_reader", password } : null,
      preferred_processing_schedule: index % 3 === 0 ? null : { time: "02:59", timezone: "Africa/Abidjan" },
    });
    return { id, catalog, record };
  });
  const productGroups = list(443_727_000_000n, extent.productGroups, (id, index): CatalogPart => {
    const catalog = catalogOf(index);
    const isRetail = catalog.type === "RETAIL";
    const feed = random.chance(0.4) ? undefined : feeds.find((one) => one.catalog === catalog);
    const { created_at, updated_at } = times(id);
    const record = made(`Catalogs${typeNames[catalog.type]}ProductGroup`, id, {
      // In milliseconds, as in the document's example.
      created_at: Date.parse(created_at),
      updated_at: Date.parse(updated_at),
      catalog_id: catalog.id,
      catalog_type: catalog.type,
      name: `Product group ${index} – ${searchTerm(random)}`,
      filters: isRetail && hash(`${id} filters`) % 2 === 1 ? allOf : anyOf,
      feed_id: isRetail ? (feed?.id ?? null) : undefined,
    });
    return { id, catalog, record };
  });
  return { catalogs, feeds, productGroups, seed, midnight: Math.floor(end / 1_000_000) };
}
