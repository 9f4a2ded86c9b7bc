import { schemaOf } from "../../src/catalog.ts";
import type { Config } from "../../src/config/config.ts";
import type { JsonObject } from "../../src/json.ts";
import type { OpenDownload } from "../../src/pinterest/download.ts";
import { streamsOf } from "../../src/streams/all.ts";
import { readStreams } from "../../src/sync/read-streams.ts";
import { FakeClock } from "../fake-clock.ts";
import { MessageLog } from "./message-log.ts";
import { type Answer, type Asked, configWith, page, ScriptedApi } from "./scripted-api.ts";

/** What a script answers, an empty page where it does not say. */
export type Script = (asked: Asked) => Answer | undefined | Promise<Answer | undefined>;

export interface Situation {
  readonly mode?: "full_refresh" | "incremental";
  readonly config?: Partial<Config>;
  readonly state?: ReadonlyMap<string, JsonObject>;
  /** The files of reports, by their links. */
  readonly files?: (link: string) => unknown;
}

/** Reads streams from an API that answers as a script says, at noon of 30 June 2026. */
export async function readFrom(script: Script, names: readonly string[], situation: Situation = {}) {
  const { mode = "full_refresh", config: fields = {}, state = new Map<string, JsonObject>(), files } = situation;
  const clock = new FakeClock(Date.parse("2026-06-30T12:00:00Z"));
  const log = new MessageLog(clock);
  const requests: Asked[] = [];
  const api = new ScriptedApi(clock, async (asked) => {
    requests.push(asked);
    return (await script(asked)) ?? page([]);
  });
  const download: OpenDownload = (link) => Promise.resolve({ status: 200, chunks: chunksOf(files?.(link) ?? {}) });
  const config = configWith(fields);
  const complete = await readStreams(
    {
      config,
      client: api.client,
      download,
      writer: log.writer,
      clock,
      random: () => 0.5,
      signal: new AbortController().signal,
      streams: streamsOf(config),
      schemaOf,
      job: undefined,
    },
    names.map((name) => ({ descriptor: { name }, syncMode: mode })),
    state,
  );
  const warnings = (await log.logs("WARN")).filter((line) => !line.includes("asking again"));
  return { complete, log, requests, warnings, errors: await log.errors() };
}

async function* chunksOf(file: unknown): AsyncGenerator<string> {
  await Promise.resolve();
  yield JSON.stringify(file);
}
