import type { Random } from "../../random.ts";
import { adName, searchTerm } from "../../texts.ts";
import { choice } from "../../views/record.ts";
import { Ids } from "../ids.ts";
import { made } from "../made.ts";
import type {
  AdGroup,
  Audience,
  Campaign,
  ConversionTag,
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

/** What the records of one kind are made from. */
export interface Batch {
  readonly random: Random;
  readonly ids: Ids;
  readonly count: number;
  readonly adAccountId: string;
  readonly now: Seconds;
}

function listOf<Made>({ count }: Batch, make: (index: number) => Made): Made[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Makes the ad account's own audiences, followed by received ones. Some values of rules have two forms. */
export function makeAudiences(
  batch: Batch,
  customerListIds: readonly string[],
  tagIds: readonly string[],
  received = Math.floor(batch.count / 3),
): Audience[] {
  const { random, ids, adAccountId, now, count } = batch;
  const own: string[] = [];
  return listOf(batch, (index) => {
    const created = now - random.integer(100, 800) * secondsOfDay;
    const id = ids.next();
    const isReceived = index >= count - received;
    // Received audiences are based on entities of their owner.
    const sources = isReceived ? [] : [customerListIds, tagIds, own].filter((list) => list.length > 0);
    const list = sources[index % (sources.length + 1)] ?? [];
    const source = list[index % list.length];
    const [audience_type, rule] =
      source === undefined
        ? ["ENGAGEMENT", { engagement_domain: ["www.example.com"], engagement_type: "click", engager_type: 1 }]
        : list === customerListIds
          ? ["CUSTOMER_LIST", { customer_list_id: source }]
          : list === tagIds
            ? ["VISITOR", { visitor_source_id: choice({ id }, "source", source, [source]), retention_days: 180 }]
            : ["ACTALIKE", { seed_id: [source], percentage: choice({ id }, "percentage", 10, "10") }];
    if (!isReceived) own.push(id);
    const record = made("Audience", id, {
      id,
      ad_account_id: adAccountId,
      name: adName(random, "audience", index),
      audience_type,
      rule,
      status: random.pick(["READY", "INITIALIZING", "TOO_SMALL"]),
      type: "audience",
      created_timestamp: random.chance(0.15) ? null : created,
      updated_timestamp: random.chance(0.2) ? null : created + random.integer(1, 90) * secondsOfDay,
      created_by_company_name: isReceived ? "Another company" : null,
    });
    return { id, received: isReceived, record };
  });
}

export function makeCustomerLists(batch: Batch) {
  const { random, ids, adAccountId, now } = batch;
  return listOf(batch, (index) => {
    const created = now - random.integer(100, 700) * secondsOfDay;
    const id = ids.next();
    const record = made("CustomerList", id, {
      id,
      ad_account_id: adAccountId,
      name: adName(random, "list", index),
      created_time: created,
      updated_time: created + random.integer(0, 80) * secondsOfDay,
      type: "customerlist",
    });
    return { id, record };
  });
}

export function makeConversionTags(batch: Batch): ConversionTag[] {
  const { random, ids, adAccountId, now } = batch;
  return listOf(batch, (index) => {
    const id = ids.next();
    const row = made("ConversionTag", id, {
      ad_account_id: adAccountId,
      name: adName(random, "tag", index),
      code_snippet: `<script>\n!function(e){/* ${id} */}("https://s.pinimg.com/ct/core.js");\n</script>`,
      last_fired_time_ms: random.chance(0.3)
        ? null
        : (now - random.integer(0, 40) * secondsOfDay) * 1_000 + random.integer(0, 999),
      status: index === 1 ? "ARCHIVED" : index % 5 === 4 ? "PAUSED" : "ACTIVE",
      version: "3",
    });
    return { ...row, id };
  });
}

/** Makes keywords of the ad account and campaigns (negative only) and of ad groups. */
export function makeKeywords(batch: Batch, campaigns: readonly Campaign[], adGroups: readonly AdGroup[]): Keyword[] {
  const { random, ids, adAccountId } = batch;
  return listOf(batch, (index): Keyword => {
    const kind = index < 3 ? index : random.next() < 0.8 ? 2 : random.integer(0, 1);
    const campaign = campaigns[index % campaigns.length];
    const adGroup = adGroups[(index * 7) % adGroups.length];
    const negative = random.pick(["EXACT_NEGATIVE", "PHRASE_NEGATIVE"]);
    const [value, archived] = [searchTerm(random), random.chance(0.1)];
    const common = { id: ids.next(), type: "keyword", value, archived };
    if (kind === 2 && adGroup !== undefined) {
      const match_type = index % 10 === 3 ? negative : random.pick(["BROAD", "PHRASE", "EXACT"]);
      const bid = random.chance(0.5) ? null : random.integer(10, 400) * 10_000;
      return { ...common, parent_id: adGroup.id, parent_type: "adgroup", match_type, bid };
    }
    const [parent_id, parent_type] =
      kind === 1 && campaign !== undefined ? [campaign.id, "campaign"] : [adAccountId, "advertiser"];
    return { ...common, parent_id, parent_type, match_type: negative, bid: null };
  });
}

const promotionStatuses: readonly EntityStatus[] = ["ACTIVE", "PAUSED", "ARCHIVED", "ACTIVE", "ACTIVE", "DRAFT"];

/** Makes the product groups of shopping ad groups. */
export function makePromotions(
  batch: Batch,
  adGroups: readonly AdGroup[],
  productGroups: readonly { readonly id: string; readonly name: string }[],
): ProductGroupPromotion[] {
  const { random, ids, count } = batch;
  const able = adGroups.filter(({ shopping }) => shopping);
  return listOf({ ...batch, count: able.length === 0 ? 0 : count }, (index) => {
    const id = ids.next();
    const included = index % 5 !== 3;
    const status = promotionStatuses[index % promotionStatuses.length] ?? "ACTIVE";
    const adGroupId = (able[index] ?? random.pick(able)).id;
    const group = productGroups[index % productGroups.length];
    const record = made("ProductGroupPromotion", id, {
      id,
      ad_group_id: adGroupId,
      included,
      status,
      catalog_product_group_id: group?.id ?? null,
      catalog_product_group_name: group?.name ?? adName(random, "product group", index),
      creative_type: "SHOPPING",
    });
    return { id, adGroupId, status, included, record };
  });
}

export function makeItems(batch: Batch, promotions: readonly ProductGroupPromotion[]): ProductItem[] {
  const { random, ids, count } = batch;
  return listOf({ ...batch, count: promotions.length === 0 ? 0 : count }, (index) => ({
    id: ids.next(),
    promotionId: (promotions[index] ?? random.pick(promotions)).id,
    name: adName(random, "item", index),
    brand: random.chance(0.3) ? null : random.pick(["Garden & Table", "庭と食卓", "Süd"]),
    price: random.integer(100, 90_000) * 10_000,
  }));
}
