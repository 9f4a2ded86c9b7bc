import assert from "node:assert/strict";
import { propertiesOf, schemaNodes, typesOf, variantsOf } from "../../scripts/compatibility/schema-nodes.ts";
import { isObject, isStringArray, type Json, type JsonObject } from "../../src/base/json.ts";
import { connectionSchema, readSpec } from "../../src/config/spec.ts";

const spec = readSpec();
const form = connectionSchema();
const nodes = schemaNodes(form);
const fields = nodes.filter(({ name }) => name !== undefined);

/** Fails with the paths of the invalid schemas. */
function assertNone(found: readonly { readonly path: string }[]): void {
  assert.deepEqual(
    found.map(({ path }) => path),
    [],
  );
}

/** Returns the fields at a path, in all variants that have them. */
function fieldsAt(path: readonly string[]): readonly JsonObject[] {
  let found: readonly JsonObject[] = [form];
  for (const name of path) {
    const parents = found.flatMap((parent) => [parent, ...variantsOf(parent)]);
    found = parents.map((parent) => propertiesOf(parent)[name]).filter(isObject);
  }
  return found;
}

/** Returns the values of a key anywhere in a JSON value. */
function valuesOf(key: string, value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => valuesOf(key, item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined ? [] : [...(name === key ? [inner] : []), ...valuesOf(key, inner)],
  );
}

/**
 * Assertions of Airbyte's connector acceptance tests (CAT) about the specification, named like its tests, except those
 * in the standard tests of the CDK (`npm run test:clients`) and in `test/spec.test.ts`.
 */
describe("TestSpec", () => {
  it("test_enum_usage", () => {
    assertNone(nodes.filter(({ schema: { enum: all } }) => Array.isArray(all) && new Set(all).size < all.length));
  });

  it("test_oneof_usage", () => {
    const withVariants = nodes.filter(({ schema }) => variantsOf(schema).length > 0);
    assert.notDeepEqual(withVariants, []);
    for (const { path, schema } of withVariants) {
      assert.equal(schema.type, "object", path);
      const variants = variantsOf(schema).map(propertiesOf);
      const constants = Object.keys(variants[0] ?? {}).filter((name) =>
        variants.every((each) => "const" in (each[name] ?? {})),
      );
      assert.equal(constants.length, 1, `${path}: variants need exactly one constant`);
      for (const variant of variants) {
        const {
          const: constant,
          default: standard = constant,
          enum: choices = [constant ?? null],
        } = variant[constants[0] ?? ""] ?? {};
        assert.equal(standard, constant, path);
        assert.deepEqual(choices, [constant], path);
      }
    }
  });

  it("test_property_type_is_not_array", () => {
    assertNone(
      fields.filter(({ schema: { type } }) => Array.isArray(type) && (type.length !== 2 || type[1] !== "null")),
    );
  });

  it("test_object_not_empty", () => {
    assertNone(
      fields.filter(({ schema }) => schema.type === "object" && !("properties" in schema) && !("oneOf" in schema)),
    );
  });

  it("test_array_type", () => {
    const isKnown = (items: Json | undefined) =>
      isObject(items) &&
      ("enum" in items || ["object", "string", "number", "integer"].some((type) => type === items.type));
    assertNone(nodes.filter(({ schema }) => typesOf(schema).includes("array") && !isKnown(schema.items)));
  });

  it("test_forbidden_complex_types, test_defined_refs_exist_in_json_spec_file", () => {
    const forbidden =
      "$ref not anyOf patternProperties prefixItems allOf if then else dependentSchemas dependentRequired";
    assertNone(nodes.filter(({ schema }) => forbidden.split(" ").some((keyword) => keyword in schema)));
  });

  it("test_date_format", () => {
    assertNone(
      nodes.filter(
        ({ schema: { format, pattern } }) => pattern === "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" && format !== "date",
      ),
    );
  });

  it("test_nested_group", () => {
    assertNone(nodes.filter(({ path, schema }) => "group" in schema && path.split("/").length !== 2));
  });

  it("test_display_type", () => {
    const isRight = ({ display_type: type, oneOf }: JsonObject) =>
      oneOf !== undefined && (type === "dropdown" || type === "radio");
    assertNone(nodes.filter(({ schema }) => "display_type" in schema && !isRight(schema)));
  });

  it("test_oauth_flow_parameters", () => {
    const paths = ["path_in_connector_config", "predicate_key"].flatMap((key) => valuesOf(key, spec.advanced_auth));
    assert.ok(paths.length > 1);
    for (const path of paths) assert.ok(isStringArray(path) && fieldsAt(path).length > 0, JSON.stringify(path));
  });
});
