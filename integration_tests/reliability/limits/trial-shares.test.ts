import assert from "node:assert/strict";
import { knownCredentials } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { Bed } from "../../bed/bed.ts";
import { configure, errorsOf, lastStates, statusesOf } from "../../bed/messages.ts";
import { isLong } from "../amount.ts";
import { record } from "../figures.ts";
import { noon } from "../small-account.ts";

/*
 * Trial access with all streams of the small world: more requests than one day allows. The connector runs once per day.
 * Each job starts a new full refresh.
 */

const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  ...(isLong() ? {} : { start_date: "2026-07-01" }),
};

describe("trial access with all streams", () => {
  let bed: Bed;

  beforeEach(async () => {
    bed = await Bed.open({ seed: 3, scale: extents.small, now: noon, config });
  });
  afterEach(() => bed.close());

  function read(catalog: JsonObject, states: readonly JsonObject[], job: string | undefined) {
    bed.simulator.journal.clear();
    return bed.read(catalog, { states, ...(job === undefined ? {} : { job }) });
  }

  for (const [what, jobOf] of [
    ["without jobs", () => undefined],
    ["with a new job each day", (number: number) => String(number)],
  ] as const) {
    // Only in the long run: there, unfinished full refreshes resume the next day, which is the easier case.
    if (jobOf(0) === undefined && !isLong()) continue;
    it(`completes each incremental stream within the days that all requests need plus one, ${what}`, async () => {
      const { simulator } = bed;
      const offered = await bed.offered();
      const catalog = configure(offered);
      const refreshed = offered.filter(({ supported_sync_modes: modes }) => asText(modes) === asText(["full_refresh"]));
      await read(catalog, [], undefined);
      const needed = simulator.journal.entries.filter(({ path }) => path.startsWith("/v5/")).length;
      assert.ok(needed > 1_200, `${needed} requests fit into a day`);

      simulator.settings.limits = "trial";
      simulator.limits.clear();
      const names = new Set(offered.map(({ name }) => asText(name)));
      const days: string[] = [];
      let state: readonly JsonObject[] = [];
      const maxDays = Math.ceil(needed / 1_000) + 1;
      for (let number = 0; names.size > 0 && number < maxDays; number += 1) {
        const { messages } = await read(catalog, state, jobOf(number));
        state = lastStates(messages, state);
        for (const [name, statuses] of statusesOf(messages)) {
          if (statuses.at(-1) === "COMPLETE") names.delete(name);
        }
        for (const { failure_type: type, message, stream_descriptor: about } of errorsOf(messages)) {
          assert.equal(type, "transient_error", `${isObject(about) ? asText(about.name) : ""}: ${asText(message)}`);
        }
        days.push(`${simulator.journal.entries.length} requests, ${names.size} streams left`);
        bed.advance(86_400);
      }
      const isRefreshed = (name: string) => refreshed.some((stream) => stream.name === name);
      assert.deepEqual(
        [...names].filter((name) => !isRefreshed(name)),
        [],
        days.join("; "),
      );
      // Full refreshes that need most of a day's quota complete when it is their turn to be first.
      assert.ok(names.size < refreshed.length / 10, [...names].join());
      record({
        what: `Trial access, all streams of the small world, ${what}`,
        promised: "each incremental stream completes within the days that the requests need plus one",
        measured: `${needed} requests; ${days.length} days: ${days.join("; ")}`,
      });
    }).timeout(isLong() ? 0 : 300_000);
  }
});
