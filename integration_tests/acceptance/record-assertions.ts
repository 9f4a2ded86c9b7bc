import { Ajv } from "ajv";
import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";
import { keysOf, schemaOf } from "./catalog-assertions.ts";
import { type Problems, problemIf } from "./problems.ts";
import { propertiesOf, schemaNodes, variantsOf } from "./schema-nodes.ts";

/** Each looks at the records of one stream: their `data`, and the stream as `discover` gave it. */
type Records = readonly JsonObject[];

const day = /^\d{4}-\d{2}-\d{2}$/u;
const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$/u;

/** A day that there is: not the 31st of February, nor the 1st of month 13. */
function isDay(text: string): boolean {
  const milliseconds = day.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  return time.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(`1970-01-01T${text.slice(11, 19)}Z`));
}

/** Types and formats; and that a record has at least one field of its schema. */
export function schemaProblems(stream: JsonObject, records: Records): Problems {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { date: isDay, "date-time": isTime } });
  const schema = schemaOf(stream);
  const fits = ajv.compile(schema);
  const declared = Object.keys(propertiesOf(schema));
  const problems = records.flatMap((record) => [
    ...(fits(record) ? [] : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)),
    ...problemIf(!declared.some((name) => name in record), ": a record has no field of its schema"),
  ]);
  return [...new Set(problems)].map((problem) => `${asText(stream.name)}${problem}`);
}

/** Fields that the schema does not declare, at any depth. What has no properties declared may hold anything. */
export function extraColumnProblems(stream: JsonObject, records: Records): Problems {
  const extra = new Set(records.flatMap((record) => undeclared(record, schemaOf(stream), "")));
  return [...extra].map((path) => `${asText(stream.name)}${path} is not in the schema`);
}

function undeclared(value: Json | undefined, schema: JsonObject, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isObject(items) ? value.flatMap((item: Json) => undeclared(item, items, `${path}/items`)) : [];
  }
  if (!isObject(value)) return [];
  const declared = Object.assign({}, ...[schema, ...variantsOf(schema)].map(propertiesOf));
  if (Object.keys(declared).length === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in declared ? undeclared(inner, declared[name], `${path}/${name}`) : [`${path}/${name}`],
  );
}

/** No part of a key is an object or a list, and not all of them are null. */
export function recordKeyProblems(stream: JsonObject, records: Records): Problems {
  const keys = keysOf(stream);
  const name = asText(stream.name);
  return records.flatMap((record) => {
    const parts = keys.map((path) => valueAt(record, path));
    return [
      ...problemIf(
        parts.some((part) => typeof part === "object" && part !== null),
        `${name}: a part of a key is no single value`,
      ),
      ...problemIf(
        keys.length > 0 && parts.every((part) => part === null || part === undefined),
        `${name}: a record has no key`,
      ),
    ];
  });
}

/** Fields that no record has a value for. */
export function dataPointProblems(stream: JsonObject, records: Records): Problems {
  const seen = new Set(records.flatMap((record) => filled(record, "")));
  return schemaNodes(schemaOf(stream))
    .filter(({ name, path }) => name !== undefined && !seen.has(path))
    .map(({ path }) => `${asText(stream.name)}${path} is null in every record`);
}

function filled(value: Json | undefined, path: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [path, ...value.flatMap((item: Json) => filled(item, `${path}/items`))];
  if (!isObject(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => filled(inner, `${path}/${name}`))];
}

/** The streams without a record, but for those that are expected to have none; those must have none. */
export function emptyStreamProblems(
  names: readonly string[],
  empty: readonly string[],
  records: ReadonlyMap<string, Records>,
): Problems {
  const count = (name: string) => records.get(name)?.length ?? 0;
  return [
    ...problemIf(
      [...records.values()].every(({ length }) => length === 0),
      "there is no record at all",
    ),
    ...names.filter((name) => !empty.includes(name) && count(name) === 0).map((name) => `${name} has no record`),
    ...names
      .filter((name) => empty.includes(name) && count(name) > 0)
      .map((name) => `${name} is called empty and has ${count(name)} records`),
  ];
}

/** The value at a path of a record. */
export function valueAt(record: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), record);
}
