import type { JsonObject } from "../../../src/base/json.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { cursorOf } from "../../../src/streams/tracking.ts";

/** Returns the catalog for Airbyte's tests, which insert the schemas of `discover`: each stream in its richest mode. */
export function configuredCatalog(streams: readonly Stream[]): JsonObject {
  return { streams: streams.map(configuredStream) };
}

function configuredStream({ name, reading, primaryKey }: Stream): JsonObject {
  const key = { source_defined_primary_key: primaryKey.map((field) => [field]) };
  const common = { name, json_schema: {} };
  const cursor = cursorOf({ reading });
  return cursor === undefined
    ? {
        stream: { ...common, supported_sync_modes: ["full_refresh"], ...key },
        sync_mode: "full_refresh",
        destination_sync_mode: "overwrite",
      }
    : {
        stream: {
          ...common,
          supported_sync_modes: ["full_refresh", "incremental"],
          source_defined_cursor: true,
          default_cursor_field: [cursor],
          ...key,
        },
        sync_mode: "incremental",
        destination_sync_mode: "append_dedup",
      };
}
