import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { propertiesOf, variantsOf } from "../../scripts/compatibility/schema-nodes.ts";
import { asText, isStringArray, type JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { connectionSchema } from "../../src/config/spec.ts";
import { headingsOf } from "../markdown.ts";

const page = readFileSync(join(packageRoot, "docs/pinterest.md"), "utf8");

/** Airbyte's required headings, in order. Others can be in between. */
const headings = [
  "# Pinterest",
  "## Prerequisites",
  "## Setup guide",
  "## Set up Pinterest",
  "### For Airbyte Cloud:",
  "### For Airbyte Open Source:",
  "## Set up the Pinterest connector in Airbyte",
  "### For Airbyte Cloud:",
  "### For Airbyte Open Source:",
  "## Supported sync modes",
  "## Supported Streams",
  "### Performance considerations",
  "## Data type map",
  "## Limitations & Troubleshooting",
  "### Tutorials",
  "## Changelog",
];

/** Sentences of every page of Airbyte's, by heading. */
const sentences: readonly (readonly [heading: string, sentence: string])[] = [
  ["# Pinterest", "This page contains the setup guide and reference information for the [Pinterest]("],
  ["### For Airbyte Cloud:", "1. [Log into your Airbyte Cloud](https://cloud.airbyte.com/workspaces) account."],
  ["### For Airbyte Open Source:", "1. Navigate to the Airbyte Open Source dashboard."],
  [
    "## Supported sync modes",
    "The Pinterest source connector supports the following [sync modes](https://docs.airbyte.com/cloud/core-concepts/#connection-sync-modes):",
  ],
  ["## Changelog", "<details>\n<summary>Expand to review</summary>"],
];

/** Returns the titles of required settings: for an object with variants, those that its first one requires. */
function requiredTitles(schema: JsonObject): readonly string[] {
  const required = isStringArray(schema.required) ? schema.required : [];
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    if (!required.includes(name) || "const" in property) return [];
    const [variant] = variantsOf(property);
    return variant === undefined ? [asText(property.title)] : requiredTitles(variant);
  });
}

/** Returns the text below each occurrence of a heading, up to the next heading of the same level. */
function sectionsOf(heading: string): readonly string[] {
  const lines = page.split("\n");
  const depth = heading.indexOf(" ");
  return lines.flatMap((line, index) => {
    if (line !== heading) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((each) => /^#+ /u.test(each) && (depth === 1 || each.indexOf(" ") <= depth));
    return [(end === -1 ? rest : rest.slice(0, end)).join("\n")];
  });
}

/**
 * Assertions of Airbyte's connector acceptance tests (CAT) about the users' page, named like its tests. CAT runs them
 * only for certified connectors, with the page in Airbyte's repository.
 */
describe("TestConnectorDocumentation", () => {
  it("test_prerequisites_content", () => {
    const text = sectionsOf("## Prerequisites").join("\n").toLowerCase();
    for (const title of requiredTitles(connectionSchema())) assert.ok(text.includes(title.toLowerCase()), title);
    assert.match(text, /account|auth|credentials|access/u);
  });

  it("test_docs_structure", () => {
    const found = headingsOf(page);
    let from = 0;
    for (const heading of headings) {
      const at = found.indexOf(heading, from);
      assert.notEqual(at, -1, `${heading} is missing, or not in its place`);
      from = at + 1;
    }
  });

  it("test_docs_descriptions", () => {
    // A line can break at any space.
    const oneLine = (text: string) => text.replaceAll(/\s+/gu, " ");
    for (const [heading, sentence] of sentences) {
      const sections = sectionsOf(heading).map(oneLine);
      assert.ok(
        sections.some((section) => section.includes(oneLine(sentence))),
        `${heading} lacks "${sentence}"`,
      );
    }
  });
});
