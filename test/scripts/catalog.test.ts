import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import type { JsonObject } from "../../src/base/json.ts";
import { isObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";
import { customReportStreams } from "../../src/streams/reports/custom-reports.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { assertEach, assertEachNamed } from "../assert-each.ts";
import { configWith, everyCustomReport } from "./configuration.ts";

const folder = join(packageRoot, "catalog");
const forbidden = ["$ref", "allOf", "anyOf", "oneOf", "not", "enum", "patternProperties", "required"];

describe("catalog/", () => {
  it("is small, since `discover` reads all of it", () => {
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    assert.ok(Math.max(...sizes) < 200_000);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 2_000_000);
  });

  it("leaves maps by code open, and names the members of objects", () => {
    const { warnings, errors } = propertiesOf(readSchema("catalogs_item_issues"));
    assert.ok(warnings !== undefined && !("properties" in warnings), "over two hundred codes");
    assert.ok(isObject(errors?.properties) && "PRICE_MISSING" in errors.properties);
  });

  it("types request parameters as in the request", () => {
    const { fetch_system_users: kind, business_id: id } = propertiesOf(readSchema("business_members"));
    assert.deepEqual([kind?.type, id?.type], [["null", "boolean"], "string"]);
  });

  describe("schemas", () => {
    const schemas = [...streams, { name: "custom_report", primaryKey: ["AD_ACCOUNT_ID"] }].map(
      ({ name, primaryKey }) => {
        const schema = readSchema(name);
        return { name, primaryKey, schema, nodes: [...nodesOf(schema, name)] };
      },
    );
    const ajv = new Ajv({ strict: false, validateFormats: false });

    it("are valid draft-07 schemas of objects", () => {
      assertEachNamed(schemas, ({ schema }) => {
        assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
        assert.equal(schema.type, "object");
        assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
      });
    });

    it("have only keywords that Airbyte supports, and allow additional fields everywhere", () => {
      assertEachNamed(schemas, ({ nodes }) => {
        for (const [path, node] of nodes) {
          for (const keyword of forbidden) assert.ok(!(keyword in node), `${path} has ${keyword}`);
          const isObjectSchema = [node.type].flat().includes("object");
          assert.equal(node.additionalProperties, isObjectSchema ? true : undefined, path);
        }
      });
    });

    it("allow null, listed first, in every field except the key", () => {
      assertEachNamed(schemas, ({ name, primaryKey, nodes }) => {
        const keyPaths = new Set(primaryKey.map((field) => `${name}.${field}`));
        for (const [path, { type }] of nodes) {
          if (path === name || keyPaths.has(path)) continue;
          assert.ok(Array.isArray(type) && type.length > 1, path);
          assert.equal(type[0], "null", path);
        }
      });
    });

    it("have one type in every field, items in every array, and a format in every date", () => {
      assertEachNamed(schemas, ({ nodes }) => {
        for (const [path, { type, items, format }] of nodes) {
          const types = [type].flat().filter((each) => each !== "null");
          assert.equal(types.length, 1, `${path} has ${types.length} types`);
          if (types.includes("array")) assert.ok(isObject(items), `${path} has no items`);
          if (types.includes("string") && /(?:^|[._])date$/iu.test(path)) assert.equal(format, "date", path);
        }
      });
    });

    it("have scalar key fields that are never null", () => {
      assertEachNamed(schemas, ({ primaryKey, schema }) => {
        const properties = propertiesOf(schema);
        for (const field of primaryKey) {
          const { type } = properties[field] ?? {};
          assert.ok(type === "string" || type === "integer", `${field} is ${JSON.stringify(type)}`);
        }
      });
    });

    it("have IDs as strings", () => {
      const ids = schemas.flatMap(({ nodes }) => nodes.filter(([path]) => /[._]id$|_ids?\[\]$/iu.test(path)));
      // Rules of audiences have lists with names like `pin_id`, and product groups have such filters.
      assertEach(
        ids,
        ([path]) => path,
        ([, node]) => assert.doesNotMatch(JSON.stringify(node.type), /boolean|integer|number/u),
      );
    });
  });

  const config = configWith({ customReports: everyCustomReport });

  describe("records of a stream", () => {
    const described = [...streams, ...customReportStreams(config)].map((stream) => ({
      name: stream.name,
      stream,
      properties: propertiesOf(readSchema(stream.schema ?? stream.name)),
    }));

    it("have the fields of the key, added fields, and the cursor", () => {
      assertEachNamed(described, ({ stream: { primaryKey, reading, fromRequest = {}, derive = {} }, properties }) => {
        const fields = [...primaryKey, ...Object.keys(fromRequest), ...Object.keys(derive)];
        if ("cursor" in reading) fields.push(reading.cursor);
        if ("status" in reading && reading.status !== undefined) fields.push(reading.status.field);
        if (reading.by === "report") fields.push(reading.id);
        for (const field of fields) assert.ok(field in properties, field);
      });
    });

    it("have the requested columns", () => {
      const withColumns = described.filter(({ stream }) => columnsRequestedBy(stream).length > 0);
      assertEachNamed(withColumns, ({ stream, properties }) => {
        for (const column of columnsRequestedBy(stream)) assert.ok(column in properties, column);
      });
    });

    it("lack secret fields", () => {
      const omitting = described.filter(({ stream }) => (stream.omit ?? []).length > 0);
      assertEachNamed(omitting, ({ stream, properties }) => {
        for (const field of stream.omit ?? []) assert.ok(!(field in properties), field);
      });
    });

    it("have a date or time", () => {
      const dated = described.filter(({ stream }) => "cursor" in stream.reading);
      assertEachNamed(dated, ({ stream: { reading }, properties }) => {
        const { type, format } = ("cursor" in reading ? properties[reading.cursor] : undefined) ?? {};
        if (reading.by !== "feed") assert.equal(format, "date");
        else if (format !== "date-time") assert.match(JSON.stringify(type), /"(?:integer|number)"/u);
      });
    });
  });

  /** Returns the columns that a stream requests, in any kind of request. */
  function columnsRequestedBy({ parameters, reading }: Stream): readonly string[] {
    const request = reading.by === "report" ? reading.body(config) : parameters?.({ config, today: "2026-07-09" });
    const columns = request?.columns;
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

/** Returns every schema within a schema with its path. */
function* nodesOf(schema: JsonObject, path: string): Generator<[path: string, node: JsonObject]> {
  yield [path, schema];
  for (const [name, node] of Object.entries(propertiesOf(schema))) yield* nodesOf(node, `${path}.${name}`);
  if (isObject(schema.items)) yield* nodesOf(schema.items, `${path}[]`);
}
