import type { Random } from "../../random.ts";
import { adName, searchTerm } from "../../texts.ts";
import { Ids } from "../ids.ts";
import type {
  AdGroup,
  Audience,
  Campaign,
  ConversionTag,
  CustomerList,
  EntityStatus,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
  Seconds,
} from "./advertising-records.ts";

const secondsOfDay = 86_400;
const longIds = 254_200_000_000_000_000n;

/** Returns IDs of one kind of one ad account, half of them below 2^53. */
export function idsOf(random: Random, kind: bigint, offset: number, count: number): Ids {
  return new Ids(random, kind + BigInt(offset) * 1_000n, Math.ceil(count / 2), longIds + kind);
}

/** Entities that the audiences of an ad account are based on. */
interface AudienceSources {
  readonly adAccountId: string;
  readonly customerListIds: readonly string[];
  readonly tagIds: readonly string[];
}

/** Makes the ad account's own audiences, followed by received ones. */
export function makeAudiences(
  random: Random,
  ids: Ids,
  { adAccountId, customerListIds, tagIds }: AudienceSources,
  count: number,
  now: Seconds,
): Audience[] {
  const received = Math.floor(count / 3);
  const own: string[] = [];
  return Array.from({ length: count }, (_, index) => {
    const created = now - random.integer(100, 800) * secondsOfDay;
    const id = ids.next();
    const isReceived = index >= count - received;
    // Received audiences are based on entities of their owner.
    const sources = isReceived
      ? []
      : [
          { kind: "CUSTOMER_LIST", sourceIds: customerListIds } as const,
          { kind: "VISITOR", sourceIds: tagIds } as const,
          { kind: "ACTALIKE", sourceIds: [...own] } as const,
        ].filter(({ sourceIds }) => sourceIds.length > 0);
    const { kind, sourceIds } = sources[index % (sources.length + 1)] ?? { kind: "ENGAGEMENT", sourceIds: [] };
    if (!isReceived) own.push(id);
    return {
      id,
      adAccountId,
      name: adName(random, "audience", index),
      kind,
      sourceId: sourceIds[index % sourceIds.length] ?? null,
      description: random.chance(0.4) ? null : random.chance(0.2) ? " " : "People who came back",
      size: random.chance(0.2) ? null : random.integer(0, 4_000_000),
      status: random.pick(["READY", "INITIALIZING", "TOO_SMALL"]),
      received: isReceived,
      createdTime: random.chance(0.15) ? null : created,
      updatedTime: random.chance(0.2) ? null : created + random.integer(1, 90) * secondsOfDay,
    };
  });
}

export function makeCustomerLists(
  random: Random,
  ids: Ids,
  adAccountId: string,
  count: number,
  now: Seconds,
): CustomerList[] {
  return Array.from({ length: count }, (_, index) => {
    const created = now - random.integer(100, 700) * secondsOfDay;
    return {
      id: ids.next(),
      adAccountId,
      name: adName(random, "list", index),
      status: random.pick(["READY", "READY", "PROCESSING", "TOO_SMALL", "UPLOADING"] as const),
      uploaded: random.integer(0, 90_000),
      removed: random.integer(0, 900),
      createdTime: created,
      updatedTime: created + random.integer(0, 80) * secondsOfDay,
    };
  });
}

export function makeConversionTags(
  random: Random,
  ids: Ids,
  adAccountId: string,
  count: number,
  now: Seconds,
): ConversionTag[] {
  return Array.from({ length: count }, (_, index) => {
    const status: EntityStatus = index === 1 ? "ARCHIVED" : index % 5 === 4 ? "PAUSED" : "ACTIVE";
    return {
      id: ids.next(),
      adAccountId,
      name: adName(random, "tag", index),
      status,
      lastFired: random.chance(0.3)
        ? null
        : (now - random.integer(0, 40) * secondsOfDay) * 1_000 + random.integer(0, 999),
    };
  });
}

/** Makes keywords of the ad account and campaigns (negative only) and of ad groups. */
export function makeKeywords(
  random: Random,
  ids: Ids,
  adAccountId: string,
  campaigns: readonly Campaign[],
  adGroups: readonly AdGroup[],
  count: number,
): Keyword[] {
  return Array.from({ length: count }, (_, index): Keyword => {
    const kind = index < 3 ? index : random.next() < 0.8 ? 2 : random.integer(0, 1);
    const campaign = campaigns[index % campaigns.length];
    const adGroup = adGroups[(index * 7) % adGroups.length];
    const negative = random.pick(["EXACT_NEGATIVE", "PHRASE_NEGATIVE"] as const);
    const common = { id: ids.next(), value: searchTerm(random), archived: random.chance(0.1) };
    if (kind === 2 && adGroup !== undefined) {
      const matchType = index % 10 === 3 ? negative : random.pick(["BROAD", "PHRASE", "EXACT"] as const);
      const bid = random.chance(0.5) ? null : random.integer(10, 400) * 10_000;
      return { ...common, parentId: adGroup.id, parentType: "adgroup", matchType, bid };
    }
    if (kind === 1 && campaign !== undefined) {
      return { ...common, parentId: campaign.id, parentType: "campaign", matchType: negative, bid: null };
    }
    return { ...common, parentId: adAccountId, parentType: "advertiser", matchType: negative, bid: null };
  });
}

const promotionStatuses: readonly EntityStatus[] = ["ACTIVE", "PAUSED", "ARCHIVED", "ACTIVE", "ACTIVE", "DRAFT"];

/** Makes the product groups of shopping ad groups. */
export function makePromotions(
  random: Random,
  ids: Ids,
  adGroups: readonly AdGroup[],
  productGroups: readonly { readonly id: string; readonly name: string }[],
  count: number,
): ProductGroupPromotion[] {
  const able = adGroups.filter(({ shopping }) => shopping);
  return Array.from({ length: able.length === 0 ? 0 : count }, (_, index) => ({
    id: ids.next(),
    adGroupId: (able[index] ?? random.pick(able)).id,
    catalogProductGroupId: productGroups[index % productGroups.length]?.id ?? null,
    name: productGroups[index % productGroups.length]?.name ?? adName(random, "product group", index),
    status: promotionStatuses[index % promotionStatuses.length] ?? "ACTIVE",
    included: index % 5 !== 3,
  }));
}

export function makeItems(
  random: Random,
  ids: Ids,
  promotions: readonly ProductGroupPromotion[],
  count: number,
): ProductItem[] {
  return Array.from({ length: promotions.length === 0 ? 0 : count }, (_, index) => ({
    id: ids.next(),
    promotionId: (promotions[index] ?? random.pick(promotions)).id,
    name: adName(random, "item", index),
    brand: random.chance(0.3) ? null : random.pick(["Garden & Table", "庭と食卓", "Süd"]),
    price: random.integer(100, 90_000) * 10_000,
  }));
}
