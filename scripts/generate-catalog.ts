import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { streams } from "../src/streams/all.ts";
import { renderCatalog } from "./openapi/catalog.ts";
import { requiredDocument } from "./openapi/document.ts";

/** Writes a JSON schema for every stream, and removes those of former streams. */
const folder = join(packageRoot, "catalog");
const files = renderCatalog(requiredDocument(), streams);
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) {
  if (name.endsWith(".json") && !files.has(name)) rmSync(join(folder, name));
}
for (const [name, text] of files) writeFileSync(join(folder, name), text);
