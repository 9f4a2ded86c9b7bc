import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject } from "./json.ts";

/**
 * The folder of package.json, spec.json, and catalog/, for this module in `src/` and in `dist/src/`. Doesn't depend on
 * the working directory, which Airbyte chooses.
 */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error("the installation of source-pinterest is incomplete: package.json is missing");
    folder = parent;
  }
  return folder;
})();

/** Returns the version in package.json. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  return isObject(manifest) && typeof manifest.version === "string" ? manifest.version : "";
}
