import { invalidParameter } from "../../errors.ts";
import { type Row, type RowRequest, rowsOf } from "../../metrics/ads-rows.ts";
import { attributionOf } from "../../metrics/attribution.ts";
import { numberedStatuses } from "../../metrics/columns.ts";
import { granularityOf, periodsOf } from "../../metrics/periods.ts";
import { idColumns, type Level, pinSubjects, type Subject, subjectsOf } from "../../metrics/subjects.ts";
import { isNumericTargeting } from "../../metrics/targeting.ts";
import type { AdAccount } from "../../world/world.ts";
import { adAccountOf } from "../areas.ts";
import { requiredRange } from "../check-range.ts";
import { type Call, computed, type Operations } from "../operation.ts";
import { RawJson, writeRow } from "../write-row.ts";

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
    const subjects = pinSubjects(adAccount)
      .filter((subject) => subject.campaign?.id === campaign && pins.has(subject.id))
      .map((subject) => ({ ...subject, ads: subject.ads.filter(({ deleted }) => !deleted) }));
    const rows = rowsWithCounts(subjects, request).map((row) => written("PIN_ID", row));
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
function written(idColumn: string, { subject, period: { date }, values }: Row): string {
  return writeRow({ [idColumn]: subject.id, DATE: date, ...values, ...numberedStatuses(values) }, idColumn);
}

/** Returns the rows as the API does, without those in which every metric is 0. */
function rowsWithCounts(subjects: readonly Subject[], request: RowRequest): readonly Row[] {
  return [...rowsOf(subjects, request)].filter(({ isZero }) => !isZero);
}

function flat(call: Call, level: Level, ids?: string): RawJson {
  const rows = selectedRows(call, level, ids).map((row) => written(syncIdColumns[level], row));
  return new RawJson(`[${rows.join(",")}]`);
}

function targeted(call: Call, level: Level, ids?: string): RawJson {
  const rows = selectedRows(call, level, ids).map((row) => {
    const { type = "", value = "" } = row.targeting ?? {};
    return writeRow({
      targeting_type: type,
      targeting_value: isNumericTargeting(type) ? new RawJson(value) : value,
      metrics: new RawJson(written(syncIdColumns[level], row)),
    });
  });
  return new RawJson(`{"data":[${rows.join(",")}]}`);
}

function selectedRows(call: Call, level: Level, ids: string | undefined) {
  const { adAccount, request } = prepare(call);
  return rowsWithCounts(selectSubjects(call, adAccount, level, ids), request);
}

function prepare(call: Call) {
  const { parameters, simulation } = call;
  const adAccount = adAccountOf(call);
  const granularity = granularityOf(parameters.text("granularity"));
  // Hourly, up to 8 days back and 3 days long.
  const limits = granularity === "HOUR" ? { back: 8, days: 3 } : { back: 90, days: 90 };
  const { start, end } = requiredRange(parameters, simulation.clock.today(), limits);
  const request: RowRequest = {
    seed: simulation.seed,
    conversionDelay: simulation.settings.conversion_delay_days,
    now: simulation.clock.now(),
    periods: periodsOf(granularity, start, end),
    columns: [...new Set(parameters.texts("columns"))],
    attribution: attributionOf((name) => parameters.integer(name) ?? parameters.text(name)),
    targetingTypes: parameters.texts("targeting_types"),
  };
  return { adAccount, request };
}

/** Returns the requested entities. Unknown IDs and deleted ads have no rows. */
function selectSubjects(call: Call, adAccount: AdAccount, level: Level, ids: string | undefined) {
  const all = subjectsOf(adAccount, level, call.simulation.settings.product_group_ids);
  if (ids === undefined) return all;
  const given = call.parameters.texts(ids);
  if (given === undefined) throw invalidParameter(`Parameter '${ids}' is required.`);
  const wanted = new Set(given);
  return all.filter(({ id, ad }) => wanted.has(id) && ad?.deleted !== true);
}
