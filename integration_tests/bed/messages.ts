import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { asText, isObject } from "../../src/base/json.ts";

type Messages = readonly JsonObject[];

/** Returns the records of each stream, in order. */
export function recordsOf(messages: Messages): ReadonlyMap<string, readonly JsonObject[]> {
  const records = new Map<string, JsonObject[]>();
  for (const { record } of messages) {
    if (!isObject(record) || typeof record.stream !== "string" || !isObject(record.data)) continue;
    const list = records.get(record.stream) ?? [];
    records.set(record.stream, list);
    list.push(record.data);
  }
  return records;
}

/** Returns the last STATE of each stream, which the platform passes to the next read. */
export function lastStates(messages: Messages, before: Messages = []): readonly JsonObject[] {
  const states = new Map<string, JsonObject>();
  for (const state of [...before, ...messages.map((message) => message.state)]) {
    if (!isObject(state) || !isObject(state.stream) || !isObject(state.stream.stream_descriptor)) continue;
    states.set(asText(state.stream.stream_descriptor.name), state);
  }
  return [...states.values()];
}

/**
 * Returns the number of records after the last STATE of each stream, which the next read repeats; no stream without any.
 * @throws AssertionError if a STATE doesn't count the records before it
 */
export function uncoveredOf(messages: Messages): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  for (const { record, state } of messages) {
    if (isObject(record)) open.set(asText(record.stream), (open.get(asText(record.stream)) ?? 0) + 1);
    const about = isObject(state) && isObject(state.stream) ? state.stream.stream_descriptor : undefined;
    if (!isObject(about)) continue;
    const counted = isObject(state) && isObject(state.sourceStats) ? state.sourceStats.recordCount : undefined;
    assert.equal(counted, open.get(asText(about.name)) ?? 0, `${asText(about.name)}: records of a STATE`);
    open.delete(asText(about.name));
  }
  return open;
}

/** Returns the statuses of each stream, in order. */
export function statusesOf(messages: Messages): ReadonlyMap<string, readonly string[]> {
  const statuses = new Map<string, string[]>();
  for (const { trace } of messages) {
    const status = isObject(trace) ? trace.stream_status : undefined;
    if (!isObject(status) || !isObject(status.stream_descriptor)) continue;
    const name = asText(status.stream_descriptor.name);
    const list = statuses.get(name) ?? [];
    statuses.set(name, list);
    list.push(asText(status.status));
  }
  return statuses;
}

/** Returns each stream's outcome: `COMPLETE`, or the failure type of INCOMPLETE. */
export function endsOf(messages: Messages): ReadonlyMap<string, string> {
  const failures = new Map(
    errorsOf(messages).map(({ stream_descriptor: about, failure_type: type }) => [
      isObject(about) ? asText(about.name) : "",
      asText(type),
    ]),
  );
  return new Map(
    [...statusesOf(messages)].map(([stream, statuses]) => {
      const complete = statuses.at(-1) === "COMPLETE";
      return [stream, complete ? "COMPLETE" : (failures.get(stream) ?? "INCOMPLETE without an error")];
    }),
  );
}

/** Returns the contents of ERROR traces. */
export function errorsOf(messages: Messages): readonly JsonObject[] {
  return messages.flatMap(({ trace }) => (isObject(trace) && isObject(trace.error) ? [trace.error] : []));
}

/** Returns the messages of LOG lines, of all levels or one. */
export function logsOf(messages: Messages, level?: string): readonly string[] {
  return messages.flatMap(({ log }) =>
    isObject(log) && (level === undefined || log.level === level) ? [asText(log.message)] : [],
  );
}

/** Returns the streams in a CATALOG message. */
export function streamsOf(messages: Messages): readonly JsonObject[] {
  return messages.flatMap(({ catalog }) =>
    isObject(catalog) && Array.isArray(catalog.streams) ? catalog.streams.filter(isObject) : [],
  );
}

/** Returns a configured catalog of discovered streams, each in its richest mode or all in one mode. */
export function configure(streams: readonly JsonObject[], mode?: "full_refresh"): JsonObject {
  return {
    streams: streams.map((stream) => {
      const modes = Array.isArray(stream.supported_sync_modes) ? stream.supported_sync_modes : [];
      return {
        stream,
        sync_mode: mode ?? (modes.includes("incremental") ? "incremental" : "full_refresh"),
        destination_sync_mode: "append",
        cursor_field: null,
        primary_key: null,
      };
    }),
  };
}
