import { addDays } from "../../src/dates.ts";
import type { Stream } from "../../src/streams/stream.ts";
import type { AnalyticsProgress } from "../../src/sync/progress/analytics.ts";
import { nextRange } from "../../src/sync/progress/analytics.ts";
import { dateWindows } from "../../src/sync/progress/date-slices.ts";
import { counted } from "./words.ts";

/** The size of an account for which API calls are counted. */
const account = { campaign_analytics: 500, ad_group_analytics: 2_000, ad_analytics: 10_000 } as const;
/** The default `analytics_batch_size`. */
const batchSize = 100;
/** The official connector's number of date windows in 90 days. */
const officialWindows = 3;

const today = "2026-07-09";

interface Row {
  readonly name: string;
  readonly entities: number;
  readonly official: { readonly first: number; readonly daily: number };
  readonly ours: { readonly first: number; readonly daily: number };
}

/** API calls for analytics in a first sync, and in one on the next day. Parents are excluded on both sides. */
export function callsTable(streams: readonly Stream[]): string {
  const rows = Object.entries(account).map(([name, entities]): Row => {
    const stream = streams.find((each) => each.name === name);
    if (stream?.reading.by !== "analytics") throw new Error(`${name} is not a stream of analytics.`);
    const { reading } = stream;
    const batches = Math.ceil(entities / batchSize);
    const windows = (progress: AnalyticsProgress) => {
      const span = nextRange(progress, reading, { startDate: undefined, lookbackDays: undefined }, today);
      return span === undefined ? 0 : dateWindows(span, reading).length;
    };
    return {
      name,
      entities,
      official: { first: entities * officialWindows, daily: entities },
      ours: {
        first: batches * windows({}),
        daily: batches * windows({ cursor: addDays(today, -1) }),
      },
    };
  });
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  const line = (name: string, values: readonly number[]) =>
    `| ${name} | ${values.map((value) => value.toLocaleString("en-GB")).join(" | ")} |`;
  return [
    "| Stream | Entities | First sync: official | here | Daily sync: official | here |",
    "| :--- | ---: | ---: | ---: | ---: | ---: |",
    ...rows.map(({ name, entities, official, ours }) =>
      line(`\`${name}\``, [entities, official.first, ours.first, official.daily, ours.daily]),
    ),
    line("together", [
      sum(({ entities }) => entities),
      sum(({ official }) => official.first),
      sum(({ ours }) => ours.first),
      sum(({ official }) => official.daily),
      sum(({ ours }) => ours.daily),
    ]),
    "",
    `*Here* assumes ${counted(batchSize, "entity", "entities")} per API call, and daily syncs that also reread the lookback window, which the official connector never does.`,
  ].join("\n");
}
