import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { Bed, type BedOptions, credentials, type ReadInBed } from "../bed/bed.ts";
import type { Outcome } from "../bed/connector.ts";
import { lastStates, recordsOf, statusesOf, uncoveredOf } from "../bed/messages.ts";

/** Small enough to read at once, with several pages in every list. */
const extent = {
  boards: 6,
  sections: 40,
  pins: 70,
  followers: 40,
  followingUsers: 8,
  followingBoards: 4,
  interests: 3,
  linkedBusinesses: 1,
  websites: 2,
  media: 3,
  campaigns: 9,
  adGroups: 14,
  ads: 24,
  keywords: 30,
  productGroupPromotions: 4,
  productItems: 6,
  catalogs: 3,
  feeds: 9,
  productGroups: 14,
};

/** Configuration; a small batch size makes several requests of a few IDs. */
const smallConfig: JsonObject = {
  credentials,
  search_queries: ["garden"],
  terms: ["workout"],
  countries: ["US"],
  trend_regions: ["US"],
  start_date: "2026-06-20",
  analytics_batch_size: 3,
};

/** Still smaller, for reads of all streams: few days, from a Monday on since weekly reports have entire weeks, and few columns. */
export function openTinyAccount(options: Partial<BedOptions>): Promise<Bed> {
  const scale = { ...extent, sections: 8, pins: 24, followers: 16, campaigns: 3, adGroups: 4, ads: 6, keywords: 8 };
  const config = { ...smallConfig, start_date: "2026-07-06", columns: ["IMPRESSION_1", "SPEND_IN_DOLLAR"] };
  return openSmallAccount({ scale, config, ...options });
}

export function openSmallAccount(options: Partial<BedOptions>): Promise<Bed> {
  return Bed.open({ scale: extent, max_page_size: 5, config: smallConfig, ...options });
}

export type Mode = "incremental" | "full_refresh";

/** Reads streams as one attempt of a job. Fails unless a STATE follows all records and each stream reports its end. */
export async function read(bed: Bed, streams: readonly string[], options: ReadInBed): Promise<Outcome> {
  const outcome = await bed.read(streams, { job: "7", ...options });
  assert.equal(outcome.stderr, "");
  assert.deepEqual([...uncoveredOf(outcome.messages)], [], "records without a STATE behind them");
  const statuses = statusesOf(outcome.messages);
  for (const stream of streams) {
    assert.match(String(statuses.get(stream)?.at(-1)), /^(?:COMPLETE|INCOMPLETE)$/u, stream);
  }
  return outcome;
}

/** Returns the records of several runs, earliest first. */
export function recordsOfAll(outcomes: readonly Outcome[], stream: string): readonly JsonObject[] {
  return outcomes.flatMap(({ messages }) => recordsOf(messages).get(stream) ?? []);
}

/** Returns the states that a platform has after several runs. */
export function statesAfter(outcomes: readonly Outcome[]): readonly JsonObject[] {
  return outcomes.reduce<readonly JsonObject[]>((states, { messages }) => lastStates(messages, states), []);
}
