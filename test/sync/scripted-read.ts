import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { schemaOf } from "../../src/commands/catalog.ts";
import { readAll } from "../../src/commands/profiles/read-all.ts";
import type { Config } from "../../src/config/config.ts";
import type { Download } from "../../src/pinterest/network/download.ts";
import { operations } from "../../src/pinterest/operations/operations.generated.ts";
import type { ConfiguredStream } from "../../src/protocol/configured-catalog.ts";
import { streamsOf } from "../../src/streams/all.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { FakeClock } from "../fake-clock.ts";
import { type ApiRequest, type ApiResponse, apiError, configWith, page, ScriptedApi } from "../scripted-api.ts";
import { MessageLog, uncovered } from "./message-log.ts";

/** Errors of the API. */
export const denied = apiError(403, 29, "You are not permitted to access that resource.");
export const unauthorized = apiError(401, 2, "Authentication failed.");
export const restricted = apiError(401, 3, "Your application does not have access to this restricted feature.");
export const gone = apiError(404, 50, "Not found.");
export const fault = apiError(500, 12, "Something went wrong on our end.");

/** Returns rows with these IDs. */
export const rows = (...ids: readonly string[]) => ids.map((id) => ({ id }));

/**
 * Returns an API with parents and the list below each: the IDs of its rows, or a response.
 * @param parents the path of the list of parents, such as `/boards`
 * @param children the name of the lists below them, such as `sections`
 */
export function below(
  parents: string,
  children: string,
  lists: Readonly<Record<string, readonly (string | null)[] | ApiResponse | undefined>>,
): Script {
  return ({ path }) => {
    if (path === parents) return page(rows(...Object.keys(lists)));
    const [id = "", name] = path.startsWith(`${parents}/`) ? path.slice(parents.length + 1).split("/") : [];
    const list = name === children && path.endsWith(`/${children}`) ? lists[id] : undefined;
    return isRows(list) ? page(list.map((each) => ({ id: each }))) : list;
  };
}

export function isRows(list: readonly (string | null)[] | ApiResponse | undefined): list is readonly (string | null)[] {
  return Array.isArray(list);
}

/**
 * Returns an API with ad accounts whose reports are ready at once, at a link of the ad account, the level, and the first date.
 * @param create responds to requests for reports first
 */
export function reporting(
  adAccounts: readonly string[],
  create: (request: ApiRequest) => ApiResponse | undefined = () => undefined,
): Script {
  return async (request) => {
    const { path, query, content } = request;
    if (path === "/ad_accounts") return page(rows(...adAccounts));
    const [, account] = /^\/ad_accounts\/(\d+)\/reports$/u.exec(path) ?? [];
    if (account === undefined) return undefined;
    if (content === undefined) return { body: { report_status: "FINISHED", url: query.get("token") } };
    // Requests of all partitions are in flight before the first response.
    await new Promise(setImmediate);
    const token = `${account} ${asText(content.level)} ${asText(content.start_date)}`;
    return create(request) ?? { body: { token, report_status: "IN_PROGRESS" } };
  };
}

/** The configuration and state of a read, and its other inputs. */
export interface Situation {
  readonly config?: Partial<Config>;
  /** States by stream. */
  readonly state?: Readonly<Record<string, JsonObject | undefined>>;
  readonly job?: string | undefined;
  readonly now?: string;
  /** The seconds that a request takes, at least. */
  readonly secondsPerRequest?: number;
  /** The token's scopes. */
  readonly scopes?: string | undefined;
  /** Returns the text of the file at a link. */
  readonly file?: (url: string) => string;
  readonly stop?: AbortController;
  readonly secrets?: readonly string[];
  /** Is called with the number of records that were written. */
  readonly onRecords?: (count: number) => void;
  /** Made-up streams. One with the name of a real stream replaces it and has its schema; others have none. */
  readonly streams?: readonly Stream[];
}

/** One without a slash is also the name of a stream. */
const operationIds = Object.keys(operations).filter((id) => id.includes("/"));

export type Mode = "full_refresh" | "incremental";

/** Returns a stream of a configured catalog. */
export function configured(name: string, mode: Mode = "full_refresh"): ConfiguredStream {
  return { descriptor: { name }, syncMode: mode };
}

/** Returns the response to a request; undefined for an empty page. */
export type Script = (
  request: ApiRequest,
  signal?: AbortSignal,
) => ApiResponse | undefined | Promise<ApiResponse | undefined>;

