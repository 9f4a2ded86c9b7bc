import type { JsonObject } from "../../json.ts";
import { Random } from "../../random.ts";
import { grouped } from "../grouped.ts";
import { seedOf } from "../organic/people.ts";
import type { Extent } from "../scale.ts";
import { SeededFactory } from "../seeded-factory.ts";
import type {
  Ad,
  AdGroup,
  Audience,
  Campaign,
  ConversionTag,
  Entity,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
  Seconds,
} from "./advertising-records.ts";
import { type CampaignMaker, campaignMaker, makeCampaigns } from "./campaigns.ts";
import {
  type Batch,
  idsOf,
  makeAudiences,
  makeConversionTags,
  makeCustomerLists,
  makeItems,
  makeKeywords,
  makePromotions,
} from "./targets.ts";

const secondsOfDay = 86_400;

/** Entities of an ad account's owner that advertising refers to. */
export interface Owned {
  readonly pinIds: readonly string[];
  readonly productGroups: readonly { readonly id: string; readonly name: string }[];
  readonly orderLines: number;
  readonly promotions: number;
}

/** The advertising of one ad account. Lists are in ID order, oldest first. */
export class AdvertisingWorld {
  campaigns: readonly Campaign[];
  adGroups: readonly AdGroup[];
  /** All ads, including deleted ones. */
  readonly everyAd: Ad[];
  readonly audiences: readonly Audience[];
  readonly customerLists: readonly { readonly id: string; readonly record: JsonObject }[];
  readonly conversionTags: readonly ConversionTag[];
  keywords: readonly Keyword[];
  promotions: readonly ProductGroupPromotion[];
  readonly items: readonly ProductItem[];
  readonly #factory: CampaignMaker;
  readonly #random: Random;
  #index: AdvertisingIndex | undefined;
  /** A number that changes with every change of the data. */
  version = 0;

  /** IDs of the ad account's order lines and discounts (`tables.ts`). */
  readonly orderLineIds: readonly string[];
  readonly promotionIds: readonly string[];

