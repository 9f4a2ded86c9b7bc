// Mutates the built program, one change at a time, and checks whether a test in the same process fails, or a rule of `npm run
// lint` on what is generated from the program: the second half of `npm run test:mutants`. The sample is the same for a commit.
// MUTANT_COUNT is its size, MUTANT_SEED selects another one, MUTANT_FILES folders or files of src. Appends survivors to the file
// MUTANT_SURVIVORS (.cache/survivors.txt), and writes the result of a sample of all folders into benchmark/results.md.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The share of killed mutants that the sample must prove, in percent: the lower bound of the interval that has it in 95 of 100 samples. */
const minKilledPercent = 87;

/** Folders with tests of `src`. */
const testedFolders =
  "base commands config hostile pinterest profiles protocol records scripts streams sync texts".split(" ");

/** Integration tests that run commands in the process of the test, where a mutant is active. */
const testsInProcess = [
  ..."authorization authorize/authorize custom-reports left-out-nulls now-and-then plan profiles read-log".split(" "),
  "reliability/faults/faults",
  "life/life",
];

/** Makes each rule of `npm run lint` a test. */
const rulesAsTests = `export const rule = (title, check) => it(title, check);
export const ruleWith = ({ value }, title, check) => value === undefined || it(title, () => check(value));
`;

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const folder = mkdtempSync(join(tmpdir(), "source-pinterest-mutants-"));
const project = join(folder, "project");
const survivors = resolve(process.env.MUTANT_SURVIVORS ?? join(root, ".cache/survivors.txt"));

const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).stdout.trim();
process.env.MUTANT_SEED ??= commit;

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

/** Returns the configuration of Stryker. @param ranges what to mutate: files, with positions in them */
function configurationOf(ranges) {
  return {
    testRunner: "mocha",
    plugins: ["node_modules/@stryker-mutator/mocha-runner/dist/src/index.js", "sample.mjs"].map((name) =>
      join(folder, name),
    ),
    checkers: ["sample"],
    mutate: ranges.map((range) => relative(project, range)),
    mochaOptions: {
      spec: [
        ...testedFolders.map((name) => `dist/test/${name}/**/*.test.js`),
        ...testsInProcess.map((name) => `dist/integration_tests/${name}.test.js`),
        ...["catalog", "form", "generated-files"].map((name) => `dist/lint/${name}.js`),
      ],
      require: ["dist/test/hooks.js"],
      // Skips tests of time complexity and of silent servers, and those with hundreds of random cases or reads of all streams.
      grep: `^(?!.*(?:linear time|requests of all streams|random refusals|: no response:|is the same each time|shrinks to))`,
    },
    coverageAnalysis: "perTest",
    dryRunTimeoutMinutes: 30,
    reporters: ["json", "progress-append-only", "survivors"],
    jsonReporter: { fileName: "mutants.json" },
    // Two of them check, two test.
    concurrency: 4,
    // A timeout counts as killed, so the limit must allow for a busy machine.
    timeoutMS: 60_000,
    timeoutFactor: 4,
    warnings: false,
    disableTypeChecks: false,
  };
}

