import type { JsonObject } from "../../json.ts";
import { Random } from "../../random.ts";
import { searchTerm } from "../../texts.ts";
import { choice, recordOf } from "../../views/record.ts";
import { Ids } from "../ids.ts";
import { seedOf } from "../organic/people.ts";
import type { Extent } from "../scale.ts";
import { type Microseconds, zoned } from "../times.ts";

export type CatalogType = "RETAIL" | "HOTEL" | "CREATIVE_ASSETS";

const types: readonly CatalogType[] = ["RETAIL", "HOTEL", "CREATIVE_ASSETS"];

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
    const feedIds = ids(151_185_000_000n, extent.feeds);
    const catalogOf = (index: number) => catalogs[index] ?? random.pick(catalogs);
    const some = (count: number) => (catalogs.length === 0 ? 0 : count);
    this.feeds = Array.from({ length: some(extent.feeds) }, (_, index) => {
      const id = feedIds.next();
      const catalog = catalogOf(index);
      const { type } = catalog;
      const name = random.chance(0.1) ? null : `Feed ${index}`;
      const active = !random.chance(0.2);
      const scheduled = random.chance(0.7);
      const password = `simulated-feed-password-${index}`;
      const record = recordOf({
        id,
        created_at: zoned(created()),
        updated_at: zoned(updated()),
        name,
        format: "TSV",
        catalog_type: type,
        catalog_id: type === "RETAIL" ? undefined : catalog.id,
        credentials: index % 2 === 0 ? { username: "feed_reader", password } : null,
        location: `https://feeds.example.com/${index}.tsv`,
        preferred_processing_schedule: scheduled ? { time: "02:59", timezone: "Africa/Abidjan" } : null,
        status: active ? "ACTIVE" : "INACTIVE",
        default_currency: "USD",
        default_locale: "en-US",
        default_country: type === "HOTEL" ? undefined : "US",
        default_availability: type === "RETAIL" ? (active ? "IN_STOCK" : null) : undefined,
      });
      return { id, catalog, record };
    });
    const groupIds = ids(443_727_000_000n, extent.productGroups);
    const { feeds } = this;
    this.productGroups = Array.from({ length: some(extent.productGroups) }, (_, index) => {
      const catalog = catalogOf(index);
      const id = groupIds.next();
      const retail = catalog.type === "RETAIL";
      const candidates = feeds.filter((feed) => feed.catalog === catalog);
      const feedId = candidates.length === 0 || random.chance(0.4) ? null : random.pick(candidates).id;
      const name = `Product group ${index} – ${searchTerm(random)}`;
      const description = random.chance(0.4) ? null : "Everything with a handle";
      const featured = random.chance(0.2);
      const active = !random.chance(0.1);
      const record = recordOf({
        id,
        catalog_id: catalog.id,
        catalog_type: catalog.type,
        name,
        description,
        filters: retail ? choice({ id }, "filters", anyOf, allOf) : anyOf,
        feed_id: retail ? feedId : undefined,
        is_featured: retail ? featured : undefined,
        status: retail ? (active ? "ACTIVE" : "INACTIVE") : undefined,
        type: catalog.type === "CREATIVE_ASSETS" ? undefined : "MERCHANT_CREATED",
        // Epoch milliseconds, as in the document's example.
        created_at: Math.floor(created() / 1000),
        updated_at: Math.floor(updated() / 1000),
      });
      return { id, catalog, name, record };
    });
  }
}
