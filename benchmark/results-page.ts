import { cpus, totalmem } from "node:os";
import { version } from "../src/base/package.ts";
import { countOf } from "../src/base/text/count-of.ts";
import {
  type Comparison,
  type Counts,
  type FirstRead,
  type Medians,
  type measureCeiling,
  type RequestCounts,
  total,
} from "./measures.ts";
import { officialRelease } from "./programs.ts";

/** The measurements. */
interface Results {
  readonly comparisons: readonly Comparison[];
  readonly counts: readonly RequestCounts[];
  /** Undefined: not measured. */
  readonly firstRead: FirstRead | undefined;
  readonly ceiling: Awaited<ReturnType<typeof measureCeiling>>;
  readonly runs: number;
  readonly hasOfficial: boolean;
}

/** Renders the part of benchmark/results.md with all figures. */
export function resultsPart({ comparisons, counts, firstRead, ceiling, runs, hasOfficial }: Results): string {
  const [cpu] = cpus();
  return `Measured on ${new Date().toISOString().slice(0, 10)}. source-pinterest ${version()}, ${
    hasOfficial ? `airbyte-source-pinterest ${officialRelease}` : "without the official connector"
  }, Node.js ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim() ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GB.

- **Ours** is this connector with its defaults; **official** is Airbyte's with its own limiter off; the **floor** is
  \`benchmark/floor.mjs\`, which fetches the same responses with as many requests in flight and prints each row.
- ${runs === 1 ? "Each figure is one run" : `Figures are medians of ${runs} runs, interleaved; with 0.2 s per response and from 640,000 records on, of one`}. CPU is user and system time; memory is the peak resident set size.
- All clients send requests to a server on the same machine, which responds from prepared buffers: at most ${Math.round(ceiling.requestsPerSecond).toLocaleString("en-US")} small
  responses and ${Math.round(ceiling.megabytesPerSecond)} MB per second, measured with a client that discards them. The server has no rate limits${firstRead === undefined ? "" : ", except in the first sync of 10,000 ads"}.
${failureNote([...comparisons, ...counts])}
![Ratios](ratios.svg)

${requestsPart(counts)}

${firstRead === undefined ? "" : firstReadPart(firstRead)}### CPU, time, and memory

${table(
  [
    "",
    "CPU official / ours",
    "CPU ours / floor",
    "CPU ours",
    "Time official / ours",
    "Time ours / floor",
    "Peak official, ours, floor (MB)",
    "Requests official, ours",
  ],
  comparisons.map(({ name, official, ours, floor }) => [
    name,
    ratio(official?.cpuSeconds, ours.cpuSeconds),
    ratio(ours.cpuSeconds, floor.cpuSeconds),
    `${ours.cpuSeconds.toFixed(2)} s`,
    ratio(official?.wallSeconds, ours.wallSeconds),
    ratio(ours.wallSeconds, floor.wallSeconds),
    [official, ours, floor].map((each) => each?.peakMegabytes.toFixed(0) ?? "–").join(", "),
    [official, ours].map((each) => each?.requests.toLocaleString("en-US") ?? "–").join(", "),
  ]),
)}

${growth(comparisons)}`;
}

function requestsPart(counts: readonly RequestCounts[]): string {
  return `### Requests

Requests of a first read of the 20 streams that both connectors have and that need no file, and of a second read with the states of the
first. The accounts have few rows of analytics, since their number doesn't affect the number of requests.

${table(
  ["Account, read", "Organic", "Ads lists", "Ads analytics", "Total", "Official / ours"],
  counts.flatMap(({ account, official, ours }) =>
    ours.map((own, index) => {
      const theirs = official?.[index];
      const cell = (count: (counts: Counts) => number) =>
        `${theirs === undefined ? "–" : count(theirs).toLocaleString("en-US")}, ${count(own).toLocaleString("en-US")}`;
      return [
        `${account}, ${index === 0 ? "first" : "second"}`,
        ...[(each: Counts) => each.organic, (each: Counts) => each.lists, (each: Counts) => each.analytics, total].map(
          cell,
        ),
        ratio(theirs && total(theirs), total(own)),
      ];
    }),
  ),
)}`;
}

function firstReadPart({ ours, rejected, leastSeconds }: FirstRead): string {
  const inMinutes = (seconds: number | undefined) =>
    seconds === undefined ? "–" : (seconds / 60).toFixed(seconds < 600 ? 1 : 0);
  return `### A first sync of 10,000 ads at Pinterest's limits

The twelve ads streams of the large account with 89 days of metrics (${ours.records.toLocaleString("en-US")} records), 1 s per response, and at most 1,000 list requests and 300
requests of ads analytics per minute; the server rejects more. The least time is that in which the limits allow the requests. Only ours
was run to the end: it had ${countOf(rejected, "response")} with status 429 and a peak of ${ours.peakMegabytes.toFixed(0)} MB.

${table(
  ["Minutes", "Official", "Ours"],
  [
    ["Least time for its requests", inMinutes(leastSeconds.official), inMinutes(leastSeconds.ours)],
    ["Measured", "–", inMinutes(ours.wallSeconds)],
  ],
)}

`;
}

function failureNote(measured: readonly { readonly failures: number }[]): string {
  const failures = measured.reduce((sum, each) => sum + each.failures, 0);
  return failures === 0
    ? ""
    : `- The official connector ended ${countOf(failures, "run")} with an error. These were repeated and aren't included.\n`;
}

/** The series of the table: names of comparisons with one, four, and sixteen times the records. */
const series = [
  ["40,000 Pins", "160,000 Pins", "640,000 Pins"],
  ["ad analytics, 40,000 rows", "ad analytics, 160,000 rows, default number in flight", "ad analytics, 640,000 rows"],
];

function growth(comparisons: readonly Comparison[]): string {
  const rows = series.flatMap((names) => {
    const found = names.flatMap((name) => comparisons.find((each) => each.name === name)?.ours ?? []);
    const [smallest] = found;
    return found.map((each, index) => [
      names[index] ?? "",
      ...([(of) => of.records, (of) => of.requests, (of) => of.cpuSeconds] satisfies ((of: Medians) => number)[]).map(
        (value) => ratio(value(each), value(smallest ?? each)),
      ),
      each.peakMegabytes.toFixed(0),
    ]);
  });
  // The quick run measures no series.
  if (rows.length === 0) return "";
  return `### Cost as work grows

Records, requests, and CPU as multiples of the smallest read.

${table(["", "Records", "Requests", "CPU", "Peak (MB)"], rows)}

`;
}

function ratio(one: number | undefined, other: number): string {
  return one === undefined ? "–" : shown(one / other);
}

function shown(value: number): string {
  return value.toPrecision(value < 10 ? 2 : 3);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? ":---" : "---:"))), ...rows.map(line)].join("\n");
}
