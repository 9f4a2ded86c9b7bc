import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../../src/package.ts";
import { writeFigures } from "./figures.ts";

// Required by mocha for `npm run test:long`, before the tests are: first by itself, then by each of the processes that
// run test files, which have its environment.
process.env.RELIABILITY_TESTS = "long";
process.env.RELIABILITY_FIGURES ??= join(mkdtempSync(join(tmpdir(), "source-pinterest-test-")), "figures");
const path = process.env.RELIABILITY_FIGURES;

/** Once, in mocha's own process. */
export function mochaGlobalTeardown(): void {
  writeFigures(join(packageRoot, "docs/reliability.md"), path);
  rmSync(dirname(path), { recursive: true });
}
