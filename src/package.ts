import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject } from "./json.ts";

/**
 * The folder that holds package.json, spec.json and catalog/, whether this module runs from `src/` or from `dist/src/`.
 * The working directory plays no part: Airbyte starts the connector in folders of its own.
 */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("source-pinterest is not installed as a whole: package.json is missing");
    folder = parent;
  }
  return folder;
})();

/** The version in package.json. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  return isObject(manifest) && typeof manifest.version === "string" ? manifest.version : "";
}
