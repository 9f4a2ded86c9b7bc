import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formPage } from "../docs/source/pictures/form-page.ts";
import { isDrawnOf, labeled } from "../docs/source/pictures/labeled-png.ts";
import { packageRoot } from "../src/base/package.ts";
import { rule } from "./rule.ts";

const picture = readFileSync(join(packageRoot, "docs/form.png"));

rule("docs/form.png is labeled with the form of spec.json", () => {
  assert.ok(isDrawnOf(picture, formPage()), "the form has changed: draw it with `npm run pictures`");
});

rule("docs/form.png differs from a picture of another form", () => {
  assert.ok(!isDrawnOf(picture, `${formPage()} `));
  assert.ok(isDrawnOf(labeled(picture, "another"), "another"));
});
