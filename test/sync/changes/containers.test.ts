import assert from "node:assert/strict";
import { streams } from "../../../src/streams/all.ts";
import { areKeyed, containerOf, containerParameters } from "../../../src/sync/changes/containers.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { partitionOf } from "../surroundings.ts";

const byName = new Map(streams.map((stream) => [stream.name, stream]));

describe("containers", () => {
  it("are ad accounts and parents that a stream skips", () => {
    const parametersOf = (name: string) => [...containerParameters(streamNamed(name), byName)];
    assert.deepEqual(parametersOf("campaigns"), ["ad_account_id"]);
    assert.deepEqual(parametersOf("product_group_promotions"), ["ad_account_id"]);
    assert.deepEqual(parametersOf("likes"), ["board_id"]);
    assert.deepEqual(parametersOf("boards"), []);
  });

  it("are part of the primary key of some streams", () => {
    const isKeyed = (name: string) => {
      const stream = streamNamed(name);
      return areKeyed(stream, containerParameters(stream, byName));
    };
    assert.equal(isKeyed("audiences"), true);
    assert.equal(isKeyed("campaigns"), false);
  });

  it("are named by the parameters that identify them", () => {
    const partition = partitionOf("1", { board_id: "1", ad_account_id: "2", page_size: 250 });
    assert.equal(containerOf(partition, new Set(["board_id"])), "1");
    assert.equal(containerOf(partition, new Set(["board_id", "ad_account_id"])), "1/2");
    assert.equal(containerOf(partition, new Set()), "");
  });
});
