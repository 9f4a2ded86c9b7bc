import assert from "node:assert/strict";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import {
  propertiesOf,
  type SchemaNode,
  schemaNodes,
  typesOf,
  variantsOf,
} from "../scripts/compatibility/schema-nodes.ts";
import { asText, isObject, isStringArray, type Json, type JsonObject } from "../src/base/json.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { connectionSchema, credentialsVariants, customReportSchema, propertyOf, readSpec } from "../src/config/spec.ts";
import { metricColumns } from "../src/pinterest/operations/columns.generated.ts";
import { targetingTypes } from "../src/streams/reports/report-levels.ts";
import { specValidator } from "../test/config/spec-validator.ts";
import { objectAt, objectOf, textOf, textsOf } from "../test/narrow.ts";
import { airbyteProtocol } from "../test/protocol/airbyte-protocol.ts";
import { document } from "../test/scripts/openapi-document.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

const spec = readSpec();
const schema = connectionSchema();
const nodes = schemaNodes(schema);

/** Returns the paths of the schemas that break a rule. */
function offenders(isWrong: (node: SchemaNode) => boolean): readonly string[] {
  return nodes.filter(isWrong).map(({ path }) => path);
}

/** Returns the fields at a path, in all variants that have them. */
function fieldsAt(path: readonly string[]): readonly JsonObject[] {
  return path.reduce<readonly JsonObject[]>(
    (found, name) =>
      found
        .flatMap((parent) => [parent, ...variantsOf(parent)])
        .map((parent) => propertiesOf(parent)[name])
        .filter(isObject),
    [schema],
  );
}

/** Returns the values of a key anywhere in a JSON value. */
function valuesOf(key: string, value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => valuesOf(key, item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined ? [] : [...(name === key ? [inner] : []), ...valuesOf(key, inner)],
  );
}

const isListItem = (items: Json | undefined) =>
  isObject(items) && ("enum" in items || ["object", "string", "number", "integer"].some((type) => type === items.type));
const forbidden =
  "$ref not anyOf patternProperties prefixItems allOf if then else dependentSchemas dependentRequired".split(" ");

