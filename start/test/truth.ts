import assert from "node:assert/strict";
import type { ReadOptions, Simulator } from "../../simulator/simulator.ts";
import { addDays } from "../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";

/** The column that counts the results of an objective; of all others, conversions do. */
export const resultColumns: Readonly<Record<string, string>> = {
  AWARENESS: "PAID_IMPRESSION",
  VIDEO_COMPLETION: "VIDEO_MRC_VIEWS_1",
  CONSIDERATION: "CLICKTHROUGH_1",
};

/** Metrics by their names on the page. */
export const metrics = {
  Impressions: "IMPRESSION",
  Saves: "SAVE",
  "Pin clicks": "PIN_CLICK",
  "Outbound clicks": "OUTBOUND_CLICK",
} as const;
export const streamsOfFollows: Readonly<Record<string, string>> = {
  Accounts: "following_users",
  Boards: "following_boards",
  Interests: "following_interests",
};

export type Rows = readonly JsonObject[];
export const number = (row: JsonObject | undefined, ...path: readonly string[]): number => {
  let value: JsonObject[string] | undefined = row;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return Number(value ?? 0);
};
export const sum = (rows: Rows, ...path: readonly string[]) =>
  rows.reduce((total, row) => total + number(row, ...path), 0);
export const day = (row: JsonObject) => asText(row.date ?? row.DATE ?? row.created_at).slice(0, 10);
export const between = (rows: Rows, first: string, last: string) =>
  rows.filter((row) => day(row) >= first && day(row) <= last);
export const grouped = (rows: Rows, key: (row: JsonObject) => string) => {
  const groups = new Map<string, JsonObject[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
};

/** Rows in an order of their own. */
export const unordered = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();
export const counts = (value: number) => value.toLocaleString("en-US");

export const isClose = (actual: string | undefined, expected: number, what: string) =>
  assert.ok(Math.abs(Number(actual) - expected) < 1e-6 * Math.max(1, expected), `${what}: ${actual}, not ${expected}`);

/**
 * Compares the columns of money: outbound clicks and their cost, checkouts and their cost, revenue, and return on spend.
 * @param rows days of campaigns in one currency
 */
export function isMoney(actual: readonly string[], rows: Rows, what: string): void {
  const clicked = sum(rows, "OUTBOUND_CLICK_1");
  const checkouts = sum(rows, "TOTAL_CHECKOUT");
  const revenue = sum(rows, "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR") / 1e6;
  const expected = [clicked, spend(rows) / clicked, checkouts, spend(rows) / checkouts, revenue, revenue / spend(rows)];
  assert.equal(actual.length, expected.length, what);
  for (const [index, value] of expected.entries())
    if (Number.isFinite(value)) isClose(actual[index], value, `${what}, ${index}`);
    else assert.equal(actual[index], "", what);
}

/** Returns amounts in the currency of the rows, which have the same one. */
export const spend = (rows: Rows) => sum(rows, "SPEND_IN_MICRO_DOLLAR") / 1e6;
export const outbound = (rows: Rows) => sum(rows, "pin_metrics", "90d", "clickthrough");
export const clicks = (rows: Rows) => sum(rows, "pin_metrics", "90d", "pin_click") + outbound(rows);
export const likes = (rows: Rows) => sum(rows, "pin_metrics", "lifetime_metrics", "reaction");

/** What the reads so far have found, by key: the simulator forgets days before the last 90. */
export class Truth {
  readonly #organicDays = new Map<string, JsonObject>();
  readonly adDays = new Map<string, JsonObject>();
  readonly pinsById = new Map<string, JsonObject>();
  /** The last day that Pinterest no longer changes. */
  last = "";

  /** Adds what a read finds now. @param own what the profile owns, if it isn't the account's own */
  learn(simulator: Simulator, startDate: string, own: ReadOptions = {}): void {
    for (const row of simulator.expectedRecords("user_account_analytics", own)) this.#organicDays.set(day(row), row);
    for (const row of simulator.expectedRecords("campaign_analytics_report", { ...own, startDate }))
      this.adDays.set(`${asText(row.CAMPAIGN_ID)} ${day(row)}`, row);
    this.pinsById.clear();
    for (const row of simulator.expectedRecords("pins", own)) this.pinsById.set(asText(row.id), row);
    const ready = [...this.#organicDays.values()].filter((row) => row.data_status === "READY").map(day);
    this.last = ready.toSorted().at(-1) ?? "";
  }

  /** Returns the days of a period. */
  organic(days: number, end = this.last): Rows {
    return between([...this.#organicDays.values()], days > 1000 ? "" : addDays(end, 1 - days), end);
  }

  /** Returns the days of all campaigns in a period. */
  ads(days: number, end = this.last): Rows {
    return between([...this.adDays.values()], days > 1000 ? "" : addDays(end, 1 - days), end);
  }

  /** Returns a metric of the last 28 days, and of the 28 days before if all are known. */
  change(metric: string): { readonly value: number; readonly before: number | undefined } {
    const isKnown = this.organic(56).filter((row) => row.data_status === "READY").length === 56;
    const [value = 0, before] = [this.last, addDays(this.last, -28)].map((end) =>
      sum(this.organic(28, end), "metrics", metric),
    );
    return { value, before: isKnown ? before : undefined };
  }

  pins(): Rows {
    return [...this.pinsById.values()];
  }
}
