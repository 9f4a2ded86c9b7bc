import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaNodes } from "../../scripts/compatibility/schema-nodes.ts";
import { personalDataKeys } from "../../scripts/dictionary/dictionary.ts";
import { readSchemas } from "../../scripts/migration/pages.ts";
import { personalDataPart, personalFields } from "../../scripts/migration/personal-data-part.ts";
import { packageRoot } from "../../src/base/package.ts";

describe("personal data", () => {
  it("is marked in every field that is named like it", async () => {
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

  it("has no mark without a field", async () => {
    const used = new Set(personalFields(await readSchemas()).map(({ mark }) => mark.entry));
    assert.deepEqual(
      personalDataKeys.filter((key) => !used.has(key)),
      [],
    );
  });

  it("is on the users' page", async () => {
    const page = readFileSync(join(packageRoot, "docs/pinterest.md"), "utf8");
    const part = personalDataPart(await readSchemas());
    assert.match(part, /^\| email addresses \| .*`business_members`.* \| .*`user\.email`.* \|$/mu);
    assert.ok(page.includes(part));
  });
});
