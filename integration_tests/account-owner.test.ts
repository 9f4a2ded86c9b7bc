import assert from "node:assert/strict";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText, type JsonObject } from "../src/json.ts";
import { run } from "./connector.ts";
import { configure, lastStates, logsOf, recordsOf, statusesOf, streamsOf } from "./messages.ts";
import { Table } from "./table.ts";

/** The token of another account: the same one at a simulator with another world. */
describe("a state of another user account", () => {
  const names = ["pins", "boards", "board_pins", "user_account_analytics", "campaigns"];
  const simulators: Simulator[] = [];

  before(async () => {
    for (const seed of [3, 4]) {
      simulators.push(await startSimulator({ seed, scale: { ...extents.small, pins: 100, boards: 6 } }));
    }
  });
  after(() => Promise.all(simulators.map((simulator) => simulator.close())));

  async function read(simulator: Simulator | undefined, state: readonly JsonObject[]) {
    assert.ok(simulator !== undefined);
    const config = {
      credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
      pin_metrics: false,
    };
    const options = { environment: { PINTEREST_API_BASE_URL: simulator.url } };
    const offered = streamsOf((await run("discover", { config }, options)).messages);
    const catalog = configure(offered.filter(({ name }) => names.includes(asText(name))));
    simulator.journal.clear();
    const { code, messages } = await run("read", { config, catalog, state }, options);
    assert.equal(code, 0);
    for (const name of names) assert.equal(statusesOf(messages).get(name)?.at(-1), "COMPLETE", name);
    const accounts = simulator.journal.entries.filter(({ path }) => path.endsWith("/user_account")).length;
    const warnings = logsOf(messages).filter((line) => line.includes("belongs to another user account"));
    return { records: recordsOf(messages), states: lastStates(messages, state), accounts, warnings };
  }

  it("is not followed: none of the new account's Pins is missing, and a warning says why", async () => {
    const [mine, theirs] = simulators;
    const first = await read(mine, []);
    assert.deepEqual([first.accounts, first.warnings], [1, []]);
    const again = await read(mine, first.states);
    assert.deepEqual([again.records.get("pins") ?? [], again.warnings], [[], []]);
    const second = await read(theirs, first.states);
    for (const name of ["pins", "boards", "board_pins"]) {
      const expected = theirs?.expectedRecords(name, { pinMetrics: false }) ?? [];
      assert.ok(expected.length > 0, name);
      new Table(name).add(second.records.get(name) ?? []).assertEquals(expected);
    }
    assert.deepEqual(
      second.warnings.map((line) => line.slice(0, line.indexOf(":"))).toSorted(),
      names.filter((name) => name !== "campaigns").toSorted(),
    );
    assert.equal(second.accounts, 1);
  }).timeout(120_000);
});