  constructor(seed: number, adAccountId: string, extent: Extent, now: Seconds, owned: Owned) {
    const part = (name: string) => new Random(seedOf(seed, name));
    // Each ad account has its own ID range.
    const offset = seedOf(seed, "first id") % 1_000_000;
    const planned = (name: string, kind: bigint, count: number) =>
      new SeededFactory(seed, name, now).list(kind, count, (id) => id);
    this.orderLineIds = planned("order lines", 268_005_000_000n, owned.orderLines);
    this.promotionIds = planned("promotions", 783_402_000_000n, owned.promotions);
    const batch = (kind: string, start: bigint, count: number): Batch => ({
      random: part(`${kind}s`),
      ids: idsOf(part(`${kind} ids`), start, offset, count),
      count,
      adAccountId,
      now,
    });
    this.conversionTags = makeConversionTags(batch("tag", 261_200_000_000n, extent.conversionTags));
    this.customerLists = makeCustomerLists(batch("customer list", 643_000_000_000n, extent.customerLists));
    const tagIds = this.conversionTags.map(({ id }) => id);
    this.audiences = makeAudiences(
      batch("audience", 254_260_000_000n, extent.audiences),
      this.customerLists.map(({ id }) => id),
      tagIds,
    );
    this.#factory = campaignMaker(part("campaign contents"), adAccountId, offset, extent, {
      pinIds: owned.pinIds,
      orderLineIds: this.orderLineIds,
      promotionIds: this.promotionIds,
      tagIds,
    });
    const made = makeCampaigns(part("campaigns"), this.#factory, extent, now);
    this.campaigns = made.campaigns;
    this.adGroups = made.adGroups;
    this.everyAd = made.ads;
    const { campaigns, adGroups } = this;
    this.keywords = makeKeywords(batch("keyword", 383_790_000_000n, extent.keywords), campaigns, adGroups);
    const promotions = batch("promotion", 726_100_000_000n, extent.productGroupPromotions);
    this.promotions = makePromotions(promotions, adGroups, owned.productGroups);
    this.items = makeItems(batch("item", 812_300_000_000n, extent.productItems), this.promotions);
    this.#random = part("changes");
  }

  /** The ads that aren't deleted. */
  get ads(): readonly Ad[] {
    return this.#indexed().ads;
  }

  campaign(id: string): Campaign | undefined {
    return this.#indexed().campaignById.get(id);
  }

  adGroup(id: string): AdGroup | undefined {
    return this.#indexed().adGroupById.get(id);
  }

  /** Returns an ad that isn't deleted. */
  ad(id: string): Ad | undefined {
    return this.#indexed().adById.get(id);
  }

  /** Returns the ads of a campaign, also deleted ones. */
  adsOfCampaign(id: string): readonly Ad[] {
    return this.#indexed().byCampaign.get(id) ?? [];
  }

  /** Returns the ads of an ad group, also deleted ones. */
  adsOfAdGroup(id: string): readonly Ad[] {
    return this.#indexed().byAdGroup.get(id) ?? [];
  }

  /** Adds ads that start now, to ad groups that are active or paused. */
  addAds(count: number, now: Seconds): Ad[] {
    const able = this.adGroups.filter(({ status }) => status === "ACTIVE" || status === "PAUSED");
    const added = Array.from({ length: count }, () => ({
      ...this.#factory.ad(this.everyAd.length, this.#random.pick(able), now, now),
      status: "ACTIVE" as const,
      firstDay: Math.floor(now / secondsOfDay),
      lastDay: Number.MAX_SAFE_INTEGER,
      updatedTime: now,
    }));
    this.everyAd.push(...added);
    this.#forget();
    return added;
  }

  /** Changes the name of a campaign, ad group, or ad. */
  rename(id: string, name: string, now: Seconds): void {
    const entity = this.#entity(id);
    entity.name = name;
    touch(entity, now);
    this.#forget();
  }

  /** Deletes a campaign, ad group, or ad with its children. Its spend stays in the sums of its parents. */
  delete(id: string, now: Seconds): void {
    this.#entity(id);
    const adGroups = this.adGroups.filter((adGroup) => adGroup.id === id || adGroup.campaignId === id);
    const deletedIds = new Set([id, ...adGroups.map((adGroup) => adGroup.id)]);
    for (const ad of this.everyAd) {
      if (!deletedIds.has(ad.id) && !deletedIds.has(ad.adGroupId) && !deletedIds.has(ad.campaignId)) continue;
      ad.deleted = true;
      ad.lastDay = Math.min(ad.lastDay, Math.floor(now / secondsOfDay));
    }
    this.campaigns = this.campaigns.filter((campaign) => !deletedIds.has(campaign.id));
    this.adGroups = this.adGroups.filter((adGroup) => !deletedIds.has(adGroup.id));
    this.keywords = this.keywords.filter(({ parent_id: parent }) => !deletedIds.has(parent));
    this.promotions = this.promotions.filter(({ adGroupId }) => !deletedIds.has(adGroupId));
    this.#forget();
  }

  #entity(id: string): Entity {
    const entity = this.campaign(id) ?? this.adGroup(id) ?? this.ad(id);
    if (entity === undefined) throw new RangeError(`Unknown campaign, ad group, or ad ${id}`);
    return entity;
  }

  #forget(): void {
    this.#index = undefined;
    this.version += 1;
  }

  #indexed(): AdvertisingIndex {
    this.#index ??= indexOf(this);
    return this.#index;
  }
}

/** Two changes in the same second have different times, so that an incremental read finds the second one. */
function touch(entity: Entity, now: Seconds): void {
  entity.updatedTime = Math.max(now, entity.updatedTime + 1);
}

interface AdvertisingIndex {
  readonly ads: readonly Ad[];
  readonly campaignById: ReadonlyMap<string, Campaign>;
  readonly adGroupById: ReadonlyMap<string, AdGroup>;
  readonly adById: ReadonlyMap<string, Ad>;
  readonly byCampaign: ReadonlyMap<string, readonly Ad[]>;
  readonly byAdGroup: ReadonlyMap<string, readonly Ad[]>;
}

const byId = <Item extends { readonly id: string }>(items: readonly Item[]) =>
  new Map(items.map((item) => [item.id, item]));

function indexOf({ everyAd, campaigns, adGroups }: AdvertisingWorld): AdvertisingIndex {
  const ads = everyAd.filter(({ deleted }) => !deleted);
  return {
    ads,
    campaignById: byId(campaigns),
    adGroupById: byId(adGroups),
    adById: byId(ads),
    byCampaign: grouped(everyAd, ({ campaignId }) => campaignId),
    byAdGroup: grouped(everyAd, ({ adGroupId }) => adGroupId),
  };
}
