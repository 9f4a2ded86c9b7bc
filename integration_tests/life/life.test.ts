import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";
import { amount, isLong } from "../../test/amount.ts";
import { propertySeed } from "../../test/property-seed.ts";
import type { Course } from "./course.ts";
import { drawLife } from "./draw.ts";
import { live } from "./live.ts";
import { knownDefects, promises } from "./promises.ts";
import { shrink } from "./shrink.ts";

/** The seeds of `npm test` stay the same; the long suite prints the seed from which it has others. */
const first = isLong() ? Math.abs(propertySeed) : 1;
const lives = amount({ short: 8, long: 5_000 });

describe("a life", () => {
  it("leaves no difference between a table and the account that no promise allows", async () => {
    for (let seed = first; seed < first + lives; seed++) {
      const { findings, runs } = await live(drawLife(seed));
      assert.deepEqual(findings, [], `npm run life -- --seed ${seed}`);
      assert.ok(runs > 0);
    }
  });

  // Each once had a finding.
  for (const [says, seed, what] of [
    [
      "starts a stream over in the next job, if one of which an attempt was complete gets another mode",
      278_726_744,
      "otherMode",
    ],
    [
      "lacks a board that Pinterest stops listing until its Pins are read to their end, within a week",
      278_726_919,
      "unlistBoard",
    ],
    ["lacks Pins of ads that were denied for a week", 2_101_440_193, "error403"],
    ["keeps Pins of a board that two lists lack in turn", 278_727_452, "unlistBoard"],
    ["reads reports that an interrupted run left behind as of the next day", 900_000_432, "cancel"],
    ["starts a stream over once the connection has it again", 900_000_599, "deselect"],
    ["lacks days that passed while nothing could be read", 278_728_057, "leaveList"],
    ["takes a page that repeats one of an interrupted sync for the next one", 900_001_504, "loop"],
    ["keeps a snapshot of yesterday if the clock is ahead", 278_728_600, "clock"],
  ] as const)
    it(says, async () => {
      const life = drawLife(seed);
      assert.ok(life.events.some((event) => event.what === what));
      assert.deepEqual((await live(life)).findings, []);
    });

  it("is the same each time", async () => {
    const [one, other] = [await live(drawLife(first)), await live(drawLife(first))];
    assert.deepEqual(one, other);
  });

  it("shrinks to the events that make a finding", async () => {
    const life = drawLife(9);
    const [stream] = life.streams;
    // A destination that loses all rows once fields have changed their order.
    const onRun = ({ wasReordered, destination }: Course) => {
      if (wasReordered) destination.clear(stream?.name ?? "");
    };
    const [finding] = (await live(life, [], onRun)).findings;
    assert.ok(finding !== undefined);
    const { events } = await shrink(life, finding, [], onRun);
    assert.ok(events.length < life.events.length / 2);
    assert.ok(events.some(({ what }) => what === "otherOrder"));
  });

  for (const { id, says, seed } of knownDefects)
    it(`still shows the known defect ${id}: ${says}`, async () => {
      const { defects } = await live(drawLife(seed));
      assert.ok(defects.has(id), "it is mended: remove it from known-defects.json");
    });
});

describe("a promise", () => {
  it("is a sentence on a page", () => {
    for (const { id, page, says } of promises) {
      const text = readFileSync(join(packageRoot, page), "utf8").replaceAll(/\s+/gu, " ");
      assert.ok(text.includes(says.trim().replaceAll(/\s+/gu, " ")), `${id}: not in ${page}`);
    }
  });
});
