import { isObject, type JsonObject } from "../base/json.ts";
import { ConnectorError } from "./errors.ts";

/**
 * Returns the last state of each stream. Accepts a list of STREAM messages (bare, or wrapped like the output of a read), a
 * single one or its content, or the state of a connection, as Airbyte's web app and API show it. Omits streams whose state is null.
 * @throws ConnectorError (config_error) for anything else
 */
export function parseInputState(value: unknown): ReadonlyMap<string, JsonObject> {
  const states = new Map<string, JsonObject>();
  messagesIn(value).forEach((message, index) => {
    const where = Array.isArray(value) ? `[${index}]` : "state";
    const stream = streamIn(message);
    if (stream === undefined) throw invalid(`${where} is not the state of a stream`);
    const { stream_descriptor: inProtocol, streamDescriptor: inApi } = stream;
    const descriptor = inProtocol ?? inApi;
    const name = isObject(descriptor) ? descriptor.name : undefined;
    if (typeof name !== "string") throw invalid(`${where}.stream_descriptor.name is missing`);
    const state = stream.stream_state ?? stream.streamState ?? null;
    if (state === null) states.delete(name);
    else if (isObject(state)) states.set(name, state);
    else throw invalid(`${where}.stream_state must be an object or null`);
  });
  return states;
}

/** Returns the messages in a file. An empty object is the state of a connection that has none. */
function messagesIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined || (isObject(value) && Object.keys(value).length === 0)) return [];
  if (!isObject(value)) throw invalid("it must be a list of state messages or an object");
  if (typeof value.stateType !== "string") return [value];
  return Array.isArray(value.streamState) ? value.streamState : [];
}

/** Returns the content of a message, which can be wrapped. Airbyte's API has its names in camel case. */
function streamIn(message: unknown): JsonObject | undefined {
  if (!isObject(message)) return undefined;
  const { type, state, stream } = message;
  if (isObject(state) && type === "STATE") return streamIn(state);
  if (isObject(stream)) return stream;
  return "stream_descriptor" in message || "streamDescriptor" in message ? message : undefined;
}

function invalid(what: string): ConnectorError {
  return new ConnectorError("config_error", `Invalid state: ${what}.`);
}
