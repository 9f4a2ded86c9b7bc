import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isObject, type Json } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

/** Returns the strings of keys that end with `_path`, anywhere in a value. */
function pathsIn(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => pathsIn(item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.endsWith("_path") && typeof inner === "string" ? [inner] : pathsIn(inner),
  );
}

// The CDK has no tests of incremental reads, and rejects keys that it doesn't use.
const sections = ["spec", "connection", "discovery", "basic_read", "full_refresh"];
for (const [path, expected] of [
  ["acceptance-test-config.yml", sections],
  ["integration_tests/cat/acceptance-test-config.yml", [...sections, "incremental"]],
] as const) {
  rule(
    `files of Airbyte's test suites named in ${path} exist, and it tests this image at the highest strictness`,
    () => {
      const configuration: unknown = parse(read(path));
      assert.ok(isObject(configuration) && isObject(configuration.acceptance_tests));
      assert.equal(configuration.connector_image, "source-pinterest:dev");
      assert.equal(configuration.test_strictness_level, "high");
      assert.deepEqual(Object.keys(configuration.acceptance_tests), expected);
      const named = pathsIn(configuration.acceptance_tests);
      assert.ok(named.length > 0);
      for (const each of named) assert.ok(existsSync(join(packageRoot, each)), each);
    },
  );
}
