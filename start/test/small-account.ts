import { extents } from "../../simulator/world/scale.ts";
import { asText, type Json, type JsonObject } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import type { Database } from "../database.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed } from "./bed.ts";

export const streams =
  `account account_snapshots boards pins pin_analytics user_account_analytics user_account_analytics_split
  user_account_top_pins ad_accounts campaigns campaign_analytics_report ads ad_groups pin_promotion_report following_users following_boards
  following_interests`.split(/\s+/u);
const none = { campaigns: 0, adGroups: 0, ads: 0, keywords: 0, productGroupPromotions: 0 };

/** Metrics of a day. */
export type Day = Readonly<Record<string, number>>;

/** The last day that Pinterest no longer changes. */
export const lastDay = `DATE '${today}' - 3`;
/** Selects `date`, and whether it `is_now`: of the last 28 days. */
const days = (count: number) =>
  `SELECT ${lastDay} - age::INTEGER AS date, age < 28 AS is_now FROM range(${count}) t(age)`;
const sqlOf = (value: Json | undefined) =>
  typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value ?? null);
const json = (metrics: Day) => `'${JSON.stringify(metrics)}'::JSON`;

/** What an ad did per day, for days from an age to before another one: spend, outbound clicks, checkouts, and revenue. */
type AdDays = readonly [
  from: number,
  to: number,
  spend: number,
  outbound: number,
  checkouts?: number,
  revenue?: number,
];

/** An ad that is to sell and can run, but for what is said. */
export interface Ad {
  readonly days: readonly AdDays[];
  readonly name?: string;
  readonly currency?: string;
  readonly objective?: string;
  readonly status?: string;
  readonly review?: string;
  /** Why it was rejected, as JSON. */
  readonly reasons?: string;
  /** The ID of its ad group; undefined: one of its own. */
  readonly group?: string;
  /** Columns of its ad group and campaign. */
  readonly ofGroup?: JsonObject;
  readonly ofCampaign?: JsonObject;
  readonly page?: string;
  /** The ID of its Pin. */
  readonly pin?: string;
}

