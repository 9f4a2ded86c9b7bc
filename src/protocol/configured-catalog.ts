import { isDeepStrictEqual } from "node:util";
import { isObject } from "../base/json.ts";
import { ConnectorError } from "./errors.ts";
import type { StreamDescriptor, SyncMode } from "./messages.ts";

/** A stream selected in the user's connection. An unknown sync mode is kept for the error message. */
export interface ConfiguredStream {
  readonly descriptor: StreamDescriptor;
  readonly syncMode: SyncMode | { readonly unknown: string };
  /** The cursor of the connection: the selected one, or the source-defined one at the time of setup. */
  readonly cursorField?: string;
  /** The fields that the connection selects, if its schema has any. */
  readonly fields?: readonly string[];
}

/**
 * Returns the streams of a ConfiguredAirbyteCatalog without duplicates. Ignores fields that a source doesn't need.
 * Also accepts the output of `discover`, with or without its message, and then selects all streams, incremental if
 * supported.
 * @throws ConnectorError (config_error) if the catalog has no list of named streams, or different entries for a stream
 */
export function parseConfiguredCatalog(value: unknown): readonly ConfiguredStream[] {
  const streams = streamsIn(value);
  if (!Array.isArray(streams))
    throw new ConnectorError(
      "config_error",
      'Invalid catalog: it must be an object with a list "streams". Pass a configured catalog or the output of discover.',
    );
  const isDiscovered = streams.every((entry: unknown) => isObject(entry) && !("stream" in entry) && "name" in entry);
  const configured = new Map<string, ConfiguredStream>();
  streams.forEach((entry: unknown, index) => {
    const wrapped = isObject(entry) ? entry.stream : undefined;
    const stream = isDiscovered ? entry : wrapped;
    const name = isObject(stream) ? stream.name : undefined;
    if (!isObject(entry) || !isObject(stream) || typeof name !== "string" || name === "")
      throw new ConnectorError("config_error", `Invalid catalog: "streams[${index}].stream.name" is missing.`);
    const descriptor: StreamDescriptor =
      typeof stream.namespace === "string" && stream.namespace !== ""
        ? { name, namespace: stream.namespace }
        : { name };
    const { supported_sync_modes: modes } = stream;
    const richest = Array.isArray(modes) && modes.includes("incremental") ? "incremental" : "full_refresh";
    const syncMode = isDiscovered ? richest : syncModeOf(entry.sync_mode);
    const cursorField = firstOf(entry.cursor_field) ?? firstOf(stream.default_cursor_field);
    const cursor = cursorField === undefined ? {} : { cursorField };
    const properties = isObject(stream.json_schema) ? stream.json_schema.properties : undefined;
    const fields = isObject(properties) ? { fields: Object.keys(properties) } : {};
    const before = configured.get(name);
    if (before !== undefined && !isDeepStrictEqual([before.descriptor, before.syncMode], [descriptor, syncMode]))
      throw new ConnectorError(
        "config_error",
        `Invalid catalog: stream ${name} has several entries, which differ in namespace or sync mode. Keep one of them.`,
      );
    configured.set(name, { descriptor, syncMode, ...cursor, ...fields });
  });
  return [...configured.values()];
}

/** Returns the streams of the last catalog. */
function streamsIn(value: unknown): unknown {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  const catalog = isObject(last) && isObject(last.catalog) ? last.catalog : last;
  return isObject(catalog) ? catalog.streams : undefined;
}

/** Returns the name of a top-level field, which the protocol writes as a list of one. */
function firstOf(path: unknown): string | undefined {
  const first: unknown = Array.isArray(path) ? path[0] : undefined;
  return typeof first === "string" ? first : undefined;
}

function syncModeOf(value: unknown): ConfiguredStream["syncMode"] {
  if (value === "full_refresh" || value === "incremental") return value;
  return { unknown: (typeof value === "string" ? value : JSON.stringify(value ?? null)).slice(0, 100) };
}
