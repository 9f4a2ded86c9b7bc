import type { JsonObject } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { ConnectorError } from "./errors.ts";

/** A stream's state in the input and its path there. Null resets the stream. */
interface Entry {
  readonly name: string;
  readonly state: unknown;
  readonly where: string;
}

/**
 * Returns the last state of each stream. Accepts every form of `--state`: a list of STREAM or GLOBAL messages (bare, or
 * wrapped like the output of a read), a single one or its content, a LEGACY message, a bare object of state by stream, as old
 * platforms pass it, or the state of a connection, as Airbyte's web app and API show it. Omits streams whose state is null.
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
  if (typeof value.stateType === "string") return ofConnection(value);
  return isMessage(value) ? ofMessage(value, "state") : ofLegacy(value, "");
}

/** Returns whether an object is a message and not a bare object of state by stream, which might have a stream `stream`. */
function isMessage({ type, global, data, stream, ...content }: JsonObject): boolean {
  return (
    typeof type === "string" ||
    isObject(global) ||
    isObject(data) ||
    isObject(descriptorIn(content)) ||
    (isObject(stream) && isObject(descriptorIn(stream)))
  );
}

/** Returns the descriptor of a stream. Airbyte's API has its names in camel case. */
function descriptorIn({ stream_descriptor: inProtocol, streamDescriptor: inApi }: JsonObject) {
  return inProtocol ?? inApi;
}

/** Returns the entries in the state of a connection, as Airbyte's API returns it. */
function ofConnection({ streamState: streams, globalState: global, state }: JsonObject): readonly Entry[] {
  if (isObject(state)) return ofLegacy(state, "state.");
  return isObject(global)
    ? ofStreams(global.streamStates, "globalState.streamStates")
    : ofStreams(streams, "streamState");
}

function ofMessage(message: unknown, where: string): readonly Entry[] {
  if (!isObject(message)) throw invalid(`${where} must be an object`);
  const { type, state, global, stream, data } = message;
  if (isObject(state) && type === "STATE") return ofMessage(state, `${where}.state`);
  if (isObject(global)) return ofStreams(global.stream_states, `${where}.global.stream_states`);
  if (isObject(stream)) return [ofStream(stream, `${where}.stream`)];
  if (isObject(descriptorIn(message))) return [ofStream(message, where)];
  if (isObject(data)) return ofLegacy(data, `${where}.data.`);
  throw invalid(`${where} is neither a STREAM, a GLOBAL nor a LEGACY state`);
}

function ofStreams(streams: unknown, where: string): readonly Entry[] {
  if (!Array.isArray(streams)) return [];
  return streams.map((stream: unknown, index) => ofStream(stream, `${where}[${index}]`));
}

function ofStream(stream: unknown, where: string): Entry {
  const content = isObject(stream) ? stream : {};
  const descriptor = descriptorIn(content);
  const state = content.stream_state ?? content.streamState;
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
