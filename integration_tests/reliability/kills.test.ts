import assert from "node:assert/strict";
import fc from "fast-check";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import { amount, isLong } from "../../test/amount.ts";
import { assertEachNamed } from "../../test/assert-each.ts";
import { words } from "../../test/words.ts";
import type { Bed } from "../bed/bed.ts";
import { lastStates, recordsOf, uncoveredOf } from "../bed/messages.ts";
import { Table } from "../bed/table.ts";
import { record } from "./figures.ts";
import { type Mode, openTinyAccount, read } from "./small-account.ts";

/*
 * A platform has the beginning of the output of a run that was killed. So the output of a whole run is cut at any message,
 * and the next attempt starts from the states before the cut. `stops.test.ts` kills the program itself.
 */

/** Streams of each kind of progress, few enough to be read again at each of their states. */
const few = words("followers pins pin_analytics board_pins campaigns campaign_analytics campaign_analytics_report");
const others = words(`
  boards board_sections search_pins audiences keywords ad_targeting_analytics pin_promotion_report catalogs_feeds
  business_members targeting_options
`);
/** All streams; in the short run some of each family. */
const members = isLong() ? streams : streams.filter(({ name }) => [...few, ...others].includes(name));
const names = members.map(({ name }) => name);

/** Returns the records that a STATE covers, by stream. */
function coveredIn(messages: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  const open = uncoveredOf(messages);
  return new Map(
    [...recordsOf(messages)].map(([name, records]) => [name, records.slice(0, records.length - (open.get(name) ?? 0))]),
  );
}

/** The share of a run's output that a platform has. */
const anyShare = fc.noBias(fc.double({ min: 0.05, max: 0.95, noNaN: true }));

describe("a read that is killed", function () {
  this.timeout(0);
  let bed: Bed;
  beforeEach(async () => {
    bed = await openTinyAccount({ seed: 3 });
  });
  afterEach(() => bed.close());

  for (const mode of ["full_refresh", "incremental"] as const satisfies readonly Mode[]) {
    it(`at any message is completed by the next attempts, which repeat only what no STATE covers (${mode})`, async () => {
      let kills = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(anyShare, { minLength: 3, maxLength: 3 }), async (shares) => {
          // Otherwise, each read leaves its idle connections open.
          await bed.close();
          bed = await openTinyAccount({ seed: 3 });
          const tables = new Map(names.map((name) => [name, new Table(name)]));
          const covered = new Map(names.map((name) => [name, new Table(name)]));
          let states: readonly JsonObject[] = [];
          for (const share of [...shares, 1]) {
            const { messages, code } = await read(bed, names, { mode, states, job: String(kills) });
            assert.equal(code, 0);
            const arrived = messages.slice(0, Math.floor(share * messages.length));
            states = lastStates(arrived, states);
            for (const [name, records] of recordsOf(arrived)) {
              const repeated = covered.get(name)?.keysIn(new Table(name).add(records));
              assert.deepEqual(repeated, [], `${name}: rows that a STATE covers are repeated`);
              tables.get(name)?.add(records);
            }
            for (const [name, records] of coveredIn(arrived)) covered.get(name)?.add(records);
          }
          assertEachNamed(members, ({ name }) => tables.get(name)?.assertEquals(bed.expectedRecords(name)));
          kills += shares.length;
        }),
        { numRuns: amount({ short: 1, long: 15 }) },
      );
      record({
        what: `Kills, all streams, ${mode}`,
        promised: "no data loss; only rows that no STATE covers are repeated",
        measured: `${kills} runs cut at random messages: no data loss, and no other row repeated`,
      });
    });

    it(`at each new STATE completes, and repeats no row that it covers (${mode})`, async () => {
      const tables = new Map(few.map((name) => [name, new Table(name)]));
      const covered = new Map(few.map((name) => [name, new Table(name)]));
      let states: readonly JsonObject[] = [];
      let arrived: readonly JsonObject[];
      let attempts = 0;
      do {
        const known = new Set(states.map(({ stream }) => JSON.stringify(stream)));
        const isNew = ({ state }: JsonObject) => isObject(state) && !known.has(JSON.stringify(state.stream));
        const { messages } = await read(bed, few, { mode, states });
        arrived = messages.slice(0, messages.findIndex(isNew) + 1);
        const received = arrived.length === 0 ? messages : arrived;
        for (const [name, records] of recordsOf(received)) {
          const repeated = covered.get(name)?.keysIn(new Table(name).add(records));
          assert.deepEqual(repeated, [], `${name}: rows that a STATE covers are repeated`);
          tables.get(name)?.add(records);
        }
        for (const [name, records] of coveredIn(received)) covered.get(name)?.add(records);
        states = lastStates(arrived, states);
        attempts += 1;
      } while (arrived.length > 0 && attempts < 200);
      assert.ok(attempts > few.length && attempts < 200, `${attempts} attempts`);
      for (const [name, table] of tables) table.assertEquals(bed.expectedRecords(name));
    });
  }
});
