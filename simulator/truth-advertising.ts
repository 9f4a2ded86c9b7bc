import type { JsonObject } from "../src/json.ts";
import { defaultAttribution } from "./advertising/attribution.ts";
import { periodsOf } from "./advertising/periods.ts";
import { type Row, type RowRequest, rowsOf } from "./advertising/rows.ts";
import { idColumns, type Level } from "./advertising/subjects.ts";
import { notPermitted } from "./errors.ts";
import { pinSubjects, pinValues, presentSubjects, syncValues } from "./operations/ads-analytics.ts";
import { mayRead, type Roles, readable, secondsOf } from "./operations/advertiser.ts";
import { contracts } from "./parameters.generated.ts";
import { columnsOfLevel } from "./reports/columns.ts";
import type { ReportRequest } from "./reports/request.ts";
import { reportRows } from "./reports/rows.ts";
import type { Simulation } from "./simulation.ts";
import type { TruthOptions } from "./truth-options.ts";
import type { Stream } from "./truth-records.ts";
import { showAd, showAdGroup, showCampaign, showPromotion } from "./views/advertising.ts";
import type { DayRange } from "./views/analytics.ts";
import { showAdAccount } from "./views/people.ts";
import { showAudience, showConversionTag, showCustomerList, showKeyword } from "./views/targets.ts";
import type { AdvertisingWorld } from "./world/advertising.ts";
import { entityStatuses } from "./world/advertising-records.ts";
import { parseDay } from "./world/times.ts";
import type { AdAccount } from "./world/world.ts";

/** The streams of advertising, and the records that a perfect connector emits for each. */
export const advertisingStreams: Readonly<Record<string, Stream>> = {
  ad_accounts: ({ world }, options) => world.adAccounts.filter(({ id }) => isWanted(options, id)).map(showAdAccount),
  campaigns: ofAdvertising(({ campaigns }, options, now) =>
    withStatus(campaigns, options).map((campaign) => showCampaign(campaign, now)),
  ),
  ad_groups: ofAdvertising(({ adGroups }, options, now) =>
    withStatus(adGroups, options).map((adGroup) => showAdGroup(adGroup, now, false)),
  ),
  ads: ofAdvertising(({ ads }, options) => withStatus(ads, options).map(showAd)),
  audiences: ofAdvertising(({ audiences }) => audiences.map(showAudience)),
  conversion_tags: ofAdvertising(({ conversionTags }) => conversionTags.map(showConversionTag)),
  customer_lists: ofAdvertising(({ customerLists }) => customerLists.map(showCustomerList)),
  keywords: (simulation, options) =>
    wanted(simulation, options).flatMap(({ id, advertising }) =>
      advertising.keywords.map((keyword) => ({ ...showKeyword(keyword), ad_account_id: id })),
    ),
  product_group_promotions: (simulation, options) =>
    wanted(simulation, options).flatMap(({ id, advertising }) =>
      advertising.promotions.map((promotion) => ({ ...showPromotion(promotion), ad_account_id: id })),
    ),
  ad_account_analytics: sync("ADVERTISER", "ad_account/analytics"),
  campaign_analytics: sync("CAMPAIGN", "campaigns/analytics"),
  ad_group_analytics: sync("AD_GROUP", "ad_groups/analytics"),
  ad_analytics: sync("PIN_PROMOTION", "ads/analytics"),
  ad_pin_analytics: (simulation, options) => {
    const request = requestOf(simulation, options, "ad_pins/analytics");
    return wanted(simulation, options).flatMap((adAccount) =>
      Array.from(rowsOf(pinSubjects(adAccount), request), (row) =>
        record(adAccount, row, { CAMPAIGN_ID: row.subject.campaign?.id ?? null, ...pinValues(row) }),
      ),
    );
  },
  product_group_analytics: sync("PRODUCT_GROUP", "product_groups/analytics"),
  ad_account_targeting_analytics: sync("ADVERTISER", "ad_account_targeting_analytics/get"),
  campaign_targeting_analytics: sync("CAMPAIGN", "campaign_targeting_analytics/get"),
  ad_group_targeting_analytics: sync("AD_GROUP", "ad_groups_targeting_analytics/get"),
  ad_targeting_analytics: sync("PIN_PROMOTION", "ad_targeting_analytics/get"),
  advertiser_report: report("ADVERTISER", false),
  campaign_analytics_report: report("CAMPAIGN", false),
  ad_group_report: report("AD_GROUP", false),
  pin_promotion_report: report("PIN_PROMOTION", false),
  product_group_report: report("PRODUCT_GROUP", false),
  product_item_report: report("PRODUCT_ITEM", false),
  keyword_report: report("KEYWORD", false),
  advertiser_targeting_report: report("ADVERTISER", true),
  campaign_targeting_report: report("CAMPAIGN", true),
  ad_group_targeting_report: report("AD_GROUP", true),
  pin_promotion_targeting_report: report("PIN_PROMOTION", true),
  product_group_targeting_report: report("PRODUCT_GROUP", true),
  product_item_targeting_report: report("PRODUCT_ITEM", true),
};

function ofAdvertising(
  records: (advertising: AdvertisingWorld, options: TruthOptions, now: number) => readonly JsonObject[],
): Stream {
  return (simulation, options) =>
    wanted(simulation, options).flatMap(({ advertising }) => records(advertising, options, secondsOf(simulation)));
}

