import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import type { ConfiguredStream } from "../../src/protocol/configured-catalog.ts";
import { streamsOf } from "../../src/streams/all.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { type ApiRequest, configWith } from "../scripted-api.ts";
import { words } from "../words.ts";
import { type Account, accountApi } from "./api.ts";
import type { Line } from "./message-log.ts";
import { type Read, type Script, type Situation, scriptedRead } from "./scripted-read.ts";

/*
 * The grammar of all tests of syncs. A test is a list of syncs of the same streams. Each says first what happened since the one before,
 * to the account, the settings, or the clock, and then what arrives. What isn't given stays the same, and **what isn't expected must not
 * happen**: a record, a deletion, an error, a warning, a stream that ends INCOMPLETE, or a request for a path that the account lacks.
 */

type Failure = readonly [failureType: string, message: RegExp];

/** How long after the sync before, such as "59 min", "12 h", or "7 d". */
type Pause = `${number} ${keyof typeof milliseconds}`;
const milliseconds = { min: 60_000, h: 3_600_000, d: 86_400_000 };

/** One sync. Its settings and its API are those of the sync before, if it gives none. */
export interface Sync extends Situation {
  /** What Pinterest has, by path; in a later sync, what changed in it. */
  readonly account?: Account;
  /** Responds to all requests, in place of an account. */
  readonly api?: Script;
  /** Adds limits to the API, such as `underQuota`. */
  readonly limitedBy?: (api: Script) => Script;
  /** By default a day, and before another attempt a minute. */
  readonly after?: Pause;
  /** Whether it is another attempt of the job of the sync before. By default, each sync has a job of its own. */
  readonly isRetry?: true;
  /** Whether changes and deletions of the streams are tracked. */
  readonly isTracked?: boolean;
  /** The number of STATE messages of the first stream after which nothing arrives, since the process was killed. */
  readonly killAfter?: number;
  /** The path of the request during which a stop signal comes, and `@` and its bookmark, if it has one. */
  readonly stopAt?: string;

  /** The records, of the first stream or by stream, as `told` tells them, in any order; or their number. */
  readonly writes?: Expected | Readonly<Record<string, Expected>>;
  /** The columns that tell records apart in `writes`; by default the last one of the primary key. */
  readonly by?: string;
  /** The only error, of the first stream, which alone ends INCOMPLETE; or the errors by stream; `any`: whatever they are. */
  readonly error?: Failure | Readonly<Record<string, Failure>> | "any";
  /** Whether the only STATE of the first stream is that of the sync before. */
  readonly keepsState?: true;
  /** What the warnings match, one pattern per warning; `any`: whatever they are. */
  readonly warnings?: readonly RegExp[] | "any";
  /** What INFO messages match, among others. */
  readonly says?: readonly RegExp[];
  /**
   * The requests by path, each only if it is given: their number; or what stands in the place of each `*`, and in further pages `@` and
   * the bookmark. The first page of a path without `*` is `@0`.
   */
  readonly requests?: Readonly<Record<string, string | number>>;
  /** The distinct date ranges of requests, such as `2026-06-22..2026-06-30`, if it is given. */
  readonly dates?: string | readonly string[];
  /** Asserts more. @param all the reads of all syncs so far, with this one */
  readonly also?: (read: Read, all: readonly Read[]) => void;
}

/** IDs, separated by spaces, `-` before that of a deletion; a list of them; or their number. `any`: whatever they are. */
type Expected = string | readonly string[] | number;

type SomeSyncs = Sync | readonly Sync[];

/** Syncs, lists of them, or functions that make them for each run of the test: those whose responses count requests. */
type Syncs = readonly (SomeSyncs | (() => SomeSyncs))[];
const made = (syncs: Syncs): readonly Sync[] =>
  syncs.flatMap((each): SomeSyncs => (typeof each === "function" ? each() : each));

/** Defines a test of syncs of the same streams, of which each continues from what arrived of the one before. */
export function itSyncs(
  title: string,
  streams: string | readonly (string | ConfiguredStream)[],
  ...syncs: Syncs
): void {
  it(title, async () => {
    let connection = begin;
    for (const [index, sync] of made(syncs).entries()) {
      try {
        connection = await next(connection, [streams].flat(), sync, index);
      } catch (error) {
        throw inSync(index + 1, error);
      }
    }
  });
}

/** `itSyncs` of one stream whose changes and deletions are tracked. */
export function itTracks(title: string, stream: string, ...syncs: Syncs): void {
  itSyncs(title, stream, () => {
    const [first, ...others] = made(syncs);
    return [{ isTracked: true, ...first }, ...others];
  });
}

/** Returns an error with the number of its sync. */
function inSync(number: number, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message, stack = "" } = error;
  error.message = `in sync ${number}: ${message}`;
  error.stack = stack.replace(message, () => error.message);
  return error;
}