/** Reads streams from a scripted API. Asserts that a STATE follows all records, and counts those before it. */
export async function scriptedRead(
  wanted: readonly ConfiguredStream[],
  script: Script,
  {
    config,
    state = {},
    job,
    now = "2026-06-30T12:00:00Z",
    file = () => "{}",
    stop,
    secrets,
    onRecords = () => undefined,
    streams = [],
    scopes,
    secondsPerRequest = 0,
  }: Situation = {},
) {
  const clock = new FakeClock(Date.parse(now));
  const log = new MessageLog(clock, secrets);
  log.writer.observe({ records: (_, count) => onRecords(count), message: () => undefined });
  const api = new ScriptedApi(clock, async (request, signal) => {
    clock.advance(1000 * secondsPerRequest);
    return (await script(request, signal)) ?? page([]);
  });
  const downloads = new Set<string>();
  const parsed = configWith(config);
  const real = streamsOf(parsed);
  const isReal = ({ name }: Stream) => real.some((each) => each.name === name);
  const others = real.filter(({ name }) => !streams.some((each) => each.name === name));
  const complete = await readAll(
    {
      config: parsed,
      client: api.client,
      download: async (url) => downloadOf(file(url), url, downloads),
      writer: log.writer,
      clock,
      random: () => 0.5,
      signal: (stop ?? new AbortController()).signal,
      streams: [...others, ...streams],
      schemaOf: async (stream) => (isReal(stream) ? schemaOf(stream) : {}),
      job,
      scopes: () => scopes,
    },
    wanted,
    new Map(Object.entries(state).flatMap(([name, each]) => (each === undefined ? [] : [[name, each]]))),
  );
  assert.deepEqual([...downloads], [], "downloads that are still open");
  const lines = await log.lines();
  const told = lines
    .filter(({ kind }) => kind !== "RECORD" && kind !== "STATE")
    .map(({ body }) => asText(body.message));
  for (const text of told)
    assert.ok(!operationIds.some((id) => text.includes(id)), `users don't know operations: ${text}`);
  const outcomes = new Map<string, string | undefined>();
  for (const { descriptor } of wanted) {
    assert.equal(uncovered(lines, descriptor.name), 0, `${descriptor.name}: records without a STATE after them`);
    outcomes.set(descriptor.name, (await log.kinds(descriptor.name)).at(-1));
  }
  /** Returns a state of a stream as input of the next run, by default the last one. */
  const stateOf = async (name: string, index = -1): Promise<Readonly<Record<string, JsonObject>>> => {
    const state: unknown = JSON.parse(JSON.stringify((await log.states(name)).at(index)));
    assert.ok(isObject(state));
    return { [name]: state };
  };
  const errors = lines.filter(({ kind }) => kind === "ERROR");
  /** Asserts the type of the only error and returns its message. */
  const messageOf = (failureType: string): string => {
    assert.equal(errors.length, 1, JSON.stringify(errors));
    assert.equal(errors[0]?.body.failure_type, failureType, JSON.stringify(errors));
    return asText(errors[0]?.body.message);
  };
  return { complete, api, log, lines, clock, outcomes, errors, messageOf, stateOf };
}

/** The inputs of a read of one stream. */
export interface OneSituation extends Omit<Situation, "state"> {
  readonly mode?: Mode;
  readonly state?: JsonObject | undefined;
}

export interface OneRead extends Awaited<ReturnType<typeof scriptedRead>> {
  readonly records: readonly JsonObject[];
  /** The IDs of the records. */
  readonly ids: readonly string[];
  readonly states: readonly JsonObject[];
  readonly kinds: readonly string[];
  /** The warnings, one per line. */
  readonly warnings: string;
  /** Reads the stream again from the last state, with some inputs changed. */
  again(script?: Script, situation?: OneSituation): Promise<OneRead>;
}

/** Reads one stream with `scriptedRead`. */
export async function readOne(name: string, script: Script, situation: OneSituation = {}): Promise<OneRead> {
  const { mode, state, ...rest } = situation;
  const read = await scriptedRead([configured(name, mode)], script, { ...rest, state: { [name]: state } });
  const records = await read.log.records(name);
  return {
    ...read,
    records,
    ids: records.map(({ id }) => asText(id)),
    states: await read.log.states(name),
    kinds: await read.log.kinds(name),
    warnings: (await read.log.logs("WARN")).join("\n"),
    again: async (next = script, changed = {}) =>
      readOne(name, next, { ...situation, state: (await read.stateOf(name))[name], ...changed }),
  };
}

function downloadOf(text: string, url: string, open: Set<string>): Download {
  open.add(url);
  async function* chunks(): AsyncGenerator<string> {
    try {
      await Promise.resolve();
      yield text;
    } finally {
      open.delete(url);
    }
  }
  const bytes = Buffer.byteLength(text);
  return {
    status: 200,
    chunks: chunks(),
    bytes: () => ({ sent: bytes, content: bytes }),
  };
}

/** The inputs of a read in one sync mode. */
export interface ReadSituation {
  readonly mode?: Mode;
  readonly config?: Partial<Config>;
  readonly state?: ReadonlyMap<string, JsonObject>;
  /** Returns the file at a link. */
  readonly files?: (link: string) => unknown;
}

/** Reads streams in one sync mode and returns the requests, warnings, and errors. */
export async function readFrom(script: Script, names: readonly string[], situation: ReadSituation = {}) {
  const { mode, config = {}, state = new Map<string, JsonObject>(), files } = situation;
  const requests: ApiRequest[] = [];
  const { complete, log } = await scriptedRead(
    names.map((name) => configured(name, mode)),
    (request, signal) => {
      requests.push(request);
      return script(request, signal);
    },
    { config, state: Object.fromEntries(state), file: (link) => JSON.stringify(files?.(link) ?? {}) },
  );
  const warnings = (await log.logs("WARN")).filter((line) => !line.includes("retrying in"));
  return { complete, log, requests, warnings, errors: await log.errors() };
}

/** Limits an API to a daily quota of requests, with Pinterest's headers. */
export function withQuota(quota: number, script: Script): Script {
  let used = 0;
  return async (request, signal) => {
    used += 1;
    const headers = {
      "x-ratelimit-limit": `${quota}, ${quota};w=86400;name="trial_app_id"`,
      "x-ratelimit-remaining": String(Math.max(0, quota - used)),
      "x-ratelimit-reset": "43200",
    };
    if (used > quota) return apiError(429, 8, "You have exceeded your rate limit.", headers);
    const response = (await script(request, signal)) ?? page([]);
    return response instanceof Error ? response : { ...response, headers };
  };
}
