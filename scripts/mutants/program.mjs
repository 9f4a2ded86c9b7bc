// Mutates the built program, one change at a time, and checks whether the unit tests fail: the second half of `npm run
// test:mutants`. MUTANT_SHARE is the share of mutants to try, MUTANT_SEED selects another sample, MUTANT_FILES folders
// or files of src, and MUTANT_PART a part of the sample, such as "2/4". Appends survivors to the file MUTANT_SURVIVORS
// (.cache/survivors.txt).
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Minimum share of killed mutants, in percent. */
const minKilledPercent = 90;

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

/** Built files to mutate: of all folders of `src`, or those in MUTANT_FILES. */
function mutatedFiles() {
  const within = (process.env.MUTANT_FILES ?? "").split(",").map((name) => join(project, "dist/src", name));
  return readdirSync(join(project, "dist/src"), { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => /(?<!\.generated|src.(?:main|program))\.js$/u.test(path))
    .filter((path) => within.some((beginning) => path.startsWith(beginning)));
}

/** Prints the share of killed mutants and returns the exit code. */
async function main() {
  for (const name of ["package.json", "package-lock.json", "sample.mjs"]) cpSync(join(here, name), join(folder, name));
  if (run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder) !== 0) {
    say("Mutants: passed over, since the packages could not be installed.");
    return 0;
  }
  // Without tsconfig.json, since Stryker would read it with an incompatible compiler.
  for (const name of [
    "dist",
    "catalog",
    "contract",
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
  // Commands are loaded on demand. A constant would be tried only against the test that happened to load it.
  const commands = ["authorize/authorize", "check/check", "plan/plan", "read"];
  writeFileSync(
    join(project, "dist/test/commands/load.test.js"),
    commands.map((name) => `import "../../src/commands/${name}.js";\n`).join(""),
  );
  const { rangesOfSample } = await import(pathToFileURL(join(folder, "sample.mjs")).href);
  const ranges = await rangesOfSample(mutatedFiles());
  say(`Mutants: ${ranges.length} of the sample.`);
  writeFileSync(
    join(project, "stryker.config.json"),
    JSON.stringify({
      testRunner: "mocha",
      plugins: ["node_modules/@stryker-mutator/mocha-runner/dist/src/index.js", "sample.mjs"].map((name) =>
        join(folder, name),
      ),
      checkers: ["sample"],
      mutate: ranges.map((range) => relative(project, range)),
      mochaOptions: {
        spec: [
          // Mocha doesn't expand braces without a wildcard.
          ...["base", "config", "protocol", "pinterest", "streams", "sync", "commands"].map(
            (name) => `dist/test/${name}/**/*.test.js`,
          ),
          // Tests of commands in the same process.
          ...["plan", "authorize/authorize"].map((name) => `dist/integration_tests/${name}.test.js`),
        ],
        require: ["dist/test/hooks.js"],
        // Skips tests of time complexity, those with hundreds of random cases, and reads of large accounts.
        grep: `^(?!.*(?:${[
          "time that grows|linear time|in less than|in a row once|loses? no row|broken in one place|hostile text",
          "of a medium account|of 40 ad accounts|very different sizes|requests of all streams",
        ].join("|")}))`,
      },
      coverageAnalysis: "perTest",
      dryRunTimeoutMinutes: 30,
      reporters: ["json", "progress-append-only", "survivors"],
      jsonReporter: { fileName: "mutants.json" },
      concurrency: 2,
      // A timeout counts as killed, so the limit must allow for a busy machine.
      timeoutMS: 60_000,
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
  const killed = tried.filter(({ status: end }) => end !== "Survived" && end !== "NoCoverage").length;
  const percent = (100 * killed) / tried.length;
  say(`Mutants: ${killed} of ${tried.length} killed (${percent.toFixed(1)}%, at least ${minKilledPercent}% expected)`);
  return percent >= minKilledPercent ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
