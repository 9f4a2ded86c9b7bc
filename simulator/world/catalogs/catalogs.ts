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

export type CatalogType = keyof typeof typeNames;

const types = ["RETAIL", "HOTEL", "CREATIVE_ASSETS"] as const;

export interface Catalog {
  readonly id: string;
  readonly type: CatalogType;
  readonly name: string | null;
  readonly record: JsonObject;
}

export interface Feed {
  readonly id: string;
  readonly catalog: Catalog;
  /** The form of the API, including the credentials. */
  readonly record: JsonObject;
}

export interface CatalogProductGroup {
  readonly id: string;
  readonly catalog: Catalog;
  readonly name: string;
  readonly record: JsonObject;
}

const anyOf = { any_of: [{ CUSTOM_LABEL_0: { negated: false, values: ["autumn"] } }] };
const allOf = {
  all_of: [
    { LINK: { values: ["https://example.com/sale"], negated: false, filter_operator_type: "CONTAINS" } },
    { PINTEREST_PRODUCT_CATEGORIES: { values: ["JEANS"], negated: true } },
  ],
};

/** The catalogs of one user account. Without a catalog, the API rejects requests for product groups. */
export class CatalogWorld {
  readonly catalogs: readonly Catalog[];
  readonly feeds: readonly Feed[];
  readonly productGroups: readonly CatalogProductGroup[];
  /** Seed of the contents, which are made on first use. */
  readonly seed: number;
  /** The midnight that all data is earlier than, in seconds. */
  readonly midnight: number;

  constructor(seed: number, extent: Extent, end: Microseconds) {
    this.seed = seed;
    this.midnight = Math.floor(end / 1_000_000);
    const random = new Random(seedOf(seed, "catalogs"));
    const ids = (start: bigint, count: number) => {
      const made = new Ids(random, start, Math.ceil(count / 2));
      return Array.from({ length: extent.catalogs === 0 ? 0 : count }, () => made.next());
    };
    const times = (id: string) => ({
      created_at: zoned(end - (200 + (hash(id) % 700)) * 86_400_000_000),
      updated_at: zoned(end - (1 + (hash(id) % 150)) * 86_400_000_000),
    });
    this.catalogs = ids(864_344_000_000n, extent.catalogs).map((id, index) => {
      const type = types[index % types.length] ?? "RETAIL";
      const name = index % 4 === 3 ? null : `Catalog ${index} – ${searchTerm(random)}`;
      return { id, type, name, record: { id, ...times(id), name, catalog_type: type } };
    });
    const { catalogs } = this;
    const catalogOf = (index: number) => catalogs[index] ?? random.pick(catalogs);
    this.feeds = ids(151_185_000_000n, extent.feeds).map((id, index) => {
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
    const { feeds } = this;
    this.productGroups = ids(443_727_000_000n, extent.productGroups).map((id, index) => {
      const catalog = catalogOf(index);
      const isRetail = catalog.type === "RETAIL";
      const feed = random.chance(0.4) ? undefined : feeds.find((one) => one.catalog === catalog);
      const name = `Product group ${index} – ${searchTerm(random)}`;
      const { created_at, updated_at } = times(id);
      const record = made(`Catalogs${typeNames[catalog.type]}ProductGroup`, id, {
        // In milliseconds, as in the document's example.
        created_at: Date.parse(created_at),
        updated_at: Date.parse(updated_at),
        catalog_id: catalog.id,
        catalog_type: catalog.type,
        name,
        filters: isRetail && hash(`${id} filters`) % 2 === 1 ? allOf : anyOf,
        feed_id: isRetail ? (feed?.id ?? null) : undefined,
      });
      return { id, catalog, name, record };
    });
  }
}
