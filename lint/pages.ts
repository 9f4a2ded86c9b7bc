import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { propertiesOf, variantsOf } from "../scripts/compatibility/schema-nodes.ts";
import { asText, isStringArray, type JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { parseArguments } from "../src/commands/command-line/arguments.ts";
import { commands } from "../src/commands/command-line/commands.ts";
import { connectionSchema } from "../src/config/spec.ts";
import { streams } from "../src/streams/all.ts";
import { assertEach, assertEachNamed } from "../test/assert-each.ts";
import { anchorsOf, headingsOf } from "../test/markdown.ts";
import { objectAt, parsedObject, textOf } from "../test/narrow.ts";
import { filesInGit, read } from "./project.ts";
import { rule } from "./rule.ts";

const pages = filesInGit().filter((path) => path.endsWith(".md") && path !== "docs/source/recipes.md");
const manifest = parsedObject(read("package.json"));
const scripts = objectAt(manifest, "scripts");

/** Whether a script is built into npm or in package.json. */
function isScript(name: string): boolean {
  return name in scripts || ["ci", "install"].includes(name);
}

/** Returns the matches of a pattern on all pages. */
function found(
  pattern: RegExp,
): readonly { readonly name: string; readonly page: string; readonly groups: string[] }[] {
  return pages.flatMap((page) =>
    [...read(page).matchAll(pattern)].map(([text, ...groups]) => ({ name: `${page}, ${text}`, page, groups })),
  );
}

rule("the documentation links only to existing files and headings", () => {
  const links = [...found(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/gu), ...found(/<img src="(?!https?:)([^"]*)"/gu)];
  assert.ok(links.length > 50);
  assertEachNamed(links, ({ page, groups: [target = "", anchor] }) => {
    const path = target === "" ? page : join(dirname(page), target);
    assert.ok(existsSync(join(packageRoot, path)));
    if (anchor !== undefined) assert.ok(anchorsOf(read(path)).has(anchor));
  });
});

// Tests don't access other sites: check the links from time to time. *Address only*: no stored copy of the page was found.
rule("the documentation links to exactly the external pages that lint/links.json lists, with a date", () => {
  const { host } = new URL(textOf(manifest.homepage));
  const links = found(/\]\((https:[^)\s]+)\)/gu);
  const used = new Set(links.map(({ groups: [url = ""] }) => url).filter((url) => new URL(url).host !== host));
  const listed = parsedObject(read("lint/links.json"));
  assert.deepEqual(Object.keys(listed).toSorted(), [...used].toSorted());
  assertEach(
    Object.entries(listed),
    ([url]) => url,
    ([, checked]) => assert.match(textOf(checked), /^\d{4}-\d{2}-\d{2}(?:, address only)?$/u),
  );
});

rule("the documentation names only existing files of the project", () => {
  const paths =
    /`((?:src|simulator|lint|start|test|integration_tests|scripts|docs|catalog|contract|examples|\.ci)\/[\w./-]*)`/gu;
  assertEachNamed(found(paths), ({ groups: [path = ""] }) => assert.ok(existsSync(join(packageRoot, path))));
});

rule("the pages for contributors name only existing files of src", () => {
  const named = found(/`((?:base|commands|config|pinterest|protocol|records|streams|sync|texts)\/[\w./-]+)`/gu);
  const ofContributors = named.filter(({ page }) => page.startsWith("docs/internals/"));
  assert.ok(ofContributors.length > 50);
  assertEachNamed(ofContributors, ({ groups: [path = ""] }) => assert.ok(existsSync(join(packageRoot, "src", path))));
});

rule("the documentation names only existing npm scripts", () => {
  assertEachNamed(found(/npm (run )?([\w:-]+)/gu), ({ groups: [run, name = ""] }) =>
    assert.ok(run === undefined ? isScript(name) : name in scripts),
  );
});

rule("the documentation shows an example of every option of every command", () => {
  const [reference = ""] = read("docs/commands.md").split("## Options of every command");
  const sections = reference.split(/^## /mu);
  assertEachNamed(commands, ({ name, options }) => {
    const examples = sections.find((section) => section.startsWith(`${name}\n`))?.split("```shell")[1] ?? "";
    for (const option of options) assert.match(examples, new RegExp(`--${option.name}\\b`, "u"));
  });
});

rule("the documentation shows only valid command lines", () => {
  const lines = /(?:node dist\/src\/main\.js|docker run .*source-pinterest:[\d.]+) ([a-z]+\b.*)/gu;
  assertEachNamed(found(lines), ({ groups: [args = ""] }) =>
    assert.doesNotThrow(() => parseArguments((args.split(" >")[0] ?? "").split(/\s+/u))),
  );
});

rule("the documentation lists exactly the streams with restricted access", () => {
  const [, section = ""] = read("docs/pinterest.md").split("### Streams with restricted access\n");
  const [list = ""] = section.split(". The catalog lists");
  assert.deepEqual(
    [...list.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name).toSorted(),
    streams.flatMap(({ name, accessRequirement }) => (accessRequirement === undefined ? [] : [name])).toSorted(),
  );
});

rule("the documentation names an existing test for every promise of security", () => {
  const [, promises = ""] = read("SECURITY.md").split("## Promises");
  const [table = ""] = promises.split("\n## ");
  const rows = table.split("\n").filter((line) => line.startsWith("| ") && line.includes(".ts`"));
  assert.ok(rows.length > 10);
  for (const row of rows) {
    for (const [, path = "", titles = ""] of row.matchAll(/`([\w/.-]+\.ts)`(?:: ((?:"[^"]+"(?:, )?)+))?/gu)) {
      const text = read(path);
      for (const [, title = ""] of titles.matchAll(/"([^"]+)"/gu)) assert.ok(text.includes(title), `${path}: ${title}`);
    }
  }
});

const page = read("docs/pinterest.md");

/** Airbyte's required headings, in order. Others can be in between. */
const requiredHeadings = [
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
const requiredSentences: readonly (readonly [heading: string, sentence: string])[] = [
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
rule("TestConnectorDocumentation test_prerequisites_content", () => {
  const text = sectionsOf("## Prerequisites").join("\n").toLowerCase();
  for (const title of requiredTitles(connectionSchema())) assert.ok(text.includes(title.toLowerCase()), title);
  assert.match(text, /account|auth|credentials|access/u);
});

rule("TestConnectorDocumentation test_docs_structure", () => {
  const found = headingsOf(page);
  let from = 0;
  for (const heading of requiredHeadings) {
    const at = found.indexOf(heading, from);
    assert.notEqual(at, -1, `${heading} is missing, or not in its place`);
    from = at + 1;
  }
});

rule("TestConnectorDocumentation test_docs_descriptions", () => {
  // A line can break at any space.
  const oneLine = (text: string) => text.replaceAll(/\s+/gu, " ");
  for (const [heading, sentence] of requiredSentences) {
    const sections = sectionsOf(heading).map(oneLine);
    assert.ok(
      sections.some((section) => section.includes(oneLine(sentence))),
      `${heading} lacks "${sentence}"`,
    );
  }
});
