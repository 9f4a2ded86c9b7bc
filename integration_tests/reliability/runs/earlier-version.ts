import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../../src/base/package.ts";
import type { Requirement } from "../../../test/requirements.ts";

const execute = promisify(execFile);

/** The last commit of each version. */
const commits = { "0.1.0": "bca583c", "0.2.0": "e1402d2" } as const;

export type EarlierVersion = keyof typeof commits;

/** A program built from an earlier commit. */
export interface EarlierProgram {
  readonly version: EarlierVersion;
  /** Path of the program. */
  readonly program: string;
  /** The folder of the compiled files of `src/` and those built beside it. */
  readonly built: string;
  /** Deletes the build. */
  readonly remove: () => Promise<void>;
}

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
 * Builds a version from the Git history.
 * @param more further files to compile
 */
export async function buildEarlierVersion(
  version: EarlierVersion,
  more: readonly string[] = [],
): Promise<EarlierProgram> {
  const folder = await mkdtemp(join(tmpdir(), "source-pinterest-test-"));
  const remove = () => rm(folder, { recursive: true });
  try {
    const archive = join(folder, "source.tar");
    await execute("git", ["archive", "--output", archive, commits[version]], { cwd: packageRoot });
    await execute("tar", ["-xf", archive, "-C", folder]);
    const modules = join(packageRoot, "node_modules");
    await symlink(modules, join(folder, "node_modules"));
    const project = join(folder, "tsconfig.program.json");
    await writeFile(project, JSON.stringify({ extends: "./tsconfig.json", include: ["src", ...more] }));
    await execute(process.execPath, [join(modules, "typescript/bin/tsc"), "--project", project], { cwd: folder });
  } catch (error) {
    await remove();
    throw error;
  }
  const built = join(folder, "dist");
  return { version, program: join(built, "src/main.js"), built, remove };
}
