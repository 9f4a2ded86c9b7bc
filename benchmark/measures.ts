import { dayOf } from "../src/base/dates.ts";
import { type Category, categories, categoryOf, limits } from "./limits.ts";
import { type Program, type Run, run, Server } from "./process.ts";
import { floor, official, ours, type Read } from "./programs.ts";
import type { Journal, ServerOptions } from "./server.ts";
import { accounts, type World, worldOfPins, worldOfRows } from "./world.ts";

/** A read of some streams of a world. */
interface Scale extends Partial<Omit<ServerOptions, "world">> {
  readonly world: World;
  readonly command?: "spec" | "check" | "read";
  readonly read: Read;
  /** Skips the official connector, which takes too long or doesn't have the streams. */
  readonly oursAlone?: true;
  /** One run is enough, as latency or size outweighs noise. */
  readonly once?: true;
}

/** Medians of interleaved runs. */
export interface Comparison {
  readonly name: string;
  readonly official: Medians | undefined;
  readonly ours: Medians;
  readonly floor: Medians;
  /** Failed runs, which were repeated. */
  readonly failures: number;
}

/** Measurements of one program. */
export interface Medians {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly requests: number;
  readonly records: number;
}

/** Requests of a first and a second read of all streams that both connectors have. */
export interface RequestCounts {
  readonly account: keyof typeof accounts;
  readonly official: readonly Counts[] | undefined;
  readonly ours: readonly Counts[];
  /** Failed runs, which were repeated. */
  readonly failures: number;
}

export type Counts = Readonly<Record<Category, number>>;

/** Returns the total number of requests of a read. */
export function total({ organic, lists, analytics }: Counts): number {
  return organic + lists + analytics;
}

/** A first read of an account with 10,000 ads at Pinterest's limits. */
export interface FirstRead {
  readonly ours: Medians;
  /** Responses with status 429. */
  readonly rejected: number;
  /** The least time that Pinterest's limits leave for the requests of each connector, in seconds. */
  readonly leastSeconds: { readonly official: number | undefined; readonly ours: number };
}

/** The streams of both connectors except reports. */
const adsStreams = [
  ["ad_accounts", "campaigns", "ad_groups", "ads", "audiences", "conversion_tags", "customer_lists", "keywords"],
  ["ad_account_analytics", "campaign_analytics", "ad_group_analytics", "ad_analytics"],
].flat();
const sharedStreams = [
  ["boards", "board_sections", "board_pins", "board_section_pins", "user_account_analytics"],
  ["catalogs", "catalogs_feeds", "catalogs_product_groups"],
  adsStreams,
].flat();

const pins: Read = { streams: ["board_pins"] };
const rows: Read = { streams: ["ad_analytics"] };
/** Half a year, which both connectors request in one report. */
const report: Read = {
  streams: ["campaign_analytics_report"],
  settings: { start_date: dayOf(Date.now() - 170 * 86_400_000) },
};
const shared: Read = { streams: sharedStreams };
const slow = { latencyMs: 200, once: true } as const;

/** The comparisons by their name in the table. */
export function scales(isQuick: boolean): Readonly<Record<string, Scale>> {
  const size = isQuick ? 0.1 : 1;
  const count = (full: number) => (full * size).toLocaleString("en-US");
  const common: Readonly<Record<string, Scale>> = {
    [`${count(40_000)} Pins`]: { world: worldOfPins(40_000 * size), read: pins },
    [`ad analytics, ${count(40_000)} rows`]: { world: worldOfRows(40_000 * size), read: rows },
    [`report, ${count(100_000)} rows`]: { world: worldOfRows(89), read: report, reportRows: 100_000 * size },
    spec: { world: accounts.small, command: "spec", read: shared },
  };
  if (isQuick) return common;
  const alone = { oursAlone: true } as const;
  const large = { oursAlone: true, once: true } as const;
  return {
    ...common,
    check: { world: accounts.small, command: "check", read: shared },
    "10,000 Pins, 0.2 s per response": { world: worldOfPins(10_000), read: pins, ...slow },
    "ad analytics, 40,000 rows, 0.2 s per response": { world: worldOfRows(40_000), read: rows, ...slow },
    "report, 100,000 rows, 0.2 s per response": { world: worldOfRows(89), read: report, reportRows: 100_000, ...slow },
    "small account, 0.2 s per response": { world: accounts.small, read: shared, ...slow },
    "medium account, 0.2 s per response": { world: accounts.medium, read: shared, ...slow, ...alone },
    "160,000 Pins": { world: worldOfPins(160_000), read: pins, ...alone },
    "640,000 Pins": { world: worldOfPins(640_000), read: pins, ...large },
    "1,000,000 Pins": { world: worldOfPins(1_000_000), read: pins, ...large },
    "ad analytics, 640,000 rows": { world: worldOfRows(640_000), read: rows, ...large },
    ...Object.fromEntries(
      [undefined, 16, 40].map((numWorkers) => [
        `ad analytics, 160,000 rows, ${numWorkers ?? "default number"} in flight`,
        { world: worldOfRows(160_000), read: { ...rows, settings: { num_workers: numWorkers } }, ...alone },
      ]),
    ),
  };
}

