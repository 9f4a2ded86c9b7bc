import { Random } from "../../random.ts";
import { searchTerm } from "../../texts.ts";
import { Ids } from "../ids.ts";
import { seedOf } from "../organic/people.ts";
import type { Extent } from "../scale.ts";
import type { Microseconds } from "../times.ts";

export type CatalogType = "RETAIL" | "HOTEL" | "CREATIVE_ASSETS";

const types: readonly CatalogType[] = ["RETAIL", "HOTEL", "CREATIVE_ASSETS"];

export interface Catalog {
  readonly id: string;
  readonly type: CatalogType;
  readonly name: string | null;
  readonly createdAt: Microseconds;
  readonly updatedAt: Microseconds;
}

export interface Feed {
  readonly id: string;
  readonly catalog: Catalog;
  readonly name: string | null;
  readonly location: string;
  /** Password of the feed's URL; null if it is public. */
  readonly password: string | null;
  readonly active: boolean;
  readonly scheduled: boolean;
  readonly createdAt: Microseconds;
  readonly updatedAt: Microseconds;
}

export interface CatalogProductGroup {
  readonly id: string;
  readonly catalog: Catalog;
  readonly feedId: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly featured: boolean;
  readonly active: boolean;
  readonly createdAt: Microseconds;
  readonly updatedAt: Microseconds;
}

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
    const catalogs = Array.from(
      { length: extent.catalogs },
      (_, index): Catalog => ({
        id: catalogIds.next(),
        type: types[index % types.length] ?? "RETAIL",
        name: index % 4 === 3 ? null : `Catalog ${index} – ${searchTerm(random)}`,
        createdAt: created(),
        updatedAt: updated(),
      }),
    );
    this.catalogs = catalogs;
    const feedIds = ids(151_185_000_000n, extent.feeds);
    const catalogOf = (index: number) => catalogs[index] ?? random.pick(catalogs);
    const some = (count: number) => (catalogs.length === 0 ? 0 : count);
    this.feeds = Array.from({ length: some(extent.feeds) }, (_, index) => ({
      id: feedIds.next(),
      catalog: catalogOf(index),
      name: random.chance(0.1) ? null : `Feed ${index}`,
      location: `https://feeds.example.com/${index}.tsv`,
      password: index % 2 === 0 ? `simulated-feed-password-${index}` : null,
      active: !random.chance(0.2),
      scheduled: random.chance(0.7),
      createdAt: created(),
      updatedAt: updated(),
    }));
    const groupIds = ids(443_727_000_000n, extent.productGroups);
    const { feeds } = this;
    this.productGroups = Array.from({ length: some(extent.productGroups) }, (_, index) => {
      const catalog = catalogOf(index);
      const candidates = feeds.filter((feed) => feed.catalog === catalog);
      return {
        id: groupIds.next(),
        catalog,
        feedId: candidates.length === 0 || random.chance(0.4) ? null : random.pick(candidates).id,
        name: `Product group ${index} – ${searchTerm(random)}`,
        description: random.chance(0.4) ? null : "Everything with a handle",
        featured: random.chance(0.2),
        active: !random.chance(0.1),
        createdAt: created(),
        updatedAt: updated(),
      };
    });
  }
}
