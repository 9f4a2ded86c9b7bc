import { typesOf } from "../../../scripts/compatibility/schema-nodes.ts";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { codes } from "./markdown.ts";

/**
 * Returns the streams with numbers in fields that pandas takes for times because of their names (`convert_dates` of
 * `pandas.read_json`).
 * @param schemas the schemas by stream
 */
export function streamsWithTimeNumbers(schemas: ReadonlyMap<string, JsonObject>): readonly string[] {
  const isTimeNumber = ([name, field]: readonly [string, unknown]) =>
    /_(?:at|time)$|^timestamp|^modified$|^date$/iu.test(name) &&
    isObject(field) &&
    typesOf(field).some((type) => type === "integer" || type === "number");
  return [...schemas].flatMap(([stream, { properties }]) =>
    isObject(properties) && Object.entries(properties).some(isTimeNumber) ? [stream] : [],
  );
}

/** Renders the streams that PyAirbyte can't load into PostgreSQL through pandas. */
export function timeNumbersPart(schemas: ReadonlyMap<string, JsonObject>): string {
  return `${codes(streamsWithTimeNumbers(schemas).toSorted())}.`;
}
