import { expectedRecords } from "../../simulator/expected/expected-records.ts";
import type { Settings } from "../../simulator/settings.ts";
import type { Simulation } from "../../simulator/simulation.ts";
import type { ReadOptions } from "../../simulator/simulator.ts";
import { asText, isObject, isStringArray, type JsonObject } from "../../src/base/json.ts";
import { isOfProfile, profileId } from "../../src/streams/profiles.ts";
import { isByDate, type Stream } from "../../src/streams/stream.ts";
import { emittedRecords } from "../bed/emitted-records.ts";
import { keyOf, type Rows } from "./destination.ts";

/** Settings whose values select rows, and the fields of a record that name what was selected. */
const selections: Readonly<Record<string, readonly string[]>> = {
  board_ids: ["board_id"],
  ad_account_ids: ["ad_account_id", "AD_ACCOUNT_ID"],
  trend_regions: ["region"],
  countries: ["country_code"],
  terms: ["term", "keyword"],
  search_queries: ["query"],
};

/** The streams that `status` selects from. */
const withStatus = ["campaigns", "ad_groups", "ads"];

/** The account has all of its rows and fields, whatever lists and responses lack. */
const asItIs: Partial<Settings> = { unlisted_boards: [], max_pins_per_list: 100_000, nulls: "sent" };

export const listIn = (config: JsonObject, setting: string): readonly string[] => {
  const value = config[setting];
  return isStringArray(value) ? value : [];
};

/** Returns the values of a record that can be IDs. */
export function idsIn(record: JsonObject): readonly string[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (isObject(value)) return idsIn(value);
    return typeof value === "string" && /(?:^|_)(?:id|username|keyword|website)$/iu.test(name) ? [value] : [];
  });
}

/** Returns the fields of a stream whose values settings select: a Pin has a board, but only some streams are limited to boards. */
function selectedFields({ name, fromRequest = {} }: Stream, setting: string): readonly string[] {
  if (setting === "board_ids")
    return ["board_sections", "board_pins", "board_section_pins"].includes(name) ? ["board_id"] : [];
  const fields = selections[setting] ?? [];
  return name === "ad_accounts" && setting === "ad_account_ids"
    ? ["id"]
    : fields.filter((field) => field in fromRequest);
}

/** Returns whether settings select a record, as the pages say. */
export function isSelected(stream: Stream, record: JsonObject, config: JsonObject): boolean {
  const statuses = listIn(config, "status");
  if (withStatus.includes(stream.name) && statuses.length > 0 && !statuses.includes(asText(record.status)))
    return false;
  if (isByDate(stream.reading) && asText(record[stream.reading.cursor]) < startOf(stream, config)) return false;
  return Object.keys(selections).every((setting) => {
    const values = listIn(config, setting);
    if (values.length === 0 && (setting === "board_ids" || setting === "ad_account_ids")) return true;
    return selectedFields(stream, setting).every((field) => values.includes(asText(record[field])));
  });
}

/** Returns the first date of a stream: that of the period that has the start date. */
function startOf({ reading }: Stream, { start_date: start }: JsonObject): string {
  const day = asText(start);
  return "alignedTo" in reading && reading.alignedTo === "month" ? `${day.slice(0, 8)}01` : day;
}

/**
 * Returns all rows of a stream in the account, by key: those that any of the settings so far selects.
 * @param config the settings, lists with all values that they ever had
 * @param profiles the ad accounts that requests act for; undefined: the token's profile
 */
export function truthOf(
  simulation: Simulation,
  stream: Stream,
  key: readonly string[],
  config: JsonObject,
  profiles: readonly (string | undefined)[],
): Rows {
  const options: ReadOptions = {
    queries: listIn(config, "search_queries"),
    terms: listIn(config, "terms"),
    countries: listIn(config, "countries"),
    trendRegions: listIn(config, "trend_regions"),
    columns: listIn(config, "columns"),
    startDate: startOf(stream, config),
    pinMetrics: config.pin_metrics !== false,
  };
  const account: Simulation = { ...simulation, settings: { ...simulation.settings, ...asItIs } };
  const records = (of: string, more: ReadOptions) =>
    emittedRecords({ expectedRecords: (name, wanted) => expectedRecords(account, name, wanted) }, of, {
      ...options,
      ...more,
    });
  const all = () => {
    if (stream.name.startsWith("custom_"))
      return records("campaign_analytics_report", {
        granularity: "MONTH",
        columns: ["SPEND_IN_MICRO_DOLLAR", "IMPRESSION_1"],
      });
    if (stream.isPerProfile !== true)
      return records(stream.name, isOfProfile(stream) ? { adAccountId: listIn(config, "ad_account_ids")[0] } : {});
    return profiles.flatMap((adAccountId) => {
      const more = adAccountId === undefined ? {} : { adAccountId };
      const [profile] = records("account", more);
      return records(stream.name, more).map((row) => ({ [profileId]: asText(profile?.id), ...row }));
    });
  };
  return new Map(all().map((record) => [keyOf(record, key), record]));
}
