import { isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { conformTo } from "../../../records/conform.ts";
import { count, type Judges } from "./finding.ts";

/** Returns whether a value and all in it have their declared types. */
function isTyped(value: Json | undefined, { type, items, properties }: JsonObject): boolean {
  const actual = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const allowed = [type].flat();
  const isAllowed = allowed.includes(actual) || (allowed.includes("integer") && Number.isInteger(value));
  if (type !== undefined && value !== undefined && !isAllowed) return false;
  if (Array.isArray(value)) return !isObject(items) || value.every((item: Json) => isTyped(item, items));
  const declared = isObject(properties) ? Object.entries(properties) : [];
  return !isObject(value) || declared.every(([name, inner]) => !isObject(inner) || isTyped(value[name], inner));
}

/** Judges of the fields of rows. */
export const judgesOfFields = {
  S1: (sample) => {
    const fields = new Set<string>();
    const cases = [...sample.schemas].flatMap(([operation, { properties = {} }]) => {
      const declared = isObject(properties) ? Object.entries(properties) : [];
      const conform = conformTo({ properties });
      return sample.rows(operation).map((row) => {
        const record = conform(structuredClone({ ...row }));
        const wrong = declared.filter(([name, schema]) => isObject(schema) && !isTyped(record[name], schema));
        for (const [name] of wrong) fields.add(name);
        return wrong.length === 0;
      });
    });
    return count(cases, 10, "few_rows", [...fields]);
  },
} as const satisfies Judges;
