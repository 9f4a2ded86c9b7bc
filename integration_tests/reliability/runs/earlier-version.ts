import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../../src/base/package.ts";
import type { Requirement } from "../../../test/requirements.ts";

const execute = promisify(execFile);

/** The last commit of each version. */
const commits = { "0.1.0": "bca583c", "0.2.0": "e1402d2" } as const;

export type EarlierVersion = keyof typeof commits;

/** The Git history up to a version, which a shallow clone or a copy doesn't have. */
export function historyTo(version: EarlierVersion): Requirement<EarlierVersion> {
  const { status } = spawnSync("git", ["cat-file", "-e", `${commits[version]}^{commit}`], { cwd: packageRoot });
  const hasHistory = status === 0 && existsSync(join(packageRoot, ".git"));
  return {
    value: hasHistory ? version : undefined,
    missing: `the Git history doesn't reach back to version ${version}`,
  };
}

/**
 * Builds a version from the Git history, unless that was done before. Returns the folder of the compiled program, and of
 * its tests' connector in this process if it has one.
 */
export async function buildEarlierVersion(version: EarlierVersion): Promise<string> {
  const folder = join(packageRoot, ".cache/earlier-versions", commits[version]);
  if (!existsSync(folder)) {
    await mkdir(join(packageRoot, ".cache/earlier-versions"), { recursive: true });
    // Other tests can build the same version meanwhile.
    const own = await mkdtemp(`${folder}-`);
    try {
      const inOwn = { cwd: own };
      await execute("git", ["archive", "--output", join(own, "source.tar"), commits[version]], { cwd: packageRoot });
      await execute("tar", ["-xf", "source.tar"], inOwn);
      const include = ["src", "integration_tests/bed/in-process.ts"];
      await writeFile(join(own, "tsconfig.program.json"), JSON.stringify({ extends: "./tsconfig.json", include }));
      const compiler = join(packageRoot, "node_modules/typescript/bin/tsc");
      await execute(process.execPath, [compiler, "--project", "tsconfig.program.json"], inOwn);
      await rename(own, folder).catch((error: unknown) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }
  return join(folder, "dist");
}
