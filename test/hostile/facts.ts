import type { JsonObject } from "../../src/base/json.ts";

/** The first date to read, which is before the lookback windows. */
export const startDate = "2026-05-01";

/** A row that a server has, and what a request needs for it. */
export interface Fact {
  readonly stream: string;
  /** Empty for Pins, which belong to no ad account. */
  readonly account: string;
  /** The campaign or the Pin, if requests name it. */
  readonly id?: string;
  readonly day?: string;
  readonly key: JsonObject;
  /** The status or type without which a request doesn't return the row. */
  readonly value?: string;
  /** The status without which the list of campaigns lacks the row's campaign. */
  readonly status?: string;
  readonly cells: JsonObject;
}

/** Campaigns by ad account. */
export type Accounts = Readonly<Record<string, readonly { readonly id: string; readonly status: string }[]>>;

export const columns = ["SPEND_IN_DOLLAR", "IMPRESSION_1", "CTR_2", "TOTAL_LEAD"];
const statuses = ["ACTIVE", "PAUSED", "DRAFT"];
export const metricTypes = ["IMPRESSION", "SAVE", "PIN_CLICK"];
const targetingTypes = ["GENDER", "PLACEMENT", "COUNTRY"];
const ownerships = ["OWNED", "RECEIVED"];

/** The streams, their paths below the ad account (of Pins: in the API), and the values of their requests. */
export const streams: Readonly<Record<string, { readonly path: string; readonly values: readonly string[] }>> = {
  campaigns: { path: "campaigns", values: statuses },
  audiences: { path: "audiences", values: ownerships },
  campaign_analytics: { path: "campaigns/analytics", values: columns },
  ad_account_analytics: { path: "analytics", values: columns },
  campaign_targeting_analytics: { path: "campaigns/targeting_analytics", values: [...targetingTypes, ...columns] },
  campaign_analytics_report: { path: "reports", values: columns },
  pin_analytics: { path: "pins/analytics", values: metricTypes },
};

export const pins = ["71", "72"];
export const pinsCreated = "2026-06-20";

export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Returns the dates from the first to the last one. */
function daysFrom(first: string, last: string, step = 1): readonly string[] {
  const length = Math.max(0, Math.floor((Date.parse(last) - Date.parse(first)) / 86_400_000 / step) + 1);
  return Array.from({ length }, (_, index) => dayAfter(first, index * step));
}

/** Returns a number from 1 to 1,000 for each name, which depends on nothing but these words. */
const metrics = (names: readonly string[], ...words: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.map((name) => {
      const characters = [...words, name].join("/").split("");
      return [name, 1 + (characters.reduce((hash, each) => (hash * 31 + each.charCodeAt(0)) % 1_000_003, 7) % 1_000)];
    }),
  );

/** Returns all rows up to a date. */
export function factsOf(accounts: Accounts, today: string): readonly Fact[] {
  const days = daysFrom(startDate, today, 15);
  const ofAccounts = Object.entries(accounts).flatMap(([account, campaigns]) => [
    ...ownerships.map((value): Fact => {
      const key = { ad_account_id: account, id: `${account}-${value}` };
      return { stream: "audiences", account, key, value, cells: { name: `Audience ${account} ${value}` } };
    }),
    ...days.map((day): Fact => {
      const key = { AD_ACCOUNT_ID: account, DATE: day };
      return { stream: "ad_account_analytics", account, day, key, cells: metrics(columns, account, day) };
    }),
    ...campaigns.flatMap(({ id, status }) => [
      { stream: "campaigns", account, key: { id }, value: status, cells: { name: `Campaign ${id}`, status } },
      ...days.flatMap((day) => ofCampaign(account, id, status, day)),
    ]),
  ]);
  const ofPins = pins.flatMap((id) =>
    daysFrom(pinsCreated, today).map((day): Fact => {
      const key = { pin_id: id, date: day };
      return { stream: "pin_analytics", account: "", id, day, key, cells: metrics(metricTypes, id, day) };
    }),
  );
  return [...ofAccounts, ...ofPins];
}

function ofCampaign(account: string, id: string, status: string, day: string): readonly Fact[] {
  const row = { account, id, day, key: { CAMPAIGN_ID: id, DATE: day } };
  return [
    { ...row, stream: "campaign_analytics", status, cells: metrics(columns, id, day) },
    // Reports take no list of campaigns.
    { ...row, stream: "campaign_analytics_report", cells: metrics(columns, "report", id, day) },
    ...targetingTypes.map((value): Fact => {
      const key = { CAMPAIGN_ID: id, TARGETING_TYPE: value, TARGETING_VALUE: "x", DATE: day };
      const cells = metrics(columns, value, id, day);
      return { ...row, stream: "campaign_targeting_analytics", key, value, status, cells };
    }),
  ];
}
