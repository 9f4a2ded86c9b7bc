import assert from "node:assert/strict";
import { streams } from "../../src/streams/all.ts";
import { configWith } from "../sync/scripted-api.ts";
import { streamNamed } from "./stream-named.ts";

describe("search streams", () => {
  for (const name of ["search_boards", "search_pins"]) {
    it(`offer ${name} only with queries`, () => {
      const { needs = [] } = streamNamed(name);
      assert.deepEqual(
        needs.map(({ setting }) => setting),
        ["search_queries"],
      );
      assert.ok(needs.every(({ isGiven }) => !isGiven(configWith())));
      assert.ok(needs.every(({ isGiven }) => isGiven(configWith({ searchQueries: ["cakes"] }))));
    });

    it(`tell in ${name} the rows of one query from those of another`, () => {
      const { stamp, primaryKey, partitions } = streamNamed(name);
      assert.deepEqual(stamp, { query: "query" });
      assert.deepEqual(primaryKey, ["query", "id"]);
      assert.ok(partitions.of === "values");
      const run = { config: configWith({ searchQueries: ["a", "b"] }), today: "2026-06-30" };
      assert.deepEqual(
        partitions.each.map(({ parameter, values }) => [parameter, values(run)]),
        [["query", ["a", "b"]]],
      );
    });
  }

  it("are the only streams that are not always offered", () => {
    const conditional = streams.filter(({ needs }) => needs !== undefined).map(({ name }) => name);
    assert.deepEqual(conditional, ["search_boards", "search_pins"]);
  });
});
