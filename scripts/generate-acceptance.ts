import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { acceptanceFiles } from "./acceptance/files.ts";

// Writes the files that Airbyte's test suites read.
for (const [path, text] of await acceptanceFiles()) {
  writeFileSync(join(packageRoot, "integration_tests", path), text);
}
