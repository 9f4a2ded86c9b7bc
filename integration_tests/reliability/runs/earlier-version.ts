import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../../src/package.ts";

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

/**
 * Builds a version from the Git history. If the history doesn't contain it, as in a shallow clone or in a copy without
 * history, returns undefined and says so.
 * @param more further files to compile
 */
export async function buildEarlierVersion(
  version: EarlierVersion,
  more: readonly string[] = [],
): Promise<EarlierProgram | undefined> {
  const commit = commits[version];
  if (!(await hasCommit(commit))) {
    process.stderr.write(`skipped: the history does not reach back to version ${version}, so it cannot be built\n`);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), "source-pinterest-test-"));
  const remove = () => rm(folder, { recursive: true });
  try {
    const archive = join(folder, "source.tar");
    await execute("git", ["archive", "--output", archive, commit], { cwd: packageRoot });
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

async function hasCommit(commit: string): Promise<boolean> {
  if (!existsSync(join(packageRoot, ".git"))) return false;
  try {
    await execute("git", ["cat-file", "-e", `${commit}^{commit}`], { cwd: packageRoot });
    return true;
  } catch {
    return false;
  }
}
