import assert from "node:assert/strict";
import { streams, families as titled } from "../../src/streams/all.ts";
import { pollOf, type Stream } from "../../src/streams/stream.ts";

/** Streams with the same kind of reader and failures. */
interface Family {
  readonly members: readonly Stream[];
  /** The streams in the matrix of faults; none is the parent of another. */
  readonly chosen: readonly string[];
  readonly isPaged: boolean;
  /** Whether one or more requests of an operation are certain. */
  readonly requests: 1 | 2;
}

/** The streams by name. */
const of = (...titles: readonly string[]) =>
  titled.filter(({ title }) => titles.includes(title)).flatMap(({ streams: members }) => members);

const all: Readonly<Record<string, Family>> = {
  "organic lists": {
    members: of("Account, boards, and Pins").filter(({ reading }) => reading.by !== "feed"),
    chosen: ["followers", "board_sections"],
    isPaged: true,
    requests: 2,
  },
  "organic feeds": {
    members: of("Account, boards, and Pins").filter(({ reading }) => reading.by === "feed"),
    chosen: ["pins", "board_pins"],
    isPaged: true,
    requests: 2,
  },
  searches: { members: of("Searches"), chosen: ["search_pins", "search_boards"], isPaged: true, requests: 2 },
  "organic analytics": {
    members: of("Account and Pin analytics"),
    chosen: ["pin_analytics", "user_account_analytics"],
    isPaged: false,
    requests: 1,
  },
  "ads entities": {
    members: of("Ads objects"),
    chosen: ["audiences", "keywords"],
    isPaged: true,
    requests: 2,
  },
  "ads analytics": {
    members: of("Ads analytics"),
    chosen: ["campaign_analytics", "ad_analytics"],
    isPaged: false,
    requests: 2,
  },
  "ads reports": {
    members: of("Ads reports"),
    chosen: ["campaign_analytics_report"],
    isPaged: false,
    requests: 1,
  },
  catalogs: {
    members: of("Catalogs"),
    chosen: ["catalogs_feeds", "catalogs_product_groups"],
    isPaged: true,
    requests: 2,
  },
  "ads around entities": {
    members: of("Ads planning", "Audiences", "Conversions", "Billing"),
    chosen: ["promotions", "billing_invoices"],
    isPaged: true,
    requests: 2,
  },
  "business and trends": {
    members: of("Business Access", "Terms and trends", "Reference data"),
    chosen: ["business_invites", "targeting_options"],
    isPaged: false,
    requests: 2,
  },
};

const inNone = streams.filter((stream) => !Object.values(all).some(({ members }) => members.includes(stream)));
assert.deepEqual(inNone, [], "each stream is in a family");

export const families: Readonly<Record<string, Family>> = all;
export const familyNames: readonly string[] = Object.keys(all);

/** Returns the streams of a family in the matrix of faults. */
export function streamsOf(family: string): readonly Stream[] {
  const { chosen = [], members = [] } = all[family] ?? {};
  return chosen.map((name) => {
    const stream = members.find((one) => one.name === name);
    assert.ok(stream, `${name} is not among ${family}`);
    return stream;
  });
}

/** Returns the operation IDs that return a stream's rows. */
export function operationsOf(stream: Stream): readonly string[] {
  const poll = pollOf(stream);
  return poll === undefined ? [stream.operation] : [stream.operation, poll, "reports/download"];
}