function isWanted({ adAccountId, adAccountIds = [] }: TruthOptions, id: string): boolean {
  const ids = adAccountId === undefined ? adAccountIds : [adAccountId, ...adAccountIds];
  return ids.length === 0 || ids.includes(id);
}

/** The ad accounts to read. The one that is named alone must be readable; of several those that are not are left out. */
export function wanted({ world }: Simulation, options: TruthOptions, roles?: Roles): readonly AdAccount[] {
  const named = options.adAccountId === undefined ? undefined : world.adAccount(options.adAccountId);
  if (options.adAccountId !== undefined && (named === undefined || !mayRead(named, roles))) throw notPermitted();
  return readable(world, roles).filter(({ id }) => isWanted(options, id));
}

function withStatus<Item extends { readonly status: string }>(items: readonly Item[], { statuses = [] }: TruthOptions) {
  const kept: readonly string[] = statuses.length === 0 ? entityStatuses : statuses;
  return items.filter(({ status }) => kept.includes(status));
}

/** What the analytics that are answered at once are asked for; without dates from 89 days ago until today. */
function requestOf({ seed, clock }: Simulation, options: TruthOptions, operationId: string): RowRequest {
  const listed = (name: string) => {
    const schema = contracts[operationId]?.parameters.find((parameter) => parameter.name === name)?.schema;
    return schema?.type === "array" && schema.items.type === "string" ? (schema.items.enum ?? []) : undefined;
  };
  const { start, end } = rangeOf(options, clock.today(), 89);
  const types = listed("targeting_types");
  return {
    seed,
    now: clock.now(),
    periods: periodsOf(options.granularity ?? "DAY", start, end),
    columns: orAll(options.columns, listed("columns") ?? []),
    attribution: { ...defaultAttribution, ...options.attribution },
    targetingTypes: types === undefined ? undefined : orAll(options.targetingTypes, types),
  };
}

/** Rows of the analytics that are answered at once. */
function sync(level: Level, operationId: string): Stream {
  return (simulation, options) => {
    const request = requestOf(simulation, options, operationId);
    return wanted(simulation, options).flatMap((adAccount) =>
      Array.from(rowsOf(presentSubjects(adAccount, level), request), (row) =>
        record(adAccount, row, syncValues(level, row)),
      ),
    );
  };
}

/** Rows of a report of everything, whatever its status; without dates as far back as reports reach. */
function report(level: Level, targeting: boolean): Stream {
  return (simulation, options) => {
    const { seed, clock, settings } = simulation;
    const { start, end } = rangeOf(options, clock.today(), level === "PRODUCT_ITEM" ? 91 : 913);
    const request: ReportRequest = {
      level,
      targetingTypes: targeting ? orAll(options.targetingTypes, reportTargetingTypes(level)) : undefined,
      start,
      end,
      granularity: options.granularity ?? "DAY",
      columns: orAll(options.columns, columnsOfLevel(level, targeting)),
      attribution: { ...defaultAttribution, ...options.attribution },
      sort: "BY_ID",
      format: "JSON",
      filters: { ...everyStatus, ...options.reportStatuses, metrics: [] },
    };
    const making = { seed, now: clock.now(), extraEntities: settings.report_extra_entities };
    return wanted(simulation, options).flatMap((adAccount) =>
      Array.from(reportRows(adAccount, request, making), (row) =>
        record(adAccount, row, {
          [idColumns[level]]: row.subject.id,
          ...dateColumns(row),
          ...row.values,
        }),
      ),
    );
  };
}

/** The day of a row, and the hour, wherever the API writes it. */
function dateColumns({ date, hour }: Row): JsonObject {
  if (date === undefined) return {};
  return hour === undefined ? { DATE: date } : { DATE: date.slice(0, 10), HOUR: hour };
}

const statuses = ["PAUSED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];
const running = ["RUNNING", "NOT_STARTED", "COMPLETED", ...statuses];
const everyStatus = {
  campaignStatuses: running,
  adGroupStatuses: running,
  adStatuses: ["APPROVED", "PENDING", "REJECTED", ...statuses],
  productGroupStatuses: ["RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"],
};

/** The ways to target that a report of the level may have. */
function reportTargetingTypes(level: Level): readonly string[] {
  const schema = contracts["analytics/create_report"]?.body?.properties.targeting_types;
  const all = schema?.type === "array" && schema.items.type === "string" ? (schema.items.enum ?? []) : [];
  return all.filter(
    (type) =>
      (type !== "MEDIA_TYPE" || level === "PRODUCT_ITEM") && (type !== "AUDIENCE_MULTIPLIER" || level === "CAMPAIGN"),
  );
}

/** A flat record: ids as texts, the ad account always, and what it is targeted at beside the numbers. */
export function record({ id }: AdAccount, { targeting }: Row, values: JsonObject): JsonObject {
  const target = targeting === undefined ? {} : { TARGETING_TYPE: targeting.type, TARGETING_VALUE: targeting.value };
  return { ...values, AD_ACCOUNT_ID: id, ...target };
}

function orAll(given: readonly string[] | undefined, all: readonly string[]): readonly string[] {
  return given === undefined || given.length === 0 ? all : [...new Set(given)];
}

export function rangeOf({ startDate, endDate }: TruthOptions, today: number, back: number): DayRange {
  const oldest = today - back;
  const start = startDate === undefined ? oldest : parseDay(startDate);
  const end = endDate === undefined ? today : parseDay(endDate);
  if (start === undefined || end === undefined) throw new RangeError("A date is not of the form YYYY-MM-DD");
  return { start: Math.max(start, oldest), end };
}
