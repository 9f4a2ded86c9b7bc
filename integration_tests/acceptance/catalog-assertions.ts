import { Ajv } from "ajv";
import { asText, isObject, isStringArray, type Json, type JsonObject } from "../../src/json.ts";
import { type Problems, problemIf, repeated } from "./problems.ts";
import { keywordsOf, propertiesOf, schemaNodes, typesOf } from "./schema-nodes.ts";

/** Each looks at the streams of a catalog message. The names are those of CAT's tests. */
type Streams = readonly JsonObject[];

export function catalogProblems(messages: readonly JsonObject[], streams: Streams): Problems {
  const catalogs = messages.filter(({ type }) => type === "CATALOG").length;
  return [
    ...problemIf(catalogs !== 1, `${catalogs} messages are catalogs`),
    ...problemIf(streams.length === 0, "the catalog is empty"),
    ...repeated(streams.map(({ name }) => asText(name))).map((name) => `two streams are called ${name}`),
  ];
}

export function jsonSchemaProblems(streams: Streams): Problems {
  const ajv = new Ajv({ strict: false });
  return eachSchema(streams, (name, schema) =>
    problemIf(ajv.validateSchema(schema) !== true, `${name} has no valid schema of draft 7: ${ajv.errorsText()}`),
  );
}

export function definedCursorProblems(streams: Streams): Problems {
  return eachSchema(streams, (name, schema, { default_cursor_field: cursor }) => {
    if (!Array.isArray(cursor) || cursor.length === 0) return [];
    return problemIf(fieldAt(schema, cursor) === undefined, `${name} has no field ${cursor.join(".")}, its cursor`);
  });
}

export function definedReferenceProblems(streams: Streams): Problems {
  return keywordProblems(streams, "$ref");
}

/** For `$ref`, `allOf` and `not`, which destinations do not follow. */
export function keywordProblems(streams: Streams, keyword: string): Problems {
  return eachSchema(streams, (name, schema) =>
    keywordsOf(schema)
      .filter(({ key }) => key === keyword)
      .map(({ path }) => `${name}${path}: no stream may have ${keyword}`),
  );
}

export function primaryKeyProblems(streams: Streams): Problems {
  return eachSchema(streams, (name, schema, stream) =>
    keysOf(stream).flatMap((path) =>
      problemIf(fieldAt(schema, path) === undefined, `${name} has no field ${path.join(".")}`),
    ),
  );
}

const scalar: readonly Json[] = ["string", "integer", "number", "boolean", "null"];

export function primaryKeyTypeProblems(streams: Streams): Problems {
  return eachSchema(streams, (name, schema, stream) =>
    keysOf(stream).flatMap((path) => {
      const types = typesOf(fieldAt(schema, path) ?? {});
      return problemIf(
        types.some((type) => !scalar.includes(type)),
        `${name}: the key ${path.join(".")} is no single value`,
      );
    }),
  );
}

export function syncModeProblems(streams: Streams): Problems {
  return streams.flatMap(({ name, supported_sync_modes: modes }) =>
    problemIf(!isStringArray(modes) || modes.length === 0, `${asText(name)} has no sync mode`),
  );
}

export function additionalPropertiesProblems(streams: Streams): Problems {
  return eachSchema(streams, (name, schema) =>
    keywordsOf(schema)
      .filter(({ key, value }) => key === "additionalProperties" && value !== true)
      .map(({ path }) => `${name}${path} is not true`),
  );
}

const dataTypes: readonly Json[] = [...scalar, "object", "array"];
const formats: readonly (Json | undefined)[] = [undefined, "date", "date-time", "time"];
const airbyteTypes: readonly (Json | undefined)[] = [
  undefined,
  "timestamp_with_timezone",
  "timestamp_without_timezone",
  "integer",
];

export function dataTypeProblems(streams: Streams): Problems {
  return eachSchema(streams, (name, schema) =>
    schemaNodes(schema).flatMap(({ path, schema: node }) => [
      ...problemIf(
        typesOf(node).some((type) => !dataTypes.includes(type)),
        `${name}${path} has a type that Airbyte does not know`,
      ),
      ...problemIf(!formats.includes(node.format), `${name}${path} has the format ${asText(node.format)}`),
      ...problemIf(
        !airbyteTypes.includes(node.airbyte_type),
        `${name}${path} has the airbyte_type ${asText(node.airbyte_type)}`,
      ),
    ]),
  );
}

/** The paths of a stream's primary key. */
export function keysOf({ source_defined_primary_key: key }: JsonObject): readonly (readonly string[])[] {
  return Array.isArray(key) ? key.filter(isStringArray) : [];
}

/** The schema of a stream's records. */
export function schemaOf({ json_schema: schema }: JsonObject): JsonObject {
  return isObject(schema) ? schema : {};
}

function fieldAt(schema: JsonObject, path: readonly Json[]): JsonObject | undefined {
  return path.reduce<JsonObject | undefined>((parent, name) => propertiesOf(parent ?? {})[asText(name)], schema);
}

function eachSchema(
  streams: Streams,
  problemsOf: (name: string, schema: JsonObject, stream: JsonObject) => Problems,
): Problems {
  return streams.flatMap((stream) => problemsOf(asText(stream.name), schemaOf(stream), stream));
}
