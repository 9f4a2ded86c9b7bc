import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";
import { Missing, pythonWith } from "../python-environment.ts";

/*
 * Checks the files of GitHub and of Docker Compose against their schemas, and the security of the workflows: permissions, pinned
 * actions, and injection by pull requests. With a token in GH_TOKEN, also that the pinned commits are those of the named versions. If
 * the checkers can't be installed, nothing is checked, and the output says so.
 */

const say = (text: string) => process.stderr.write(`test:workflows: ${text}\n`);

/** Returns the YAML files in a folder, without those of other kinds. */
function filesIn(folder: string, ...others: readonly string[]): readonly string[] {
  const names = readdirSync(join(packageRoot, folder)).filter((name) => /\.ya?ml$/u.test(name));
  return names.filter((name) => !others.includes(name)).map((name) => `${folder}/${name}`);
}

/** The schemas of the checker, each with its files. */
const schemas = [
  ["vendor.github-workflows", filesIn(".github/workflows")],
  ["custom.github-workflows-require-timeout", filesIn(".github/workflows")],
  ["vendor.github-issue-forms", filesIn(".github/ISSUE_TEMPLATE", "config.yml")],
  ["vendor.github-issue-config", [".github/ISSUE_TEMPLATE/config.yml"]],
  ["vendor.dependabot", [".github/dependabot.yml"]],
  ["vendor.compose-spec", ["examples/compose/compose.yaml"]],
] as const;

try {
  const { binaries } = pythonWith("scripts/workflows/requirements.txt");
  const run = (program: string, ...args: readonly string[]) =>
    spawnSync(join(binaries, program), args, { cwd: packageRoot, stdio: "inherit" }).status === 0;
  const network = process.env.GH_TOKEN ? [] : ["--offline"];
  if (network.length > 0) say("SKIPPED: the commits of the actions (no token of GitHub in GH_TOKEN)");
  const isValid = [
    ...schemas.map(([schema, files]) => run("check-jsonschema", "--builtin-schema", schema, ...files)),
    run("zizmor", ...network, "--persona=auditor", "--no-progress", ".github"),
  ];
  process.exitCode = isValid.every((each) => each) ? 0 : 1;
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(`SKIPPED: ${error.message}`);
}