/** What no schema in the form may be. Rules with the names of Airbyte's connector acceptance tests (CAT) are theirs. */
const offences: Readonly<Record<string, (node: SchemaNode) => boolean>> = {
  "test_property_type_is_not_array: a field with several types": ({ name, schema: { type } }) =>
    name !== undefined && Array.isArray(type) && (type.length !== 2 || type[1] !== "null"),
  "test_object_not_empty: an object without properties or variants": ({ name, schema: node }) =>
    name !== undefined && node.type === "object" && !("properties" in node) && !("oneOf" in node),
  "test_array_type: a list of anything": ({ schema: node }) =>
    typesOf(node).includes("array") && !isListItem(node.items),
  "test_forbidden_complex_types, test_defined_refs_exist_in_json_spec_file": ({ schema: node }) =>
    forbidden.some((keyword) => keyword in node),
  "test_date_format: a date without its pattern, or the reverse": ({ schema: { format, pattern } }) =>
    (format === "date") !== (pattern === "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
  "test_nested_group: a group below the top level": ({ path, schema: node }) =>
    "group" in node && path.split("/").length !== 2,
  "test_display_type: an unknown display of variants": ({ schema: { oneOf, display_type: type } }) =>
    type !== undefined && (oneOf === undefined || (type !== "dropdown" && type !== "radio")),
  "a pattern without a description": ({ schema: node }) =>
    "pattern" in node && typeof node.pattern_descriptor !== "string",
  "an object that allows no unknown fields": ({ schema: node }) =>
    isObject(node.properties) && node.additionalProperties !== true,
  "a field without a title": ({ name, schema: { title } }) => name !== undefined && typeof title !== "string",
  "an input without a description": ({ name, schema: node }) =>
    name !== undefined && !("const" in node) && typeof node.description !== "string",
};

const variants = [...credentialsVariants().values()];
const readJson = (path: string): unknown => JSON.parse(read(path));

rule("spec.json is a valid draft-07 schema", () => {
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
});

for (const [name, isWrong] of Object.entries(offences)) {
  rule(`spec.json has none of: ${name}`, () => assert.deepEqual(offenders(isWrong), []));
}

rule("spec.json test_oneof_usage: has one constant that distinguishes variants", () => {
  const withVariants = nodes.filter(({ schema: node }) => variantsOf(node).length > 0);
  assert.notDeepEqual(withVariants, []);
  for (const { path, schema: node } of withVariants) {
    assert.equal(node.type, "object", path);
    const fields = variantsOf(node).map(propertiesOf);
    const isConstant = (name: string) => fields.every((each) => "const" in (each[name] ?? {}));
    const [constant = "", ...others] = Object.keys(fields[0] ?? {}).filter(isConstant);
    assert.ok(constant !== "" && others.length === 0, `${path}: variants need exactly one constant`);
    for (const { const: value, default: standard = value, enum: choices = [value ?? null] } of fields.map(
      (each) => each[constant] ?? {},
    ))
      assert.deepEqual([standard, choices], [value, [value]], path);
  }
});

rule("spec.json test_oauth_flow_parameters: has the fields that the flow fills in", () => {
  const paths = ["path_in_connector_config", "predicate_key"].flatMap((key) => valuesOf(key, spec.advanced_auth));
  assert.ok(paths.length > 1);
  for (const path of paths) assert.ok(isStringArray(path) && fieldsAt(path).length > 0, JSON.stringify(path));
});

rule("spec.json accepts the sample configuration and the shape of the invalid one", () => {
  const validate = specValidator();
  const sample = readJson("integration_tests/sample_config.json");
  assert.deepEqual(validate(sample), []);
  assert.doesNotThrow(() => parseConfig(sample, {}));
  // CAT expects `check` to fail with it, and platforms to accept it: its shape is valid, its token isn't.
  assert.deepEqual(validate(readJson("integration_tests/invalid_config.json")), []);
});

rule("spec.json orders the fields of each object without ties", () => {
  for (const { path, schema: node } of nodes) {
    const orders = Object.values(propertiesOf(node)).map(({ order }) => order);
    assert.equal(new Set(orders).size, orders.length, path);
    assert.ok(orders.every(Number.isInteger), path);
  }
});

rule("spec.json puts every field into a declared group, and uses each group", () => {
  const { groups } = schema;
  assert(Array.isArray(groups));
  const declared = groups.map((group: unknown) => (isObject(group) ? group.id : undefined));
  const used = Object.values(propertiesOf(schema)).map(({ group }) => group);
  assert.deepEqual([...new Set(used)], declared, "in the order of the fields");
});

rule("spec.json stores no value for settings whose default the connector chooses", () => {
  for (const name of ["num_workers", "analytics_batch_size", "lookback_days", "start_date"]) {
    assert.ok(!("default" in propertyOf(schema, name)), name);
  }
});

rule("spec.json describes each authentication option, since the form shows them side by side", () => {
  assert.equal(propertyOf(schema, "credentials").display_type, "radio");
  for (const { title, description } of variants) assert.equal(typeof description, "string", textOf(title));
});

rule("spec.json has valid examples and defaults", () => {
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  for (const { path, schema: node } of nodes) {
    const samples: unknown[] = [...(Array.isArray(node.examples) ? node.examples : [])];
    if ("default" in node) samples.push(node.default);
    for (const sample of samples) assert.equal(ajv.validate(node, sample), true, `${path}: ${JSON.stringify(sample)}`);
  }
});

const report = customReportSchema();
const enumOf = (component: string) => document.resolve({ $ref: `#/components/schemas/${component}` }).value.enum;
for (const [name, component] of [
  ["level", "MetricsReportingLevel"],
  ["granularity", "Granularity"],
  ["click_window_days", "ConversionAttributionWindowDays"],
  ["engagement_window_days", "ConversionAttributionWindowDays"],
  ["view_window_days", "ConversionAttributionWindowDays"],
  ["conversion_report_time", "ConversionReportTimeType"],
  ["attribution_types", "ConversionReportAttributionType"],
  ["campaign_statuses", "CampaignSummaryStatus"],
  ["ad_group_statuses", "AdGroupSummaryStatus"],
  ["ad_statuses", "PinPromotionSummaryStatus"],
] as const) {
  rule(`spec.json offers the values of Pinterest's document for ${name}`, () => {
    const field = propertyOf(report, name);
    assert.deepEqual(field.enum ?? objectAt(field, "items").enum, enumOf(component));
  });
}

rule("spec.json offers the values of Pinterest's document for status", () => {
  assert.deepEqual(objectAt(propertyOf(schema, "status"), "items").enum, enumOf("EntityStatus"));
});

for (const name of ["click_window", "engagement_window", "view_window"]) {
  rule(`spec.json offers the values of Pinterest's document for ${name}, as text`, () => {
    const { enum: days } = propertyOf(report, `${name}_days`);
    assert(Array.isArray(days));
    assert.deepEqual(propertyOf(report, name).enum, days.map(String));
  });
}

rule("spec.json offers the values of Pinterest's document for targeting_types", () => {
  const { value } = document.resolve({ $ref: "#/components/schemas/TargetingTypeFilter" });
  const { maxItems, items } = objectAt(value, "properties", "targeting_types");
  const field = propertyOf(report, "targeting_types");
  assert(isObject(items));
  assert.deepEqual([field.maxItems, objectAt(field, "items").enum], [maxItems, items.enum]);
});

rule("spec.json says how many columns are standard, and which targeting types an empty field has", () => {
  const { description: columns } = propertyOf(schema, "columns");
  assert.ok(textOf(columns).includes(`the ${metricColumns.length} standard columns`));
  const types = propertyOf(report, "targeting_types");
  const usual = targetingTypes.flat();
  assert.ok(textOf(types.description).includes(`If empty, the first ${usual.length} of the list.`));
  const offered = textsOf(objectAt(types, "items").enum);
  assert.deepEqual(offered.slice(0, usual.length).toSorted(), usual.toSorted());
});

const auth = objectAt(spec, "advanced_auth");
const flow = objectAt(auth, "oauth_config_specification");
const input = objectAt(flow, "oauth_connector_input_specification");

rule(
  "spec.json advanced_auth is the first authentication option, before those without an authentication button",
  () => {
    assert.equal(objectAt(variants[0] ?? {}, "properties", "auth_method").const, auth.predicate_value);
    assert.deepEqual(
      variants.slice(1).map(({ required }) => required),
      [
        ["auth_method", "access_token"],
        ["auth_method", "client_id", "client_secret", "refresh_token"],
      ],
    );
  },
);

rule("spec.json advanced_auth requests the same scopes in both notations", () => {
  assert(Array.isArray(input.scopes));
  const scopes = input.scopes.map((entry: unknown) => (isObject(entry) ? asText(entry.scope) : ""));
  assert.equal(input.scope, scopes.join(","));
  assert.equal(input.scopes_join_strategy, "comma");
  assert(scopes.every((scope: string) => /:read(?:_secret)?$/u.test(scope)));
});

rule("spec.json advanced_auth extracts what it stores", () => {
  const stored = Object.values(objectAt(flow, "complete_oauth_output_specification", "properties"));
  const origins = stored.map((field) => objectOf(field).path_in_oauth_response);
  assert.deepEqual(
    origins,
    textsOf(input.extract_output).map((key) => [key]),
  );
});

rule("spec.json advanced_auth exchanges the code as Pinterest requires: a form with Basic authorization", () => {
  const headers = objectAt(input, "access_token_headers");
  assert.equal(headers["Content-Type"], "application/x-www-form-urlencoded");
  assert.match(textOf(headers.Authorization), /^Basic \{\{.+b64encode \}\}$/u);
  assert.equal(objectAt(input, "access_token_params").grant_type, "authorization_code");
});

rule("spec.json is a ConnectorSpecification of the Airbyte protocol", () => {
  assert.deepEqual(airbyteProtocol.checkOf("ConnectorSpecification")(spec), []);
});
