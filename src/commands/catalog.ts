import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asText, isObject, type Json, type JsonObject } from "../base/json.ts";
import { packageRoot } from "../base/package.ts";
import type { CatalogStream } from "../protocol/messages.ts";
import { profileColumn, profileId } from "../streams/profiles.ts";
import type { Stream } from "../streams/stream.ts";
import { cursorOf, trackingColumns } from "../streams/tracking.ts";

/** Returns the JSON schema of a stream's records. Synchronous, because 100 concurrent reads of small files are slower. */
export async function schemaOf(
  stream: Pick<Stream, "name" | "schema" | "primaryKey" | "fields" | "isPerProfile" | "isTracked">,
): Promise<JsonObject> {
  const { name, schema: shared = name, primaryKey, fields, isPerProfile, isTracked } = stream;
  const schema: unknown = JSON.parse(readFileSync(join(packageRoot, "catalog", `${shared}.json`), "utf8"));
  if (!isObject(schema) || !isObject(schema.properties)) throw new Error(`catalog/${shared}.json is not a JSON schema`);
  const declared = Object.entries(schema.properties)
    .filter(([field]) => fields?.includes(field) !== false)
    .map(([field, property]) => [field, primaryKey.includes(field) ? withoutNull(property) : property] as const);
  return {
    ...schema,
    properties: {
      ...(isPerProfile === true ? profileColumn : {}),
      ...Object.fromEntries(declared),
      ...(isTracked === true ? trackingColumns : {}),
    },
  };
}

/** Returns the schema of a key field. Streams with a shared schema differ in their keys. */
function withoutNull(property: Json | undefined): Json | undefined {
  if (!isObject(property) || !Array.isArray(property.type)) return property;
  const [only] = property.type.filter((type) => type !== "null");
  if (only === undefined) return property;
  return { ...property, type: only, description: descriptionOfKey(asText(property.description)) };
}

/** Returns the description of a field as one of the primary key: without the sentence that explains null. */
export function descriptionOfKey(description: string): string {
  return description.replaceAll(/ Null [^.]*\./gu, "");
}

/**
 * Returns a stream's entry in the catalog. Every stream is resumable, and the protocol requires a source-defined cursor
 * for resumable streams.
 */
export async function catalogEntry(stream: Stream): Promise<CatalogStream> {
  const { name, primaryKey, isPerProfile } = stream;
  const key = [...(isPerProfile === true ? [profileId] : []), ...primaryKey];
  const cursor = cursorOf(stream);
  return {
    name,
    json_schema: await schemaOf(stream),
    supported_sync_modes: cursor === undefined ? ["full_refresh"] : ["full_refresh", "incremental"],
    source_defined_cursor: true,
    ...(cursor === undefined ? {} : { default_cursor_field: [cursor] }),
    source_defined_primary_key: key.map((field) => [field]),
    is_resumable: true,
  };
}
