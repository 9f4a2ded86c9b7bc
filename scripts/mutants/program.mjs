// Changes small things in the built program, one at a time, and looks whether the unit tests fail: the second half of `npm run test:mutants`.
// MUTANT_SHARE is the share of all mutants that are tried, MUTANT_SEED chooses another sample, MUTANT_FILES other files, and
// MUTANT_PART a part of the sample, as in "2/4". Survivors are appended to the file MUTANT_SURVIVORS (.cache/survivors.txt) as they are found.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The share of mutants, in percent, that the tests must kill. */
const leastKilled = 90;

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const folder = mkdtempSync(join(tmpdir(), "source-pinterest-mutants-"));
const project = join(folder, "project");
const survivors = resolve(process.env.MUTANT_SURVIVORS ?? join(root, ".cache/survivors.txt"));

function run(command, args, cwd) {
  const env = { ...process.env, MUTANT_SURVIVORS: survivors };
  const { status, error } = spawnSync(command, args, {
    cwd,
    env,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw error;
  return status;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Prints the share of mutants that were killed, and returns the exit code. */
function main() {
  for (const name of ["package.json", "package-lock.json", "sample.mjs"]) cpSync(join(here, name), join(folder, name));
  if (run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder) !== 0) {
    say("Mutants: passed over, since the packages could not be installed.");
    return 0;
  }
  // Without tsconfig.json, which Stryker would read with a compiler that it does not know.
  for (const name of [
    "dist",
    "catalog",
    "docs",
    "integration_tests",
    "simulator",
    "src",
    "package.json",
    "spec.json",
    "metadata.yaml",
    "README.md",
  ])
    cpSync(join(root, name), join(project, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "junction");
  writeFileSync(
    join(project, "stryker.config.json"),
    JSON.stringify({
      testRunner: "mocha",
      plugins: ["node_modules/@stryker-mutator/mocha-runner/dist/src/index.js", "sample.mjs"].map((name) =>
        join(folder, name),
      ),
      checkers: ["sample"],
      mutate: (
        process.env.MUTANT_FILES ??
        "dist/src/**/*.js,!dist/src/**/*.generated.js,!dist/src/main.js,!dist/src/program.js"
      ).split(","),
      mochaOptions: {
        spec: ["config", "protocol", "pinterest", "streams", "sync", "commands"].map(
          (name) => `dist/test/${name}/**/*.test.js`,
        ),
        require: ["dist/test/hooks.js"],
        // Instrumented code is ten times as slow: no tests of how time grows, and none with hundreds of random cases.
        grep: "^(?!.*(?:time that grows|in less than|in a row once|loses? no row|broken in one place|hostile text))",
      },
      coverageAnalysis: "perTest",
      reporters: ["json", "progress-append-only", "survivors"],
      jsonReporter: { fileName: "mutants.json" },
      concurrency: 2,
      // A mutant that takes too long counts as killed, so a busy machine must not be what makes it slow.
      timeoutMS: 120_000,
      timeoutFactor: 4,
      warnings: false,
      disableTypeChecks: false,
    }),
  );
  mkdirSync(dirname(survivors), { recursive: true });
  const stryker = join(folder, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const status = run(process.execPath, [stryker, "run"], project);
  if (status !== 0) return status ?? 1;
  const { files } = JSON.parse(readFileSync(join(project, "mutants.json"), "utf8"));
  const tried = Object.values(files).flatMap(({ mutants }) =>
    mutants.filter(({ status: end }) => end !== "CompileError"),
  );
  const killed = tried.filter(({ status: end }) => end === "Killed" || end === "Timeout").length;
  const percent = (100 * killed) / tried.length;
  say(`Mutants: ${killed} of ${tried.length} killed (${percent.toFixed(1)}%, at least ${leastKilled}% expected)`);
  return percent >= leastKilled ? 0 : 1;
}

try {
  process.exitCode = main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
