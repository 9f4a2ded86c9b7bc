import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { accountConfig } from "../scripts/generate/acceptance/account-config.ts";
import { asText, isObject, type JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { accountOptions, accountTime } from "./bed/account.ts";
import { Bed } from "./bed/bed.ts";
import { configure, recordsOf } from "./bed/messages.ts";

const fileOf = (path: string): unknown =>
  JSON.parse(readFileSync(join(packageRoot, "integration_tests", path), "utf8"));

const namesIn = (catalog: unknown): readonly string[] => {
  assert.ok(isObject(catalog) && Array.isArray(catalog.streams));
  return catalog.streams.map((each: unknown) =>
    asText(isObject(each) && isObject(each.stream) ? each.stream.name : null),
  );
};

/** Returns a STATE of a stream, the last or one between, and the number of records after it. */
function checkpointOf(name: string, messages: readonly JsonObject[], at: "middle" | "end") {
  const states: { readonly state: JsonObject; count: number }[] = [];
  for (const { state } of messages) {
    if (!isObject(state) || !isObject(state.stream) || !isObject(state.stream.stream_descriptor)) continue;
    if (state.stream.stream_descriptor.name !== name || !isObject(state.sourceStats)) continue;
    const before = states.at(-1);
    const count = Number(state.sourceStats.recordCount);
    // Equal states count as one.
    if (before !== undefined && isDeepStrictEqual(before.state.stream, state.stream)) before.count += count;
    else states.push({ state, count });
  }
  const index = at === "end" || states.length < 3 ? states.length - 1 : Math.floor(states.length / 2);
  const following = states.slice(index + 1).reduce((sum, { count }) => sum + count, 0);
  const checkpoint = states[index];
  assert.ok(checkpoint !== undefined, `${name} has no STATE`);
  return { name, state: checkpoint.state, following };
}

const sorted = (records: readonly JsonObject[] = []) => records.map((each) => JSON.stringify(each)).toSorted();

/** Assertions of Airbyte's connector acceptance tests (CAT) that no other test makes, with CAT's names. */
describe("connector acceptance tests", () => {
  it("TestIncremental.test_read_sequential_slices, test_two_sequential_reads: a STATE leads to at least what followed it, and not to everything", async () => {
    const configured = fileOf("cat/incremental_catalog.json");
    const names = namesIn(configured);
    // Earlier than the longest lookback, which is read again.
    const config = { ...accountConfig, start_date: "2026-10-10", columns: ["IMPRESSION_1", "SPEND_IN_DOLLAR"] };
    const bed = await Bed.open({ ...accountOptions, config, now: accountTime });
    try {
      const first = await bed.read(names);
      assert.deepEqual([...recordsOf(first.messages).keys()].toSorted(), names.toSorted());
      for (const at of ["middle", "end"] as const) {
        const checkpoints = names.map((name) => checkpointOf(name, first.messages, at));
        const { messages } = await bed.read(names, { states: checkpoints.map(({ state }) => state) });
        const records = recordsOf(messages);
        for (const { name, following } of checkpoints) {
          const again = records.get(name) ?? [];
          assert.ok(
            again.length >= following,
            `${name}: ${again.length} records, not the ${following} after its STATE`,
          );
          assert.notDeepEqual(sorted(again), sorted(recordsOf(first.messages).get(name)), `${name}: all records again`);
        }
      }
    } finally {
      await bed.close();
    }
  });

  it("TestIncremental.test_state_with_abnormally_large_values: a date in the distant future emits states and no record", async () => {
    const bed = await Bed.open({ ...accountOptions, config: accountConfig, now: accountTime });
    try {
      const configured = fileOf("cat/abnormal_state_catalog.json");
      const names = namesIn(configured);
      const catalog = configure((await bed.offered()).filter(({ name = null }) => names.includes(asText(name))));
      const { code, messages } = await bed.run("read", { catalog, state: fileOf("abnormal_state.json") });
      assert.equal(code, 0);
      assert.deepEqual([...recordsOf(messages).keys()], []);
      assert.ok(messages.some(({ type }) => type === "STATE"));
    } finally {
      await bed.close();
    }
  });
});
