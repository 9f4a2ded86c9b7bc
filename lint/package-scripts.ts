import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asText } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { objectAt, parsedObject, textOf } from "../test/narrow.ts";
import { rule } from "./rule.ts";

const scripts = objectAt(parsedObject(readFileSync(join(packageRoot, "package.json"), "utf8")), "scripts");

rule("npm scripts have no shell syntax, so that they run on Windows", () => {
  for (const [name, script] of Object.entries(scripts))
    assert.doesNotMatch(textOf(script).replaceAll(/"[^"]*"/gu, ""), /[&|;<>$`'*~]/u, name);
});

rule("npm scripts build what they run or pack", () => {
  assert.equal(scripts.prepack, "node scripts/prepare.mjs");
  for (const [name, script] of Object.entries(scripts)) {
    if (!/\bdist\//u.test(textOf(script)) || name.startsWith("post")) continue;
    assert.match(asText(scripts[`pre${name}`]), /scripts\/prepare\.mjs/u, name);
  }
});
