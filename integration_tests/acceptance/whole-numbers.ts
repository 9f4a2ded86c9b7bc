import { parse } from "lossless-json";
import { isObject, type Json, type JsonObject } from "../../src/json.ts";
import type { Problems } from "./problems.ts";
import { propertiesOf, typesOf } from "./schema-nodes.ts";

/** How a number is written, where JSON.parse would hide it. */
class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Whole numbers that are written as fractions (`1.0`, `1e3`), which strict readers do not take for integers.
 * @param schemas the schemas of the streams by their names
 * @param output the lines of a read
 */
export function wholeNumberProblems(schemas: ReadonlyMap<string, JsonObject>, output: string): Problems {
  return output
    .split("\n")
    .filter((line) => line.startsWith('{"type":"RECORD"') && /[:,[]-?\d+(?:\.0+(?!\d)|(?:\.\d+)?[eE])/u.test(line))
    .flatMap((line) => {
      const message: unknown = parse(line, undefined, (text) => new WrittenNumber(text));
      if (!isObject(message) || !isObject(message.record)) return [];
      const { stream, data } = message.record;
      return typeof stream === "string" ? fractions(data, schemas.get(stream) ?? {}, stream) : [];
    });
}

function fractions(value: unknown, schema: JsonObject, path: string): Problems {
  if (value instanceof WrittenNumber) {
    const types: readonly Json[] = typesOf(schema);
    const isInteger = types.includes("integer") && !types.includes("number");
    return isInteger && !/^-?\d+$/u.test(value.text) ? [`${path} is ${value.text}, and no integer`] : [];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return value.flatMap((item: unknown) => fractions(item, isObject(items) ? items : {}, path));
  }
  if (!isObject(value)) return [];
  const fields = propertiesOf(schema);
  return Object.entries(value).flatMap(([name, inner]) => fractions(inner, fields[name] ?? {}, `${path}/${name}`));
}
