import assert from "node:assert/strict";
import { lookUp, personalDataKeys } from "../docs/source/descriptions/descriptions.ts";
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

/** IDs whose descriptions speak of people or businesses, but that identify something else. */
const otherIds: readonly string[] = [
  "ad_groups.feed_profile_id", // A feed.
  "billing_profiles.ad_account_id",
  "billing_profiles.id", // A payment method.
  "business_audience_shared_accounts.audience_id",
  "conversion_event_quality_scores.quality_components.advertiser_external_id", // Shares of events.
  "integrations.additional_id_1", // A partner's own IDs.
  "integrations.external_business_id",
  "report_templates.custom_column_ids", // Columns that users made.
  "ssio_accounts.pmp_names.id", // A company in Salesforce.
];

rule("personal data has a mark in every ID that is described as one of a person or a business", async () => {
  const schemas = await readSchemas();
  const marked = new Set(personalFields(schemas).map(({ stream, field }) => `${stream}.${field}`));
  const joined = (sentence: string) =>
    [...sentence.matchAll(/[a-z_]+\.[a-z_.]+/gu)].some(([field]) => marked.has(field));
  const people = /Pinterest account|\bprofiles?\b|member|partner|employer|person|people|business|user|owner|creator/iu;
  const described = [...schemas].flatMap(([stream, schema]) =>
    schemaNodes(schema).flatMap(({ path, name = "" }) => {
      const names = path.split("/").filter((part) => part !== "" && part !== "items");
      const { sentence = "" } = (/(?:^|_)ids?(?:_\d+)?$/u.test(name) && lookUp(stream, names)) || {};
      return people.test(sentence.replace("that people engaged with", "")) || joined(sentence)
        ? [`${stream}.${names.join(".")}`]
        : [];
    }),
  );
  assert.ok(described.length > 50);
  assert.deepEqual(described.filter((field) => !marked.has(field)).toSorted(), otherIds);
});

rule("personal data has no mark without a field", async () => {
  const used = new Set(personalFields(await readSchemas()).map(({ mark }) => mark.entry));
  assert.deepEqual(
    personalDataKeys.filter((key) => !used.has(key)),
    [],
  );
});