/** What remains of the syncs so far. */
interface Connection {
  readonly given: Sync;
  readonly states: Readonly<Record<string, JsonObject | undefined>>;
  readonly now: number;
  readonly job: string;
  readonly reads: readonly Read[];
}

const begin: Connection = { given: {}, states: {}, now: Date.parse("2026-06-30T12:00:00Z"), job: "", reads: [] };

/** Syncs once, asserts what it did, and returns what remains. */
async function next(before: Connection, streams: readonly (string | ConfiguredStream)[], sync: Sync, index: number) {
  const { api: former, ...given } = before.given;
  const account = { ...given.account, ...sync.account };
  const all: Sync = { ...given, ...(former && !sync.account && { api: former }), ...sync, account };
  const { isTracked = false, stopAt, limitedBy = (script: Script) => script } = all;
  const api = limitedBy(all.api ?? accountApi(account));
  const names = streams.map((each) => (typeof each === "string" ? each : each.descriptor.name));
  const { after = sync.isRetry ? "1 min" : "1 d" } = sync;
  const now = index === 0 ? before.now : before.now + durationOf(after);
  const job = sync.isRetry ? before.job : `job ${index + 1}`;
  const stop = new AbortController();
  const situation: Situation = {
    job,
    now: new Date(now).toISOString(),
    stop,
    ...all,
    ...(isTracked && { mode: "incremental", as: { cursorField: updatedAt, ...all.as } }),
    config: { ...(isTracked && { trackChanges: names }), ...all.config },
    state: sync.state,
    states: { ...before.states, ...sync.states },
  };
  const script: Script = (request, signal) => {
    const bookmark = bookmarkOf(request);
    if (stopAt === `${request.path}${bookmark === undefined ? "" : `@${bookmark}`}`) stop.abort();
    return api(request, signal);
  };
  const read = await scriptedRead(streams, script, situation);
  const arrived = arrivedOf(read, names[0] ?? "", sync);
  const reads = [...before.reads, read];
  assertDid(read, arrived, names, sync, all);
  sync.also?.(read, reads);
  if (sync.keepsState) assert.deepEqual(read.states, [before.states[names[0] ?? ""]], "the state");
  const last = names.map((name) => [name, arrived.filter(isStateOf(name)).at(-1)?.body] as const);
  return {
    given: lasting(all),
    states: { ...situation.states, ...(sync.state && { [names[0] ?? ""]: sync.state }), ...withoutUndefined(last) },
    now: Date.parse(situation.now ?? ""),
    job,
    reads,
  };
}

/** What the next sync doesn't inherit: what happens in one sync, and what it does. */
const ofOneSync: ReadonlySet<string> = new Set(
  words(`
    after isRetry killAfter stopAt now state states
    writes error keepsState warnings says requests dates also
  `),
);
const lasting = (sync: Sync): Sync => Object.fromEntries(Object.entries(sync).filter(([name]) => !ofOneSync.has(name)));

function durationOf(pause: Pause): number {
  const [count, unit] = pause.split(" ");
  return Number(count) * (unit === "d" || unit === "h" ? milliseconds[unit] : milliseconds.min);
}

const withoutUndefined = <Value>(entries: readonly (readonly [string, Value | undefined])[]) =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined));

const isStateOf = (name: string) => (line: Line) => line.kind === "STATE" && line.stream === name;

/** Returns the messages that arrived before a kill, of the first stream. */
function arrivedOf({ lines }: Read, first: string, { killAfter }: Sync): readonly Line[] {
  if (killAfter === undefined) return lines;
  const places = lines.flatMap((line, index) => (isStateOf(first)(line) ? [index] : []));
  assert.ok(places.length >= killAfter, `${places.length} states`);
  return lines.slice(0, (places[killAfter - 1] ?? 0) + 1);
}

