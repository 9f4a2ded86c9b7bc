import { isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { conformTo } from "../../../records/conform.ts";
import { textsIn } from "../page.ts";
import { count, type Judges } from "./finding.ts";

/** The number of rows that show something. An undeclared name must be in so many, and in most. */
const minRows = 10;
/** An undeclared name that can be shared: a word, and no ID. */
const isWord = (name: string) => /^[a-z][a-z0-9_]{1,39}$/u.test(name) && !/\d{3}/u.test(name);

/** Returns the undeclared names in a row, inside of objects with declared members. */
function undeclaredIn(value: Json | undefined, { items, properties }: JsonObject): readonly string[] {
  if (Array.isArray(value)) return isObject(items) ? value.flatMap((item: Json) => undeclaredIn(item, items)) : [];
  if (!isObject(value) || !isObject(properties) || Object.keys(properties).length === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const declared = properties[name];
    return isObject(declared) ? undeclaredIn(inner, declared) : [name];
  });
}

function typeName(value: Json | undefined): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Returns whether a value and all in it have their declared types. */
function isTyped(value: Json | undefined, { type, items, properties }: JsonObject): boolean {
  const actual = typeName(value);
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
    return count(cases, minRows, "few_rows", [...fields]);
  },
  S2: (sample) => {
    // A key of a map can be a value of the user's.
    const values = textsIn(sample.pages.map(({ body }) => body));
    const found = new Set<string>();
    const cases = [...sample.schemas].flatMap(([operation, schema]) => {
      const names = sample.rows(operation).map((row) => new Set(undeclaredIn(row, schema)));
      const all = new Set(names.flatMap((each) => [...each]));
      const isShared = (name: string) => {
        const rows = names.filter((each) => each.has(name)).length;
        return rows >= minRows && rows > names.length / 2 && isWord(name) && !values.has(name);
      };
      for (const name of all) if (isShared(name)) found.add(name);
      return names.map((each) => ![...each].some((name) => found.has(name)));
    });
    return count(cases, minRows, "few_rows", [...found].toSorted());
  },
} as const satisfies Judges;
