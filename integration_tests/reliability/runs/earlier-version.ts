import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../../src/package.ts";
import type { Requirement } from "../../../test/requirements.ts";

const execute = promisify(execFile);

/** The last commit of version 0.1.0. */
const commit = "bca583c";

/** A program built from an earlier commit. */
export interface EarlierProgram {
  /** Path of the program. */
  readonly program: string;
  /** Deletes the build. */
  readonly remove: () => Promise<void>;
}

/** The Git history up to version 0.1.0, which a shallow clone or a copy doesn't have. */
export const earlierHistory: Requirement<true> = {
  value: spawnSync("git", ["cat-file", "-e", `${commit}^{commit}`], { cwd: packageRoot }).status === 0 || undefined,
  missing: "the Git history doesn't reach back to version 0.1.0",
};

/** Builds version 0.1.0 from the Git history. */
export async function buildEarlierVersion(): Promise<EarlierProgram> {
  const folder = await mkdtemp(join(tmpdir(), "source-pinterest-test-"));
  const remove = () => rm(folder, { recursive: true });
  try {
    const archive = join(folder, "source.tar");
    await execute("git", ["archive", "--output", archive, commit], { cwd: packageRoot });
    await execute("tar", ["-xf", archive, "-C", folder]);
    const modules = join(packageRoot, "node_modules");
    await symlink(modules, join(folder, "node_modules"));
    const project = join(folder, "tsconfig.program.json");
    await writeFile(project, JSON.stringify({ extends: "./tsconfig.json", include: ["src"] }));
    await execute(process.execPath, [join(modules, "typescript/bin/tsc"), "--project", project], { cwd: folder });
  } catch (error) {
    await remove();
    throw error;
  }
  return { program: join(folder, "dist/src/main.js"), remove };
}
