import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isObject, type JsonObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { streamsOf } from "../messages.ts";
import { type AccountConnector, accountConfig } from "./account.ts";

/** A file of the project, as text. */
export function projectFile(path: string): string {
  return readFileSync(join(packageRoot, path), "utf8");
}

/** A file of the project that holds a JSON object. */
export function jsonFile(path: string): JsonObject {
  const value: unknown = JSON.parse(projectFile(path));
  if (!isObject(value)) throw new TypeError(`${path} holds no object`);
  return value;
}

/** The configuration of a `config_path`; below `secrets/` it is the account's, which no file holds. */
export function configAt(path: string): JsonObject {
  return path.startsWith("secrets/") ? accountConfig : jsonFile(path);
}

/** The streams that `discover` offers for a configuration. */
export async function discover(connector: AccountConnector, config: JsonObject): Promise<readonly JsonObject[]> {
  return streamsOf((await connector.run("discover", { config })).messages);
}

/**
 * The configured streams of a `configured_catalog_path`, each with the stream that `discover` gives in place of the one
 * in the file, and without those that are not discovered. Every discovered stream, when there is no such path.
 */
export function configuredStreams(path: string | undefined, discovered: readonly JsonObject[]): readonly JsonObject[] {
  const offered = new Map(discovered.map((stream) => [stream.name, stream]));
  if (path === undefined) return discovered.map((stream) => ({ stream, destination_sync_mode: "append" }));
  const { streams } = jsonFile(path);
  if (!Array.isArray(streams)) throw new TypeError(`${path} is no configured catalog`);
  return streams.filter(isObject).flatMap((configured) => {
    const stream = isObject(configured.stream) ? offered.get(configured.stream.name) : undefined;
    return stream === undefined ? [] : [{ ...configured, stream }];
  });
}

/** Configured streams in one sync mode, with nulls where CAT leaves something open. */
export function inMode(mode: string, configured: readonly JsonObject[]): JsonObject {
  return {
    streams: configured.map((each) => ({
      cursor_field: null,
      primary_key: null,
      generation_id: null,
      minimum_generation_id: null,
      sync_id: null,
      ...each,
      sync_mode: mode,
    })),
  };
}

/** Whether a stream, or one of a configured catalog, can be read incrementally. */
export function isIncremental(stream: JsonObject): boolean {
  const { supported_sync_modes: modes } = isObject(stream.stream) ? stream.stream : stream;
  return Array.isArray(modes) && modes.includes("incremental");
}

/** The `data` of `metadata.yaml`. */
export function metadata(): JsonObject {
  const value: unknown = parse(projectFile("metadata.yaml"));
  if (!isObject(value) || !isObject(value.data)) throw new TypeError("metadata.yaml holds no data");
  return value.data;
}
