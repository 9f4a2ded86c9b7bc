import { invalidParameter } from "../../errors.ts";
import type { Parameters } from "../../http/parameters.ts";
import { attributionOf } from "../../metrics/attribution.ts";
import { type Granularity, granularityOf, periodsOf } from "../../metrics/periods.ts";
import { idColumns, type Level, type Subject } from "../../metrics/subject.ts";
import { isNumericTargeting } from "../../metrics/targeting.ts";
import { grouped } from "../../world/grouped.ts";
import { parseDay } from "../../world/times.ts";
import type { AdAccount } from "../../world/world.ts";
import { adAccountOf, checkPresent } from "../areas.ts";
import { checkRange } from "../check-range.ts";
import { type Call, computed, type Operations } from "../operation.ts";
import type { DayRange } from "../organic/pin-analytics.ts";
import { RawJson, writeRow } from "../write-row.ts";
import { type Row, type RowRequest, rowsOf } from "./ads-rows.ts";
import { subjectsById, subjectsOf } from "./ads-subjects.ts";

/** Synchronous ads analytics of selected entities of one level, or of the ad account. */
export const adsAnalyticsOperations: Operations = {
  "ad_account/analytics": computed((call) => flat(call, "ADVERTISER")),
  "campaigns/analytics": computed((call) => flat(call, "CAMPAIGN", "campaign_ids")),
  "ad_groups/analytics": computed((call) => flat(call, "AD_GROUP", "ad_group_ids")),
  "ads/analytics": computed((call) => flat(call, "PIN_PROMOTION", "ad_ids")),
  "ad_pins/analytics": computed((call) => {
    const { adAccount, request } = prepare(call);
    const pins = new Set(call.parameters.texts("pin_ids"));
    const campaign = call.parameters.requiredText("campaign_id");
    const subjects = pinSubjects(adAccount).filter(
      (subject) => subject.campaign?.id === campaign && pins.has(subject.id),
    );
    const rows = Array.from(rowsOf(subjects, request), (row) => written("PIN_ID", row));
    return new RawJson(`[${rows.join(",")}]`);
  }),
  "product_groups/analytics": computed((call) => flat(call, "PRODUCT_GROUP", "product_group_ids")),
  "ad_account_targeting_analytics/get": computed((call) => targeted(call, "ADVERTISER")),
  "campaign_targeting_analytics/get": computed((call) => targeted(call, "CAMPAIGN", "campaign_ids")),
  "ad_groups_targeting_analytics/get": computed((call) => targeted(call, "AD_GROUP", "ad_group_ids")),
  "ad_targeting_analytics/get": computed((call) => targeted(call, "PIN_PROMOTION", "ad_ids")),
};

/** The ID column, which is always in synchronous rows: `AD_ID` for ads (Pinterest's document). */
const syncIdColumns = { ...idColumns, PIN_PROMOTION: "AD_ID" };

/** Writes a row: the ID, which is a string, the date, and the requested columns. */
function written(idColumn: string, { subject, date, values }: Row): string {
  return writeRow({ [idColumn]: subject.id, ...(date === undefined ? {} : { DATE: date }), ...values }, idColumn);
}

/** Returns the Pins of each campaign's ads. Several ads of one campaign can share a Pin. */
export function pinSubjects(adAccount: AdAccount): Subject[] {
  const { advertising } = adAccount;
  return advertising.campaigns.flatMap((campaign) => {
    const ads = advertising.adsOfCampaign(campaign.id).filter(({ deleted }) => !deleted);
    return [...grouped(ads, ({ pinId }) => pinId)].map(([id, ofPin]) => ({
      id,
      adAccount,
      ads: ofPin,
      share: 1,
      campaign,
    }));
  });
}

function flat(call: Call, level: Level, ids?: string): RawJson {
  const rows = Array.from(selectedRows(call, level, ids), (row) => written(syncIdColumns[level], row));
  return new RawJson(`[${rows.join(",")}]`);
}

function targeted(call: Call, level: Level, ids?: string): RawJson {
  const rows = Array.from(selectedRows(call, level, ids), (row) => {
    const { type = "", value = "" } = row.targeting ?? {};
    const targetingValue = isNumericTargeting(type) ? value : JSON.stringify(value);
    const metrics = written(syncIdColumns[level], row);
    return `{"targeting_type":${JSON.stringify(type)},"targeting_value":${targetingValue},"metrics":${metrics}}`;
  });
  return new RawJson(`{"data":[${rows.join(",")}]}`);
}

function selectedRows(call: Call, level: Level, ids: string | undefined) {
  const { adAccount, request } = prepare(call);
  return rowsOf(selectSubjects(call, adAccount, level, ids), request);
}

function prepare(call: Call) {
  const { parameters, simulation } = call;
  const adAccount = adAccountOf(call);
  const range = rangeOf(parameters, simulation.clock.today());
  const request: RowRequest = {
    seed: simulation.seed,
    now: simulation.clock.now(),
    periods: periodsOf(range.granularity, range.start, range.end),
    columns: [...new Set(parameters.texts("columns"))],
    attribution: attributionOf((name) => parameters.integer(name) ?? parameters.text(name)),
    targetingTypes: parameters.texts("targeting_types"),
  };
  return { adAccount, request };
}

/** Returns the requested entities. Unknown IDs have no rows, or are rejected if the settings say so. */
function selectSubjects(call: Call, adAccount: AdAccount, level: Level, ids: string | undefined) {
  if (ids === undefined) return subjectsOf(adAccount, level);
  const given = call.parameters.texts(ids);
  if (given === undefined) throw invalidParameter(`Parameter '${ids}' is required.`);
  checkPresent(call, given, (id) => subjectsById(adAccount, level, [id])[0]);
  return subjectsById(adAccount, level, given);
}

/** Reads the date range: up to 90 days back and long; hourly, up to 8 days back and 3 days long. */
function rangeOf(parameters: Parameters, today: number): DayRange & { readonly granularity: Granularity } {
  const granularity = granularityOf(parameters.text("granularity"));
  const start = parseDay(parameters.requiredText("start_date")) ?? 0;
  const end = parseDay(parameters.requiredText("end_date")) ?? 0;
  checkRange(start, end, today, granularity === "HOUR" ? { back: 8, days: 3 } : { back: 90, days: 90 });
  return { start, end, granularity };
}
