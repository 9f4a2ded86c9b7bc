import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { generatedPages } from "./migration/pages.ts";

/** Writes the generated parts of documents. */
for (const [path, update] of Object.entries(generatedPages)) {
  const file = join(packageRoot, path);
  writeFileSync(file, await update(readFileSync(file, "utf8")));
}
