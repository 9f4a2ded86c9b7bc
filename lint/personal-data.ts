import assert from "node:assert/strict";
import { personalDataKeys } from "../docs/source/descriptions/descriptions.ts";
import { readSchemas } from "../docs/source/pages/pages.ts";
import { personalFields } from "../docs/source/pages/personal-data-part.ts";
import { schemaNodes } from "../scripts/compatibility/schema-nodes.ts";
import { rule } from "./rule.ts";

rule("personal data is marked in every field that is named like it", async () => {
  const schemas = await readSchemas();
  const marked = new Set(personalFields(schemas).map(({ stream, field }) => `${stream}.${field}`));
  const named = [...schemas].flatMap(([stream, schema]) =>
    schemaNodes(schema)
      .filter(({ name = "" }) => /^(?:\w+_)?(?:email|username|firstname|lastname|phone|note)$/u.test(name))
      .map(({ path }) => `${stream}${path.replaceAll("/items", "").replaceAll("/", ".")}`),
  );
  assert.ok(named.length > 40);
  assert.deepEqual(
    named.filter((field) => !marked.has(field)),
    // The share of events that have one.
    ["conversion_event_quality_scores.quality_components.hashed_email"],
  );
});

rule("personal data has no mark without a field", async () => {
  const used = new Set(personalFields(await readSchemas()).map(({ mark }) => mark.entry));
  assert.deepEqual(
    personalDataKeys.filter((key) => !used.has(key)),
    [],
  );
});
