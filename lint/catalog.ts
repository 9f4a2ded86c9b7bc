import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { propertiesOf, schemaNodes, typesOf } from "../scripts/compatibility/schema-nodes.ts";
import { customReport } from "../scripts/generate/openapi/catalog.ts";
import type { JsonObject } from "../src/base/json.ts";
import { isObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { streams } from "../src/streams/all.ts";
import { customReportStreams } from "../src/streams/reports/custom-reports.ts";
import type { Stream } from "../src/streams/stream.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { configWith, everyCustomReport } from "../test/scripts/configuration.ts";
import { rule } from "./rule.ts";

const folder = join(packageRoot, "catalog");
const forbidden = ["$ref", "allOf", "anyOf", "oneOf", "not", "enum", "patternProperties", "required"];

rule("catalog/ is small, since `discover` reads all of it", () => {
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  assert.ok(Math.max(...sizes) < 200_000);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 2_000_000);
});

const schemas = [...streams, { name: customReport, primaryKey: ["AD_ACCOUNT_ID"] }].map(({ name, primaryKey }) => ({
  name,
  primaryKey,
  schema: readSchema(name),
  nodes: schemaNodes(readSchema(name)),
}));
const ajv = new Ajv({ strict: false, validateFormats: false });

rule("catalog/ schemas are valid draft-07 schemas of objects", () => {
  assertEachNamed(schemas, ({ schema }) => {
    assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
    assert.equal(schema.type, "object");
    assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
  });
});

rule("catalog/ schemas have only keywords that Airbyte supports, and allow additional fields everywhere", () => {
  assertEachNamed(schemas, ({ nodes }) => {
    for (const { path, schema } of nodes) {
      for (const keyword of forbidden) assert.ok(!(keyword in schema), `${path} has ${keyword}`);
      assert.equal(schema.additionalProperties, typesOf(schema).includes("object") ? true : undefined, path);
    }
  });
});

rule(
  "catalog/ schemas have one type in every field, after null except in the key, items in every array, and a format in every date",
  () => {
    assertEachNamed(schemas, ({ primaryKey, nodes }) => {
      for (const { path, schema } of nodes.filter((node) => node.path !== "")) {
        const isKey = primaryKey.includes(path.slice(1));
        const [type] = typesOf(schema).slice(isKey ? 0 : 1);
        assert.deepEqual(schema.type, isKey ? type : ["null", type], path);
        if (isKey) assert.ok(type === "string" || type === "integer", path);
        if (type === "array") assert.ok(isObject(schema.items), path);
        if (type === "string" && /[/_]date$/iu.test(path)) assert.equal(schema.format, "date", path);
      }
    });
  },
);

rule("catalog/ schemas have IDs as strings", () => {
  assertEachNamed(schemas, ({ nodes }) => {
    // Rules of audiences have lists with names like `pin_id`, and product groups have such filters.
    for (const { path, schema } of nodes.filter((node) => /[/_]id$|_ids?\/items$/iu.test(node.path)))
      assert.doesNotMatch(JSON.stringify(schema.type), /boolean|integer|number/u, path);
  });
});

const config = configWith({ customReports: everyCustomReport });

const described = [...streams, ...customReportStreams(config)].map((stream) => ({
  name: stream.name,
  stream,
  properties: propertiesOf(readSchema(stream.schema ?? stream.name)),
}));

rule("catalog/ records of a stream have the fields of the key, added fields, and the cursor", () => {
  assertEachNamed(described, ({ stream: { primaryKey, reading, fromRequest = {}, derive = {} }, properties }) => {
    const fields = [...primaryKey, ...Object.keys(fromRequest), ...Object.keys(derive)];
    if ("cursor" in reading) fields.push(reading.cursor);
    if ("status" in reading && reading.status !== undefined) fields.push(reading.status.field);
    if (reading.by === "report") fields.push(reading.id);
    for (const field of fields) assert.ok(field in properties, field);
  });
});

rule("catalog/ records of a stream have the requested columns", () => {
  const withColumns = described.filter(({ stream }) => columnsRequestedBy(stream).length > 0);
  assertEachNamed(withColumns, ({ stream, properties }) => {
    for (const column of columnsRequestedBy(stream)) assert.ok(column in properties, column);
  });
});

/** Returns the columns that a stream requests, in any kind of request. */
function columnsRequestedBy({ parameters, reading }: Stream): readonly string[] {
  const request = reading.by === "report" ? reading.body(config) : parameters?.({ config, today: "2026-07-09" });
  const columns = request?.columns;
  return Array.isArray(columns) ? columns.map(String) : [];
}

function readSchema(name: string): JsonObject {
  const schema: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  assert.ok(isObject(schema));
  return schema;
}
