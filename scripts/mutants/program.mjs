// Changes small things in the built program, one at a time, and looks whether the unit tests fail: the second half of `npm run test:mutants`.
// MUTANT_SHARE is the share of all mutants that are tried, MUTANT_SEED chooses another sample, MUTANT_FILES other files.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The share of mutants, in percent, that the tests must kill. */
const leastKilled = 90;

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const folder = mkdtempSync(join(tmpdir(), "source-pinterest-mutants-"));
const project = join(folder, "project");

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
  if (error !== undefined) throw error;
  return status;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** What was tried in Stryker's report: all mutants but those that the sample passed over. */
function triedIn(report) {
  return Object.entries(report.files).flatMap(([file, { mutants }]) =>
    mutants
      .filter(({ status }) => status !== "CompileError" && status !== "Ignored")
      .map(({ status, location, mutatorName, replacement }) => ({
        file,
        status,
        line: location.start.line,
        mutatorName,
        replacement,
      })),
  );
}

try {
  for (const name of ["package.json", "package-lock.json", "sample.mjs"]) cpSync(join(here, name), join(folder, name));
  if (run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder) !== 0) {
    say("Mutants: passed over, since the packages could not be installed.");
    process.exit(0);
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
  const plugin = (name) => join(folder, name);
  writeFileSync(
    join(project, "stryker.config.json"),
    JSON.stringify({
      testRunner: "mocha",
      plugins: [plugin("node_modules/@stryker-mutator/mocha-runner/dist/src/index.js"), plugin("sample.mjs")],
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
      reporters: ["json", "progress-append-only"],
      jsonReporter: { fileName: "mutants.json" },
      concurrency: 2,
      timeoutMS: 20_000,
      warnings: false,
      disableTypeChecks: false,
    }),
  );
  const status = run(process.execPath, [plugin("node_modules/@stryker-mutator/core/bin/stryker.js"), "run"], project);
  if (status !== 0) process.exit(status ?? 1);
  const tried = triedIn(JSON.parse(readFileSync(join(project, "mutants.json"), "utf8")));
  const alive = tried.filter(({ status: end }) => end === "Survived" || end === "NoCoverage");
  for (const { file, line, mutatorName, replacement, status: end } of alive)
    say(`${end}: ${file}:${line} ${mutatorName} -> ${replacement}`);
  const killed = tried.length - alive.length;
  const percent = (100 * killed) / tried.length;
  say(`Mutants: ${killed} of ${tried.length} killed (${percent.toFixed(1)}%, at least ${leastKilled}% expected)`);
  process.exitCode = percent >= leastKilled ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
