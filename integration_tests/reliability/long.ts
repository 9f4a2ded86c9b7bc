import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";
import { writeFigures } from "./figures.ts";

// Mocha requires this file for `npm run test:long`: first in its own process, then in each process that runs test files
// with its environment.
process.env.RELIABILITY_TESTS = "long";
process.env.RELIABILITY_FIGURES ??= join(mkdtempSync(join(tmpdir(), "source-pinterest-test-")), "figures");
const path = process.env.RELIABILITY_FIGURES;

/** Once, in mocha's own process. */
export function mochaGlobalTeardown(): void {
  writeFigures(join(packageRoot, "docs/measurements.md"), path);
  rmSync(dirname(path), { recursive: true });
}
