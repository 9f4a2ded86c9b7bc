import assert from "node:assert/strict";
import { isLong } from "../../test/amount.ts";
import { describeWith } from "../../test/requirements.ts";
import { type Connector, thisVersion } from "../bed/in-process.ts";
import { historyTo } from "../reliability/runs/earlier-version.ts";
import { differencesIn } from "./differences.ts";
import { expectedDifferences } from "./expected-differences.ts";
import { openEarlierVersion } from "./versions.ts";
import { worldNames, worlds } from "./worlds.ts";

/*
 * Version 0.2.0 and this version read the same simulated accounts. By hand: `npx mocha integration_tests/differential`,
 * one world with `--grep`, and all of them with `RELIABILITY_TESTS=long`.
 */

const expected = expectedDifferences.flatMap(({ lines }) => lines);
const isOf = (line: string, world: string) => line.startsWith(`${world}: `);

describeWith(historyTo("0.2.0"), "version 0.2.0 and this version", () => {
  let earlier: Connector | undefined;
  /** Differences by world. */
  const found = new Map<string, readonly string[]>();

  before(async () => {
    earlier = await openEarlierVersion();
  });

  for (const world of worlds) {
    const { name } = world;
    it(`have the same rows, requests, and statuses except as listed: ${name}`, async () => {
      assert.ok(earlier !== undefined);
      const lines = await differencesIn(world, [earlier, thisVersion]);
      found.set(name, lines);
      const unexpected = lines.filter((line) => !expected.some((pattern) => matches(line, pattern)));
      assert.ok(unexpected.length === 0, `not in expected-differences.ts:\n${unexpected.join("\n")}`);
      assertOccur(
        expected.filter((pattern) => isOf(pattern, name)),
        lines,
      );
    });
  }

  if (isLong()) {
    it("differ wherever a difference is listed for several worlds", function () {
      // A selection of worlds doesn't show all of them.
      if (found.size < worlds.length) this.skip();
      assertOccur(
        expected.filter((pattern) => pattern.startsWith("*")),
        [...found.values()].flat(),
      );
    });
  }
});

describe("the expected differences", () => {
  it("name worlds that exist", () => {
    const ofNone = (pattern: string) => !pattern.startsWith("*") && !worldNames.some((name) => isOf(pattern, name));
    assert.deepEqual(expected.filter(ofNone), []);
  });
});

function assertOccur(patterns: readonly string[], lines: readonly string[]): void {
  const gone = patterns.filter((pattern) => !lines.some((line) => matches(line, pattern)));
  assert.ok(gone.length === 0, `in expected-differences.ts, but no longer different:\n${gone.join("\n")}`);
}

/** Returns whether a line matches a pattern, in which `*` stands for any text. */
function matches(line: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/gu, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "su").test(line);
}