/** An account with a few Pins, whose numbers a test sets. */
export interface SmallAccount {
  readonly database: Database;
  /** The IDs of its Pins. */
  readonly pins: readonly string[];
  /** Makes days, of which the last 28 have these metrics each, and those before others. Without them, there are 40 and 50 clicks. */
  readonly setDays: (now: Day, before: Day, count?: number) => Promise<void>;
  /** Makes the days of a split, with a metric per value: now and before. */
  readonly setSplit: (
    split: string,
    metric: string,
    values: Readonly<Record<string, readonly [number, number]>>,
  ) => Promise<void>;
  /** Makes the days of a Pin, with a metric now and before. @param age of the Pin, in days */
  readonly setPin: (
    index: number,
    metric: string,
    [now, before]: readonly [number, number],
    age: number,
  ) => Promise<void>;
  /** Makes the days of an ad or campaign. */
  readonly addAdDays: (id: string, from: number, to: number, each: JsonObject, table?: string) => Promise<void>;
  /** Makes the ads, by ID, each with a campaign of its own, instead of those that are there. */
  readonly setAds: (ads: Readonly<Record<string, Ad>>) => Promise<void>;
  readonly page: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function openSmallAccount(): Promise<SmallAccount> {
  const bed = await openStartBed({ ...extents.small, ...none, pins: 8, boards: 2, sections: 1, followers: 3 });
  const { database } = bed;
  const [own] = bed.simulator.world.adAccounts;
  await bed.read({ streams }, { ad_account_ids: [own?.id ?? ""] });
  await database.rows(
    "DELETE FROM user_account_analytics_split; DELETE FROM pin_analytics; DELETE FROM campaign_analytics_report",
  );
  await database.rows("UPDATE boards SET privacy = 'PUBLIC'; UPDATE pins SET title = 'Pin ' || right(id, 3)");
  const pins = (await database.rows("SELECT id FROM pins ORDER BY id")).map(({ id }) => asText(id));
  const addAdDays: SmallAccount["addAdDays"] = async (id, from, to, each, table = "campaign_analytics_report") => {
    const columns = Object.entries(each).map(([name, value]) => `${sqlOf(value)} AS ${name}`);
    const key = table === "campaign_analytics_report" ? "CAMPAIGN_ID" : "PIN_PROMOTION_ID";
    await database.rows(`INSERT INTO ${table} BY NAME SELECT '${id}' AS ${key}, 'a' AS AD_ACCOUNT_ID, DATE '${today}' - age::INTEGER AS DATE,
        ${columns.join()} FROM range(${from}, ${to}) t(age)`);
  };
  return {
    database,
    pins,
    setDays: async (now, before, count = 56) => {
      const all = (day: Day) => {
        const metrics = { IMPRESSION: 1000, PIN_CLICK: 50, OUTBOUND_CLICK: 40, SAVE: 10, ...day };
        return json({ ...metrics, ENGAGEMENT: metrics.SAVE + metrics.PIN_CLICK + metrics.OUTBOUND_CLICK });
      };
      await database.rows(`DELETE FROM user_account_analytics; INSERT INTO user_account_analytics BY NAME
        SELECT date, 'READY' AS data_status, if(is_now, ${all(now)}, ${all(before)}) AS metrics FROM (${days(count)})`);
    },
    setSplit: async (split, metric, values) => {
      await database.rows(`DELETE FROM user_account_analytics_split WHERE split = '${split}'`);
      for (const [value, [now, before]] of Object.entries(values))
        await database.rows(`INSERT INTO user_account_analytics_split BY NAME SELECT date, '${split}' AS split, '${value}' AS value,
          'READY' AS data_status, if(is_now, ${json({ [metric]: now })}, ${json({ [metric]: before })}) AS metrics FROM (${days(56)})`);
    },
    setPin: async (index, metric, [now, before], age) => {
      const id = `'${pins[index] ?? ""}'`;
      await database.rows(`DELETE FROM pin_analytics WHERE pin_id = ${id};
        UPDATE pins SET created_at = DATE '${today}' - ${age} WHERE id = ${id};
        INSERT INTO pin_analytics BY NAME SELECT ${id} AS pin_id, date, 'READY' AS data_status,
          if(is_now, ${json({ [metric]: now })}, ${json({ [metric]: before })}) AS metrics FROM (${days(56)})`);
    },
    addAdDays,
    setAds: (ads) => setAds(database, addAdDays, ads),
    page: () => renderPage(database),
    close: () => bed.close(),
  };
}

/** Makes these the only ads, with their ad groups, campaigns, and days. */
async function setAds(
  database: Database,
  addAdDays: SmallAccount["addAdDays"],
  ads: Readonly<Record<string, Ad>>,
): Promise<void> {
  const insert = (table: string, row: JsonObject) => {
    const columns = Object.entries(row).map(([name, value]) => `${sqlOf(value)} AS ${name}`);
    return database.rows(`INSERT INTO ${table} BY NAME SELECT ${columns.join()}
      WHERE NOT EXISTS (FROM ${table} WHERE id = ${sqlOf(row.id)})`);
  };
  for (const table of ["pin_promotion_report", "campaign_analytics_report", "ads", "ad_groups", "campaigns"])
    await database.rows(`DELETE FROM ${table}`);
  for (const [id, ad] of Object.entries(ads)) {
    const { objective = "WEB_CONVERSION", status = "ACTIVE", review = "APPROVED", currency = "USD" } = ad;
    const [campaign_id, ad_group_id] = [`campaign of ${id}`, ad.group ?? `group of ${id}`];
    const active = { status: "ACTIVE", summary_status: "RUNNING" };
    await insert("campaigns", { id: campaign_id, ...active, objective_type: objective, ...ad.ofCampaign });
    await insert("ad_groups", { id: ad_group_id, campaign_id, ...active, ...ad.ofGroup });
    const own = {
      id,
      name: ad.name ?? id,
      status,
      review_status: review,
      rejected_reasons: ad.reasons ?? null,
      ad_group_id,
      campaign_id,
      pin_id: ad.pin ?? null,
    };
    await insert("ads", { ...own, destination_url: ad.page === undefined ? null : `https://www.${ad.page}?a=1` });
    for (const [from, to, spend, outbound, checkouts = 0, revenue = 0] of ad.days) {
      const day = {
        currency,
        SPEND_IN_MICRO_DOLLAR: spend * 1e6,
        OUTBOUND_CLICK_1: outbound,
        TOTAL_CHECKOUT: checkouts,
        TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR: revenue * 1e6,
      };
      await addAdDays(id, from, to, day, "pin_promotion_report");
      await addAdDays(campaign_id, from, to, day);
    }
  }
}
