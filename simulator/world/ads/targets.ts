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

function listOf<Made>({ count, ids }: Batch, make: (id: string, index: number) => Made): Made[] {
  return Array.from({ length: count }, (_, index) => make(ids.next(), index));
}

/** Makes the ad account's own audiences, followed by received ones. Some values of rules have two forms. */
export function makeAudiences(batch: Batch, customerLists: readonly string[], tags: readonly string[]): Audience[] {
  const { adAccountId, count } = batch;
  const received = Math.floor(count / 3);
  const own: string[] = [];
  return listOf(batch, (id, index) => {
    const isReceived = index >= count - received;
    const idOf = (list: readonly string[]) => list[index % list.length];
    const [list, tag, seed] = [idOf(customerLists), idOf(tags), idOf(own)];
    const kinds = [
      list === undefined ? undefined : { customer_list_id: list },
      tag === undefined ? undefined : { visitor_source_id: choice({ id }, "source", tag, [tag]), retention_days: 180 },
      seed === undefined ? undefined : { seed_id: [seed], percentage: choice({ id }, "percentage", 10, "10") },
    ];
    // Received audiences are based on entities of their owner.
    const rule = (isReceived ? undefined : kinds[index % 4]) ?? { engagement_domain: ["www.example.com"] };
    if (!isReceived) own.push(id);
    return { id, received: isReceived, record: made("Audience", id, { ad_account_id: adAccountId, rule }) };
  });
}

export function makeCustomerLists(batch: Batch) {
  return listOf(batch, (id) => ({ id, record: made("CustomerList", id, { ad_account_id: batch.adAccountId }) }));
}

export function makeConversionTags(batch: Batch): ConversionTag[] {
  const { random, adAccountId } = batch;
  return listOf(batch, (id, index) => {
    const code_snippet = `<script>\n!function(e){/* ${id} */}("https://s.pinimg.com/ct/core.js");\n</script>`;
    const name = adName(random, "tag", index);
    return { ...made("ConversionTag", id, { ad_account_id: adAccountId, name, code_snippet }), id };
  });
}

/** Makes keywords of the ad account and campaigns (negative only) and of ad groups. */
export function makeKeywords(batch: Batch, campaigns: readonly Campaign[], adGroups: readonly AdGroup[]): Keyword[] {
  const { random, adAccountId } = batch;
  return listOf(batch, (id, index): Keyword => {
    const kind = index < 3 ? index : random.next() < 0.8 ? 2 : random.integer(0, 1);
    const campaign = campaigns[index % campaigns.length];
    const adGroup = adGroups[(index * 7) % adGroups.length];
    const negative = random.pick(["EXACT_NEGATIVE", "PHRASE_NEGATIVE"]);
    const [value, archived] = [searchTerm(random), random.chance(0.1)];
    const common = { id, type: "keyword", value, archived };
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
  const { random, count } = batch;
  const able = adGroups.filter(({ shopping }) => shopping);
  return listOf({ ...batch, count: able.length === 0 ? 0 : count }, (id, index) => {
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
  const { random, count } = batch;
  return listOf({ ...batch, count: promotions.length === 0 ? 0 : count }, (id, index) => ({
    id,
    promotionId: (promotions[index] ?? random.pick(promotions)).id,
  }));
}
