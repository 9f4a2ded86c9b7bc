import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/simulator.ts";
import { addDays, daysFrom } from "../../src/base/dates.ts";
import { streams } from "../../src/streams/all.ts";
import { amount } from "../../test/amount.ts";
import { accountReadOptions } from "../bed/account.ts";
import { emittedRecords } from "../bed/emitted-records.ts";

/*
 * The files of Airbyte's acceptance tests promise records in every stream of the account of
 * `npm run simulator -- --seed 1`, on whatever day someone runs them.
 */

const [first, last] = ["2026-11-24", "2028-03-01"] as const;
const everyDay = Array.from({ length: daysFrom(first, last) + 1 }, (_, index) => addDays(first, index));
/** Days without catalog ads in the two weeks before, until these delivered weekly; ends of months and years; a leap day. */
const someDays = ["2026-11-26", "2027-01-01", "2028-02-29"];

describe("the account of the acceptance tests", () => {
  for (const day of amount({ short: someDays, long: everyDay })) {
    it(`has records of two weeks in every stream on ${day}`, async () => {
      const now = Date.parse(`${day}T12:00:00Z`);
      const simulator = await startSimulator({ seed: 1, clock: { now: () => now } });
      try {
        const options = { ...accountReadOptions, startDate: addDays(day, -14) };
        const empty = streams.filter(({ name }) => emittedRecords(simulator, name, options).length === 0);
        assert.deepEqual(
          empty.map(({ name }) => name),
          [],
        );
      } finally {
        await simulator.close();
      }
    });
  }
});
