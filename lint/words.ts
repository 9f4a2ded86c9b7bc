import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { assertEach } from "../test/assert-each.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";
import { userMessages } from "./user-messages.ts";

const pages = [
  "README.md",
  "spec.json",
  ...readdirSync(join(packageRoot, "docs"))
    // Pages for developers, in docs/internals, have other words: request, bookmark, official.
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
].map((path) => ({ name: path, text: read(path) }));

/** The word for each concept, and the others that users would have to tell apart from it. */
const terms: Readonly<Record<string, RegExp>> = {
  "API call": /\bAPI requests?\b/iu,
  "Trial access, Standard access": /\b(?:trial|standard|advanced) tier\b/iu,
  "Airbyte's own connector": /\bofficial connector\b/iu,
  "clear the stream": /\b(?:reset|clear) the stream's (?:state|data)\b|\breset the (?:state|stream)\b/iu,
  "refresh the source schema": /\brefresh (?:the )?(?:schema\b|source's schema)|\bschema of the source\b/iu,
  "can't": /\bcannot\b/iu,
  impressions: /\bshowings?\b/iu,
  "might, can": /\bmay be\b/iu,
};

for (const [term, others] of Object.entries(terms)) {
  rule(`texts for users say "${term}"`, () => {
    const found = (text: string) => others.exec(text)?.[0];
    assertEach(
      pages,
      ({ name }) => name,
      ({ text }) => assert.equal(found(text), undefined),
    );
    assertEach(
      userMessages(),
      ({ text }) => text,
      ({ text }) => assert.equal(found(text), undefined),
    );
  });
}
