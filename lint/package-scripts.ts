import assert from "node:assert/strict";
import { asText } from "../src/base/json.ts";
import { objectAt, parsedObject, textOf } from "../test/narrow.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

const scripts = objectAt(parsedObject(read("package.json")), "scripts");

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
