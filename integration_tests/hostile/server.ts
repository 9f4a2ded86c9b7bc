import assert from "node:assert/strict";
import type { Clock } from "../../src/base/clock.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import type { Download } from "../../src/pinterest/network/download.ts";
import { FakeClock } from "../../test/fake-clock.ts";
import { type ApiRequest, type ApiResponse, apiError, page, ScriptedApi } from "../../test/scripted-api.ts";
import { type Outcome, run } from "../bed/connector.ts";
import { runInProcess } from "../bed/in-process.ts";
import { endsOf, errorsOf, lastStates, logsOf, recordsOf } from "../bed/messages.ts";
import { fastClock, programSpeed } from "../bed/program-clock.ts";
import { catalogOf, openScriptedServer } from "../bed/scripted-server.ts";

/** Returns the response to a request of the API or for a file (`/files/…`); undefined for an empty list. */
export type Server = (request: ApiRequest, clock: Pick<Clock, "now">) => ApiResponse | undefined;

const now = Date.parse("2026-06-30T12:00:00Z");
/** The first date to read, which is before the lookback windows. */
export const startDate = "2026-05-01";

export interface ReadOptions {
  readonly mode?: "full_refresh";
  readonly config?: JsonObject;
  /** The STATE messages of the read before. */
  readonly state?: readonly JsonObject[];
  readonly job?: string;
  /** Epoch milliseconds. */
  readonly now?: number;
  /** The built program; by default, the connector in this process with a clock that moves only by waits. */
  readonly by?: "program" | undefined;
}

/** A read of some streams. */
export class Read {
  readonly messages: readonly JsonObject[];
  /** The last STATE of each stream. */
  readonly state: readonly JsonObject[];

  constructor({ messages }: Outcome, before: readonly JsonObject[] = []) {
    this.messages = messages;
    this.state = lastStates(messages, before);
  }

  records(stream: string): readonly JsonObject[] {
    return recordsOf(this.messages).get(stream) ?? [];
  }

  /** The IDs of a stream's records, sorted, each once. */
  ids(stream: string): readonly string[] {
    return [...new Set(this.records(stream).map(({ id }) => asText(id)))].toSorted();
  }

  /** `COMPLETE`, or the failure type. */
  end(stream: string): string {
    return endsOf(this.messages).get(stream) ?? "no status";
  }

  /** The messages of errors. */
  get errors(): string {
    return errorsOf(this.messages)
      .map(({ message }) => asText(message))
      .join("\n");
  }

  /** Returns the warnings with a word, without those of retries. */
  warnings(word = ""): readonly string[] {
    const named = new RegExp(word === "" ? "" : `\\b${word}\\b`, "u");
    return logsOf(this.messages, "WARN").filter((line) => named.test(line) && !line.includes("retrying in"));
  }

  /** Fails unless all streams are complete. */
  assertComplete(...streams: readonly string[]): void {
    for (const stream of streams) assert.equal(this.end(stream), "COMPLETE", `${stream}: ${this.errors}`);
  }

  /** Fails unless a stream ends with an error of one of these types. */
  assertIncomplete(stream: string, ...types: readonly string[]): void {
    assert.ok(types.includes(this.end(stream)), `${stream} ends as ${this.end(stream)}: ${this.errors}`);
  }
}

export async function read(server: Server, streams: readonly string[], options: ReadOptions = {}): Promise<Read> {
  const { mode, state, job = "", by, now: time = now } = options;
  const catalog = await catalogOf(streams, mode);
  const files = { config: configWith(options.config), catalog, ...(state === undefined ? {} : { state }) };
  return new Read(await start("read", files, server, { job, time, by }), state);
}

/** Returns the status of `check` and its message. */
export async function check(server: Server, by?: "program"): Promise<readonly [status: string, message: string]> {
  // Slower than in a read, since a check waits only eight seconds for a response.
  const { messages } = await start("check", { config: configWith() }, server, { job: "", time: now, by, speed: 3 });
  const found = messages.map(({ connectionStatus }) => connectionStatus).find(isObject);
  return [asText(found?.status), asText(found?.message)];
}

