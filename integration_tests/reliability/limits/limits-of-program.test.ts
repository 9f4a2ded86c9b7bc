import assert from "node:assert/strict";
import { knownCredentials, startSimulator } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { longRun } from "../../../test/amount.ts";
import { itWith } from "../../../test/requirements.ts";
import { noon } from "../../../test/today.ts";
import { run } from "../../bed/connector.ts";
import { configure, errorsOf, recordsOf, streamsOf } from "../../bed/messages.ts";
import { fastClock } from "../../bed/program-clock.ts";
import { Table } from "../../bed/table.ts";
import { record } from "../figures.ts";

/*
 * The built program over HTTP with the rate limits of the standard tier. Its clock and the simulator's run faster, so
 * that a read of many minutes takes less.
 */

const speed = 20;
/** Requests per minute for Pin analytics in the standard tier. */
const limit = 60;
/** The read needs more requests than this many minutes allow. */
const minutes = 40;

describe("rate limits of the standard tier", () => {
  // With other programs running, this would measure the machine; `limits.test.ts` shows the same for the client.
  itWith(longRun, "are respected by the built program and used almost completely", async () => {
    const begun = Date.now();
    const simulator = await startSimulator({
      seed: 6,
      scale: { ...extents.small, pins: 8 * limit * minutes },
      bulk_pin_analytics: false,
      limits: "standard",
      clock: { now: () => Math.floor(noon + (Date.now() - begun) * speed) },
    });
    try {
      const environment = { PINTEREST_API_BASE_URL: simulator.url, ...fastClock(noon, speed) };
      const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
      const config = { credentials, start_date: "2026-07-01" };
      const { messages: offered } = await run("discover", { config });
      const members = streamsOf(offered).filter(({ name }) => name === "pin_analytics" || name === "board_pins");
      const { code, messages } = await run("read", { config, catalog: configure(members) }, { environment });
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      new Table("pin_analytics")
        .add(recordsOf(messages).get("pin_analytics") ?? [])
        .assertEquals(simulator.expectedRecords("pin_analytics", { startDate: config.start_date }));

      const requests = simulator.journal.entries;
      const rejected = requests.filter(({ status }) => status === 429).length;
      const times = requests
        .filter(({ operation, status }) => operation === "pins/analytics" && status === 200)
        .map(({ time }) => Date.parse(time));
      const elapsed = (times.at(-1) ?? 0) - (times[0] ?? 0);
      // All requests of a minute can leave at its start, so this is the minimum duration of the read.
      const least = Math.floor((times.length - 1) / limit) * 60_000;
      const used = least / elapsed;
      assert.equal(rejected, 0, `${rejected} of ${requests.length} calls were rejected`);
      assert.ok(times.length > (limit * minutes) / 2, `only ${times.length} calls`);
      assert.ok(used >= 0.95, `${(used * 100).toFixed(1)}% of the allowed calls were used`);
      record({
        what: "Rate limits, the built program over HTTP",
        promised: "no 429, 95% of the allowed calls used",
        measured: `${rejected} of ${requests.length} calls rejected; ${(used * 100).toFixed(1)}% used`,
      });
    } finally {
      await simulator.close();
    }
  });
});
