import { isObject } from "../json.ts";
import { ConnectorError } from "./errors.ts";
import type { StreamDescriptor, SyncMode } from "./messages.ts";

/** A stream that the user's connection asks for. A sync mode that the protocol does not have is kept for the message. */
export interface ConfiguredStream {
  readonly descriptor: StreamDescriptor;
  readonly syncMode: SyncMode | { readonly unknown: string };
}

/**
 * The streams of a ConfiguredAirbyteCatalog, each once. Only what a source needs is looked at; the rest may be anything.
 * @throws ConnectorError (config_error) when the catalog has no list of named streams.
 */
export function parseConfiguredCatalog(value: unknown): readonly ConfiguredStream[] {
  const streams = isObject(value) ? value.streams : undefined;
  if (!Array.isArray(streams)) {
    throw new ConnectorError("config_error", 'The configured catalog must be an object with a list "streams".');
  }
  const configured = new Map<string, ConfiguredStream>();
  streams.forEach((entry: unknown, index) => {
    const stream = isObject(entry) ? entry.stream : undefined;
    const name = isObject(stream) ? stream.name : undefined;
    if (!isObject(entry) || !isObject(stream) || typeof name !== "string" || name === "") {
      throw new ConnectorError(
        "config_error",
        `The configured catalog has no name at "streams[${index}].stream.name".`,
      );
    }
    const descriptor: StreamDescriptor =
      typeof stream.namespace === "string" && stream.namespace !== ""
        ? { name, namespace: stream.namespace }
        : { name };
    if (!configured.has(name)) configured.set(name, { descriptor, syncMode: syncModeOf(entry.sync_mode) });
  });
  return [...configured.values()];
}

function syncModeOf(value: unknown): ConfiguredStream["syncMode"] {
  if (value === "full_refresh" || value === "incremental") return value;
  return { unknown: typeof value === "string" ? value : JSON.stringify(value ?? null) };
}
