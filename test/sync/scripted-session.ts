import type { Config } from "../../src/config/config.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { AccessClient } from "../../src/sync/access-client.ts";
import { Notices } from "../../src/sync/notices.ts";
import type { PartitionList } from "../../src/sync/parents.ts";
import type { ReadContext } from "../../src/sync/read-context.ts";
import { recordMaker } from "../../src/sync/records.ts";
import { RejectedValues } from "../../src/sync/rejected-values.ts";
import { StreamSession } from "../../src/sync/stream-session.ts";
import { Workers } from "../../src/sync/workers.ts";
import { FakeClock } from "../fake-clock.ts";
import { MessageLog } from "./message-log.ts";
import { type Answer, type Asked, configWith, ScriptedApi } from "./scripted-api.ts";

/** A stream's session and context against an API that answers as a function says. */
export function scriptedSession(
  stream: Stream,
  script: (asked: Asked) => Answer,
  {
    config = {},
    list,
    today = "2026-06-30",
    workers = 1,
  }: { config?: Partial<Config>; list: Omit<PartitionList, "missing">; today?: string; workers?: number },
) {
  const clock = new FakeClock(Date.parse(today));
  const log = new MessageLog(clock);
  const api = new ScriptedApi(clock, script);
  const known = {
    client: new AccessClient(api.client),
    rejectedValues: new RejectedValues(),
    notices: new Notices(),
  };
  const session = new StreamSession({
    descriptor: { name: stream.name },
    writer: log.writer,
    clock,
    workers: new Workers(workers),
    signal: new AbortController().signal,
    makeRecords: recordMaker(stream, {}),
    stream,
    config: configWith(config),
    ...known,
  });
  const context: ReadContext = {
    config: configWith(config),
    ...known,
    download: () => Promise.reject(new Error("nothing is downloaded here")),
    clock,
    random: () => 0.5,
    today,
    job: undefined,
    parents: {
      partitionsOf: () => Promise.resolve({ ...list, missing: undefined }),
      branchesOf: () => Promise.resolve(undefined),
      gather: () => undefined,
    },
  };
  return { clock, log, api, session, context };
}
