import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { customReport } from "../scripts/generate/openapi/catalog.ts";
import { steps } from "../scripts/generate/steps.ts";
import { packageRoot } from "../src/base/package.ts";
import { streams } from "../src/streams/all.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

for (const [step, filesOf] of Object.entries(steps)) {
  rule(`generated files are what \`npm run generate\` writes: ${step}`, async () => {
    const files = await filesOf();
    assert.ok(files.size > 0);
    for (const [path, text] of files) assert.equal(read(path), text, path);
  });
}

rule(
  "generated files include a page on columns for each family, below the size that browsers show well, and no others",
  async () => {
    const files = await steps.dictionary?.();
    const written = readdirSync(join(packageRoot, "docs/columns")).map((name) => `docs/columns/${name}`);
    assert.deepEqual(written.toSorted(), [...(files?.keys() ?? [])].toSorted());
    for (const [path, text] of files ?? []) assert.ok(Buffer.byteLength(text) < 200_000, path);
  },
);

rule("generated files include a schema for each stream, one for all custom reports, and no others", () => {
  const names = [...streams.map(({ name }) => name), customReport].map((name) => `${name}.json`);
  assert.deepEqual(readdirSync(join(packageRoot, "catalog")).toSorted(), names.toSorted());
});
