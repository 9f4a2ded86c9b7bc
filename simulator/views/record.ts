import type { Json, JsonObject } from "../../src/json.ts";

/** Removes undefined fields, which the API omits. */
export function recordOf(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const record: Record<string, Json> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined) record[name] = value;
  }
  return record;
}
