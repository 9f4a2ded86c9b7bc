import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

rule("no source and no test knows another date than the clock's, or the time zone", () => {
  const folders = ["src", "simulator", "start", "test", "integration_tests", "examples"];
  const others = /\bnew Date\(\)|\.get(?:Hours|Minutes|Date|Day|Month|FullYear|TimezoneOffset)\(/u;
  const files = folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => join(folder, path)),
  );
  assert.ok(others.test("new Date()") && files.length > 100);
  assert.deepEqual(
    files.filter((path) => others.test(read(path))),
    [],
  );
});
