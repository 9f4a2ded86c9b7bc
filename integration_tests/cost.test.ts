import assert from "node:assert/strict";
import { compare, countRequests } from "../benchmark/measures.ts";
import { worldOfRows } from "../benchmark/world.ts";

describe("the cost of a read", function () {
  this.timeout(0);

  it("is exactly so many requests of each category in a first and a second read of a small account", async () => {
    const { ours } = await countRequests("small", undefined);
    assert.deepEqual(ours, [
      { organic: 36, lists: 20, analytics: 10 },
      { organic: 16, lists: 20, analytics: 5 },
    ]);
  });

  it("is a small multiple of the CPU time of the floor, and memory does not follow the rows", async () => {
    const world = worldOfRows(40_000);
    const { ours, floor } = await compare("rows", { world, read: { streams: ["ad_analytics"] } }, undefined, 1);
    assert.ok(ours.records >= 40_000);
    // Measured: 2.2 times the floor, and 200 MB.
    const ratio = ours.cpuSeconds / floor.cpuSeconds;
    assert.ok(ratio < 4, `${ratio.toFixed(1)} times the floor`);
    assert.ok(ours.peakMegabytes < 280, `${ours.peakMegabytes.toFixed(0)} MB`);
  });
});
