import assert from "node:assert/strict";
import { streams } from "../../src/streams/all.ts";
import { families } from "./families.ts";

describe("families of streams", () => {
  it("have each stream once", () => {
    const members = Object.values(families).flatMap((family) => family.map(({ name }) => name));
    assert.deepEqual(members.toSorted(), streams.map(({ name }) => name).toSorted());
  });

  it("have members", () => {
    for (const [name, family] of Object.entries(families)) assert.ok(family.length > 0, name);
  });
});
