import assert from "node:assert/strict";
import type { Clock } from "../../src/clock.ts";
import type { Parameters } from "../../src/pinterest/operations/operations.ts";
import { LoadableJson } from "../../src/protocol/loadable.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { AccessClient } from "../../src/sync/access/access-client.ts";
import { RejectedValues } from "../../src/sync/access/rejected-values.ts";
import { SkippedValues } from "../../src/sync/access/skipped-values.ts";
import { Skips } from "../../src/sync/access/skips.ts";
import { Output } from "../../src/sync/output/output.ts";
import { ReadSummary } from "../../src/sync/output/read-summary.ts";
import type { Partition } from "../../src/sync/partitions/partition.ts";
import type { ReadContext } from "../../src/sync/read-context.ts";
import type { Loop } from "../../src/sync/read-stream.ts";
import { configWith } from "../scripted-api.ts";
import type { MessageLog } from "./message-log.ts";

/** Returns a partition, by default of a board. */
export function partitionOf(key: string, parameters: Parameters = { board_id: key }, revision?: string): Partition {
  return { key, parameters, revision, group: "" };
}

/** Returns a run context with defaults and without requests. */
export function contextWith(clock: Clock, fields: Partial<ReadContext> = {}): ReadContext {
  const skippedValues = new SkippedValues();
  return {
    config: configWith(),
    client: new AccessClient({ call: () => assert.fail("unexpected request") }),
    rejectedValues: new RejectedValues(skippedValues),
    skippedValues,
    download: () => Promise.reject(new Error("unexpected download")),
    clock,
    random: () => 0.5,
    today: new Date(clock.now()).toISOString().slice(0, 10),
    job: undefined,
    warned: new Set(),
    router: { parentsOf: () => assert.fail("unexpected discovery") },
    shared: { collect: () => undefined },
    ...fields,
  };
}

/** Returns an output into a log. */
export function outputTo(log: MessageLog, clock: Clock, name: string, summary = new ReadSummary()): Output {
  return new Output({ descriptor: { name }, writer: log.writer, clock, loadable: new LoadableJson({}), summary });
}

/** Returns the dependencies of the loop, with defaults and one work item at a time. */
export function loopWith(
  stream: Stream,
  log: MessageLog,
  context: ReadContext,
  fields: Partial<Loop> & Pick<Loop, "caller">,
): Loop {
  const write: Loop["log"] = (level, message) => log.writer.log(level, `${stream.name}: ${message}`);
  return {
    stream,
    output: outputTo(log, context.clock, stream.name),
    skips: new Skips({ stream, log: write }, context, new ReadSummary()),
    log: write,
    makeRecords: (rows) => rows,
    signal: new AbortController().signal,
    halt: () => undefined,
    maxOpen: 1,
    whenSlotFree: (read) => read(),
    ...fields,
  };
}
