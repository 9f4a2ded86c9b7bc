import assert from "node:assert/strict";
import { describePartition, inOrder, type Partition } from "../../src/sync/partition.ts";

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
  it("names the parameters", () => {
    const parameters = { board_id: "1", section_id: "2" };
    assert.equal(
      describePartition({ key: "1/2", parameters, version: undefined, group: "" }),
      "board_id 1, section_id 2",
    );
  });
});