/** Runs the connectors and the floor alternately, so that other load on the machine affects all of them. */
export async function compare(
  name: string,
  scale: Scale,
  python: string | undefined,
  runs: number,
): Promise<Comparison> {
  const { world, read, command = "read", latencyMs = 0, reportRows = 0, oursAlone, once } = scale;
  const server = await Server.start({ world, latencyMs, reportRows });
  const programs = {
    official:
      python === undefined || oursAlone ? undefined : official(python, server.url, command, commandRead(command, read)),
    ours: ours(server.url, command, commandRead(command, read)),
  };
  const measured = { official: [] as Medians[], ours: [] as Medians[], floor: [] as Medians[] };
  // In round 0, the server prepares its responses. A single run is measured without a round 0.
  const first = once === true || runs === 1 ? runs : 0;
  let failures = 0;
  for (let round = first; round <= runs; round += 1) {
    const results = {
      ...(programs.official === undefined ? {} : { official: await measure(programs.official, server) }),
      ours: await measure(programs.ours, server),
    };
    const baseline = command === "read" ? floor(server.url, results.ours.journal) : idle;
    const all = { ...results, floor: await measure(baseline, server) };
    failures += all.official?.failures ?? 0;
    if (round === 0) continue;
    if (all.official !== undefined) measured.official.push(all.official.medians);
    measured.ours.push(all.ours.medians);
    measured.floor.push(all.floor.medians);
  }
  await server.stop();
  return {
    name,
    official: measured.official.length === 0 ? undefined : mediansOf(measured.official),
    ours: mediansOf(measured.ours),
    floor: mediansOf(measured.floor),
    failures,
  };
}

/** Node.js without a program. */
const idle: Program = { command: process.execPath, args: ["-e", "0"] };

function commandRead(command: string, read: Read): Read | undefined {
  return command === "read" ? read : undefined;
}

async function measure(program: Program, server: Server) {
  const { result, journal, failures } = await runToSuccess(program, server);
  return { journal, failures, medians: mediansFrom(result, journal) };
}

/** Runs a program until it succeeds. @throws Error after its last attempt */
async function runToSuccess(program: Program, server: Server) {
  for (let failures = 0; ; failures += 1) {
    const result = await run(program);
    const journal = await server.journal();
    if (result.code === 0) return { result, journal, failures };
    if (failures + 1 >= (program.attempts ?? 1))
      throw new Error(`${program.command} ${program.args.join(" ")} ended with ${result.code}`);
  }
}

function mediansFrom({ wallSeconds, cpuSeconds, peakMegabytes, records }: Run, { requests }: Journal): Medians {
  return { wallSeconds, cpuSeconds, peakMegabytes, records, requests: requests.length };
}

function mediansOf(runs: readonly Medians[]): Medians {
  const median = (value: (run: Medians) => number) =>
    runs.map(value).toSorted((one, other) => one - other)[Math.floor(runs.length / 2)] ?? 0;
  return {
    wallSeconds: median((each) => each.wallSeconds),
    cpuSeconds: median((each) => each.cpuSeconds),
    peakMegabytes: median((each) => each.peakMegabytes),
    requests: median((each) => each.requests),
    records: median((each) => each.records),
  };
}

/** Counts the requests of a first read and of a second read with its states. */
export async function countRequests(
  account: keyof typeof accounts,
  python: string | undefined,
): Promise<RequestCounts> {
  const server = await Server.start({ world: accounts[account], latencyMs: 0, reportRows: 0 });
  let failures = 0;
  const twice = async (programOf: (read: Read) => Program): Promise<readonly Counts[]> => {
    const first = await runToSuccess(programOf(shared), server);
    const second = await runToSuccess(programOf({ ...shared, states: first.result.states }), server);
    failures += first.failures + second.failures;
    return [countsOf(first.journal), countsOf(second.journal)];
  };
  const theirs = python === undefined ? undefined : await twice((read) => official(python, server.url, "read", read));
  const own = await twice((read) => ours(server.url, "read", read));
  await server.stop();
  return { account, official: theirs, ours: own, failures };
}

function countsOf({ requests }: Journal): Counts {
  const count = (category: Category) => requests.filter((request) => categoryOf(request) === category).length;
  return { organic: count("organic"), lists: count("lists"), analytics: count("analytics") };
}

/**
 * Reads the ads streams of the large account with 89 days of metrics, at Pinterest's limits and with 1 s per response.
 * @param counts the requests of the same account without limits
 */
export async function readAtLimits({ official: theirs }: RequestCounts): Promise<FirstRead> {
  const world = { ...accounts.large, days: 89 };
  const server = await Server.start({ world, latencyMs: 1_000, reportRows: 0, isLimited: true });
  const { result, journal } = await runToSuccess(ours(server.url, "read", { streams: adsStreams }), server);
  await server.stop();
  const [first] = theirs ?? [];
  return {
    ours: mediansFrom(result, journal),
    rejected: journal.rejected,
    leastSeconds: {
      official: first && leastSecondsOf({ ...first, organic: 0 }),
      ours: leastSecondsOf(countsOf(journal)),
    },
  };
}

/** Returns the time in which the limits allow these requests: that of the slowest category. */
function leastSecondsOf(counts: Counts): number {
  return Math.max(...categories.map((category) => (counts[category] / limits[category]) * 60));
}

/** Measures the server's maximum throughput, with a client that discards the responses. */
export async function measureCeiling(): Promise<{
  readonly requestsPerSecond: number;
  readonly megabytesPerSecond: number;
}> {
  const server = await Server.start({ world: worldOfPins(40_000), latencyMs: 0, reportRows: 0 });
  const fetchAll = async (path: string, count: number) => {
    const start = performance.now();
    let bytes = 0;
    let left = count;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        bytes += (await (await fetch(`${server.url}/v5${path}`)).arrayBuffer()).byteLength;
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return { seconds: (performance.now() - start) / 1000, bytes };
  };
  await fetchAll("/pins?page_size=250", 16);
  const small = await fetchAll("/user_account", 3_000);
  const large = await fetchAll("/pins?page_size=250", 500);
  await server.stop();
  return { requestsPerSecond: 3_000 / small.seconds, megabytesPerSecond: large.bytes / 2 ** 20 / large.seconds };
}