const configWith = (config: JsonObject = {}): JsonObject => ({
  credentials: { auth_method: "access_token", access_token: "SECRET" },
  start_date: startDate,
  ...config,
});

interface Start {
  readonly job: string;
  readonly time: number;
  readonly by: "program" | undefined;
  readonly speed?: number;
}

async function start(command: string, files: JsonObject, server: Server, how: Start): Promise<Outcome> {
  const { job, time, by, speed = programSpeed } = how;
  if (by === "program") {
    const clock = fastClock(time, speed);
    const headers = { date: new Date(time).toUTCString() };
    const { origin, close } = await openScriptedServer((request) => {
      const response = server(request, { now: () => time }) ?? page([]);
      return response instanceof Error ? response : { ...response, headers: { ...headers, ...response.headers } };
    });
    const environment = { PINTEREST_API_BASE_URL: `${origin}/v5`, WORKER_JOB_ID: job, ...clock };
    try {
      return await run(command, files, { environment });
    } finally {
      await close();
    }
  }
  const clock = new FakeClock(time);
  const api = new ScriptedApi(clock, (request) => server(request, clock) ?? page([]));
  const download = async (url: string, signal: AbortSignal): Promise<Download> => {
    const { status, body } = await api.send({ method: "GET", url, headers: {} }, signal);
    const bytes = Buffer.byteLength(body);
    return {
      status,
      chunks: inChunks(body),
      bytes: () => ({ sent: bytes, content: bytes }),
    };
  };
  const environment = { PINTEREST_API_BASE_URL: "https://api.test/v5", WORKER_JOB_ID: job };
  return runInProcess(command, files, { network: () => ({ transport: api, download }), clock, environment });
}

/** Yields a text in parts, so that its first rows go out before its end arrives. */
async function* inChunks(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 10_000) {
    await Promise.resolve();
    yield text.slice(at, at + 10_000);
  }
}

/** Returns the page of a list that a bookmark names. Pages have two rows; an unknown bookmark is rejected. */
export function pagesOf(path: string, rows: readonly JsonObject[]): Server {
  return ({ path: requested, query }) => {
    if (requested !== path) return undefined;
    const [, start = ""] = /^page-at-(\d+)$/u.exec(query.get("bookmark") ?? "page-at-0") ?? [];
    if (start === "" || query.has("start_index")) return apiError(400, 1, "Invalid bookmark.");
    const end = Number(start) + 2;
    return page(rows.slice(Number(start), end), end < rows.length ? `page-at-${end}` : null);
  };
}

/**
 * Returns a server whose reports take one job each, and the number of downloads of each job's file.
 * @param fileOf returns the text of a file; both numbers count from 0
 * @param size the size that the API says, in bytes; by default none
 */
export function reporting(fileOf: (job: number, download: number) => string, size?: number) {
  const downloads: number[] = [];
  const server: Server = ({ path, query, address }) => {
    if (path === "/ad_accounts") return page([{ id: "500" }]);
    if (path === "/catalogs") return page([{ id: "12", catalog_type: "RETAIL" }]);
    if (path.endsWith("/templates")) return page([{ id: "88" }]);
    if (path.startsWith("/files/")) {
      const job = Number(path.slice("/files/".length));
      const download = downloads[job] ?? 0;
      downloads[job] = download + 1;
      return { body: fileOf(job, download) };
    }
    const token = query.get("token") ?? String(downloads.push(0) - 1);
    const job = { report_status: "FINISHED", url: `${address.origin}/files/${token}`, size };
    const data = query.has("token") ? job : { token, report_status: "IN_PROGRESS" };
    return { body: path.includes("mmm") ? { code: 0, message: "ok", status: "success", data } : data };
  };
  return { server, downloads };
}
