import assert from "node:assert/strict";
import { streams } from "../../src/streams/all.ts";
import { isTrackable } from "../../src/streams/tracking.ts";
import { assertEachNamed } from "../assert-each.ts";
import { streamNamed } from "./stream-named.ts";

describe("streams", () => {
  it("have unique snake_case names", () => {
    const names = streams.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assertEachNamed(streams, ({ name }) => assert.match(name, /^[a-z]+(?:_[a-z]+)*$/u));
  });

  it("can be tracked if they are lists that can be read completely and name their rows", () => {
    const others = ["pin_analytics", "campaigns", "account_snapshots", "ads_credit_discounts"];
    for (const name of [...others, "catalogs_feed_processing_results", "catalogs_reports_all_items"])
      assert.equal(isTrackable(streamNamed(name)), false, name);
    for (const name of ["pins", "followers"]) assert.equal(isTrackable(streamNamed(name)), true, name);
  });

  it("have batches with parameters for each group", () => {
    const pins = [{ media: { media_type: "video" } }, { media: { media_type: "image" } }, { media: null }, {}];
    const batches = streams.flatMap(({ name, partitions }) =>
      partitions.of === "batches" && partitions.batch.groupParameters !== undefined
        ? [{ name, batch: partitions.batch }]
        : [],
    );
    assertEachNamed(batches, ({ batch: { group, groupParameters = {} } }) => {
      for (const name of pins.map((pin) => group?.(pin) ?? "")) assert.ok(name in groupParameters, name);
    });
  });
});