function assertDid(
  read: Read,
  arrived: readonly Line[],
  names: readonly string[],
  { writes = "", error, warnings = [], says = [], requests = {}, dates }: Sync,
  { stopAt, config, by }: Sync,
): void {
  const [first = ""] = names;
  const isStopped = stopAt !== undefined;
  if (error !== "any") assertEnds(read, names, isFailure(error) ? { [first]: error } : error, isStopped);
  const expected = isByStream(writes) ? writes : { [first]: writes };
  for (const name of names) {
    const records = arrived.filter(({ kind, stream }) => kind === "RECORD" && stream === name).map(({ body }) => body);
    const { primaryKey } = streamsOf(configWith(config)).find((each) => each.name === name) ?? { primaryKey: ["id"] };
    assertWritten(
      records.map((each) => told(each, by?.split(" ") ?? primaryKey.slice(-1))),
      writes === "any" ? writes : (expected[name] ?? ""),
      name,
    );
  }
  const lines = read.warnings === "" ? [] : read.warnings.split("\n");
  if (warnings !== "any") {
    assert.equal(lines.length, warnings.length, `warnings: ${read.warnings}`);
    for (const pattern of warnings)
      assert.ok(
        lines.some((line) => pattern.test(line)),
        `no ${pattern}: ${read.warnings}`,
      );
    for (const line of lines)
      assert.ok(
        warnings.some((pattern) => pattern.test(line)),
        line,
      );
  }
  const infos = read.logs("INFO");
  for (const pattern of says)
    assert.ok(
      infos.some((line) => pattern.test(line)),
      `no ${pattern}: ${infos.join("\n")}`,
    );
  for (const [path, count] of Object.entries(requests)) {
    const made = requestsOf(read.requests, path);
    if (typeof count === "number") assert.equal(made.length, count, `requests of ${path}`);
    else assert.deepEqual(made.toSorted(), wordsOf(count).toSorted(), `requests of ${path}`);
  }
  if (dates !== undefined) assert.deepEqual(datesOf(read.requests), [...wordsOf(dates)].toSorted(), "dates");
}

const isFailure = (error: Sync["error"]): error is Failure => Array.isArray(error);

function isByStream(writes: NonNullable<Sync["writes"]>): writes is Readonly<Record<string, Expected>> {
  return typeof writes === "object" && !Array.isArray(writes);
}

/** Asserts the errors, and that these streams and no others end INCOMPLETE, or all after a stop signal. */
function assertEnds(
  { errors, outcomes, complete }: Read,
  names: readonly string[],
  expected: Readonly<Record<string, Failure>> = {},
  isStopped: boolean,
): void {
  for (const { stream, body } of errors) {
    const [type, pattern] = expected[stream] ?? assert.fail(`${stream}: ${asText(body.message)}`);
    assert.match(asText(body.message), pattern);
    assert.equal(body.failure_type, type, asText(body.message));
  }
  const failed = names.filter((name) => name in expected);
  assert.deepEqual(errors.map(({ stream }) => stream).toSorted(), failed.toSorted(), "errors");
  const incomplete = names.filter((name) => outcomes.get(name) !== "COMPLETE");
  if (!isStopped) assert.deepEqual(incomplete.toSorted(), failed.toSorted(), "INCOMPLETE streams");
  assert.equal(complete, failed.length === 0 && !isStopped, "whether the run is complete");
}

function assertWritten(records: readonly string[], expected: Expected, name: string): void {
  if (expected === "any") return;
  if (typeof expected === "number") assert.equal(records.length, expected, `records of ${name}`);
  else assert.deepEqual(records.toSorted(), [...wordsOf(expected)].toSorted(), `records of ${name}`);
}

const wordsOf = (text: string | readonly string[]) =>
  typeof text === "string" ? text.split(" ").filter((word) => word !== "") : text;

/** Returns some columns of a record, separated by slashes, `-` before those of a deletion. */
function told(record: JsonObject, columns: readonly string[]): string {
  const isDeletion = (record[deletedAt] ?? null) !== null;
  return `${isDeletion ? "-" : ""}${columns.map((column) => asText(record[column])).join("/")}`;
}

const bookmarkOf = ({ query }: ApiRequest) => query.get("bookmark")?.replace("at ", "");

/** Returns what the requests of a path have in the place of each `*`, and their bookmarks. */
function requestsOf(requests: readonly ApiRequest[], path: string): readonly string[] {
  const pattern = new RegExp(`^${path.replaceAll("*", "([^/]+)")}$`, "u");
  return requests.flatMap((request) => {
    const found = pattern.exec(request.path);
    const bookmark = bookmarkOf(request);
    const parts = found?.slice(1).join("/") ?? "";
    if (found === null) return [];
    return bookmark === undefined ? [parts === "" ? "@0" : parts] : [`${parts}@${bookmark}`];
  });
}

/** Returns the distinct date ranges of requests, in order. */
export function datesOf(requests: readonly ApiRequest[]): readonly string[] {
  const ranges = requests.flatMap(({ content, query }) => {
    const dateOf = (name: string) => asText(content?.[name] ?? query.get(name));
    return dateOf("start_date") === "" ? [] : [`${dateOf("start_date")}..${dateOf("end_date")}`];
  });
  return [...new Set(ranges)].toSorted();
}

/** Returns the distinct values of a field of records, as text. */
export const valuesOf = (records: Read["records"], field: string) => [
  ...new Set(records.map(({ [field]: value }) => asText(value))),
];

/** Returns the names of the streams in the order in which a read began them. */
export const begunIn = ({ lines }: Read) => lines.filter(({ kind }) => kind === "STARTED").map(({ stream }) => stream);

/** The error of a read whose access token expires. */
export const tokenEnds = { error: ["config_error", /access token/u] } as const;
