import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";

/*
 * Alters how the built simulator selects or sorts rows, one change at a time, and reports whether the connector's tests
 * fail. Exits with 1 if a mutant survives.
 */

interface Mutant {
  readonly what: string;
  /** Below `dist/simulator/`. */
  readonly file: string;
  /** Text that is in the file exactly once, and its replacement. */
  readonly from: string;
  readonly to: string;
}

const mutants: readonly Mutant[] = [
  {
    what: "promoted Pins are hidden",
    file: "api/organic/boards.js",
    from: 'return scope.secretPins ? pins : pins.filter(({ boardId }) => privacyOf(scope, boardId) !== "SECRET");',
    to: "return pins.filter(({ record }) => !record.has_been_promoted);",
  },
  {
    what: "group boards are hidden",
    file: "api/organic/boards.js",
    from: 'account.boards.filter(({ privacy }) => secretBoards || privacy !== "SECRET")',
    to: "account.boards.filter(({ owner }) => owner === account.profile.username)",
  },
  {
    what: "Pins of collaborators are hidden",
    file: "api/organic/boards.js",
    from: "call.scope.account.boardPins(boardOf(call).id)",
    to: "call.scope.account.boardPins(boardOf(call).id).filter(({ owner }) => owner === call.scope.account.profile.username)",
  },
  {
    what: "the ranking is reversed",
    file: "api/organic/analytics.js",
    from: "second.value - first.value",
    to: "first.value - second.value",
  },
  {
    what: "a search needs any word, not each",
    file: "api/organic/boards.js",
    from: "return [...wordsOf(query)].every(",
    to: "return [...wordsOf(query)].some(",
  },
  {
    what: "negative keywords are reported",
    file: "reports/file.js",
    from: 'keyword?.match_type.endsWith("NEGATIVE") !== true',
    to: "true",
  },
  {
    what: "archived entities are reported by default",
    file: "reports/file.js",
    from: 'status !== "ARCHIVED"',
    to: "true",
  },
  {
    what: "rows of zeros are reported",
    file: "api/ads/ads-analytics.js",
    from: ".filter(({ isZero }) => !isZero)",
    to: "",
  },
  {
    what: "deleted ads count in the sums of a Pin",
    file: "api/ads/ads-analytics.js",
    from: "subject.ads.filter(({ deleted }) => !deleted)",
    to: "subject.ads",
  },
  {
    what: "a finance manager may read advertising",
    file: "request-scope.js",
    from: "advertising: [",
    to: 'advertising: ["FINANCE_MANAGER", ',
  },
  {
    what: "received audiences list their shared accounts",
    file: "api/ads/ad-accounts.js",
    from: ".filter(({ received }) => !received)",
    to: "",
  },
];

type Result = "passes" | "fails" | "neither";

/** Runs the connector's first read of all streams against the expected records. A timeout counts as neither. */
function readResult(): Result {
  const options = [
    "--no-config",
    "--require",
    "dist/test/hooks.js",
    "--timeout",
    "600000",
    "--grep",
    "begin with everything",
  ];
  const mocha = ["mocha", ...options, "dist/integration_tests/read.test.js"];
  const { stdout } = spawnSync("npx", mocha, { cwd: packageRoot, encoding: "utf8" });
  if (/^ +1 passing/mu.test(stdout)) return "passes";
  return /^ +1 failing/mu.test(stdout) && !stdout.includes("Timeout of") ? "fails" : "neither";
}

// If this is interrupted, the next build removes the mutant.
rmSync(join(packageRoot, "dist/.inputs"), { force: true });
if (readResult() !== "passes") throw new Error("the read fails without mutations");
let survivors = 0;
for (const { what, file, from, to } of mutants) {
  const path = join(packageRoot, "dist/simulator", file);
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2) throw new Error(`${file} doesn't contain exactly once: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    const result = readResult();
    if (result !== "fails") survivors += 1;
    process.stdout.write(`${{ passes: "SURVIVED ", fails: "KILLED   ", neither: "TIMEOUT  " }[result]} ${what}\n`);
  } finally {
    writeFileSync(path, text);
  }
}
process.exitCode = survivors === 0 ? 0 : 1;