/** Prints the share of killed mutants and returns the exit code. */
async function main() {
  for (const name of ["package.json", "package-lock.json", "sample.mjs"]) cpSync(join(here, name), join(folder, name));
  if (run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder) !== 0) {
    say("Mutants: skipped, since the packages could not be installed.");
    return 0;
  }
  // Without tsconfig.json, since Stryker would read it with an incompatible compiler.
  const { stdout: tracked } = spawnSync("git", ["ls-files"], { cwd: root, encoding: "utf8" });
  for (const name of ["dist", ...tracked.trim().split("\n")])
    if (name !== "tsconfig.json" && existsSync(join(root, name)))
      cpSync(join(root, name), join(project, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "junction");
  // Commands are loaded on demand. A constant would be tried only against the test that happened to load it.
  const commands = ["authorize/authorize", "check/check", "plan/plan", "read", "survey/survey"];
  writeFileSync(
    join(project, "dist/test/commands/load.test.js"),
    commands.map((name) => `import "../../src/commands/${name}.js";\n`).join(""),
  );
  writeFileSync(join(project, "dist/lint/rule.js"), rulesAsTests);
  const { sampleOf } = await import(pathToFileURL(join(folder, "sample.mjs")).href);
  const { all, positions, ranges } = await sampleOf(mutatedFiles(), Number(process.env.MUTANT_COUNT ?? 400));
  process.env.MUTANT_POSITIONS = positions;
  say(`Mutants: ${ranges.length} of ${all}, seed ${process.env.MUTANT_SEED}`);
  writeFileSync(join(project, "stryker.config.json"), JSON.stringify(configurationOf(ranges)));
  mkdirSync(dirname(survivors), { recursive: true });
  const stryker = join(folder, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const status = run(process.execPath, [stryker, "run"], project);
  if (status !== 0) return status ?? 1;
  const { files } = JSON.parse(readFileSync(join(project, "mutants.json"), "utf8"));
  const counts = countsByFolder(files);
  const { killed, tried } = totalOf([...counts.values()]);
  const proved = 100 * lowerBound(killed, tried);
  say(
    `Mutants: ${killed} of ${tried} killed, so at least ${proved.toFixed(1)}% of all (${minKilledPercent}% expected)`,
  );
  if (process.env.MUTANT_FILES === undefined) await writeResult(counts, all);
  return proved >= minKilledPercent ? 0 : 1;
}

/** Returns how many mutants were tried and killed, by folder of src. */
function countsByFolder(files) {
  const counts = new Map();
  for (const [name, { mutants }] of Object.entries(files)) {
    const folder =
      name
        .replace(/^.*dist\/src\//u, "")
        .split("/")
        .slice(0, -1)
        .join("/") || ".";
    const ends = mutants.map(({ status }) => status).filter((end) => end !== "CompileError");
    const killed = ends.filter((end) => end !== "Survived" && end !== "NoCoverage").length;
    if (ends.length > 0) counts.set(folder, totalOf([counts.get(folder), { killed, tried: ends.length }]));
  }
  return counts;
}

function totalOf(counts) {
  const sum = (name) => counts.reduce((total, count) => total + (count?.[name] ?? 0), 0);
  return { killed: sum("killed"), tried: sum("tried") };
}

/** Returns the lower end of Wilson's interval, which has the true share in 95 of 100 samples. */
function lowerBound(killed, tried) {
  const z = 1.96;
  const share = killed / tried;
  const spread = z * Math.sqrt((share * (1 - share)) / tried + (z / (2 * tried)) ** 2);
  return (share + z ** 2 / (2 * tried) - spread) / (1 + z ** 2 / tried);
}

/** Writes the table of benchmark/results.md. */
async function writeResult(counts, all) {
  const { withPart } = await import(pathToFileURL(join(root, "dist/docs/source/pages/with-part.js")).href);
  const row = (name, { killed, tried }) => `| ${name} | ${tried} | ${killed} |`;
  const total = totalOf([...counts.values()]);
  const bound = (100 * lowerBound(total.killed, total.tried)).toFixed(1);
  const table = [
    `${total.tried} of ${all} mutants of commit ${commit}, seed ${process.env.MUTANT_SEED}. With 95% confidence, at least ${bound}% of all are killed.`,
    "",
    "| Folder of `src/` | Tried | Killed |",
    "| :--- | ---: | ---: |",
    ...[...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, count]) => row(`\`${name}\``, count)),
    row("all", total),
  ].join("\n");
  const page = join(root, "benchmark/results.md");
  writeFileSync(page, withPart(readFileSync(page, "utf8"), "mutants", table));
}

try {
  process.exitCode = await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
