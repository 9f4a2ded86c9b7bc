import assert from "node:assert/strict";
import { streams } from "../../../src/streams/all.ts";
import { searchStreams } from "../../../src/streams/organic/search.ts";
import { trendsStreams } from "../../../src/streams/trends.ts";
import { configWith } from "../../scripted-api.ts";
import { streamNamed } from "../stream-named.ts";

describe("search streams", () => {
  for (const name of ["search_boards", "search_pins"]) {
    it(`offer ${name} only with queries`, () => {
      const { requiredSettings = [] } = streamNamed(name);
      assert.deepEqual(
        requiredSettings.map(({ setting }) => setting),
        ["search_queries"],
      );
      assert.ok(requiredSettings.every(({ isGiven }) => !isGiven(configWith())));
      assert.ok(requiredSettings.every(({ isGiven }) => isGiven(configWith({ searchQueries: ["cakes"] }))));
    });

    it(`have the query in the key of ${name}`, () => {
      const { fromRequest, primaryKey, partitions } = streamNamed(name);
      assert.deepEqual(fromRequest, { query: "query" });
      assert.deepEqual(primaryKey, ["query", "id"]);
      assert.ok(partitions.of === "values");
      const run = { config: configWith({ searchQueries: ["a", "b"] }), today: "2026-06-30" };
      assert.deepEqual(
        partitions.each.map(({ parameter, values }) => [parameter, values(run)]),
        [["query", ["a", "b"]]],
      );
    });
  }

  it("offer the search in all of Pinterest only with terms and countries", () => {
    const { requiredSettings = [] } = streamNamed("search_partner_pins");
    const isOffered = (changes: Parameters<typeof configWith>[0]) =>
      requiredSettings.every(({ isGiven }) => isGiven(configWith(changes)));
    assert.ok(isOffered({ terms: ["soup"], countries: ["US"] }));
    assert.ok(!isOffered({ terms: ["soup"] }));
    assert.ok(!isOffered({ countries: ["US"] }));
  });

  it("are, with terms and trends, the only streams that are not always offered", () => {
    const conditional = streams
      .filter(({ requiredSettings }) => requiredSettings !== undefined)
      .map(({ name }) => name);
    assert.deepEqual(
      conditional,
      [...searchStreams, ...trendsStreams].map(({ name }) => name),
    );
  });
});
