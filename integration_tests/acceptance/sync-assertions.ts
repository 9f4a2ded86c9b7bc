import { isDeepStrictEqual } from "node:util";
import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";
import { type Problems, problemIf } from "./problems.ts";

type Messages = readonly JsonObject[];

/** A state with the number of records that came after it and before the end of its stream's read. */
export interface Checkpoint {
  readonly state: JsonObject;
  readonly recordsAfter: number;
}

/** The second read begins after the first has ended, and both have records. */
export function readAgainProblems(first: Messages, second: Messages): Problems {
  const ends = emittedAt(first);
  const begins = emittedAt(second);
  return [
    ...problemIf(ends.length === 0, "the first read has no record"),
    ...problemIf(begins.length === 0, "the second read has no record"),
    ...problemIf(
      ends.reduce((latest, at) => Math.max(latest, at), 0) >=
        begins.reduce((earliest, at) => Math.min(earliest, at), Infinity),
      "a record of the second read was emitted before one of the first",
    ),
  ];
}

function emittedAt(messages: Messages): readonly number[] {
  return messages.flatMap(({ record }) =>
    isObject(record) && typeof record.emitted_at === "number" ? [record.emitted_at] : [],
  );
}

/**
 * Two full reads give the same records, whatever their order.
 * @param ignored fields that differ, by stream
 */
export function sameRecordsProblems(
  first: Messages,
  second: Messages,
  ignored: Readonly<Record<string, readonly string[]>>,
): Problems {
  const left = countsOf(first, ignored);
  const right = countsOf(second, ignored);
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((record) => left.get(record) !== right.get(record))
    .map(
      (record) => `${left.get(record) ?? 0} times and then ${right.get(record) ?? 0} times: ${record.slice(0, 300)}`,
    );
}

/** A read that goes on from a state gives other records than the one that led to the state. */
export function differentRecordsProblems(first: Messages, second: Messages): Problems {
  return problemIf(isDeepStrictEqual(countsOf(first, {}), countsOf(second, {})), "the same records come again");
}

function countsOf(
  messages: Messages,
  ignored: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { record } of messages) {
    if (!isObject(record) || !isObject(record.data)) continue;
    const stream = asText(record.stream);
    const left = ignored[stream] ?? [];
    const data = Object.entries(record.data).filter(([name]) => !left.includes(name));
    const text = `${stream} ${JSON.stringify(Object.fromEntries(data))}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** Every incremental stream says by which field it is read. */
export function cursorFieldProblems(streams: readonly JsonObject[]): Problems {
  return streams.flatMap(({ name, default_cursor_field: cursor }) =>
    problemIf(!Array.isArray(cursor) || cursor.length === 0, `${asText(name)} has no cursor field`),
  );
}

/** An incremental read yields records and states. */
export function firstReadProblems(messages: Messages): Problems {
  return [
    ...problemIf(!messages.some(({ type }) => type === "RECORD"), "the first read has no record"),
    ...problemIf(!messages.some(({ type }) => type === "STATE"), "the first read has no state"),
  ];
}

/**
 * The states of one stream from which a read can go on: equal ones that follow each other are one, and those that cover
 * no record do not count.
 */
export function checkpointsOf(stream: string, messages: Messages): readonly Checkpoint[] {
  const states: { state: JsonObject; content: Json | undefined; records: number }[] = [];
  for (const { state } of messages) {
    if (!isObject(state) || !isObject(state.stream) || !isObject(state.sourceStats)) continue;
    const { stream_descriptor: descriptor, stream_state: content } = state.stream;
    if (!isObject(descriptor) || descriptor.name !== stream) continue;
    const records = Number(state.sourceStats.recordCount);
    const last = states.at(-1);
    if (last !== undefined && isDeepStrictEqual(last.content, content)) last.records += records;
    else states.push({ state, content, records });
  }
  const counted = states.filter(({ records }) => records > 0);
  return counted.map(({ state }, index) => ({
    state,
    recordsAfter: counted.slice(index + 1).reduce((sum, { records }) => sum + records, 0),
  }));
}

/** Of few checkpoints the last; of many some of those in the middle. */
export function samplesOf(checkpoints: readonly Checkpoint[], most: number): readonly Checkpoint[] {
  if (checkpoints.length < 3) return checkpoints.slice(-1);
  const middle = checkpoints.slice(1, -1);
  const step = Math.max(1, Math.floor(middle.length / most));
  return middle.filter((_, index) => index % step === 0).slice(0, most);
}

/** A read from a checkpoint gives at least what came after it, and not everything that the whole read gave. */
export function sliceProblems(whole: Messages, { recordsAfter }: Checkpoint, after: Messages): Problems {
  const records = after.filter(({ type }) => type === "RECORD").length;
  return [
    ...problemIf(records < recordsAfter, `${records} records come after the state, and not ${recordsAfter}`),
    ...differentRecordsProblems(whole, after),
  ];
}

/** A state far in the future: nothing to read, and a state all the same. */
export function futureStateProblems(messages: Messages): Problems {
  const records = messages.flatMap(({ record }) => (isObject(record) ? [asText(record.stream)] : []));
  return [
    ...[...new Set(records)].map((stream) => `${stream} has records beyond the future`),
    ...problemIf(!messages.some(({ type }) => type === "STATE"), "no state came"),
  ];
}
