import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { type Problems, problemIf } from "./problems.ts";

/** A stream, as messages name it: CAT tells streams apart by namespace and name. */
function descriptorOf(value: unknown): string {
  return isObject(value) ? `${asText(value.namespace) || "None"}-${asText(value.name)}` : "";
}

/**
 * Every stream of the catalog, and no other, is first STARTED, then RUNNING at least once, and last COMPLETE.
 * @param streams those of the configured catalog
 */
export function streamStatusProblems(streams: readonly JsonObject[], messages: readonly JsonObject[]): Problems {
  const statuses = new Map<string, string[]>();
  for (const { trace } of messages) {
    if (!isObject(trace) || !isObject(trace.stream_status)) continue;
    const name = descriptorOf(trace.stream_status.stream_descriptor);
    statuses.set(name, [...(statuses.get(name) ?? []), asText(trace.stream_status.status)]);
  }
  const names = streams.map(descriptorOf);
  return [
    ...names.filter((name) => !statuses.has(name)).map((name) => `${name} has no status`),
    ...[...statuses.keys()].filter((name) => !names.includes(name)).map((name) => `${name} is not in the catalog`),
    ...[...statuses].flatMap(([name, each]) => [
      ...problemIf(each.length < 3, `${name} has ${each.length} statuses`),
      ...problemIf(each[0] !== "STARTED", `${name} is first ${each[0]}`),
      ...problemIf(each.at(-1) !== "COMPLETE", `${name} is last ${each.at(-1)}`),
      ...problemIf(
        each.slice(1, -1).some((status) => status !== "RUNNING"),
        `${name} is ${each.join(", ")}`,
      ),
    ]),
  ];
}

/** At least one state a stream, none of the old kind, each with the number of its records. */
export function stateMessageProblems(streams: readonly JsonObject[], messages: readonly JsonObject[]): Problems {
  const states = messages.flatMap(({ state }) => (isObject(state) ? [state] : []));
  return [
    ...problemIf(states.length < streams.length, `${states.length} states of ${streams.length} streams`),
    ...states.flatMap((state) => [
      ...problemIf(state.type !== "STREAM" && state.type !== "GLOBAL", "a state is of the type LEGACY"),
      ...problemIf(
        !isObject(state.sourceStats) || typeof state.sourceStats.recordCount !== "number",
        "a state does not say how many records it covers",
      ),
    ]),
  ];
}

/** The result of a check: one status, the one that was expected. */
export function connectionStatusProblems(expected: "SUCCEEDED" | "FAILED", messages: readonly JsonObject[]): Problems {
  const found = messages.flatMap(({ connectionStatus: status }) => (isObject(status) ? [asText(status.status)] : []));
  return problemIf(
    found.length !== 1 || found[0] !== expected,
    `the status is ${found.join(", ")} and not ${expected}`,
  );
}

/** A check that ends in an exception: one trace in all, an error with a message. */
export function exceptionProblems(messages: readonly JsonObject[]): Problems {
  const traces = messages.flatMap(({ trace }) => (isObject(trace) ? [trace] : []));
  const [trace] = traces;
  return [
    ...problemIf(traces.length !== 1, `${traces.length} messages are traces`),
    ...problemIf(!isObject(trace?.error) || !trace.error.message, "the trace is no error with a message"),
  ];
}

/** A read that cannot be done tells so. */
export function traceOnFailureProblems(messages: readonly JsonObject[]): Problems {
  const errors = messages.filter(({ trace }) => isObject(trace) && trace.type === "ERROR" && isObject(trace.error));
  return problemIf(errors.length === 0, "the read failed without an ERROR trace");
}
