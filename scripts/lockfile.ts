import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";

/** A package in package-lock.json. */
export interface LockedPackage {
  /** Its path: `node_modules/axios`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Whether only development needs it. */
  readonly dev: boolean;
  readonly entry: JsonObject;
}

/** Returns every package of package-lock.json except the project. */
export function lockedPackages(): readonly LockedPackage[] {
  const lockfile: unknown = JSON.parse(readFileSync(join(packageRoot, "package-lock.json"), "utf8"));
  if (!isObject(lockfile) || !isObject(lockfile.packages)) throw new TypeError("package-lock.json names no packages");
  return Object.entries(lockfile.packages).flatMap(([path, entry]) => {
    if (path === "" || !isObject(entry) || typeof entry.version !== "string") return [];
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return [{ path, name, version: entry.version, dev: entry.dev === true, entry }];
  });
}
