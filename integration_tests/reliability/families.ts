import assert from "node:assert/strict";
import { adsStreams } from "../../src/streams/ads.ts";
import { adsAnalyticsStreams } from "../../src/streams/ads-analytics.ts";
import { streams } from "../../src/streams/all.ts";
import { analyticsStreams } from "../../src/streams/analytics.ts";
import { audiencesStreams } from "../../src/streams/audiences.ts";
import { billingStreams } from "../../src/streams/billing.ts";
import { businessStreams } from "../../src/streams/business.ts";
import { catalogsStreams } from "../../src/streams/catalogs.ts";
import { conversionsStreams } from "../../src/streams/conversions.ts";
import { furtherReportStreams } from "../../src/streams/further-reports.ts";
import { organicStreams } from "../../src/streams/organic.ts";
import { planningStreams } from "../../src/streams/planning.ts";
import { reportStreams } from "../../src/streams/reports.ts";
import { resourcesStreams } from "../../src/streams/resources.ts";
import { searchStreams } from "../../src/streams/search.ts";
import { pollOf, type Stream } from "../../src/streams/stream.ts";
import { trendsStreams } from "../../src/streams/trends.ts";

/** Streams that are read alike and fail alike. */
interface Family {
  readonly members: readonly Stream[];
  /** Those that are read in the matrix of faults. None is the parent of another. */
  readonly chosen: readonly string[];
  readonly isPaged: boolean;
  /** Whether one or more requests of an operation are certain. */
  readonly requests: 1 | 2;
}

const all: Readonly<Record<string, Family>> = {
  "organic lists": {
    members: organicStreams.filter(({ reading }) => reading.by === "list"),
    chosen: ["followers", "board_sections"],
    isPaged: true,
    requests: 2,
  },
  "organic feeds": {
    members: organicStreams.filter(({ reading }) => reading.by === "feed"),
    chosen: ["pins", "board_pins"],
    isPaged: true,
    requests: 2,
  },
  searches: { members: searchStreams, chosen: ["search_pins", "search_boards"], isPaged: true, requests: 2 },
  "organic analytics": {
    members: analyticsStreams,
    chosen: ["pin_analytics", "user_account_analytics"],
    isPaged: false,
    requests: 1,
  },
  "ads entities": { members: adsStreams, chosen: ["audiences", "keywords"], isPaged: true, requests: 2 },
  "ads analytics": {
    members: adsAnalyticsStreams,
    chosen: ["campaign_analytics", "ad_analytics"],
    isPaged: false,
    requests: 2,
  },
  "ads reports": {
    members: [...reportStreams, ...furtherReportStreams],
    chosen: ["campaign_analytics_report"],
    isPaged: false,
    requests: 1,
  },
  catalogues: {
    members: catalogsStreams,
    chosen: ["catalogs_feeds", "catalogs_product_groups"],
    isPaged: true,
    requests: 2,
  },
  "ads around entities": {
    members: [...planningStreams, ...audiencesStreams, ...conversionsStreams, ...billingStreams],
    chosen: ["promotions", "billing_invoices"],
    isPaged: true,
    requests: 2,
  },
  "business and trends": {
    members: [...businessStreams, ...trendsStreams, ...resourcesStreams],
    chosen: ["business_invites", "targeting_options"],
    isPaged: false,
    requests: 2,
  },
};

const inNone = streams.filter((stream) => !Object.values(all).some(({ members }) => members.includes(stream)));
assert.deepEqual(inNone, [], "each stream is in a family");

export const families: Readonly<Record<string, Family>> = all;
export const familyNames: readonly string[] = Object.keys(all);

/** The streams of a family that are read in the matrix of faults. */
export function streamsOf(family: string): readonly Stream[] {
  const { chosen = [], members = [] } = all[family] ?? {};
  return chosen.map((name) => {
    const stream = members.find((one) => one.name === name);
    assert.ok(stream, `${name} is not among ${family}`);
    return stream;
  });
}

/** What the simulator calls the requests that a stream's rows come from. */
export function operationsOf(stream: Stream): readonly string[] {
  const poll = pollOf(stream);
  return poll === undefined ? [stream.operation] : [stream.operation, poll, "reports/download"];
}
