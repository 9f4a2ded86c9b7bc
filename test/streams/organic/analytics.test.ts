import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { configWith } from "../../scripted-api.ts";
import { parentOf, streamNamed } from "../stream-named.ts";

describe("pin_analytics", () => {
  const stream = streamNamed("pin_analytics");
  const parent = parentOf(stream);
  const isRequested = (pin: JsonObject, silentPinAnalytics = false) =>
    parent?.where?.(pin, configWith({ silentPinAnalytics }));

  for (const [title, pin, expected] of [
    ["with impressions", { pin_metrics: { "90d": { impression: 3, save: 0 } } }, true],
    ["with a single save", { pin_metrics: { "90d": { impression: 0, save: 1 } } }, true],
    [
      "without activity in 90 days",
      { pin_metrics: { "90d": { impression: 0, save: 0 }, lifetime_metrics: { impression: 9 } } },
      false,
    ],
    ["with an unknown count", { pin_metrics: { "90d": { impression: null, save: 0 } } }, true],
    ["without metrics", { pin_metrics: null }, true],
    ["without the field", {}, true],
    ["without the 90 days", { pin_metrics: { lifetime_metrics: { impression: 0 } } }, true],
    ["whose 90 days are damaged", { pin_metrics: { "90d": "none" } }, true],
  ] as const) {
    it(`is ${expected ? "" : "not "}requested for a Pin ${title}`, () => {
      assert.equal(isRequested(pin), expected);
    });
  }

  it("is requested for an inactive Pin if the user includes them", () => {
    assert.equal(isRequested({ pin_metrics: { "90d": { impression: 0 } } }, true), true);
  });

  it("reads Pins with the metrics that reveal inactive ones, whatever the user's setting", () => {
    assert.deepEqual(parent?.parameters, { pin_metrics: true });
  });

  const batch = stream.partitions.of === "batches" ? stream.partitions.batch : undefined;
  for (const [media, group] of [
    [{ media_type: "video" }, "video"],
    [{ media_type: "multiple_videos" }, "video"],
    [{ media_type: "multiple_mixed" }, "video"],
    [{ media_type: "image" }, "standard"],
    [{ media_type: "multiple_images" }, "standard"],
    [{ media_type: "never seen" }, "standard"],
    [{}, "standard"],
    [null, "standard"],
  ] as const) {
    it(`groups a Pin with the media ${JSON.stringify(media)} as ${group}`, () => {
      assert.equal(batch?.group?.({ media }), group);
    });
  }

  it("logs the number of skipped inactive Pins, and the setting that includes them", () => {
    assert.match(parent?.whenSkipped?.(3, 10) ?? "", /3 of 10 .*"Include inactive Pins in Pin analytics"/u);
  });
});

for (const name of ["user_account_top_pins", "user_account_top_video_pins"]) {
  describe(name, () => {
    const { parameters, partitions, fromRequest, primaryKey } = streamNamed(name);
    const today = "2026-06-30";
    for (const [title, startDate, start] of [
      ["all days that the API has", undefined, "2026-04-02"],
      ["no more for an older start_date", "2020-01-01", "2026-04-02"],
      ["the days from start_date", "2026-06-01", "2026-06-01"],
      ["today alone for a start_date in the future", "2026-07-01", today],
    ] as const) {
      it(`ranks over ${title}`, () => {
        assert.deepEqual(parameters?.({ config: configWith({ startDate }), today }), {
          start_date: start,
          end_date: today,
          num_of_pins: 50,
        });
      });
    }

    it("ranks by each metric once, and adds the metric and the dates to records", () => {
      assert.ok(partitions.of === "values");
      const measures = partitions.each.flatMap(({ values }) => values({ config: configWith(), today }));
      assert.equal(new Set(measures).size, measures.length);
      assert.deepEqual(fromRequest, { sort_by: "sort_by", start_date: "start_date", end_date: "end_date" });
      assert.deepEqual(primaryKey, ["sort_by", "period", "pin_id"]);
    });
  });
}
