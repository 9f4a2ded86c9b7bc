import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { ConnectorError } from "./errors.ts";

/** A stream's state in the input and its path there. Null resets the stream. */
interface Entry {
  readonly name: string;
  readonly state: unknown;
  readonly where: string;
}

/**
 * Returns the last state of each stream. Accepts every form of `--state`: a list of STREAM or GLOBAL messages (bare, or
 * wrapped like the output of a read), a single one or its content, a LEGACY message, or a bare object of state by stream,
 * as old platforms pass it. Omits streams whose state is null.
 * @throws ConnectorError (config_error) for anything else
 */
export function parseInputState(value: unknown): ReadonlyMap<string, JsonObject> {
  const states = new Map<string, JsonObject>();
  for (const { name, state, where } of entriesOf(value)) {
    if (state === null || state === undefined) states.delete(name);
    else if (isObject(state)) states.set(name, state);
    else throw invalid(`${where} must be an object or null`);
  }
  return states;
}

function entriesOf(value: unknown): readonly Entry[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((message: unknown, index) => ofMessage(message, `[${index}]`));
  if (!isObject(value))
    throw new ConnectorError("config_error", "Invalid state: it must be a list of state messages or an object.");
  return isMessage(value) ? ofMessage(value, "state") : ofLegacy(value, "");
}

/** Returns whether an object is a message and not a bare object of state by stream, which might have a stream `stream`. */
function isMessage({ type, global, data, stream, stream_descriptor: descriptor }: JsonObject): boolean {
  return (
    typeof type === "string" ||
    isObject(global) ||
    isObject(data) ||
    isObject(descriptor) ||
    (isObject(stream) && isObject(stream.stream_descriptor))
  );
}

function ofMessage(message: unknown, where: string): readonly Entry[] {
  if (!isObject(message)) throw invalid(`${where} must be an object`);
  const { type, state, global, stream, data } = message;
  if (isObject(state) && type === "STATE") return ofMessage(state, `${where}.state`);
  if (isObject(global)) return ofGlobal(global, `${where}.global`);
  if (isObject(stream)) return [ofStream(stream, `${where}.stream`)];
  if (isObject(message.stream_descriptor)) return [ofStream(message, where)];
  if (isObject(data)) return ofLegacy(data, `${where}.data.`);
  throw invalid(`${where} is neither a STREAM, a GLOBAL nor a LEGACY state`);
}

function ofGlobal({ stream_states: streams }: JsonObject, where: string): readonly Entry[] {
  if (!Array.isArray(streams)) return [];
  return streams.map((stream: unknown, index) => ofStream(stream, `${where}.stream_states[${index}]`));
}

function ofStream(stream: unknown, where: string): Entry {
  const { stream_descriptor: descriptor, stream_state: state }: JsonObject = isObject(stream) ? stream : {};
  if (!isObject(descriptor) || typeof descriptor.name !== "string") {
    throw invalid(`${where}.stream_descriptor.name is missing`);
  }
  return { name: descriptor.name, state, where: `${where}.stream_state` };
}

function ofLegacy(states: JsonObject, where: string): readonly Entry[] {
  return Object.entries(states).map(([name, state]) => ({ name, state, where: `${where}${name}` }));
}

function invalid(what: string): ConnectorError {
  return new ConnectorError("config_error", `Invalid state: ${what}.`);
}
