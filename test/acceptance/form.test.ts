import assert from "node:assert/strict";
import fc from "fast-check";
import { anyOfSchema } from "../../integration_tests/acceptance/any-configuration.ts";
import {
  defaultMethodProblems,
  flowParameterProblems,
} from "../../integration_tests/acceptance/authorization-assertions.ts";
import {
  catalogCompatibilityProblems,
  specCompatibilityProblems,
} from "../../integration_tests/acceptance/compatibility.ts";
import type { Problems } from "../../integration_tests/acceptance/problems.ts";
import * as form from "../../integration_tests/acceptance/spec-assertions.ts";
import type { JsonObject } from "../../src/json.ts";

const variant = (method: string, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties: { method: { type: "string", const: method, ...more } },
});
const within = (properties: JsonObject): JsonObject => ({ type: "object", properties });
const choice = (...oneOf: readonly JsonObject[]) => within({ credentials: { type: "object", oneOf } });

/** An assertion, a form that breaks it, and one that is as it should be. */
const cases: readonly (readonly [string, (schema: JsonObject) => Problems, JsonObject, JsonObject])[] = [
  ["repeated choices", form.enumUsageProblems, within({ a: { enum: [1, 1] } }), within({ a: { enum: [1, 2] } })],
  [
    "variants without a constant",
    form.oneOfUsageProblems,
    choice(within({ a: {} })),
    choice(variant("a"), variant("b")),
  ],
  [
    "a constant with another default",
    form.oneOfUsageProblems,
    choice(variant("a", { default: "b" })),
    choice(variant("a")),
  ],
  [
    "a constant with more choices",
    form.oneOfUsageProblems,
    choice(variant("a", { enum: ["a", "b"] })),
    choice(variant("a")),
  ],
  [
    "a secret that is shown",
    form.secretProblems,
    within({ access_token: { type: "string" } }),
    within({ access_token: { type: "string", airbyte_secret: true } }),
  ],
  [
    "an object that is called secret",
    form.secretProblems,
    within({ credentials: { type: "object", airbyte_secret: true } }),
    within({ credentials: { type: "object" } }),
  ],
  [
    "several types",
    form.propertyTypeProblems,
    within({ a: { type: ["string", "integer"] } }),
    within({ a: { type: ["string", "null"] } }),
  ],
  ["null before the type", form.propertyTypeProblems, within({ a: { type: ["null", "string"] } }), within({ a: {} })],
  ["an empty object", form.emptyObjectProblems, within({ a: { type: "object" } }), within({ a: within({}) })],
  [
    "lists of anything",
    form.arrayTypeProblems,
    within({ a: { type: "array" } }),
    within({ a: { type: "array", items: { type: "string" } } }),
  ],
  ["anyOf", form.complexTypeProblems, within({ a: { anyOf: [] } }), within({ anyOf: { type: "string" } })],
  ["$ref", form.referenceProblems, within({ a: { $ref: "#/b" } }), within({ a: {} })],
  ["a date without a pattern", form.datePatternProblems, within({ a: { format: "date" } }), within({ a: {} })],
  [
    "a date's pattern alone",
    form.dateFormatProblems,
    within({ a: { pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" } }),
    within({ a: { pattern: "x" } }),
  ],
  [
    "the same order",
    form.orderProblems,
    within({ a: { order: 1 }, b: { order: 1 } }),
    within({ a: { order: 1 }, b: { order: 1, group: "g" } }),
  ],
  ["a nested group", form.groupProblems, within({ a: within({ b: { group: "g" } }) }), within({ a: { group: "g" } })],
  [
    "a display type of nothing",
    form.displayTypeProblems,
    within({ a: { display_type: "radio" } }),
    within({ a: { display_type: "radio", oneOf: [] } }),
  ],
  [
    "closed objects",
    form.additionalPropertiesProblems,
    within({ a: { additionalProperties: false } }),
    within({ a: { additionalProperties: true } }),
  ],
  [
    "fields without a title",
    (schema) => form.untitledProblems(schema, "optional"),
    within({ a: {} }),
    within({ a: { title: "A" } }),
  ],
];

const spec = (predicate: string, path: readonly string[]): JsonObject => ({
  connectionSpecification: choice(variant("oauth2.0"), variant("access_token")),
  advanced_auth: {
    predicate_key: ["credentials", "method"],
    predicate_value: predicate,
    oauth_config_specification: { a: { path_in_connector_config: path } },
  },
});

describe("the assertions on forms", () => {
  for (const [title, problemsOf, broken, right] of cases) {
    it(`find ${title}`, () => {
      assert.equal(problemsOf(broken).length > 0, true);
      assert.deepEqual(problemsOf(right), []);
    });
  }

  it("find paths of advanced_auth that lead nowhere", () => {
    assert.equal(flowParameterProblems(spec("oauth2.0", ["credentials", "token"])).length, 1);
    assert.deepEqual(flowParameterProblems(spec("oauth2.0", ["credentials", "method"])), []);
  });

  it("find OAuth that does not come first", () => {
    assert.equal(defaultMethodProblems(spec("access_token", [])).length, 1);
    assert.deepEqual(defaultMethodProblems(spec("oauth2.0", [])), []);
  });

  it("find what breaks configurations of before", () => {
    const before = within({
      a: { type: "string", enum: ["x", "y"] },
      b: { type: ["string", "null"] },
      c: { type: "string" },
    });
    const found = (after: JsonObject) => specCompatibilityProblems(before, after).join();
    assert.match(found({ ...before, required: ["a"] }), /a has become required/u);
    assert.match(found(within({ a: { type: "string", enum: ["x"] } })), /y is no choice any more/u);
    assert.match(found(within({ b: { type: "string" } })), /no longer of type null/u);
    assert.match(found(within({ c: { type: "string", enum: ["x"] } })), /choices where any value was taken/u);
    assert.equal(found({ ...before, properties: { ...within({}), d: { type: "string" } } }), "");
  });

  it("find what breaks connections of before", () => {
    const stream = (schema: JsonObject, cursor = "at"): JsonObject => ({
      name: "pins",
      default_cursor_field: [cursor],
      json_schema: within({ at: { type: "string", format: "date-time" }, ...schema }),
    });
    const before = [stream({ a: { type: "string" } })];
    const found = (...after: readonly JsonObject[]) => catalogCompatibilityProblems(before, after).join();
    assert.match(found(), /the stream pins is gone/u);
    assert.match(found(stream({})), /pins\/a is gone/u);
    assert.match(found(stream({ a: { type: "integer" } })), /another type/u);
    assert.match(found(stream({ a: { type: "string", format: "date" } })), /another format/u);
    assert.match(found(stream({ a: { type: "string" } }, "a")), /another cursor field/u);
    assert.equal(found(stream({ a: { type: "string" }, b: { type: "string" } })), "");
  });

  it("try configurations with and without what may be left out", () => {
    const schema: JsonObject = {
      ...within({
        a: { type: "string", const: "a" },
        b: { type: "array", items: { type: "integer" } },
        c: { type: "boolean" },
      }),
      required: ["a"],
    };
    const samples = fc.sample(anyOfSchema(schema), { numRuns: 200, seed: 1 }).map((sample) => JSON.stringify(sample));
    assert.ok(samples.every((sample) => sample.includes('"a":"a"')));
    assert.ok(samples.some((sample) => sample.includes('"b"')) && samples.some((sample) => !sample.includes('"b"')));
  });
});
