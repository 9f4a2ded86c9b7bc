import type { Random } from "../../random.ts";
import { adName } from "../../texts.ts";
import type { CatalogPart } from "../catalogs/catalogs.ts";
import { Ids } from "../ids.ts";
import { makeRow } from "../made.ts";
import type { Extent } from "../scale.ts";
import { secondsOfDay } from "../times.ts";
import type { Ad, AdGroup, Campaign, EntityStatus, Objective, Seconds } from "./advertising-records.ts";

/** The first ID beyond 2^53, with the 18 digits that the document allows. */
const longIds = 383_700_000_000_000_000n;

const objectives: readonly Objective[] = [
  "WEB_CONVERSION",
  "CATALOG_SALES",
  "AWARENESS",
  "CONSIDERATION",
  "VIDEO_COMPLETION",
];

/** Statuses of the first entities, so that the smallest world has every status. */
const firstStatuses: readonly EntityStatus[] = ["ACTIVE", "ACTIVE", "ARCHIVED", "PAUSED", "DRAFT", "DELETED_DRAFT"];

function statusOf(random: Random, ordinal: number): EntityStatus {
  const first = firstStatuses[ordinal];
  if (first !== undefined) return first;
  const kind = random.next();
  if (kind < 0.45) return "ACTIVE";
  if (kind < 0.65) return "PAUSED";
  if (kind < 0.92) return "ARCHIVED";
  return kind < 0.97 ? "DRAFT" : "DELETED_DRAFT";
}

const isDraft = (status: EntityStatus) => status === "DRAFT" || status === "DELETED_DRAFT";

/** What advertising refers to: Pins and product groups of the ad account's owner, order lines, and discounts. */
export interface Owned {
  readonly pinIds: readonly string[];
  readonly productGroups: readonly CatalogPart[];
  readonly orderLineIds: readonly string[];
  readonly promotionIds: readonly string[];
}

/**
 * Makes the initial advertising of an ad account, with ascending IDs. Campaigns and ad groups can be empty.
 * @returns also a function that makes a further ad
 */
export function makeCampaigns(
  part: (name: string) => Random,
  adAccountId: string,
  offset: number,
  counts: Extent,
  owned: Owned,
  now: Seconds,
) {
  const sources = sourcesOf(part("campaign contents"), adAccountId, offset, counts, owned, now);
  const moments = part("campaigns");
  const campaigns = times(moments, counts.campaigns, now - 900 * secondsOfDay, now).map((time, ordinal) =>
    makeCampaign(sources, ordinal, time),
  );
  const adGroups = children(moments, counts.adGroups, campaigns, now).map(([campaign, time], ordinal) =>
    makeAdGroup(sources, ordinal, campaign, time),
  );
  const add = (ordinal: number, parent: AdGroup, createdTime: Seconds) => makeAd(sources, ordinal, parent, createdTime);
  const ads = children(moments, counts.ads, adGroups, now).map(([adGroup, time], ordinal) =>
    add(ordinal, adGroup, time),
  );
  return { campaigns, adGroups, ads: sharingPins(ads), makeAd: add };
}

type Sources = ReturnType<typeof sourcesOf>;

/** Returns what the entities of an ad account are drawn from. They take their IDs and statuses in order. */
function sourcesOf(random: Random, adAccountId: string, offset: number, counts: Extent, owned: Owned, now: Seconds) {
  const idsOf = (kind: bigint, count: number) =>
    new Ids(random, kind + BigInt(offset) * 1_000n, Math.ceil(count / 2), longIds + kind);
  const campaignIds = idsOf(626_735_000_000n, counts.campaigns);
  const adGroupIds = idsOf(2_680_060_000_000n, counts.adGroups);
  const adIds = idsOf(687_195_000_000n, counts.ads);
  return { random, adAccountId, owned, now, campaignIds, adGroupIds, adIds, freeAdGroups: 0, freeAds: 0 };
}

/** The common fields in the form of the API. Draws the time of the last change, at most some days after the first. */
function common(
  { random, adAccountId, now }: Sources,
  id: string,
  name: string,
  status: EntityStatus,
  createdTime: Seconds,
  maxDays: number,
) {
  return {
    id,
    ad_account_id: adAccountId,
    name,
    status,
    created_time: createdTime,
    updated_time: Math.min(now, createdTime + random.integer(0, maxDays) * secondsOfDay + random.integer(0, 86_399)),
  };
}

function makeCampaign(sources: Sources, ordinal: number, createdTime: Seconds): Campaign {
  const { random, campaignIds, owned } = sources;
  const status = statusOf(random, ordinal);
  const id = campaignIds.next();
  const objective = objectives[ordinal % objectives.length] ?? "AWARENESS";
  const record = makeRow("CampaignResponse", id, {
    ...common(sources, id, adName(random, "campaign", ordinal), status, createdTime, 120),
    objective_type: objective,
    type: "campaign",
    daily_spend_cap: random.chance(0.4) ? null : random.integer(5, 500) * 1_000_000,
    lifetime_spend_cap: random.chance(0.7) ? 0 : random.integer(500, 9_000) * 1_000_000,
    start_time: random.chance(0.2) ? null : createdTime + 3_600,
    end_time: random.chance(0.7) ? null : createdTime + random.integer(30, 400) * secondsOfDay,
    is_campaign_budget_optimization: random.chance(0.15) ? null : random.chance(0.4),
    order_line_id: ordinal % 3 === 2 ? oneOf(owned.orderLineIds, ordinal) : null,
  });
  return { id, status, createdTime, objective, record };
}

