import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";

/** Returns the text of a file of the project. */
export function read(path: string): string {
  return readFileSync(join(packageRoot, path), "utf8");
}

/** Returns the files in Git, and those that can be added. */
export function filesInGit(): readonly string[] {
  const options = ["ls-files", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", options, { cwd: packageRoot, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(packageRoot, path)));
}
