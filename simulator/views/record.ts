import type { Json, JsonObject } from "../json.ts";
import { hash } from "../random.ts";

/** Removes undefined fields, which the API omits. */
export function recordOf(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const record: Record<string, Json> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined) record[name] = value;
  }
  return record;
}

/** Returns a choice, fixed per entity and field, to vary missing, null, and empty values as in live records. */
export function choice(
  entity: { readonly id: string },
  field: string,
  ...choices: readonly (Json | undefined)[]
): Json | undefined {
  return choices[hash(`${entity.id} ${field}`) % choices.length];
}
