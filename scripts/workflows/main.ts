import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";
import { Missing, pythonWith } from "../python-environment.ts";

/*
 * Checks the security of the workflows: permissions, pinned actions, and injection by pull requests. If the checker
 * can't be installed, nothing is checked, and the output says so.
 */

const say = (text: string) => process.stderr.write(`test:workflows: ${text}\n`);

try {
  const { binaries } = pythonWith("scripts/workflows/requirements.txt");
  const checks = ["--offline", "--persona=auditor", "--no-progress", ".github"];
  const { status } = spawnSync(join(binaries, "zizmor"), checks, { cwd: packageRoot, stdio: "inherit" });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(`SKIPPED: ${error.message}`);
}
