import type { Json, JsonObject } from "../../src/json.ts";

/** A record as the API sends it: fields that are undefined are left out, and do not become null. */
export function recordOf(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const record: Record<string, Json> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined) record[name] = value;
  }
  return record;
}
