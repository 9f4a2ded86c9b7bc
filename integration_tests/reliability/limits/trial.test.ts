import assert from "node:assert/strict";
import { knownCredentials } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { asText } from "../../../src/base/json.ts";
import { Bed } from "../../bed/bed.ts";
import { errorsOf, lastStates, recordsOf, statusesOf, uncoveredOf } from "../../bed/messages.ts";
import { Table } from "../../bed/table.ts";

const names = ["boards", "followers", "pins", "search_pins"];
const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: ["garden"],
  // Excluded since they change daily, so that a table from several days matches no single day.
  pin_metrics: false,
};
/** What Trial access leaves of a day's 1,000 requests when other sources have used most. */
const left = 25;

describe("trial access", () => {
  for (const { mode, what, jobOf } of [
    { mode: "full_refresh", what: "a full refresh in attempts of one job", jobOf: () => "17" },
    { mode: "incremental", what: "incremental syncs", jobOf: String },
  ] as const) {
    it(`stops a read in order when the day's quota is used up, and the next day resumes: ${what}`, async () => {
      const bed = await Bed.open({ seed: 3, scale: { ...extents.small, followers: 90 }, max_page_size: 15, config });
      const { simulator } = bed;
      simulator.settings.limits = "trial";
      const tables = new Map(names.map((name) => [name, new Table(name)]));
      let states: ReturnType<typeof lastStates> = [];
      let code: number | null = 1;
      let days = 0;
      const asked: string[] = [];
      try {
        while (code !== 0 && days < 20) {
          for (let count = left; count < 1_000; count += 1) simulator.limits.take("org_read", undefined);
          simulator.journal.clear();
          const { messages, ...outcome } = await bed.read(names, { mode, states, job: jobOf(days) });
          const answered = simulator.journal.entries.filter(({ status }) => status === 200);
          assert.ok(answered.length <= left, `${answered.length} calls`);
          asked.push(...answered.map(({ path, query }) => JSON.stringify([path, query])));
          ({ code } = outcome);
          assert.deepEqual([outcome.stderr, [...uncoveredOf(messages)]], ["", []]);
          const ends = [...statusesOf(messages).values()].map((statuses) => statuses.at(-1));
          assert.equal(errorsOf(messages).length, ends.filter((end) => end === "INCOMPLETE").length);
          for (const { failure_type: type, message } of errorsOf(messages)) {
            assert.equal(type, "transient_error");
            assert.match(
              asText(message),
              /used up until \d{4}-\d\d-\d\dT00:0\d.* The next sync after that resumes here/u,
            );
          }
          for (const [name, records] of recordsOf(messages)) tables.get(name)?.add(records);
          states = lastStates(messages, states);
          bed.advance(86_400);
          days += 1;
        }
        assert.equal(code, 0, `not complete after ${days} days`);
        const needed = Math.ceil(new Set(asked).size / left);
        assert.ok(needed > 2 && days <= needed + 2, `${days} days, although ${needed} have enough requests`);
        for (const [name, table] of tables) table.assertEquals(bed.expectedRecords(name, { pinMetrics: false }));
      } finally {
        await bed.close();
      }
    });
  }
});
