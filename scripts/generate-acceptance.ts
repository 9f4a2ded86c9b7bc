import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/package.ts";
import { acceptanceFiles } from "./acceptance/files.ts";

/**
 * Writes the files that Airbyte's acceptance tests read. A time as the only argument makes the expected records for
 * another day, such as that of a run of CAT itself.
 */
const [, , time] = process.argv;
for (const [name, text] of await acceptanceFiles(time === undefined ? undefined : Date.parse(time))) {
  writeFileSync(join(packageRoot, "integration_tests", name), text);
}
