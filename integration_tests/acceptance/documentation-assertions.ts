import { asText, isStringArray, type JsonObject } from "../../src/json.ts";
import { type Problems, problemIf } from "./problems.ts";
import { propertiesOf, variantsOf } from "./schema-nodes.ts";

/** Each looks at the users' page. The names are those of CAT's tests, which it runs for certified connectors alone. */

/** The headings that Airbyte wants, in their order. Others may stand in between. */
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

export function structureProblems(page: string): Problems {
  const found = page.split("\n").filter((line) => /^#+ /u.test(line));
  let from = 0;
  return headings.flatMap((heading) => {
    const at = found.indexOf(heading, from);
    if (at === -1) return [`${heading} is missing, or not in its place`];
    from = at + 1;
    return [];
  });
}

/** Sentences that stand on every page of Airbyte's, each below its heading. */
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

export function descriptionProblems(page: string): Problems {
  return sentences.flatMap(([heading, sentence]) => {
    // A line may be broken wherever a space is.
    const sections = sectionsOf(page, heading).map((section) => section.replaceAll(/\s+/gu, " "));
    return problemIf(
      !sections.some((section) => section.includes(sentence.replaceAll(/\s+/gu, " "))),
      `${heading} lacks "${sentence}"`,
    );
  });
}

/** The prerequisites name what the form requires, and how one gets in. */
export function prerequisitesProblems(page: string, schema: JsonObject): Problems {
  const text = sectionsOf(page, "## Prerequisites").join("\n").toLowerCase();
  return [
    ...requiredTitles(schema)
      .filter((title) => !text.includes(title.toLowerCase()))
      .map((title) => `the prerequisites do not name ${title}`),
    ...problemIf(!/account|auth|credentials|access|client/u.test(text), "the prerequisites do not say who gets in"),
  ];
}

/** Titles of what must be filled in: of an object with variants, what its first one requires. */
function requiredTitles(schema: JsonObject): readonly string[] {
  const required = isStringArray(schema.required) ? schema.required : [];
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    if (!required.includes(name) || "const" in property) return [];
    const [variant] = variantsOf(property);
    return variant === undefined ? [asText(property.title)] : requiredTitles(variant);
  });
}

/** Links that no browser could follow. Whether their pages are there cannot be tried where the tests run. */
export function linkProblems(page: string): Problems {
  const targets = [...page.matchAll(/\]\(([^)\s]*)\)|href="([^"]*)"/gu)].map(([, link, href]) => link ?? href ?? "");
  const anchors = page
    .split("\n")
    .filter((line) => /^#+ /u.test(line))
    .map((line) => `#${anchorOf(line)}`);
  return targets.flatMap((target) => {
    if (target.startsWith("#")) return problemIf(!anchors.includes(target), `there is no heading ${target}`);
    if (!target.includes(":")) return [];
    return problemIf(!target.startsWith("https://") || !URL.canParse(target), `${target} is no https address`);
  });
}

function anchorOf(heading: string): string {
  return heading
    .replace(/^#+ /u, "")
    .toLowerCase()
    .replaceAll(/[^\w\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** What stands below a heading, up to the next one that is not below it; one text for each time that it comes. */
function sectionsOf(page: string, heading: string): readonly string[] {
  const lines = page.split("\n");
  const depth = heading.indexOf(" ");
  return lines.flatMap((line, index) => {
    if (line !== heading) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((each) => /^#+ /u.test(each) && (depth === 1 || each.indexOf(" ") <= depth));
    return [(end === -1 ? rest : rest.slice(0, end)).join("\n")];
  });
}
