import assert from "node:assert/strict";
import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { run } from "../connector.ts";
import { configure, errorsOf, lastStates, statusesOf, streamsOf } from "../messages.ts";
import { fastClock } from "../program-clock.ts";
import { isLong } from "./amount.ts";
import { noon } from "./bed.ts";
import { record } from "./figures.ts";

/*
 * Trial access and all streams of the small world: more requests than a day allows. The built program runs once a day.
 * Full refreshes begin anew with each job.
 */

const day = 86_400_000;
/** Reports wait for their files, so time goes a little faster for the program; a busy machine must not time out. */
const speed = 20;

const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  ...(isLong() ? {} : { start_date: "2026-07-01" }),
};

describe("trial access, shared by all streams", () => {
  let simulator: Simulator;
  let now: number;

  beforeEach(async () => {
    now = noon;
    simulator = await startSimulator({ seed: 3, scale: extents.small, clock: { now: () => now } });
  });
  afterEach(() => simulator.close());

  async function read(catalog: JsonObject, state: readonly JsonObject[], job: string | undefined) {
    simulator.journal.clear();
    const outcome = await run(
      "read",
      { config, catalog, state },
      {
        environment: {
          PINTEREST_API_BASE_URL: simulator.url,
          ...fastClock(now, speed),
          ...(job === undefined ? {} : { WORKER_JOB_ID: job }),
        },
      },
    );
    assert.deepEqual([outcome.signal, outcome.stderr], [null, ""]);
    return outcome;
  }

  for (const [what, jobOf] of [
    ["without jobs", () => undefined],
    ["with a new job each day", (number: number) => String(number)],
  ] as const) {
    it(`completes each stream within as many days as the requests need plus one, ${what}`, async function () {
      // In full only: there, unfinished refreshes go on the next day, which is the easier of the two.
      if (jobOf(0) === undefined && !isLong()) this.skip();
      const environment = { PINTEREST_API_BASE_URL: simulator.url, ...fastClock(now, speed) };
      const offered = streamsOf((await run("discover", { config }, { environment })).messages);
      const catalog = configure(offered);
      await read(catalog, [], undefined);
      const needed = simulator.journal.entries.filter(({ path }) => path.startsWith("/v5/")).length;
      assert.ok(needed > 1_200, `${needed} requests fit into a day`);

      simulator.settings.limits = "trial";
      simulator.limits.clear();
      const names = new Set(offered.map(({ name }) => asText(name)));
      const days: string[] = [];
      let state: readonly JsonObject[] = [];
      const mostDays = Math.ceil(needed / 1_000) + 1;
      for (let number = 0; names.size > 0 && number < mostDays; number += 1) {
        const { messages } = await read(catalog, state, jobOf(number));
        state = lastStates(messages, state);
        for (const [name, statuses] of statusesOf(messages)) {
          if (statuses.at(-1) === "COMPLETE") names.delete(name);
        }
        for (const { failure_type: type, message, stream_descriptor: about } of errorsOf(messages)) {
          assert.equal(type, "transient_error", `${isObject(about) ? asText(about.name) : ""}: ${asText(message)}`);
        }
        days.push(`${simulator.journal.entries.length} requests, ${names.size} streams left`);
        now += day;
      }
      assert.deepEqual([...names], [], days.join("; "));
      record({
        what: `trial access, all streams of the small world, ${what}`,
        promised: "each stream complete within as many days as the requests need plus one",
        measured: `${needed} requests; ${days.length} days: ${days.join("; ")}`,
      });
    }).timeout(isLong() ? 0 : 300_000);
  }
});
