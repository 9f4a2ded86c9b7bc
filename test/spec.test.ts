import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { parse } from "yaml";
import { parseConfig } from "../src/config/parse-config.ts";
import { connectionSchema, credentialsVariants, customReportSchema, propertyOf, readSpec } from "../src/config/spec.ts";
import type { Json, JsonObject } from "../src/json.ts";
import { isObject } from "../src/json.ts";
import { packageRoot } from "../src/package.ts";
import { specValidator } from "./config/spec-validator.ts";
import { itWithDocument } from "./scripts/with-document.ts";

/** A schema within spec.json, with the name it has as a property, if it is one. */
interface Node {
  readonly path: string;
  readonly name: string | undefined;
  readonly schema: JsonObject;
}

/** Every schema within a schema: properties, variants and items, at any depth, and the schema itself. */
function nodesOf(schema: JsonObject, path = "", name?: string): readonly Node[] {
  const { properties, oneOf, items } = schema;
  return [
    { path, name, schema },
    ...Object.entries(isObject(properties) ? properties : {}).flatMap(([key, inner]) =>
      isObject(inner) ? nodesOf(inner, `${path}/${key}`, key) : [],
    ),
    ...(Array.isArray(oneOf) ? oneOf.filter(isObject) : []).flatMap((inner, index) =>
      nodesOf(inner, `${path}[${index}]`),
    ),
    ...(isObject(items) ? nodesOf(items, `${path}/items`) : []),
  ];
}

