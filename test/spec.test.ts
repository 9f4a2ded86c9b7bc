import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { schemaNodes } from "../scripts/compatibility/schema-nodes.ts";
import type { JsonObject } from "../src/base/json.ts";
import { asText, isObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { connectionSchema, credentialsVariants, customReportSchema, propertyOf, readSpec } from "../src/config/spec.ts";
import { specValidator } from "./config/spec-validator.ts";
import { objectAt, textOf } from "./narrow.ts";
import { airbyteProtocol } from "./protocol/airbyte-protocol.ts";
import { describeWith, itWith } from "./requirements.ts";
import { openApiDocument } from "./scripts/openapi-document.ts";

/** Assertions beyond those of Airbyte's acceptance tests in `test/acceptance/form.test.ts`. */
describe("spec.json", () => {
  const spec = readSpec();
  const schema = connectionSchema();
  const nodes = schemaNodes(schema);
  const variants = [...credentialsVariants().values()];
  const readJson = (path: string): unknown => JSON.parse(readFileSync(join(packageRoot, path), "utf8"));

  it("is a valid draft-07 schema", () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
  });

  it("accepts the sample configuration and the shape of the invalid one", () => {
    const validate = specValidator();
    const sample = readJson("integration_tests/sample_config.json");
    assert.deepEqual(validate(sample), []);
    assert.doesNotThrow(() => parseConfig(sample, {}));
    // CAT expects `check` to fail with it, and platforms to accept it: its shape is valid, its token isn't.
    assert.deepEqual(validate(readJson("integration_tests/invalid_config.json")), []);
  });

  it("is read from the file unchanged", () => {
    assert.deepEqual(spec, readJson("spec.json"));
  });

  it("has a pattern with a description for every date", () => {
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

  it("puts every field into a declared group, and uses each group", () => {
    const { groups, properties } = schema;
    assert(Array.isArray(groups) && isObject(properties));
    const declared = groups.map((group: unknown) => (isObject(group) ? group.id : undefined));
    const used = Object.values(properties).map((property) => (isObject(property) ? property.group : undefined));
    assert.deepEqual([...new Set(used)], declared, "in the order of the fields");
  });

  it("stores no value for settings whose default the connector chooses", () => {
    for (const name of ["num_workers", "analytics_batch_size", "lookback_days", "start_date"]) {
      assert.ok(!("default" in propertyOf(schema, name)), name);
    }
  });

  it("describes each authentication option, since the form shows them side by side", () => {
    assert.equal(propertyOf(schema, "credentials").display_type, "radio");
    for (const { title, description } of variants) assert.equal(typeof description, "string", textOf(title));
  });

  it("allows unknown fields everywhere", () => {
    assert.doesNotMatch(JSON.stringify(spec), /"additionalProperties":(?!true)/u);
    for (const { path, schema: node } of nodes) {
      if (isObject(node.properties)) assert.equal(node.additionalProperties, true, path);
    }
  });

  it("has a title for every field, and a description for every input", () => {
    for (const { path, name, schema: node } of nodes) {
      if (name === undefined) continue;
      assert.equal(typeof node.title, "string", path);
      if (!("const" in node)) assert.equal(typeof node.description, "string", path);
    }
  });

  it("has valid examples and defaults", () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    for (const { path, schema: node } of nodes) {
      const samples: unknown[] = [...(Array.isArray(node.examples) ? node.examples : [])];
      if ("default" in node) samples.push(node.default);
      for (const sample of samples)
        assert.equal(ajv.validate(node, sample), true, `${path}: ${JSON.stringify(sample)}`);
    }
  });

  describeWith(openApiDocument, "offers the values of Pinterest's OpenAPI document for", (document) => {
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
      it(name, () => {
        const { value } = document.resolve({ $ref: `#/components/schemas/${component}` });
        assert.deepEqual(field.enum ?? objectAt(field, "items").enum, value.enum);
      });
    }

    for (const name of ["click_window", "engagement_window", "view_window"]) {
      it(`${name}, as text`, () => {
        const { enum: days } = propertyOf(report, `${name}_days`);
        assert(Array.isArray(days));
        assert.deepEqual(propertyOf(report, name).enum, days.map(String));
      });
    }

    it("targeting_types", () => {
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

    it("is the first authentication option, and not the only one", () => {
      assert.equal(objectAt(variants[0] ?? {}, "properties", "auth_method").const, auth.predicate_value);
      assert.equal(variants.length, 3);
    });

    it("leaves options that users can fill in where the form has an authentication button", () => {
      assert.deepEqual(variants[1]?.required, ["auth_method", "access_token"]);
      assert.deepEqual(variants[2]?.required, ["auth_method", "client_id", "client_secret", "refresh_token"]);
    });

    it("requests the same scopes in both notations", () => {
      assert(Array.isArray(input.scopes));
      const scopes = input.scopes.map((entry: unknown) => (isObject(entry) ? asText(entry.scope) : ""));
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

    it("exchanges the code as Pinterest requires: a form with Basic authorization", () => {
      const headers = objectAt(input, "access_token_headers");
      assert.equal(headers["Content-Type"], "application/x-www-form-urlencoded");
      assert.match(textOf(headers.Authorization), /^Basic \{\{.+b64encode \}\}$/u);
      assert.equal(objectAt(input, "access_token_params").grant_type, "authorization_code");
    });
  });

  itWith(airbyteProtocol, "is a ConnectorSpecification of the Airbyte protocol", (protocol) => {
    assert.deepEqual(protocol.checkOf("ConnectorSpecification")(spec), []);
  });
});
