import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { ConnectorError } from "./errors.ts";

/**
 * The last state of each stream, from whatever `--state` holds: a list of STREAM or GLOBAL messages (bare, or wrapped
 * as they came out of a read), a single one, a LEGACY message, or the bare object of old platforms, stream -> state.
 * A stream whose state is null is left out: it starts anew.
 * @throws ConnectorError (config_error) for anything else.
 */
export function parseInputState(value: unknown): ReadonlyMap<string, JsonObject> {
  const states = new Map<string, JsonObject>();
  const set = (name: string, state: unknown, where: string) => {
    if (state === null || state === undefined) states.delete(name);
    else if (isObject(state)) states.set(name, state);
    else throw new ConnectorError("config_error", `The state is not understood: ${where} must be an object or null.`);
  };
  const addStream = (entry: unknown, where: string) => {
    const descriptor = isObject(entry) ? entry.stream_descriptor : undefined;
    if (!isObject(entry) || !isObject(descriptor) || typeof descriptor.name !== "string") {
      throw new ConnectorError(
        "config_error",
        `The state is not understood: ${where}.stream_descriptor.name is missing.`,
      );
    }
    set(descriptor.name, entry.stream_state, `${where}.stream_state`);
  };
  const addLegacy = (data: JsonObject, where: string) => {
    for (const [name, state] of Object.entries(data)) set(name, state, `${where}${name}`);
  };
  const addMessage = (entry: unknown, where: string) => {
    if (!isObject(entry))
      throw new ConnectorError("config_error", `The state is not understood: ${where} must be an object.`);
    if (isObject(entry.state) && entry.type === "STATE") {
      addMessage(entry.state, `${where}.state`);
    } else if (isObject(entry.global)) {
      const streams = entry.global.stream_states;
      if (Array.isArray(streams)) {
        streams.forEach((stream: unknown, index) => {
          addStream(stream, `${where}.global.stream_states[${index}]`);
        });
      }
    } else if (isObject(entry.stream)) {
      addStream(entry.stream, `${where}.stream`);
    } else if (isObject(entry.data)) {
      addLegacy(entry.data, `${where}.data.`);
    } else {
      throw new ConnectorError(
        "config_error",
        `The state is not understood: ${where} is neither a STREAM, a GLOBAL nor a LEGACY state.`,
      );
    }
  };

  if (Array.isArray(value)) {
    value.forEach((entry: unknown, index) => {
      addMessage(entry, `[${index}]`);
    });
  } else if (isObject(value)) {
    const isMessage =
      typeof value.type === "string" ||
      isObject(value.global) ||
      isObject(value.data) ||
      (isObject(value.stream) && isObject(value.stream.stream_descriptor));
    if (isMessage) addMessage(value, "state");
    else addLegacy(value, "");
  } else if (value !== null && value !== undefined) {
    throw new ConnectorError("config_error", "The state must be a list of state messages or an object.");
  }
  return states;
}
