import { hash, type Random } from "../../random.ts";
import { adName, searchTerm } from "../../texts.ts";
import { choice, recordOf } from "../../views/record.ts";
import { Ids } from "../ids.ts";
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

function made<Made>({ count }: Batch, make: (index: number) => Made): Made[] {
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
  return made(batch, (index) => {
    const created = now - random.integer(100, 800) * secondsOfDay;
    const id = ids.next();
    const isReceived = index >= count - received;
    const odd = hash(id) % 2 === 0;
    // Received audiences are based on entities of their owner.
    const lists = isReceived ? [] : [customerListIds, tagIds, own].filter((sources) => sources.length > 0);
    const list = lists[index % (lists.length + 1)] ?? [];
    const source = list[index % list.length] ?? null;
    const [type, rule] =
      source === null
        ? ([
            "ENGAGEMENT",
            { engagement_domain: ["www.example.com"], engagement_type: "click", engager_type: 1 },
          ] as const)
        : list === customerListIds
          ? (["CUSTOMER_LIST", { customer_list_id: source }] as const)
          : list === tagIds
            ? ([
                "VISITOR",
                { visitor_source_id: choice({ id }, "source", source, [source]), retention_days: 180, prefill: true },
              ] as const)
            : ([
                "ACTALIKE",
                { seed_id: [source], country: "US", percentage: choice({ id }, "percentage", 10, "10") },
              ] as const);
    if (!isReceived) own.push(id);
    const record = recordOf({
      id,
      ad_account_id: adAccountId,
      name: adName(random, "audience", index),
      audience_type: type,
      description: random.chance(0.4) ? null : random.chance(0.2) ? " " : "People who came back",
      rule,
      size: random.chance(0.2) ? null : random.integer(0, 4_000_000),
      status: random.pick(["READY", "INITIALIZING", "TOO_SMALL"]),
      type: "audience",
      created_timestamp: random.chance(0.15) ? null : created,
      updated_timestamp: random.chance(0.2) ? null : created + random.integer(1, 90) * secondsOfDay,
      created_by_company_name: isReceived ? "Another company" : null,
      // Fields of live records that the document doesn't have.
      is_nca: odd ? false : undefined,
      is_ctv_enabled: odd ? undefined : false,
    });
    return { id, received: isReceived, record };
  });
}

export function makeCustomerLists(batch: Batch) {
  const { random, ids, adAccountId, now } = batch;
  return made(batch, (index) => {
    const created = now - random.integer(100, 700) * secondsOfDay;
    const id = ids.next();
    const name = adName(random, "list", index);
    const status = random.pick(["READY", "READY", "PROCESSING", "TOO_SMALL", "UPLOADING"]);
    const uploaded = random.integer(0, 90_000);
    const removed = random.integer(0, 900);
    const record = recordOf({
      id,
      ad_account_id: adAccountId,
      name,
      created_time: created,
      updated_time: created + random.integer(0, 80) * secondsOfDay,
      num_batches: 2,
      num_removed_user_records: removed,
      num_uploaded_user_records: uploaded,
      status,
      type: "customerlist",
      exceptions: {},
      is_nca: hash(id) % 2 === 0 ? false : undefined,
    });
    return { id, record };
  });
}

export function makeConversionTags(batch: Batch): ConversionTag[] {
  const { random, ids, adAccountId, now } = batch;
  return made(batch, (index) => {
    const id = ids.next();
    const aem = { aem_ph_enabled: false, aem_ge_enabled: false, aem_db_enabled: false, aem_loc_enabled: false };
    return {
      id,
      ad_account_id: adAccountId,
      name: adName(random, "tag", index),
      code_snippet: `<script>\n!function(e){/* ${id} */}("https://s.pinimg.com/ct/core.js");\n</script>`,
      enhanced_match_status: hash(id) % 3 === 0 ? null : "VALIDATION_COMPLETE",
      last_fired_time_ms: random.chance(0.3)
        ? null
        : (now - random.integer(0, 40) * secondsOfDay) * 1_000 + random.integer(0, 999),
      status: index === 1 ? "ARCHIVED" : index % 5 === 4 ? "PAUSED" : "ACTIVE",
      version: "3",
      configs: { aem_enabled: true, md_frequency: 0.6, aem_fnln_enabled: null, ...aem },
    };
  });
}

/** Makes keywords of the ad account and campaigns (negative only) and of ad groups. */
export function makeKeywords(batch: Batch, campaigns: readonly Campaign[], adGroups: readonly AdGroup[]): Keyword[] {
  const { random, ids, adAccountId } = batch;
  return made(batch, (index): Keyword => {
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
  return made({ ...batch, count: able.length === 0 ? 0 : count }, (index) => {
    const id = ids.next();
    const included = index % 5 !== 3;
    const status = promotionStatuses[index % promotionStatuses.length] ?? "ACTIVE";
    const adGroupId = (able[index] ?? random.pick(able)).id;
    const group = productGroups[index % productGroups.length];
    const record = recordOf({
      id,
      ad_group_id: adGroupId,
      bid_in_micro_currency: choice({ id }, "bid", null, 750_000),
      included,
      definition: choice({ id }, "definition", null, "*/PRODUCT_TYPE='garden'"),
      relative_definition: null,
      parent_id: null,
      slideshow_collections_title: null,
      slideshow_collections_description: null,
      is_mdl: choice({ id }, "mdl", null, false),
      status,
      tracking_url: null,
      catalog_product_group_id: group?.id ?? null,
      catalog_product_group_name: group?.name ?? adName(random, "product group", index),
      creative_type: "SHOPPING",
      collections_hero_pin_id: null,
      collections_hero_destination_url: null,
      grid_click_type: choice({ id }, "grid", null, "CLOSEUP"),
      is_image_auto_resizing: choice({ id }, "resizing", true, undefined),
    });
    return { id, adGroupId, status, included, record };
  });
}

export function makeItems(batch: Batch, promotions: readonly ProductGroupPromotion[]): ProductItem[] {
  const { random, ids, count } = batch;
  return made({ ...batch, count: promotions.length === 0 ? 0 : count }, (index) => ({
    id: ids.next(),
    promotionId: (promotions[index] ?? random.pick(promotions)).id,
    name: adName(random, "item", index),
    brand: random.chance(0.3) ? null : random.pick(["Garden & Table", "庭と食卓", "Süd"]),
    price: random.integer(100, 90_000) * 10_000,
  }));
}
