import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { renderCatalog } from "../../scripts/openapi/catalog.ts";
import type { JsonObject } from "../../src/json.ts";
import { isObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { streams } from "../../src/streams/all.ts";
import { itWithDocument } from "./with-document.ts";

const folder = join(packageRoot, "catalog");
const forbidden = ["$ref", "allOf", "anyOf", "oneOf", "not", "enum", "patternProperties", "required"];

describe("catalog/", () => {
  itWithDocument("is what `npm run generate` makes of the OpenAPI document", (document) => {
    const expected = renderCatalog(document, streams);
    assert.deepEqual(readdirSync(folder).toSorted(), [...expected.keys()].toSorted());
    for (const [name, text] of expected) assert.equal(readFileSync(join(folder, name), "utf8"), text, name);
  });

  it("holds one file a stream and no other", () => {
    assert.deepEqual(readdirSync(folder).toSorted(), streams.map(({ name }) => `${name}.json`).toSorted());
  });

  for (const { name, primaryKey, reading, stamp, derive } of streams) {
    describe(`${name}.json`, () => {
      let schema: JsonObject = {};
      let properties: Readonly<Record<string, JsonObject>> = {};

      before(() => {
        schema = readSchema(name);
        properties = propertiesOf(schema);
      });

      it("is a valid draft-07 schema of an object", () => {
        assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
        assert.equal(schema.type, "object");
        const ajv = new Ajv({ strict: false, validateFormats: false });
        assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
      });

      it("has only keywords that Airbyte understands, and is open for more fields everywhere", () => {
        for (const [path, node] of nodesOf(schema, name)) {
          for (const keyword of forbidden) assert.ok(!(keyword in node), `${path} has ${keyword}`);
          const isObjectSchema = [node.type].flat().includes("object");
          assert.equal(node.additionalProperties, isObjectSchema ? true : undefined, path);
        }
      });

      it("lets every field be null, null first, but for the key", () => {
        const keyPaths = new Set(primaryKey.map((field) => `${name}.${field}`));
        for (const [path, { type }] of nodesOf(schema, name)) {
          if (path === name || keyPaths.has(path)) continue;
          assert.ok(Array.isArray(type) && type.length > 1, path);
          assert.equal(type[0], "null", path);
        }
      });

      it("has the key fields, each one value and never null", () => {
        for (const field of primaryKey) {
          const { type } = properties[field] ?? {};
          assert.ok(type === "string" || type === "integer", `${field} is ${JSON.stringify(type)}`);
        }
      });

      it("has the fields that the stream adds and reads by", () => {
        const fields = [...Object.keys(stamp ?? {}), ...Object.keys(derive ?? {})];
        if ("cursor" in reading) fields.push(reading.cursor);
        if (reading.by === "analytics" && reading.status !== undefined) fields.push(reading.status);
        for (const field of fields) assert.ok(field in properties, field);
      });

      it("says when a cursor is, by its format", () => {
        if (!("cursor" in reading)) return;
        assert.equal(properties[reading.cursor]?.format, reading.by === "analytics" ? "date" : "date-time");
      });

      it("has ids as strings", () => {
        for (const [path, node] of nodesOf(schema, name)) {
          if (!/[._]id$|_ids\[\]$/u.test(path)) continue;
          assert.ok([node.type].flat().includes("string"), path);
        }
      });

      it("describes in one line of under 200 characters", () => {
        for (const [path, { description }] of nodesOf(schema, name)) {
          if (description === undefined) continue;
          assert.ok(typeof description === "string" && description.length < 200, path);
          assert.doesNotMatch(description, /[<>`\n]|\]\(/u, path);
        }
      });
    });
  }
});

function readSchema(name: string): JsonObject {
  const schema: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  assert.ok(isObject(schema));
  return schema;
}

function propertiesOf({ properties }: JsonObject): Record<string, JsonObject> {
  const found: Record<string, JsonObject> = {};
  for (const [name, node] of Object.entries(isObject(properties) ? properties : {})) {
    assert.ok(isObject(node), name);
    found[name] = node;
  }
  return found;
}

/** Every schema within a schema, with the way to it. */
function* nodesOf(schema: JsonObject, path: string): Generator<[path: string, node: JsonObject]> {
  yield [path, schema];
  for (const [name, node] of Object.entries(propertiesOf(schema))) yield* nodesOf(node, `${path}.${name}`);
  if (isObject(schema.items)) yield* nodesOf(schema.items, `${path}[]`);
}
