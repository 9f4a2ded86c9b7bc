import { Random } from "../random.ts";
import type {
  Ad,
  AdGroup,
  Audience,
  Campaign,
  ConversionTag,
  CustomerList,
  Entity,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
  Seconds,
} from "./advertising-records.ts";
import { CampaignMaker, makeCampaigns } from "./campaigns.ts";
import { seedOf } from "./people.ts";
import type { Extent } from "./scale.ts";
import { SeededFactory } from "./seeded-factory.ts";
import {
  idsOf,
  makeAudiences,
  makeConversionTags,
  makeCustomerLists,
  makeItems,
  makeKeywords,
  makePromotions,
} from "./targets.ts";

const secondsOfDay = 86_400;

/** What the owner of an ad account has that advertising refers to. */
export interface Owned {
  readonly pinIds: readonly string[];
  readonly productGroups: readonly { readonly id: string; readonly name: string }[];
  readonly orderLines: number;
  readonly promotions: number;
}

/** What is advertised in one ad account. Lists are in the order of their ids, oldest first. */
export class AdvertisingWorld {
  campaigns: readonly Campaign[];
  adGroups: readonly AdGroup[];
  /** Every ad there ever was, the deleted ones too. */
  readonly everyAd: Ad[];
  readonly audiences: readonly Audience[];
  readonly customerLists: readonly CustomerList[];
  readonly conversionTags: readonly ConversionTag[];
  keywords: readonly Keyword[];
  promotions: readonly ProductGroupPromotion[];
  readonly items: readonly ProductItem[];
  readonly #maker: CampaignMaker;
  readonly #random: Random;
  #index: AdvertisingIndex | undefined;
  #version = 0;

  /** IDs of the order lines and the discounts of the ad account, which `planning.ts` makes. */
  readonly orderLineIds: readonly string[];
  readonly promotionIds: readonly string[];

