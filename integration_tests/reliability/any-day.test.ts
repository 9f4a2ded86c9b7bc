import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/simulator.ts";
import { addDays } from "../../src/base/dates.ts";
import { asText } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import { amount } from "../../test/amount.ts";
import { anyDays } from "../../test/days.ts";
import { accountConfig, accountOptions, accountReadOptions } from "../bed/account.ts";
import { Bed } from "../bed/bed.ts";
import { emittedRecords } from "../bed/emitted-records.ts";
import { statusesOf } from "../bed/messages.ts";
import { mondayBefore } from "../bed/start-date.ts";

const noonOf = (day: string) => Date.parse(`${day}T12:00:00Z`);

/*
 * The files of Airbyte's acceptance tests promise records in every stream of the account of
 * `npm run simulator -- --seed 1`, on whatever day someone runs them.
 */
describe("the account of the acceptance tests", () => {
  for (const day of anyDays) {
    it(`has records of two weeks in every stream on ${day}`, async () => {
      const now = noonOf(day);
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

describe("a read", () => {
  for (const day of amount({ short: [], long: anyDays })) {
    it(`emits what the account has in every stream on ${day}`, async () => {
      const config = { ...accountConfig, start_date: mondayBefore(noonOf(day), 2) };
      const bed = await Bed.open({ ...accountOptions, now: noonOf(day), config });
      try {
        const names = (await bed.offered()).map(({ name }) => asText(name));
        const { messages } = await bed.read(names);
        const ends = [...statusesOf(messages).values()].map((statuses) => statuses.at(-1));
        assert.deepEqual(new Set(ends), new Set(["COMPLETE"]));
        bed.assertRecords(messages, ...names);
      } finally {
        await bed.close();
      }
    });
  }
});
