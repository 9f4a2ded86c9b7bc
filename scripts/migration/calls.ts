import { addDays } from "../../src/base/dates.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { nextRange } from "../../src/sync/progress/date-range.ts";
import { datedPartitions, remainingSlices } from "../../src/sync/progress/date-windows.ts";
import { DoneRanges } from "../../src/sync/progress/done-ranges.ts";
import type { DateState } from "../../src/sync/state/date-state.ts";
import { childPartitionsOf } from "../../src/sync/stream-partitions.ts";

/** The size of an account for which API calls are counted. */
const account = { campaign_analytics: 500, ad_group_analytics: 2_000, ad_analytics: 10_000 } as const;
/** The settings that a user leaves empty. */
const settings = { startDate: undefined, lookbackDays: undefined, analyticsBatchSize: undefined };
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
    const [part] = childPartitionsOf(stream);
    if (part?.of !== "batches") throw new Error(`${name} has no batches.`);
    const { parameter } = part.batch;
    const partitions = Array.from({ length: entities }, (_, index) => ({
      key: String(index),
      parameters: { [parameter]: String(index) },
      revision: undefined,
      group: "",
    }));
    const requests = (state: DateState) => {
      const range = nextRange(state, reading, settings, today);
      if (range === undefined) return 0;
      const dated = datedPartitions(partitions, reading, () => range);
      return remainingSlices(dated, new DoneRanges([]), { stream, reading, config: settings }, today).slices.length;
    };
    return {
      name,
      entities,
      official: { first: entities * officialWindows, daily: entities },
      ours: {
        first: requests({}),
        daily: requests({ cursor: addDays(today, -1) }),
      },
    };
  });
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  const line = (name: string, values: readonly number[]) =>
    `| ${name} | ${values.map((value) => value.toLocaleString("en-US")).join(" | ")} |`;
  return [
    "| Stream | Entities | First sync: official | here | Daily sync: official | here |",
    "| :--- | ---: | ---: | ---: | ---: | ---: |",
    ...rows.map(({ name, entities, official, ours }) =>
      line(`\`${name}\``, [entities, official.first, ours.first, official.daily, ours.daily]),
    ),
    line("total", [
      sum(({ entities }) => entities),
      sum(({ official }) => official.first),
      sum(({ ours }) => ours.first),
      sum(({ official }) => official.daily),
      sum(({ ours }) => ours.daily),
    ]),
    "",
    "*Here* includes the lookback window, which the official connector never rereads.",
  ].join("\n");
}
