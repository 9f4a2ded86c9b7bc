import assert from "node:assert/strict";
import type { Fault } from "../../../simulator/http/faults.ts";
import { streams } from "../../../src/streams/all.ts";
import { amount, isLong } from "../../../test/amount.ts";
import { errorsOf, recordsOf } from "../../bed/messages.ts";
import { Table } from "../../bed/table.ts";
import { record } from "../figures.ts";
import { openTinyAccount, read } from "../small-account.ts";

/** Faults of single requests of any kind. A request has at most four of them, since its sixth would rightly be an error. */
const faults: readonly Fault[] = [
  { status: 429, code: 8, message: "This request exceeded a rate limit.", headers: { "x-ratelimit-reset": "3" } },
  { status: 500, code: 12, message: "Something went wrong on our end. Sorry about that." },
  { reset: "body" },
  { short: -1 },
];
/** All streams; in the short run every sixth. */
const names = streams.map(({ name }) => name).filter((_, index) => isLong() || index % 6 === 0);
const seeds = Array.from({ length: amount({ short: 1, long: 25 }) }, (_, index) => 1 + index);

describe("faults by chance", function () {
  this.timeout(0);
  for (const seed of seeds) {
    it(`change no record (seed ${seed})`, async () => {
      const bed = await openTinyAccount({ seed });
      try {
        const rules = faults.map((fault, index) => ({ fault, rate: 0.1, seed: 10 * seed + index, times_each: 1 }));
        bed.simulator.faults.set(rules);
        const { messages, code } = await read(bed, names, {});
        assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
        assert.ok(bed.simulator.faults.injections.size > names.length / 3, "few operations had a fault");
        const records = recordsOf(messages);
        for (const name of names) new Table(name).add(records.get(name) ?? []).assertEquals(bed.expectedRecords(name));
        record({
          what: "Faults by chance, all streams",
          promised: "the same records as without faults",
          measured: `${seeds.length} reads, each with faults in a fifth of its requests`,
        });
      } finally {
        await bed.close();
      }
    });
  }
});
