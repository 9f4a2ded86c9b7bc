import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { schemaOf } from "../../src/commands/catalog.ts";
import type { Config } from "../../src/config/config.ts";
import type { Download } from "../../src/pinterest/network/download.ts";
import { operations } from "../../src/pinterest/operations/operations.generated.ts";
import { readAll } from "../../src/profiles/read-all.ts";
import type { ConfiguredStream } from "../../src/protocol/configured-catalog.ts";
import { streamsOf } from "../../src/streams/all.ts";
import { FakeClock } from "../fake-clock.ts";
import { type ApiRequest, type ApiResponse, configWith, page, ScriptedApi } from "../scripted-api.ts";
import { type Line, messageLog, uncovered } from "./message-log.ts";

/** Returns the response to a request; undefined for an empty page. */
export type Script = (
  request: ApiRequest,
  signal?: AbortSignal,
) => ApiResponse | undefined | Promise<ApiResponse | undefined>;

export type Mode = "full_refresh" | "incremental";

/** The inputs of a read. */
export interface Situation {
  /** Of the streams that are given by name. */
  readonly mode?: Mode;
  /** What the catalog says of the streams otherwise. */
  readonly as?: Partial<ConfiguredStream>;
  readonly config?: Partial<Config>;
  /** The state of the first stream. */
  readonly state?: JsonObject | undefined;
  /** States by stream. */
  readonly states?: Readonly<Record<string, JsonObject | undefined>>;
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
}

/** What a read wrote of a stream. */
interface Written {
  readonly records: readonly JsonObject[];
  /** The IDs of the records. */
  readonly ids: readonly string[];
  readonly states: readonly JsonObject[];
  /** The kinds of the messages, without repetitions. */
  readonly kinds: readonly string[];
}

/** A read, and what it wrote of its first stream. */
export interface Read extends Written {
  readonly complete: boolean;
  readonly api: ScriptedApi;
  /** The requests, in order. */
  readonly requests: readonly ApiRequest[];
  readonly clock: FakeClock;
  readonly lines: readonly Line[];
  readonly errors: readonly Line[];
  /** The last kind of message of each stream. */
  readonly outcomes: ReadonlyMap<string, string | undefined>;
  /** The warnings, one per line, without those of retries. */
  readonly warnings: string;
  /** Returns what was written of a stream. */
  readonly of: (name: string) => Written;
  /** Returns the log messages of a level. */
  readonly logs: (level: string) => readonly string[];
  /** Reads again from the last states, with some inputs changed. */
  readonly again: (script?: Script, situation?: Situation) => Promise<Read>;
}

/** One without a slash is also the name of a stream. */
const operationIds = Object.keys(operations).filter((id) => id.includes("/"));

/** Returns a stream of a configured catalog. */
export function configured(name: string, mode: Mode = "full_refresh"): ConfiguredStream {
  return { descriptor: { name }, syncMode: mode };
}

/**
 * Reads streams from a scripted API: the only way in which tests run the engine. Asserts that a STATE follows all records and counts
 * those before it, that no download stays open, and that no message names an operation of the API.
 */
export async function scriptedRead(
  names: string | readonly (string | ConfiguredStream)[],
  script: Script,
  situation: Situation = {},
): Promise<Read> {
  const { mode, config, state, states, job, now = "2026-06-30T12:00:00Z", file = () => "{}" } = situation;
  const wanted = [names].flat().map((each) => ({
    ...(typeof each === "string" ? configured(each, mode) : each),
    ...situation.as,
  }));
  const first = wanted[0]?.descriptor.name ?? "";
  const clock = new FakeClock(Date.parse(now));
  const log = messageLog(clock, situation.secrets);
  log.writer.observe({ records: (_, count) => situation.onRecords?.(count), message: () => undefined });
  const requests: ApiRequest[] = [];
  const api = new ScriptedApi(clock, async (request, signal) => {
    requests.push(request);
    clock.advance(1000 * (situation.secondsPerRequest ?? 0));
    return (await script(request, signal)) ?? page([]);
  });
  const downloads = new Set<string>();
  const parsed = configWith(config);
  const before = Object.entries({ ...states, ...(state && { [first]: state }) });
  const complete = await readAll(
    {
      config: parsed,
      client: api.client,
      download: async (url) => downloadOf(file(url), url, downloads),
      writer: log.writer,
      clock,
      random: () => 0.5,
      signal: (situation.stop ?? new AbortController()).signal,
      streams: streamsOf(parsed),
      schemaOf: async (stream) => schemaOf(stream),
      job,
      scopes: () => situation.scopes,
    },
    wanted,
    new Map(before.flatMap(([name, each]) => (each === undefined ? [] : [[name, each]]))),
  );
  const lines = await log.lines();
  const written = new Map(wanted.map(({ descriptor: { name } }) => [name, writtenOf(lines, name)]));
  assertSound(lines, [...written.keys()], downloads);
  return {
    ...readingsOf(lines, written, first),
    complete,
    api,
    requests,
    clock,
    again: async (next = script, { state: other, ...changed } = {}) => {
      const last = Object.fromEntries([...written].map(([name, { states: all }]) => [name, all.at(-1)]));
      const { state: _, ...same } = situation;
      return scriptedRead(names, next, { ...same, states: { ...last, ...(other && { [first]: other }) }, ...changed });
    },
  };
}

/** Returns what the lines of a read say. */
function readingsOf(lines: readonly Line[], written: ReadonlyMap<string, Written>, first: string) {
  const of = (name: string) => written.get(name) ?? writtenOf(lines, name);
  const logs = (level: string) =>
    lines
      .filter(({ kind, body }) => kind === "LOG" && body.level === level)
      .map(({ body: { message } }) => asText(message));
  const warnings = logs("WARN").filter((line) => !line.includes("retrying in"));
  return {
    ...of(first),
    of,
    lines,
    logs,
    errors: lines.filter(({ kind }) => kind === "ERROR"),
    outcomes: new Map([...written].map(([name, { kinds }]) => [name, kinds.at(-1)])),
    warnings: warnings.join("\n"),
  };
}

function assertSound(lines: readonly Line[], names: readonly string[], downloads: ReadonlySet<string>): void {
  assert.deepEqual([...downloads], [], "downloads that are still open");
  for (const { kind, body } of lines) {
    if (kind === "RECORD" || kind === "STATE") continue;
    const text = asText(body.message);
    assert.ok(!operationIds.some((id) => text.includes(id)), `users don't know operations: ${text}`);
  }
  for (const name of names) assert.equal(uncovered(lines, name), 0, `${name}: records without a STATE after them`);
}

function writtenOf(lines: readonly Line[], name: string): Written {
  const own = lines.filter(({ stream }) => stream === name);
  const bodiesOf = (wanted: string) => own.filter(({ kind }) => kind === wanted).map(({ body }) => body);
  const kinds = own.map(({ kind }) => kind);
  const records = bodiesOf("RECORD");
  return {
    records,
    ids: records.map(({ id }) => asText(id)),
    states: bodiesOf("STATE"),
    kinds: kinds.filter((kind, index) => kind !== kinds[index - 1]),
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
