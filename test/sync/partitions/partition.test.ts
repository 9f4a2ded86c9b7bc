import assert from "node:assert/strict";
import { describePartition, inOrder, type Partition } from "../../../src/sync/partitions/partition.ts";

function partition(key: string, version?: string): Partition {
  return { key, parameters: { board_id: key }, version, group: "" };
}

describe("inOrder", () => {
  it("sorts by key and keeps each key once", () => {
    const ordered = inOrder([partition("10"), partition("9"), partition("10", "later")]);
    assert.deepEqual(
      ordered.map(({ key, version }) => [key, version]),
      [
        ["9", undefined],
        ["10", "later"],
      ],
    );
  });
});

describe("describePartition", () => {
  it("tells how many ids a batch has, not each", () => {
    const parameters = { ad_account_id: "549", ad_group_ids: ["1", "2", "3"] };
    assert.equal(
      describePartition({ key: "1", parameters, version: undefined, group: "" }),
      "ad account 549, ad groups 1 and 2 more",
    );
  });

  it("names the only one of a list, and counts no others", () => {
    const parameters = { ad_account_id: "549", ad_group_ids: ["1"], targeting_types: ["GEO"] };
    assert.equal(
      describePartition({ key: "1", parameters, version: undefined, group: "" }),
      "ad account 549, ad group 1, targeting types GEO",
    );
  });

  it("names the parameters", () => {
    const parameters = { board_id: "1", section_id: "2" };
    assert.equal(describePartition({ key: "1/2", parameters, version: undefined, group: "" }), "board 1, section 2");
  });
});
