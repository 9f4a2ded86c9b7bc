import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { streams as allStreams } from "../../../src/streams/all.ts";
import type { Bed } from "../../bed/bed.ts";
import type { Outcome } from "../../bed/connector.ts";
import { errorsOf, lastStates, recordsOf } from "../../bed/messages.ts";
import { interruption, type Moment } from "./interruption.ts";

/** One attempt of a job and the output that the platform received. */
export interface Attempt {
  readonly outcome: Outcome;
  readonly messages: readonly JsonObject[];
}

export interface JobRequest {
  readonly catalog: JsonObject;
  readonly job: string;
  readonly states: readonly JsonObject[];
  readonly signal: "SIGKILL" | "SIGTERM" | "SIGINT";
  /** When to stop the next attempt, given the previous ones; undefined to let it end. */
  readonly moment: (before: readonly Attempt[]) => Moment | undefined;
  /** The number of attempts after which the job counts as stuck. */
  readonly maxAttempts: number;
  /** Called between attempts. */
  readonly meanwhile?: () => void;
}

export interface Job {
  readonly attempts: readonly Attempt[];
  readonly states: readonly JsonObject[];
}

/** Runs a job as the platform does: attempts, each from the last states received, until one succeeds. */
export async function runJob(bed: Bed, request: JobRequest): Promise<Job> {
  const { catalog, job, signal, maxAttempts, moment: momentOf, meanwhile } = request;
  const attempts: Attempt[] = [];
  let { states } = request;
  for (;;) {
    const moment = momentOf(attempts);
    const stop = moment === undefined ? undefined : interruption(moment, signal, bed.simulator, states);
    // Only stopped attempts need a process. The time after SIGTERM is real time.
    const program = { ...stop?.options, ...(signal === "SIGKILL" ? {} : { speed: 1 }) };
    const outcome = await bed.read(catalog, { states, job, ...(stop === undefined ? {} : { program }) });
    const messages = stop?.arrived(outcome) ?? outcome.messages;
    attempts.push({ outcome, messages });
    states = lastStates(messages, states);
    const where = `attempt ${attempts.length} of job ${job}, stopped at ${JSON.stringify(moment)}`;
    assert.deepEqual(errorsOf(messages), [], where);
    assert.equal(outcome.stderr, "", where);
    if (outcome.code === 0) return { attempts, states };
    assert.deepEqual([outcome.code, outcome.signal], [null, moment === undefined ? undefined : signal], where);
    assert.ok(attempts.length < maxAttempts, `${where}: ${maxAttempts} attempts didn't complete it`);
    meanwhile?.();
  }
}

/** Returns the records per stream, in the order of the attempts. */
export function recordsOfJob({ attempts }: Job): ReadonlyMap<string, readonly JsonObject[]> {
  return recordsOf(attempts.flatMap(({ messages }) => messages));
}

/** Returns the number of repeated rows by stream and attempt, including those that repeat within an attempt. */
export function repeatsOf({ attempts }: Job): ReadonlyMap<string, readonly number[]> {
  const repeats = new Map<string, number[]>();
  const writers = new Map<string, number>();
  for (const [index, { messages }] of attempts.entries()) {
    for (const [stream, records] of recordsOf(messages)) {
      const counts = repeats.get(stream) ?? attempts.map(() => 0);
      repeats.set(stream, counts);
      for (const record of records) {
        const name = `${stream} ${keyOf(stream, record)}`;
        const writer = writers.get(name);
        if (writer !== undefined) counts[writer] = (counts[writer] ?? 0) + 1;
        writers.set(name, index);
      }
    }
  }
  return repeats;
}

/** Returns the number of records per stream that no STATE covers. Fails if a STATE has a wrong count. */
export function uncounted({ messages }: Attempt): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  for (const { record, state } of messages) {
    if (isObject(record)) {
      const stream = asText(record.stream);
      open.set(stream, (open.get(stream) ?? 0) + 1);
    }
    if (!isObject(state) || !isObject(state.stream) || !isObject(state.stream.stream_descriptor)) continue;
    const stream = asText(state.stream.stream_descriptor.name);
    const counted = isObject(state.sourceStats) ? state.sourceStats.recordCount : undefined;
    assert.equal(
      counted,
      open.get(stream) ?? 0,
      `${stream}: a STATE counts others than the records since the last one`,
    );
    open.delete(stream);
  }
  return open;
}

function keyOf(stream: string, record: JsonObject): string {
  const { primaryKey } = allStreams.find(({ name }) => name === stream) ?? { primaryKey: [] };
  return JSON.stringify(primaryKey.map((field) => record[field]));
}
