import assert from "node:assert/strict";
import fc from "fast-check";
import { inBatches, mergeIntoBatch } from "../../../src/sync/partitions/batches.ts";
import type { Partition } from "../../../src/sync/partitions/partition.ts";

function partition(key: string): Partition {
  return { key, parameters: { board_id: key }, revision: undefined, group: "" };
}

describe("inBatches", () => {
  const campaign = fc.record({
    id: fc.integer({ min: 1, max: 500 }).map(String),
    account: fc.constantFrom("549", "550", "551"),
    group: fc.constantFrom("", "video"),
  });
  const partitions = fc.array(campaign, { maxLength: 60 }).map((campaigns) =>
    campaigns.map(
      ({ id, account, group }): Partition => ({
        key: `${account}/${id}`,
        parameters: { ad_account_id: account, campaign_ids: id },
        revision: undefined,
        group,
      }),
    ),
  );

  it("puts each partition in one of few batches, without mixing ad accounts or groups", () => {
    fc.assert(
      fc.property(partitions, fc.integer({ min: 1, max: 20 }), (all, size) => {
        const batches = inBatches(all, "campaign_ids", size);
        assert.deepEqual(new Set(batches.flat()), new Set(all));
        assert.equal(batches.flat().length, all.length);
        const alike = new Map<string, number>();
        for (const batch of batches) {
          assert.ok(batch.length >= 1 && batch.length <= size);
          const names = batch.map(({ group, parameters }) => `${group}/${String(parameters.ad_account_id)}`);
          assert.equal(new Set(names).size, 1);
          const [name = ""] = names;
          alike.set(name, (alike.get(name) ?? 0) + (batch.length < size ? 1 : 0));
        }
        for (const count of alike.values()) assert.ok(count <= 1, "only the last batch is smaller");
      }),
    );
  });

  it("returns single partitions without a list parameter", () => {
    const all = [partition("1"), partition("2")];
    assert.deepEqual(inBatches(all, undefined, 1), [[all[0]], [all[1]]]);
  });
});

describe("mergeIntoBatch", () => {
  it("has the members' IDs and a unique key", () => {
    const [one, two, three] = [partition("1"), partition("2"), partition("3")];
    const both = mergeIntoBatch([one, two], "board_id");
    assert.deepEqual(both.parameters, { board_id: ["1", "2"] });
    assert.match(both.key, /^1\/[\w-]{8}$/u);
    assert.equal(mergeIntoBatch([partition("1"), partition("2")], "board_id").key, both.key);
    const others = [[one, three], [one], [one, two, three], [two, one]].map(
      (members) => mergeIntoBatch(members, "board_id").key,
    );
    assert.equal(new Set([both.key, ...others]).size, 5);
  });

  it("throws without members", () => {
    assert.throws(() => mergeIntoBatch([], "board_id"));
  });
});