  constructor(seed: number, adAccountId: string, extent: Extent, now: Seconds, owned: Owned) {
    const part = (name: string) => new Random(seedOf(seed, name));
    // Each ad account's ids begin at a number of their own.
    const offset = seedOf(seed, "first id") % 1_000_000;
    const ids = (name: string, kind: bigint, count: number) => idsOf(part(`${name} ids`), kind, offset, count);
    const planned = (name: string, kind: bigint, count: number) => {
      const made = new SeededFactory(seed, name, now).ids(kind, count);
      return Array.from({ length: count }, () => made.next());
    };
    this.orderLineIds = planned("order lines", 268_005_000_000n, owned.orderLines);
    this.promotionIds = planned("promotions", 783_402_000_000n, owned.promotions);
    const { audiences, customerLists, conversionTags, keywords, productGroupPromotions, productItems } = extent;
    this.conversionTags = makeConversionTags(
      part("tags"),
      ids("tag", 261_200_000_000n, conversionTags),
      adAccountId,
      conversionTags,
      now,
    );
    this.customerLists = makeCustomerLists(
      part("customer lists"),
      ids("customer list", 643_000_000_000n, customerLists),
      adAccountId,
      customerLists,
      now,
    );
    const tagIds = this.conversionTags.map(({ id }) => id);
    this.audiences = makeAudiences(
      part("audiences"),
      ids("audience", 254_260_000_000n, audiences),
      { adAccountId, customerListIds: this.customerLists.map(({ id }) => id), tagIds },
      audiences,
      now,
    );
    this.#maker = new CampaignMaker(part("campaign contents"), adAccountId, offset, extent, {
      pinIds: owned.pinIds,
      orderLineIds: this.orderLineIds,
      promotionIds: this.promotionIds,
      tagIds,
    });
    const made = makeCampaigns(part("campaigns"), this.#maker, extent, now);
    this.campaigns = made.campaigns;
    this.adGroups = made.adGroups;
    this.everyAd = made.ads;
    this.keywords = makeKeywords(
      part("keywords"),
      ids("keyword", 383_790_000_000n, keywords),
      adAccountId,
      this.campaigns,
      this.adGroups,
      keywords,
    );
    this.promotions = makePromotions(
      part("promotions"),
      ids("promotion", 726_100_000_000n, productGroupPromotions),
      this.adGroups,
      owned.productGroups,
      productGroupPromotions,
    );
    this.items = makeItems(part("items"), ids("item", 812_300_000_000n, productItems), this.promotions, productItems);
    this.#random = part("changes");
  }

  /** Another number each time that something was added, changed or taken away. */
  get version(): number {
    return this.#version;
  }

  /** The ads that are still there. */
  get ads(): readonly Ad[] {
    return this.#indexed().ads;
  }

  campaign(id: string): Campaign | undefined {
    return this.#indexed().campaignById.get(id);
  }

  adGroup(id: string): AdGroup | undefined {
    return this.#indexed().adGroupById.get(id);
  }

  /** An ad that is still there. */
  ad(id: string): Ad | undefined {
    return this.#indexed().adById.get(id);
  }

  promotion(id: string): ProductGroupPromotion | undefined {
    return this.#indexed().promotionById.get(id);
  }

  /** Every ad that a campaign ever had, for the days on which it had it. */
  adsOfCampaign(id: string): readonly Ad[] {
    return this.#indexed().byCampaign.get(id) ?? [];
  }

  /** Every ad that an ad group ever had, for the days on which it had it. */
  adsOfAdGroup(id: string): readonly Ad[] {
    return this.#indexed().byAdGroup.get(id) ?? [];
  }

  /** Adds ads that begin now, to one ad group or to any that is not archived. */
  addAds(count: number, now: Seconds, adGroupId?: string): Ad[] {
    const able = this.adGroups.filter(({ id, status }) =>
      adGroupId === undefined ? status === "ACTIVE" || status === "PAUSED" : id === adGroupId,
    );
    if (able.length === 0) throw new RangeError(`There is no ad group ${adGroupId ?? ""} to add ads to`);
    const added = Array.from({ length: count }, () => ({
      ...this.#maker.ad(this.everyAd.length, this.#random.pick(able), now, now),
      status: "ACTIVE" as const,
      firstDay: Math.floor(now / secondsOfDay),
      lastDay: Number.MAX_SAFE_INTEGER,
      updatedTime: now,
    }));
    this.everyAd.push(...added);
    this.#forget();
    return added;
  }

  addCampaigns(count: number, now: Seconds): Campaign[] {
    const added = Array.from({ length: count }, () => ({
      ...this.#maker.campaign(this.campaigns.length, now, now),
      status: "ACTIVE" as const,
    }));
    this.campaigns = [...this.campaigns, ...added];
    this.#forget();
    return added;
  }

  addAdGroups(count: number, now: Seconds): AdGroup[] {
    const added = Array.from({ length: count }, () => ({
      ...this.#maker.adGroup(this.adGroups.length, this.#random.pick(this.campaigns), now, now),
      status: "ACTIVE" as const,
    }));
    this.adGroups = [...this.adGroups, ...added];
    this.#forget();
    return added;
  }

  /** Gives a campaign, an ad group or an ad another name or status. What is archived is shown no more after today. */
  update(id: string, change: { readonly name?: string; readonly status?: Entity["status"] }, now: Seconds): void {
    const entity = this.campaign(id) ?? this.adGroup(id) ?? this.ad(id);
    if (entity === undefined) throw new RangeError(`There is no campaign, ad group or ad ${id}`);
    if (change.name !== undefined) entity.name = change.name;
    if (change.status !== undefined) entity.status = change.status;
    touch(entity, now);
    this.#forget();
    if (change.status !== "ARCHIVED") return;
    for (const ad of this.everyAd) {
      if (![ad.id, ad.adGroupId, ad.campaignId].includes(id)) continue;
      ad.lastDay = Math.min(ad.lastDay, Math.floor(now / secondsOfDay));
    }
  }

  /** Moves an ad to another ad group. What it was shown for until the end of today stays with the one that it was in. */
  moveAd(id: string, adGroupId: string, now: Seconds): void {
    const ad = this.ad(id);
    const adGroup = this.adGroup(adGroupId);
    if (ad === undefined || adGroup === undefined)
      throw new RangeError(`There is no ad ${id} or ad group ${adGroupId}`);
    moveTo(ad, { adGroupId, campaignId: adGroup.campaignId }, now);
    touch(ad, now);
    this.#forget();
  }

  /** Moves an ad group to another campaign, and its ads with it. */
  moveAdGroup(id: string, campaignId: string, now: Seconds): void {
    const adGroup = this.adGroup(id);
    if (adGroup === undefined || this.campaign(campaignId) === undefined) {
      throw new RangeError(`There is no ad group ${id} or campaign ${campaignId}`);
    }
    adGroup.campaignId = campaignId;
    touch(adGroup, now);
    for (const ad of this.ads) {
      if (ad.adGroupId !== id) continue;
      moveTo(ad, { adGroupId: id, campaignId }, now);
      touch(ad, now);
    }
    this.#forget();
  }

  /**
   * Takes a campaign, an ad group or an ad away, and what belongs to it. What was spent on it stays in the sums of what it
   * belonged to itself.
   */
  delete(id: string, now: Seconds): void {
    if ((this.campaign(id) ?? this.adGroup(id) ?? this.ad(id)) === undefined) {
      throw new RangeError(`There is no campaign, ad group or ad ${id}`);
    }
    const adGroups = this.adGroups.filter((adGroup) => adGroup.id === id || adGroup.campaignId === id);
    const gone = new Set([id, ...adGroups.map((adGroup) => adGroup.id)]);
    for (const ad of this.everyAd) {
      if (!gone.has(ad.id) && !gone.has(ad.adGroupId) && !gone.has(ad.campaignId)) continue;
      ad.deleted = true;
      ad.lastDay = Math.min(ad.lastDay, Math.floor(now / secondsOfDay));
    }
    this.campaigns = this.campaigns.filter((campaign) => !gone.has(campaign.id));
    this.adGroups = this.adGroups.filter((adGroup) => !gone.has(adGroup.id));
    this.keywords = this.keywords.filter(({ parentId }) => !gone.has(parentId));
    this.promotions = this.promotions.filter(({ adGroupId }) => !gone.has(adGroupId));
    this.#forget();
  }

  #forget(): void {
    this.#index = undefined;
    this.#version += 1;
  }

  #indexed(): AdvertisingIndex {
    this.#index ??= indexOf(this);
    return this.#index;
  }
}

