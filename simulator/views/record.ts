import type { Json, JsonObject } from "../../src/json.ts";

/** A record as the API sends it: fields that are undefined are left out, and do not become null. */
export function recordOf(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
