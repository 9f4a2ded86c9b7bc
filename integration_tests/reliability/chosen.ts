import assert from "node:assert/strict";
import { pollOf, type Stream } from "../../src/streams/stream.ts";
import { families } from "./families.ts";

interface Chosen {
  readonly names: readonly string[];
  readonly isPaged: boolean;
  /** Whether one or more requests of an operation are certain. */
  readonly requests: 1 | 2;
}

/** Of each family those streams that are read in the matrix of faults. None is the parent of another. */
export const chosen: Readonly<Record<string, Chosen>> = {
  "organic lists": { names: ["followers", "board_sections"], isPaged: true, requests: 2 },
  "organic feeds": { names: ["pins", "board_pins"], isPaged: true, requests: 2 },
  searches: { names: ["search_pins", "search_boards"], isPaged: true, requests: 2 },
  "organic analytics": { names: ["pin_analytics", "user_account_analytics"], isPaged: false, requests: 1 },
  "ads entities": { names: ["audiences", "keywords"], isPaged: true, requests: 2 },
  "ads analytics": { names: ["campaign_analytics", "ad_analytics"], isPaged: false, requests: 2 },
  "ads reports": { names: ["campaign_analytics_report"], isPaged: false, requests: 1 },
  catalogues: { names: ["catalogs_feeds", "catalogs_product_groups"], isPaged: true, requests: 2 },
  "ads around entities": { names: ["promotions", "billing_invoices"], isPaged: true, requests: 2 },
  "business and trends": { names: ["business_invites", "targeting_options"], isPaged: false, requests: 2 },
};

export const familyNames: readonly string[] = Object.keys(chosen);

/** The streams of a family that are read. */
export function streamsOf(family: string): readonly Stream[] {
  const names = chosen[family]?.names ?? [];
  const members = (families[family] ?? []).filter(({ name }) => names.includes(name));
  assert.equal(members.length, names.length, `${family} has other members`);
  return members;
}

/** What the simulator calls the requests that a stream's rows come from. */
export function operationsOf(stream: Stream): readonly string[] {
  const poll = pollOf(stream);
  return poll === undefined ? [stream.operation] : [stream.operation, poll, "reports/download"];
}
