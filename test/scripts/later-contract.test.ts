import assert from "node:assert/strict";
import { laterOperations, withLaterFacts } from "../../scripts/openapi/later-contract.ts";
import type { Json, JsonObject } from "../../src/json.ts";
import { isObject } from "../../src/json.ts";
import { streams } from "../../src/streams/all.ts";

/** Returns the value at a path of the document in either version. */
function at(document: JsonObject, contract: "5.23" | "5.28", path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>(
      (value, name) => (isObject(value) ? value[name] : undefined),
      withLaterFacts(document, contract),
    );
}

const objective = { type: "string", enum: ["AWARENESS", "SALES"] };
const rule = { properties: { percentage: { type: "integer", description: "A share." } } };
const parameters = [{ name: "business_id" }, { name: "member_id" }, { $ref: "#/components/parameters/old" }];
const document: JsonObject = {
  paths: { "/businesses/{business_id}/members/{member_id}/assets": { get: { parameters } } },
  components: {
    schemas: { Pin: { properties: { id: { type: "string" } } }, ObjectiveType: objective, AudienceRule: rule },
  },
};

describe("additions to the OpenAPI document", () => {
  it("add fields of live responses to every contract", () => {
    for (const contract of ["5.23", "5.28"] as const) {
      assert.deepEqual(at(document, contract, "components.schemas.Pin.properties.is_product.type"), "boolean");
      assert.deepEqual(at(document, contract, "components.schemas.Pin.properties.id.type"), "string");
    }
  });

  it("add fields and values of 5.28 to that contract only, each value once", () => {
    const disclosures = "components.schemas.Pin.properties.ai_disclosures.type";
    assert.deepEqual([at(document, "5.23", disclosures), at(document, "5.28", disclosures)], [undefined, "object"]);
    const values = "components.schemas.ObjectiveType.enum";
    assert.deepEqual(at(document, "5.23", values), ["AWARENESS", "SALES"]);
    const later = at(document, "5.28", values);
    assert.ok(Array.isArray(later) && later.includes("LEADS"));
    assert.equal(new Set(later).size, later.length);
  });

  it("replace a type by several, and keep the rest of the field", () => {
    const percentage = at(document, "5.28", "components.schemas.AudienceRule.properties.percentage");
    assert.deepEqual(percentage, { description: "A share.", oneOf: [{ type: "integer" }, { type: "string" }] });
  });

  it("replace a parameter at its position, and append others", () => {
    const list = at(document, "5.28", "paths./businesses/{business_id}/members/{member_id}/assets.get.parameters");
    assert.ok(Array.isArray(list) && list.length > parameters.length);
    assert.deepEqual(list[2], { $ref: "#/components/parameters/query_member_asset_type" });
    assert.deepEqual(list.slice(0, 2), parameters.slice(0, 2));
  });

  it("have a source for each operation that the document doesn't have", () => {
    const read = streams.filter(({ operation }) => laterOperations.has(operation));
    assert.deepEqual(
      read.map(({ name, operation }) => [name, laterOperations.get(operation)]),
      [
        ["pin_product_tags", "live"],
        ["schedules", "5.28"],
        ["customer_segments", "live"],
        ["conversion_deletion_requests", "5.28"],
        ["catalogs_local_stores", "5.28"],
        ["trends_editorial_articles", "live"],
      ],
    );
  });
});
