import assert from "node:assert/strict";
import { isObject } from "../../src/base/json.ts";
import { describeWith } from "../../test/requirements.ts";
import { parseMessage } from "../bed/connector.ts";
import { type Connector, thisVersion } from "../bed/in-process.ts";
import { isLong } from "../reliability/amount.ts";
import { historyTo } from "../reliability/runs/earlier-version.ts";
import { account } from "./account.ts";
import { differencesIn } from "./differences.ts";
import { expectedDifferences } from "./expected-differences.ts";
import { openEarlierVersion } from "./versions.ts";
import { type World, worldNames, worlds } from "./worlds.ts";

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

describe("the comparison of two versions", () => {
  const world: World = { name: "world", account: account(), streams: ["boards", "pins"], syncs: [{}] };

  it("finds a missing row, another value, another status, and other numbers of requests", async () => {
    const lines = await differencesIn(world, [thisVersion, faulty]);
    assert.deepEqual(
      lines.map((line) => line.replaceAll(/"\d+"/gu, "ID")),
      [
        "world: status of pins: COMPLETE; now INCOMPLETE without an error",
        "world: rows of boards after sync 1: 1 of 6 missing, such as [ID]",
        'world: rows of pins after sync 1: title of 1 differs, such as [ID]: null, now "another"',
        "world: records of boards: 6; now 5",
        "world: requests of boards/list (boards): 1; now 2",
        "world: requests of pins/list (pins): 5; now 10",
        "world: requests of user_account/get (account, account_snapshots): 1; now 2",
      ],
    );
  });

  it("finds no difference between a version and itself", async () => {
    assert.deepEqual(await differencesIn(world, [thisVersion, thisVersion]), []);
  });
});

/** A version that reads everything twice, loses a board, changes a Pin, and leaves the stream of Pins incomplete. */
const faulty: Connector = {
  version: "faulty",
  run: async (...call) => {
    await thisVersion.run(...call);
    const outcome = await thisVersion.run(...call);
    const positionOf = (stream: string) =>
      outcome.messages.findIndex(({ record }) => isObject(record) && record.stream === stream);
    const [board, pin] = [positionOf("boards"), positionOf("pins")];
    const messages = outcome.messages.flatMap((message, position) => {
      if (position === board) return [];
      const text = JSON.stringify(message);
      const changed = position === pin ? text.replace(/"title":(?:null|"[^"]*")/u, '"title":"another"') : text;
      return [parseMessage(/"name":"pins"/u.test(text) ? changed.replace('"COMPLETE"', '"INCOMPLETE"') : changed)];
    });
    return { ...outcome, messages };
  },
};

function assertOccur(patterns: readonly string[], lines: readonly string[]): void {
  const gone = patterns.filter((pattern) => !lines.some((line) => matches(line, pattern)));
  assert.ok(gone.length === 0, `in expected-differences.ts, but no longer different:\n${gone.join("\n")}`);
}

/** Returns whether a line matches a pattern, in which `*` stands for any text. */
function matches(line: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/gu, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "su").test(line);
}