/** Two changes in a second are told apart, so that a client that asks for what is new finds the second. */
function touch(entity: Entity, now: Seconds): void {
  entity.updatedTime = Math.max(now, entity.updatedTime + 1);
}

function moveTo(ad: Ad, parents: Pick<Ad, "adGroupId" | "campaignId">, now: Seconds): void {
  const { adGroupId, campaignId, formerParents } = ad;
  ad.formerParents = [...formerParents, { adGroupId, campaignId, lastDay: Math.floor(now / secondsOfDay) }];
  Object.assign(ad, parents);
}

/** An ad as each of its parents had it: for the days on which it was there. */
function stays(ad: Ad): readonly Ad[] {
  if (ad.formerParents.length === 0) return [ad];
  let { firstDay } = ad;
  const former = ad.formerParents.map((parents) => {
    const stay = { ...ad, ...parents, firstDay, lastDay: Math.min(ad.lastDay, parents.lastDay) };
    firstDay = Math.max(firstDay, parents.lastDay + 1);
    return stay;
  });
  return [...former, { ...ad, firstDay }];
}

interface AdvertisingIndex {
  readonly ads: readonly Ad[];
  readonly campaignById: ReadonlyMap<string, Campaign>;
  readonly adGroupById: ReadonlyMap<string, AdGroup>;
  readonly adById: ReadonlyMap<string, Ad>;
  readonly promotionById: ReadonlyMap<string, ProductGroupPromotion>;
  readonly byCampaign: ReadonlyMap<string, readonly Ad[]>;
  readonly byAdGroup: ReadonlyMap<string, readonly Ad[]>;
}

const byId = <Item extends { readonly id: string }>(items: readonly Item[]) =>
  new Map(items.map((item) => [item.id, item]));

function indexOf({ everyAd, campaigns, adGroups, promotions }: AdvertisingWorld): AdvertisingIndex {
  const ads = everyAd.filter(({ deleted }) => !deleted);
  const everyStay = everyAd.flatMap(stays);
  return {
    ads,
    campaignById: byId(campaigns),
    adGroupById: byId(adGroups),
    adById: byId(ads),
    promotionById: byId(promotions),
    byCampaign: grouped(everyStay, ({ campaignId }) => campaignId),
    byAdGroup: grouped(everyStay, ({ adGroupId }) => adGroupId),
  };
}

/** Items by a key of theirs. */
export function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
