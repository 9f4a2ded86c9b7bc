import { Random } from "../../random.ts";
import { seedOf } from "../organic/people.ts";
import type { Extent } from "../scale.ts";
import { SeededFactory } from "../seeded-factory.ts";
import { secondsOfDay } from "../times.ts";
import type {
  Ad,
  AdGroup,
  Campaign,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
  Seconds,
} from "./advertising-records.ts";
import { makeCampaigns, type Owned } from "./campaigns.ts";
import { makeItems, makeKeywords, makePromotions } from "./targets.ts";

/** The advertising of one ad account. Lists are in ID order, oldest first. */
export class AdvertisingWorld {
  readonly campaigns: readonly Campaign[];
  readonly adGroups: readonly AdGroup[];
  /** All ads, including deleted ones. */
  readonly everyAd: Ad[];
  readonly keywords: readonly Keyword[];
  readonly promotions: readonly ProductGroupPromotion[];
  readonly items: readonly ProductItem[];
  readonly #makeAd: ReturnType<typeof makeCampaigns>["makeAd"];
  readonly #random: Random;
  /** A new object after every change of the data. */
  version: object = {};
  readonly owned: Owned;

  constructor(seed: number, adAccountId: string, extent: Extent, now: Seconds, owned: Owned) {
    const part = (name: string) => new Random(seedOf(seed, name));
    // Each ad account has its own ID range.
    const offset = seedOf(seed, "first id") % 1_000_000;
    const factory = (name: string) => new SeededFactory(seed, name);
    this.owned = owned;
    const made = makeCampaigns(part, adAccountId, offset, extent, owned, now);
    this.campaigns = made.campaigns;
    this.adGroups = made.adGroups;
    this.everyAd = made.ads;
    this.#makeAd = made.makeAd;
    this.keywords = makeKeywords(factory("keywords"), extent.keywords, adAccountId, made);
    const count = extent.productGroupPromotions;
    this.promotions = makePromotions(factory("product groups"), count, made.adGroups, owned.productGroups);
    this.items = makeItems(factory("items"), extent.productItems, this.promotions);
    this.#random = part("changes");
  }

  /** The ads that aren't deleted. */
  get ads(): readonly Ad[] {
    return this.everyAd.filter(({ deleted }) => !deleted);
  }

  /** Adds ads that start now, to ad groups that are active or paused. */
  addAds(count: number, now: Seconds): Ad[] {
    const able = this.adGroups.filter(({ status }) => status === "ACTIVE" || status === "PAUSED");
    const added = Array.from({ length: count }, () => {
      const ad = this.#makeAd(this.everyAd.length, this.#random.pick(able), now);
      const record = { ...ad.record, status: "ACTIVE", updated_time: now };
      const firstDay = Math.floor(now / secondsOfDay);
      return { ...ad, record, status: "ACTIVE" as const, firstDay, lastDay: Number.MAX_SAFE_INTEGER };
    });
    this.everyAd.push(...added);
    this.version = {};
    return added;
  }

  /** Changes the name of a campaign, ad group, or ad. */
  rename(id: string, name: string, now: Seconds): void {
    const entity = [...this.campaigns, ...this.adGroups, ...this.ads].find((one) => one.id === id);
    if (entity === undefined) throw new RangeError(`Unknown campaign, ad group, or ad ${id}`);
    // Two changes in the same second have different times, so that an incremental read finds the second one.
    const updatedTime = Math.max(now, Number(entity.record.updated_time) + 1);
    entity.record = { ...entity.record, name, updated_time: updatedTime };
    this.version = {};
  }

  /**
   * Activates the ads that still deliver, with their ad groups and campaigns, of which one in a few was paused or rejected
   * without an end of the delivery.
   */
  activateDelivering(): void {
    for (const ad of this.ads.filter(({ lastDay }) => lastDay === Number.MAX_SAFE_INTEGER)) {
      ad.review = "APPROVED";
      ad.record = { ...ad.record, review_status: "APPROVED" };
      for (const entity of [ad, ad.adGroup, ad.campaign]) {
        entity.status = "ACTIVE";
        entity.record = { ...entity.record, status: "ACTIVE", end_time: null };
      }
    }
    this.version = {};
  }

  /** Deletes an ad. Its spend stays in the sums of its parents. */
  deleteAd(id: string, now: Seconds): void {
    const ad = this.ads.find((one) => one.id === id);
    if (ad === undefined) throw new RangeError(`Unknown ad ${id}`);
    ad.deleted = true;
    ad.lastDay = Math.min(ad.lastDay, Math.floor(now / secondsOfDay));
    this.version = {};
  }
}
