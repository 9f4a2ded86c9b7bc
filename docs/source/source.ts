import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";

/** The folder of what the project's people write for generated pages and descriptions. */
export const sourceFolder: string = join(packageRoot, "docs/source");

/** Reads a file of texts by name. @param path below `docs/source` */
export function readTexts(path: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(sourceFolder, path), "utf8"));
}

/** Reads a file of lists of texts by name. @param path below `docs/source` */
export function readLists(path: string): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(join(sourceFolder, path), "utf8"));
}
