import assert from "node:assert/strict";
import type { OpenApiDocument } from "../../scripts/generate/openapi/document.ts";
import { list } from "../../scripts/generate/openapi/document.ts";
import type { Json, JsonObject } from "../../src/base/json.ts";
import { rowPathOf } from "../../src/pinterest/responses/find-rows.ts";
import { families } from "../../src/streams/all.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { document } from "./openapi-document.ts";

/** The document's schemas of a value, including its components. */
interface Facts {
  readonly required: ReadonlySet<string>;
  readonly properties: JsonObject;
  readonly items: Json | undefined;
  readonly entries: Json | undefined;
  readonly isNullable: boolean;
}

function factsOf(document: OpenApiDocument, schema: Json | undefined): Facts {
  const { value } = document.resolve(schema);
  const parts = list(value.allOf).map((part) => factsOf(document, part));
  const required = list(value.required).filter((name) => typeof name === "string");
  return {
    required: new Set([...required, ...parts.flatMap((part) => [...part.required])]),
    properties: Object.assign({}, ...parts.map((part) => part.properties), value.properties),
    items: value.items ?? parts.find((part) => part.items !== undefined)?.items,
    entries: value.additionalProperties ?? parts.find((part) => part.entries !== undefined)?.entries,
    isNullable: value.nullable === true || parts.some((part) => part.isNullable),
  };
}

/** Asserts that the document's schema of a response agrees with the stream's path to its rows. */
function assertAgrees(document: OpenApiDocument, { operation, rows }: Stream): void {
  const path = rowPathOf(rows);
  if (path === undefined || path.row.is !== "object") return;
  let facts = factsOf(document, document.responseSchema(operation));
  for (const step of path.steps) {
    switch (step.into) {
      case "field":
        assert.ok(facts.required.has(step.name), `"${step.name}" may be absent by the document`);
        assert.ok(!factsOf(document, facts.properties[step.name]).isNullable, `"${step.name}" may be null`);
        facts = factsOf(document, facts.properties[step.name]);
        break;
      case "optional_field":
        assert.ok(!facts.required.has(step.name), `"${step.name}" may not be absent by the document`);
        for (const name of step.siblings) assert.ok(name in facts.properties || commonNames.has(name), name);
        facts = factsOf(document, facts.properties[step.name]);
        break;
      case "items":
        assert.equal(step.orNull === true, facts.isNullable, "a list that may be null");
        facts = factsOf(document, facts.items);
        assert.equal(step.nullItems === true, facts.isNullable, "an item that may be null");
        break;
      case "entries":
        facts = factsOf(document, facts.entries);
        break;
      case "wrapper":
        // The document had wrappers until 5.14.
        break;
    }
  }
}

/** Fields next to the list in only some operations of the same form. */
const commonNames: ReadonlySet<string> = new Set(["bookmark", "lifetime_metrics"]);

describe("response formats", () => {
  const streams = families.flatMap((family) => family.streams);

  it("allow an absent or null list exactly where the document does", () => {
    for (const stream of streams) assert.doesNotThrow(() => assertAgrees(document, stream), stream.name);
  });
});
