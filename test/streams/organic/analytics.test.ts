import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { configWith } from "../../scripted-api.ts";
import { parentOf, streamNamed } from "../stream-named.ts";

describe("pin_analytics", () => {
  const stream = streamNamed("pin_analytics");
  const parent = parentOf(stream);
  const isRequested = (pin: JsonObject, silentPinAnalytics = false) =>
    parent?.where?.(pin, configWith({ silentPinAnalytics }));

  it("is requested for Pins with activity in 90 days or unknown activity, and for all if the user includes them", () => {
    for (const [pin_metrics, expected] of [
      [{ "90d": { impression: 3, save: 0 } }, true],
      [{ "90d": { impression: 0, save: 1 } }, true],
      [{ "90d": { impression: 0, save: 0 }, lifetime_metrics: { impression: 9 } }, false],
      [{ "90d": { impression: null, save: 0 } }, true],
      [null, true],
      [undefined, true],
      [{ lifetime_metrics: { impression: 0 } }, true],
      [{ "90d": "none" }, true],
    ] as const)
      assert.equal(isRequested({ pin_metrics }), expected, JSON.stringify(pin_metrics));
    assert.equal(isRequested({ pin_metrics: { "90d": { impression: 0 } } }, true), true);
    assert.match(parent?.whenSkipped?.(3, 10) ?? "", /3 of 10 .*"Include inactive Pins in Pin analytics"/u);
  });

  it("reads Pins with the metrics that reveal inactive ones, whatever the user's setting", () => {
    assert.deepEqual(parent?.parameters, { pin_metrics: true });
  });

  const batch = stream.partitions.of === "batches" ? stream.partitions.batch : undefined;
  it("groups Pins by whether they have a video", () => {
    const groupOf = (media: JsonObject | null) => batch?.group?.({ media });
    for (const media_type of ["video", "multiple_videos", "multiple_mixed"])
      assert.equal(groupOf({ media_type }), "video", media_type);
    for (const media of [...["image", "multiple_images", "never seen"].map((media_type) => ({ media_type })), {}, null])
      assert.equal(groupOf(media), "standard");
  });
});

for (const name of ["user_account_top_pins", "user_account_top_video_pins"]) {
  describe(name, () => {
    const { parameters, partitions, fromRequest, primaryKey } = streamNamed(name);
    const today = "2026-06-30";
    it("ranks over all days that the API has, or from start_date", () => {
      for (const [startDate, start] of [
        [undefined, "2026-04-02"],
        ["2020-01-01", "2026-04-02"],
        ["2026-06-01", "2026-06-01"],
        ["2026-07-01", today],
      ] as const) {
        const expected = { start_date: start, end_date: today, num_of_pins: 50 };
        assert.deepEqual(parameters?.({ config: configWith({ startDate }), today }), expected);
      }
    });

    it("ranks by each metric once, and adds the metric and the dates to records", () => {
      assert.ok(partitions.of === "values");
      const measures = partitions.each.flatMap(({ values }) => values({ config: configWith(), today }));
      assert.equal(new Set(measures).size, measures.length);
      assert.deepEqual(fromRequest, { sort_by: "sort_by", start_date: "start_date", end_date: "end_date" });
      assert.deepEqual(primaryKey, ["sort_by", "period", "pin_id"]);
    });
  });
}