/** Every key anywhere in a JSON value, with what is under it. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.flatMap(entriesOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key, inner] as const, ...entriesOf(inner)]);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function objectAt(value: JsonObject, ...keys: readonly string[]): JsonObject {
  return keys.reduce<JsonObject>((object, key) => {
    const inner = object[key];
    assert(isObject(inner), `no object ${key}`);
    return inner;
  }, value);
}

/** What the test suite of Airbyte (CAT, its class TestSpec) asserts of a specification. */
describe("spec.json", () => {
  const spec = readSpec();
  const schema = connectionSchema();
  const nodes = nodesOf(schema);
  const variants = [...credentialsVariants().values()];
  const readJson = (path: string): unknown => JSON.parse(readFileSync(join(packageRoot, path), "utf8"));

  it("is a valid schema of draft 7", () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
  });

  it("accepts the sample configuration, and the shape of the invalid one", () => {
    const validate = specValidator();
    const sample = readJson("integration_tests/sample_config.json");
    assert.deepEqual(validate(sample), []);
    assert.doesNotThrow(() => parseConfig(sample, {}));
    // CAT wants `check` to fail on it, and platforms to let it through: its shape is right, its token is not.
    assert.deepEqual(validate(readJson("integration_tests/invalid_config.json")), []);
  });

  it("is read from the file as it is", () => {
    assert.deepEqual(spec, readJson("spec.json"));
  });

  it("has choices without repetitions", () => {
    for (const { path, schema: node } of nodes) {
      if (Array.isArray(node.enum)) assert.equal(new Set(node.enum).size, node.enum.length, path);
    }
  });

  it("tells the variants of an object apart by one constant", () => {
    for (const { path, schema: node } of nodes) {
      if (!Array.isArray(node.oneOf)) continue;
      assert.equal(node.type, "object", path);
      const properties = node.oneOf.map((variant: unknown) => {
        assert(isObject(variant) && isObject(variant.properties), path);
        return variant.properties;
      });
      const constants = Object.keys(properties[0] ?? {}).filter((name) =>
        properties.every((each) => isObject(each[name]) && "const" in each[name]),
      );
      assert.deepEqual(constants.length, 1, path);
      for (const each of properties) {
        const constant = objectAt(each, constants[0] ?? "");
        if ("default" in constant) assert.equal(constant.default, constant.const);
        if ("enum" in constant) assert.deepEqual(constant.enum, [constant.const]);
      }
    }
  });

  it("marks secrets, and nothing else, as secret", () => {
    const secretNames =
      "client_token access_token api_token token secret client_secret password key service_account_info service_account tenant_id certificate jwt credentials app_id appid refresh_token".split(
        " ",
      );
    for (const { path, name, schema: node } of nodes) {
      if (name === undefined || !secretNames.includes(name)) continue;
      const canBeSecret = ["string", "integer", "number"].includes(textOf(node.type)) && !("const" in node);
      assert.equal(node.airbyte_secret === true, canBeSecret, path);
    }
  });

  it("has one type a property", () => {
    for (const { path, schema: node } of nodes) {
      if (Array.isArray(node.type)) assert(node.type.length === 2 && node.type[1] === "null", path);
      else assert.equal(typeof node.type, "string", path);
    }
  });

  it("says what is in each object and each list", () => {
    for (const { path, schema: node } of nodes) {
      if (node.type === "object") assert("properties" in node || "oneOf" in node, path);
      if (node.type !== "array") continue;
      assert(isObject(node.items), path);
      assert(["object", "string", "number", "integer"].includes(textOf(node.items.type)) || "enum" in node.items, path);
    }
  });

  it("keeps to the keywords that forms can show", () => {
    const forbidden =
      "not anyOf patternProperties prefixItems allOf if then else dependentSchemas dependentRequired $ref".split(" ");
    const used = entriesOf(schema).map(([key]) => key);
    assert.deepEqual(
      forbidden.filter((keyword) => used.includes(keyword)),
      [],
    );
  });

  it("has a pattern with a description wherever a date is", () => {
    for (const { path, schema: node } of nodes) {
      if (node.format === "date") assert.equal(node.pattern, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", path);
      if ("pattern" in node) assert.equal(typeof node.pattern_descriptor, "string", path);
    }
  });

  it("orders the fields of each object without ties", () => {
    for (const { path, schema: node } of nodes) {
      if (!isObject(node.properties)) continue;
      const orders = Object.values(node.properties).map((property) =>
        isObject(property) ? property.order : undefined,
      );
      assert.equal(new Set(orders).size, orders.length, path);
      assert(orders.every(Number.isInteger), path);
    }
  });

  it("groups fields at the top only, and styles only variants", () => {
    for (const { path, schema: node } of nodes) {
      if ("group" in node) assert.match(path, /^\/[^/]+$/u);
      if ("display_type" in node) assert("oneOf" in node && ["dropdown", "radio"].includes(textOf(node.display_type)));
    }
  });

  it("allows fields that it does not know, everywhere", () => {
    for (const [key, value] of entriesOf(spec)) if (key === "additionalProperties") assert.equal(value, true);
    for (const { path, schema: node } of nodes) {
      if (isObject(node.properties)) assert.equal(node.additionalProperties, true, path);
    }
  });

  it("has a title for every field, and a description for all that people fill in", () => {
    for (const { path, name, schema: node } of nodes) {
      if (name === undefined) continue;
      assert.equal(typeof node.title, "string", path);
      if (!("const" in node)) assert.equal(typeof node.description, "string", path);
    }
  });

  it("has examples and defaults that it accepts itself", () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    for (const { path, schema: node } of nodes) {
      const samples: unknown[] = [...(Array.isArray(node.examples) ? node.examples : [])];
      if ("default" in node) samples.push(node.default);
      for (const sample of samples)
        assert.equal(ajv.validate(node, sample), true, `${path}: ${JSON.stringify(sample)}`);
    }
  });

  describe("offers the choices of Pinterest's OpenAPI document for", () => {
    const report = customReportSchema();
    const fields: readonly (readonly [string, JsonObject, string])[] = [
      ["status", propertyOf(schema, "status"), "EntityStatus"],
      ["level", propertyOf(report, "level"), "MetricsReportingLevel"],
      ["granularity", propertyOf(report, "granularity"), "Granularity"],
      ["click_window_days", propertyOf(report, "click_window_days"), "ConversionAttributionWindowDays"],
      ["engagement_window_days", propertyOf(report, "engagement_window_days"), "ConversionAttributionWindowDays"],
      ["view_window_days", propertyOf(report, "view_window_days"), "ConversionAttributionWindowDays"],
      ["conversion_report_time", propertyOf(report, "conversion_report_time"), "ConversionReportTimeType"],
      ["attribution_types", propertyOf(report, "attribution_types"), "ConversionReportAttributionType"],
      ["campaign_statuses", propertyOf(report, "campaign_statuses"), "CampaignSummaryStatus"],
      ["ad_group_statuses", propertyOf(report, "ad_group_statuses"), "AdGroupSummaryStatus"],
      ["ad_statuses", propertyOf(report, "ad_statuses"), "PinPromotionSummaryStatus"],
    ];
    for (const [name, field, component] of fields) {
      itWithDocument(name, (document) => {
        const { value } = document.resolve({ $ref: `#/components/schemas/${component}` });
        assert.deepEqual(field.enum ?? objectAt(field, "items").enum, value.enum);
      });
    }

    itWithDocument("targeting_types", (document) => {
      const { value } = document.resolve({ $ref: "#/components/schemas/TargetingTypeFilter" });
      const { maxItems, items } = objectAt(value, "properties", "targeting_types");
      const field = propertyOf(report, "targeting_types");
      assert(isObject(items));
      assert.deepEqual([field.maxItems, objectAt(field, "items").enum], [maxItems, items.enum]);
    });
  });

  describe("advanced_auth", () => {
    const auth = objectAt(spec, "advanced_auth");
    const flow = objectAt(auth, "oauth_config_specification");
    const input = objectAt(flow, "oauth_connector_input_specification");

    /** The schema of a field of the configuration, in whichever variants have it. */
    const fieldsAt = (keys: readonly unknown[]): readonly JsonObject[] =>
      keys.reduce<readonly JsonObject[]>(
        (parents, key) =>
          parents
            .flatMap((parent) => [parent, ...(Array.isArray(parent.oneOf) ? parent.oneOf.filter(isObject) : [])])
            .flatMap((parent) => (isObject(parent.properties) ? [parent.properties[String(key)]] : []))
            .filter(isObject),
        [schema],
      );

    it("points to fields that exist", () => {
      assert(Array.isArray(auth.predicate_key));
      assert.notDeepEqual(fieldsAt(auth.predicate_key), []);
      const paths = entriesOf(flow).filter(([key]) => key === "path_in_connector_config");
      assert.equal(paths.length, 5);
      for (const [, path] of paths) {
        assert(Array.isArray(path));
        assert.notDeepEqual(fieldsAt(path), [], path.join("."));
      }
    });

    it("is the first way to sign in, and not the only one", () => {
      assert.equal(objectAt(variants[0] ?? {}, "properties", "auth_method").const, auth.predicate_value);
      assert.equal(variants.length, 2);
    });

    it("leaves a way to sign in whose fields a person can fill in", () => {
      assert.deepEqual(variants[1]?.required, ["auth_method", "access_token"]);
    });

    it("asks for the same scopes in both notations", () => {
      assert(Array.isArray(input.scopes));
      const scopes = input.scopes.map((entry: unknown) => (isObject(entry) ? textOf(entry.scope) : ""));
      assert.equal(input.scope, scopes.join(","));
      assert.equal(input.scopes_join_strategy, "comma");
      assert(scopes.every((scope: string) => /:read(?:_secret)?$/u.test(scope)));
    });

    it("extracts what it stores", () => {
      const stored = Object.values(objectAt(flow, "complete_oauth_output_specification", "properties"));
      const origins = stored.map((field) => (isObject(field) ? field.path_in_oauth_response : undefined));
      assert(Array.isArray(input.extract_output));
      assert.deepEqual(
        origins,
        input.extract_output.map((key: unknown) => [key]),
      );
    });

    it("exchanges the code as Pinterest wants it: a form, with Basic authorization", () => {
      const headers = objectAt(input, "access_token_headers");
      assert.equal(headers["Content-Type"], "application/x-www-form-urlencoded");
      assert.match(textOf(headers.Authorization), /^Basic \{\{.+b64encode \}\}$/u);
      assert.equal(objectAt(input, "access_token_params").grant_type, "authorization_code");
    });
  });

  const protocolPath = process.env.AIRBYTE_PROTOCOL ?? join(packageRoot, "../shared/data/airbyte-protocol-0.18.0.yaml");
  if (existsSync(protocolPath)) {
    it("is a ConnectorSpecification of the Airbyte protocol", () => {
      const protocol: unknown = parse(readFileSync(protocolPath, "utf8"));
      assert(isObject(protocol));
      const ajv = new Ajv({ strict: false, allErrors: true });
      formats.default(ajv);
      const valid = ajv.validate(
        { definitions: protocol.definitions, $ref: "#/definitions/ConnectorSpecification" },
        spec,
      );
      assert.equal(valid, true, ajv.errorsText());
    });
  } else {
    it("is a ConnectorSpecification of the Airbyte protocol (skipped: AIRBYTE_PROTOCOL names no copy of it)");
  }
});
