import assert from "node:assert/strict";
import { knownCredentials } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import type { JsonObject } from "../src/json.ts";
import { Bed } from "./bed.ts";
import { lastStates, logsOf, recordsOf, statusesOf } from "./messages.ts";
import { Table } from "./table.ts";

/** A token of another account: the same token at a simulator with another world. */
describe("a state of another user account", () => {
  const names = ["pins", "boards", "board_pins", "user_account_analytics", "campaigns"];
  const beds: Bed[] = [];
  const config = {
    credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
    pin_metrics: false,
  };

  before(async () => {
    for (const seed of [3, 4])
      beds.push(await Bed.open({ seed, scale: { ...extents.small, pins: 100, boards: 6 }, config }));
  });
  after(() => Promise.all(beds.map((bed) => bed.close())));

  async function read(bed: Bed | undefined, states: readonly JsonObject[]) {
    assert.ok(bed !== undefined);
    const { journal } = bed.simulator;
    journal.clear();
    const { code, messages } = await bed.read(names, { states });
    assert.equal(code, 0);
    for (const name of names) assert.equal(statusesOf(messages).get(name)?.at(-1), "COMPLETE", name);
    const accounts = journal.entries.filter(({ path }) => path.endsWith("/user_account")).length;
    const warnings = logsOf(messages).filter((line) => line.includes("belongs to another user account"));
    return { records: recordsOf(messages), states: lastStates(messages, states), accounts, warnings };
  }

  it("is discarded: the read misses none of the new account's Pins and logs a warning", async () => {
    const [mine, theirs] = beds;
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
  });
});
