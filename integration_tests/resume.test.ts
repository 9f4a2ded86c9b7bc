import assert from "node:assert/strict";
import { Random } from "../simulator/random.ts";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import type { JsonObject } from "../src/json.ts";
import { asText, isObject } from "../src/json.ts";
import { type Outcome, run } from "./connector.ts";
import { configure, errorsOf, lastStates, recordsOf, statusesOf, streamsOf } from "./messages.ts";
import { organicOf } from "./organic.ts";
import { Table } from "./table.ts";

const queries = ["garden"];
const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: queries,
};

describe("a read that is stopped and resumed", () => {
  let simulator: Simulator;
  let streams: readonly JsonObject[];
  let environment: Record<string, string>;

  before(async () => {
    simulator = await startSimulator({ seed: 3, scale: "small", bulk_pin_analytics: false });
    environment = { PINTEREST_API_BASE_URL: simulator.url, WORKER_JOB_ID: "17" };
    streams = organicOf(streamsOf((await run("discover", { config }, { environment })).messages));
  });
  after(() => simulator.close());

  /** Reads, stopping each run at a random record, until one comes to its end. Gives every run's outcome. */
  async function readInPieces(catalog: JsonObject, seed: number, signal: NodeJS.Signals): Promise<readonly Outcome[]> {
    const random = new Random(seed);
    const outcomes: Outcome[] = [];
    let states: readonly JsonObject[] = [];
    for (let stops = 0; ; stops += 1) {
      const last = random.whole(1, 6_000);
      let seen = 0;
      const outcome = await run(
        "read",
        { config, catalog, state: states },
        {
          environment,
          onMessage: ({ type }, child) => {
            if (type === "RECORD") seen += 1;
            if (seen === last && stops < 5) child.kill(signal);
          },
        },
      );
      states = lastStates(outcome.messages, states);
      outcomes.push(outcome);
      if (outcome.code === 0) return outcomes;
      assert.equal(outcome.signal, signal, `${outcome.stderr} ${JSON.stringify(errorsOf(outcome.messages))}`);
      assert.ok(stops < 6, "a read that was not stopped did not come to its end");
    }
  }

  /** Every record of every run, against the truth. */
  function assertComplete(outcomes: readonly Outcome[]): void {
    const all = recordsOf(outcomes.flatMap(({ messages }) => messages));
    for (const { name } of streams) {
      const stream = asText(name);
      new Table(stream).add(all.get(stream) ?? []).assertEquals(simulator.truth(stream, { queries }));
    }
  }

  for (const seed of [1, 2, 3]) {
    it(`misses nothing in full refresh when it is killed (seed ${seed})`, async () => {
      assertComplete(await readInPieces(configure(streams, "full_refresh"), seed, "SIGKILL"));
    });

    it(`misses nothing in incremental reads when it is killed (seed ${seed})`, async () => {
      assertComplete(await readInPieces(configure(streams), seed, "SIGKILL"));
    });
  }

  it("reads nothing twice that a state could cover after SIGTERM", async () => {
    const outcomes = await readInPieces(configure(streams), 4, "SIGTERM");
    assertComplete(outcomes);
    assert.ok(outcomes.length > 2, "the read was not stopped");
    const all = recordsOf(outcomes.flatMap(({ messages }) => messages));
    for (const stream of [
      "pins",
      "board_pins",
      "board_section_pins",
      "likes",
      "search_pins",
      "pin_analytics",
      "followers",
    ]) {
      const records = all.get(stream) ?? [];
      assert.equal(new Table(stream).add(records).size, records.length, `${stream}: a record came twice`);
    }
  });

  it("ends with a state for all that was written, and says INCOMPLETE, after SIGTERM", async () => {
    let asked = false;
    const { messages, code, signal, stderr } = await run(
      "read",
      { config, catalog: configure(streams) },
      {
        environment,
        onMessage: ({ type }, child) => {
          if (type === "RECORD" && !asked) child.kill("SIGTERM");
          asked ||= type === "RECORD";
        },
      },
    );
    assert.deepEqual({ code, signal, stderr }, { code: null, signal: "SIGTERM", stderr: "" });
    assert.deepEqual(errorsOf(messages), []);
    const unsaved = new Set<string>();
    for (const { record, state } of messages) {
      if (isObject(record)) unsaved.add(asText(record.stream));
      const descriptor = JSON.stringify(state ?? {});
      for (const stream of unsaved) if (descriptor.includes(`"name":"${stream}"`)) unsaved.delete(stream);
    }
    assert.deepEqual([...unsaved], []);
    const ended = [...statusesOf(messages)].map(([stream, statuses]) => [stream, statuses.at(-1)]);
    for (const [stream, status] of ended) assert.match(String(status), /^(?:IN)?COMPLETE$/u, stream);
    assert.ok(ended.some(([, status]) => status === "INCOMPLETE"));
  });

  it("skips what an earlier attempt of the same job has read, and reads it again for another job", async () => {
    const catalog = configure(streams.filter(({ name }) => name === "followers" || name === "account"));
    const first = await run("read", { config, catalog }, { environment });
    const state = lastStates(first.messages);
    const sameJob = await run("read", { config, catalog, state }, { environment });
    assert.equal(recordsOf(sameJob.messages).size, 0);
    assert.deepEqual(statusesOf(sameJob.messages).get("followers"), ["STARTED", "RUNNING", "COMPLETE"]);
    // The streams are read side by side, so their states come in any order.
    const contents = (states: readonly JsonObject[]) => states.map(({ stream }) => asText(stream)).sort();
    assert.deepEqual(contents(lastStates(sameJob.messages)), contents(state));
    const otherJob = await run(
      "read",
      { config, catalog, state },
      { environment: { ...environment, WORKER_JOB_ID: "18" } },
    );
    assert.deepEqual(recordsOf(otherJob.messages), recordsOf(first.messages));
    const noJob = await run("read", { config, catalog, state }, { environment: { ...environment, WORKER_JOB_ID: "" } });
    assert.deepEqual(recordsOf(noJob.messages), recordsOf(first.messages));
  });
});