function makeAdGroup(sources: Sources, ordinal: number, parent: Campaign, createdTime: Seconds): AdGroup {
  const { random, adGroupIds, owned } = sources;
  // Children of archived or draft campaigns have the same status.
  const bound = isDraft(parent.status) || parent.status === "ARCHIVED";
  const id = adGroupIds.next();
  const name = adName(random, "ad group", ordinal);
  const status = bound ? parent.status : statusOf(random, sources.freeAdGroups++);
  const fields = common(sources, id, name, status, createdTime, 90);
  const hasBudget = parent.record.is_campaign_budget_optimization !== true;
  const given = {
    ...fields,
    campaign_id: parent.id,
    budget_in_micro_currency: hasBudget ? random.integer(2, 200) * 1_000_000 : null,
    start_time: random.chance(0.2) ? null : createdTime + 7_200,
    end_time: random.chance(0.8) ? null : createdTime + random.integer(20, 300) * secondsOfDay,
    type: "adgroup",
    promotion_id: ordinal % 2 === 0 ? oneOf(owned.promotionIds, ordinal) : null,
  };
  const video = parent.objective === "VIDEO_COMPLETION" || random.chance(0.2);
  const record = makeRow("AdGroupResponse", id, video ? { ...given, billable_event: "VIDEO_V_50_MRC" } : given);
  return { id, status, createdTime, campaign: parent, video, record };
}

function makeAd(sources: Sources, ordinal: number, parent: AdGroup, createdTime: Seconds): Ad {
  const { random, adIds, owned, now } = sources;
  const status = isDraft(parent.status) ? parent.status : statusOf(random, sources.freeAds++);
  const firstDay = Math.floor(createdTime / secondsOfDay);
  const today = Math.floor(now / secondsOfDay);
  // Archived ads ended earlier, most of them within the range of the analytics.
  const ended = status === "ARCHIVED" || parent.status === "ARCHIVED" || random.chance(0.2);
  const lastDay = ended ? Math.max(firstDay, today - random.integer(3, 200)) : Number.MAX_SAFE_INTEGER;
  const { campaign } = parent;
  const creativeType = creativeTypeOf(random, ordinal, parent);
  const id = adIds.next();
  const fields = common(sources, id, adName(random, "ad", ordinal), status, createdTime, 60);
  const pinId = oneOf(owned.pinIds, random.integer(0, 1_000_000_000)) ?? "";
  const review = random.chance(0.85) ? "APPROVED" : random.pick(["PENDING", "REJECTED"] as const);
  const record = makeRow("AdResponse", id, {
    ...fields,
    campaign_id: campaign.id,
    ad_group_id: parent.id,
    pin_id: pinId,
    creative_type: creativeType,
    destination_url: random.chance(0.15) ? null : landingPage(random.integer(1, 99_999)),
    name: random.chance(0.1) ? null : fields.name,
    review_status: review,
    type: "pinpromotion",
  });
  return {
    id,
    status,
    createdTime,
    record,
    campaign,
    adGroup: parent,
    pinId,
    creativeType,
    review,
    firstDay,
    lastDay: isDraft(status) ? firstDay - 1 : lastDay,
    deleted: false,
  };
}

function creativeTypeOf(random: Random, ordinal: number, { campaign, video }: AdGroup): string {
  if (campaign.objective === "CATALOG_SALES") return "SHOPPING";
  const creative = video ? "VIDEO" : random.pick(["REGULAR", "CAROUSEL"]);
  // One in five, so that the smallest world has some that deliver.
  return ordinal % 5 === 0 ? "VIDEO" : creative;
}

/** Returns the address of a landing page. Most have UTM parameters; in some, these are empty or only look like them. */
function landingPage(page: number): string {
  const utm = "utm_source=pinterest&utm_medium=paid_social";
  const parameters = [
    "",
    utm,
    `${utm}&utm_campaign=d%C3%A9co&utm_term=pins`,
    `${utm}&utm_campaign=spring#reviews`,
    "utm_content=%C3%A9&utm_campaign=",
    "utm=%C3%A9",
  ];
  return `https://example.com/land/${page}?v=%C3%A9&${parameters[page % parameters.length] ?? ""}`;
}

function oneOf(ids: readonly string[], position: number): string | null {
  return ids[position % ids.length] ?? null;
}

/** Gives every third ad the Pin of the previous ad in its campaign. */
function sharingPins(ads: readonly Ad[]): Ad[] {
  const last = new Map<Campaign, string>();
  return ads.map((ad, ordinal) => {
    const before = ordinal % 3 === 2 ? last.get(ad.campaign) : undefined;
    const pinId = before ?? ad.pinId;
    last.set(ad.campaign, pinId);
    return { ...ad, pinId, record: { ...ad.record, pin_id: pinId } };
  });
}

function times(random: Random, count: number, start: Seconds, end: Seconds): Seconds[] {
  return Array.from({ length: count }, () => Math.floor(start + (end - start - secondsOfDay) * random.next())).sort(
    (first, second) => first - second,
  );
}

/** Returns a parent and a later creation time per child, oldest first. The last parent stays without children. */
function children<Parent extends { readonly createdTime: Seconds }>(
  random: Random,
  count: number,
  parents: readonly Parent[],
  now: Seconds,
): (readonly [Parent, Seconds])[] {
  const able = parents.length > 1 ? parents.slice(0, -1) : parents;
  return Array.from({ length: able.length === 0 ? 0 : count }, (_, index) => {
    const parent = able[index] ?? random.pick(able);
    const time = Math.floor(parent.createdTime + (now - parent.createdTime) * random.next());
    return [parent, time] as const;
  }).sort(([, first], [, second]) => first - second);
}
