import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { renderCatalog } from "../../scripts/openapi/catalog.ts";
import type { JsonObject } from "../../src/json.ts";
import { isObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { streams } from "../../src/streams/all.ts";
import { customReportStreams } from "../../src/streams/reports.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { configWith, everyCustomReport } from "./configuration.ts";
import { itWithDocument } from "./with-document.ts";

const folder = join(packageRoot, "catalog");
const forbidden = ["$ref", "allOf", "anyOf", "oneOf", "not", "enum", "patternProperties", "required"];

describe("catalog/", () => {
  itWithDocument("is what `npm run generate` makes of the OpenAPI document", (document) => {
    const expected = renderCatalog(document, streams);
    assert.deepEqual(readdirSync(folder).toSorted(), [...expected.keys()].toSorted());
    for (const [name, text] of expected) assert.equal(readFileSync(join(folder, name), "utf8"), text, name);
  });

  it("holds one file a stream, one for all custom reports and no other", () => {
    const names = [...streams.map(({ name }) => name), "custom_report"];
    assert.deepEqual(readdirSync(folder).toSorted(), names.map((name) => `${name}.json`).toSorted());
  });

  it("stays small, since `discover` reads all of it", () => {
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    assert.ok(Math.max(...sizes) < 50_000);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 10_000 * sizes.length);
  });

  it("leaves maps by codes open, and names the members of what is no map", () => {
    const { warnings, errors } = propertiesOf(readSchema("catalogs_item_issues"));
    assert.ok(warnings !== undefined && !("properties" in warnings), "over two hundred codes");
    assert.ok(isObject(errors?.properties) && "PRICE_MISSING" in errors.properties);
  });

  it("has what a request says in the type of the request's parameter", () => {
    const { fetch_system_users: kind, business_id: id } = propertiesOf(readSchema("business_members"));
    assert.deepEqual([kind?.type, id?.type], [["null", "boolean"], "string"]);
  });

  for (const { name, primaryKey } of [...streams, { name: "custom_report", primaryKey: ["AD_ACCOUNT_ID"] }]) {
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

      it("has ids as strings", () => {
        for (const [path, node] of nodesOf(schema, name)) {
          if (!/[._]id$|_ids?\[\]$/iu.test(path)) continue;
          // Audiences have rules with lists under names like `pin_id`, product groups filters under such names.
          assert.doesNotMatch(JSON.stringify(node.type), /boolean|integer|number/u, path);
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

  const config = configWith({ customReports: everyCustomReport });
  for (const stream of [...streams, ...customReportStreams(config)]) {
    const { name, schema = name, primaryKey, reading, omit = [], stamp = {}, derive = {} } = stream;
    describe(`the records of ${name}`, () => {
      let properties: Readonly<Record<string, JsonObject>> = {};

      before(() => {
        properties = propertiesOf(readSchema(schema));
      });

      it("have the fields of the key, those that the stream adds and those that it reads by", () => {
        const fields = [...primaryKey, ...Object.keys(stamp), ...Object.keys(derive)];
        if ("cursor" in reading) fields.push(reading.cursor);
        if ("status" in reading && reading.status !== undefined) fields.push(reading.status);
        if (reading.by === "report") fields.push(reading.id);
        for (const field of fields) assert.ok(field in properties, field);
      });

      it("have the columns that are asked for", () => {
        for (const column of columnsAskedBy(stream)) assert.ok(column in properties, column);
      });

      it("lack the fields that must not leave", () => {
        for (const field of omit) assert.ok(!(field in properties), field);
      });

      it("say when they are of, by a day or by a time", () => {
        if (!("cursor" in reading)) return;
        const { type, format } = properties[reading.cursor] ?? {};
        if (reading.by !== "feed") assert.equal(format, "date");
        else if (format !== "date-time") assert.match(JSON.stringify(type), /"(?:integer|number)"/u);
      });
    });
  }

  /** The columns that the requests of a stream name, whatever form they have. */
  function columnsAskedBy({ parameters, reading }: Stream): readonly string[] {
    const asked = reading.by === "report" ? reading.body(config) : parameters?.({ config, today: "2026-07-09" });
    const columns = asked?.columns;
    return Array.isArray(columns) ? columns.map(String) : [];
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
