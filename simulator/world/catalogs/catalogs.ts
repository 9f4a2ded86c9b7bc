import type { JsonObject } from "../../json.ts";
import { Random } from "../../random.ts";
import { searchTerm } from "../../texts.ts";
import { choice } from "../../views/record.ts";
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
    const ids = (start: bigint, count: number) => new Ids(random, start, Math.ceil(count / 2));
    const created = () => end - random.integer(200, 900) * 86_400_000_000;
    const updated = () => end - random.integer(0, 150) * 86_400_000_000 - random.integer(1, 86_399) * 1_000_000;
    const catalogIds = ids(864_344_000_000n, extent.catalogs);
    const catalogs = Array.from({ length: extent.catalogs }, (_, index): Catalog => {
      const [id, type] = [catalogIds.next(), types[index % types.length] ?? "RETAIL"];
      const name = index % 4 === 3 ? null : `Catalog ${index} – ${searchTerm(random)}`;
      const times = { created_at: zoned(created()), updated_at: zoned(updated()) };
      return { id, type, name, record: { id, ...times, name, catalog_type: type } };
    });
    this.catalogs = catalogs;
    const catalogOf = (index: number) => catalogs[index] ?? random.pick(catalogs);
    const some = (count: number) => Array.from({ length: catalogs.length === 0 ? 0 : count }, (_, index) => index);
    const feedIds = ids(151_185_000_000n, extent.feeds);
    this.feeds = some(extent.feeds).map((index) => {
      const [id, catalog] = [feedIds.next(), catalogOf(index)];
      const password = `simulated-feed-password-${index}`;
      const record = made(`Catalogs${typeNames[catalog.type]}Feed`, id, {
        id,
        created_at: zoned(created()),
        updated_at: zoned(updated()),
        catalog_type: catalog.type,
        catalog_id: catalog.type === "RETAIL" ? undefined : catalog.id,
        credentials: index % 2 === 0 ? { username: "feed_reader", password } : null,
        location: `https://feeds.example.com/${index}.tsv`,
        preferred_processing_schedule: index % 3 === 0 ? null : { time: "02:59", timezone: "Africa/Abidjan" },
      });
      return { id, catalog, record };
    });
    const groupIds = ids(443_727_000_000n, extent.productGroups);
    const { feeds } = this;
    this.productGroups = some(extent.productGroups).map((index) => {
      const [id, catalog] = [groupIds.next(), catalogOf(index)];
      const isRetail = catalog.type === "RETAIL";
      const candidates = feeds.filter((feed) => feed.catalog === catalog);
      const feedId = candidates.length === 0 || random.chance(0.4) ? null : random.pick(candidates).id;
      const name = `Product group ${index} – ${searchTerm(random)}`;
      const record = made(`Catalogs${typeNames[catalog.type]}ProductGroup`, id, {
        id,
        catalog_id: catalog.id,
        catalog_type: catalog.type,
        name,
        filters: isRetail ? choice({ id }, "filters", anyOf, allOf) : anyOf,
        feed_id: isRetail ? feedId : undefined,
        // Epoch milliseconds, as in the document's example.
        created_at: Math.floor(created() / 1000),
        updated_at: Math.floor(updated() / 1000),
      });
      return { id, catalog, name, record };
    });
  }
}
