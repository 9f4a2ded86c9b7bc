import assert from "node:assert/strict";
import type { OpenApiDocument } from "../../scripts/generate/openapi/document.ts";
import { list } from "../../scripts/generate/openapi/document.ts";
import type { Json, JsonObject } from "../../src/base/json.ts";
import { rowPathOf } from "../../src/pinterest/responses/find-rows.ts";
import { requiredFields } from "../../src/pinterest/responses/required-fields.ts";
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
  /** Whether a value has one of several forms. */
  readonly variants: readonly Json[];
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
    variants: [...list(value.oneOf), ...list(value.anyOf), ...parts.flatMap((part) => part.variants)],
  };
}

/** Returns the document's schema of a stream's rows, and whether it agrees with the stream's path to them. */
function rowFacts(document: OpenApiDocument, { operation, rows }: Stream): Facts | undefined {
  const path = rowPathOf(rows);
  if (path === undefined || path.row.is !== "object") return undefined;
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
    }
  }
  return facts;
}

/** Fields next to the list in only some operations of the same form. */
const commonNames: ReadonlySet<string> = new Set(["bookmark", "lifetime_metrics"]);

/** Returns the fields that every form of a value has. */
function requiredOf(document: OpenApiDocument, { required, variants }: Facts): ReadonlySet<string> {
  const [first, ...others] = variants.map((variant) => requiredOf(document, factsOf(document, variant)));
  const shared = [...(first ?? [])].filter((name) => others.every((other) => other.has(name)));
  return new Set([...required, ...shared]);
}

describe("response formats", () => {
  const streams = families.flatMap((family) => family.streams);

  it("allow an absent or null list exactly where the document does", () => {
    for (const stream of streams) {
      const path = rowPathOf(stream.rows);
      if (path === undefined || path.row.is === "named") continue;
      assert.doesNotThrow(() => void rowFacts(document, stream), stream.name);
    }
  });

  it("require the fields of a row's key that the document requires", () => {
    const wanted = new Map<string, readonly string[]>();
    for (const stream of streams) {
      const facts = rowFacts(document, { ...stream, rows: stream.rows === "question_types" ? "report" : stream.rows });
      if (facts === undefined) continue;
      const required = requiredOf(document, facts);
      const fields = stream.primaryKey.filter((field) => required.has(field) && !(field in (stream.fromRequest ?? {})));
      if (fields.length > 0) wanted.set(stream.operation, fields);
    }
    assert.deepEqual(requiredFields, Object.fromEntries(wanted));
  });
});
