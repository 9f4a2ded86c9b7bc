import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";

describe("the long run", () => {
  it("begins with the files that take longest, and has each file once", () => {
    const config: unknown = JSON.parse(readFileSync(join(packageRoot, ".mocharc.long.json"), "utf8"));
    assert.ok(isObject(config) && Array.isArray(config.spec));
    const files = config.spec.map(String);
    const rest = files.pop();
    for (const file of files) assert.ok(existsSync(join(packageRoot, file)), file);
    const folder = "integration_tests/reliability/";
    const names = files.map((file) => file.slice(folder.length, -".test.ts".length));
    assert.equal(rest, `${folder}**/!(${names.join("|")}).test.ts`);
  });
});
