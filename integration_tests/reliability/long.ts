import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";
import { writeFigures } from "./figures.ts";

// Mocha requires this file for `npm run test:long`: first in its own process, then in each process that runs test files
// with its environment. It is the first of the files, since others read these variables.
process.env.RELIABILITY_TESTS = "long";
if (process.env.PROPERTY_SEED === undefined) {
  process.env.PROPERTY_SEED = String(randomInt(2 ** 31));
  // Before any case runs, so that also one that hangs can be repeated.
  process.stdout.write(`Property tests: PROPERTY_SEED=${process.env.PROPERTY_SEED} repeats their cases.\n`);
}
process.env.RELIABILITY_FIGURES ??= join(mkdtempSync(join(tmpdir(), "source-pinterest-test-")), "figures");
const path = process.env.RELIABILITY_FIGURES;

/** Once, in mocha's own process. */
export function mochaGlobalTeardown(): void {
  writeFigures(join(packageRoot, "benchmark/results.md"), path);
  rmSync(dirname(path), { recursive: true });
}
