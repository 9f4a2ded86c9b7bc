import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { objectOf } from "../../narrow.ts";
import { configWith } from "../../scripted-api.ts";
import { type Script, scriptedRead } from "../../sync/scripted-read.ts";
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
      [{ "90d": { impression: 0, outbound_click: 0, last_updated: "2026-07-08T11:00:00" } }, false],
      [{ "90d": { impression: 0, clickthrough: 0, last_updated: 1_783_504_800 } }, false],
      [{ "90d": { impression: 0, outbound_click: 2 } }, true],
      [{ "90d": { last_updated: 1_783_504_800 } }, true],
    ] as const)
      assert.equal(isRequested({ pin_metrics }), expected, JSON.stringify(pin_metrics));
    assert.equal(isRequested({ pin_metrics: { "90d": { impression: 0 } } }, true), true);
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

    it("says in each record until when Pinterest has metrics, as recorded", async () => {
      const status = { IMPRESSION: "READY", VIDEO_START: "PROCESSING" };
      const pins = ["1", "2"].map((pin_id) => ({ pin_id, metrics: { IMPRESSION: 7 }, data_status: status }));
      const availability = { latest_available_timestamp: 1_660_089_599_000, is_realtime: false };
      const script: Script = ({ path, query }) => {
        if (!path.startsWith("/user_account/analytics/top_")) return { body: { id: "1" } };
        if (query.get("sort_by") !== "IMPRESSION") return { body: { pins: [], date_availability: {} } };
        return { body: { sort_by: "IMPRESSION", pins, date_availability: availability } };
      };
      const { records, errors } = await scriptedRead(name, script);
      assert.deepEqual(errors, []);
      assert.deepEqual(
        records.map(({ pin_id, date_availability: found }) => [pin_id, found]),
        [
          ["1", availability],
          ["2", availability],
        ],
      );
    });
  });
}

describe("user_account_analytics_split", () => {
  const name = "user_account_analytics_split";
  const today = "2026-06-30";
  const row = (value: number, status = "READY") => ({
    date: today,
    data_status: status,
    metrics: { IMPRESSION: value },
  });
  const part = (value: number, status?: string) => ({ daily_metrics: [row(value, status)], summary_metrics: {} });
  const body = (query: URLSearchParams): JsonObject => {
    switch (query.get("split_field") ?? query.get("content_type")) {
      case "APP_TYPE":
        return { MOBILE: part(7), WEB: part(2, "ESTIMATE"), TABLET: part(1) };
      case "SOURCE":
        return { all: part(10), YOUR_PINS: part(6), OTHER_PINS: part(4) };
      case "OWNED_CONTENT":
        return { all: part(10) };
      case "PAID":
        return { all: part(3) };
      default:
        return { all: { daily_metrics: [] } };
    }
  };
  const script: Script = ({ path, query }) =>
    path === "/user_account/analytics" ? { body: body(query) } : { body: { id: "1" } };
  const read = () => scriptedRead(name, script, { mode: "incremental", config: { startDate: today } });

  it("is read like user_account_analytics", () => {
    assert.deepEqual(streamNamed(name).reading, streamNamed("user_account_analytics").reading);
  });

  it("sends six requests for 90 days: one per split, and one each for paid and organic", async () => {
    const { api, errors } = await scriptedRead(name, script, { mode: "incremental" });
    const requests = api.requests.filter((request) => request.startsWith("/user_account/analytics"));
    const wanted = ["content_type=ORGANIC", "content_type=PAID"];
    for (const split of ["APP_TYPE", "OWNED_CONTENT", "PIN_FORMAT", "SOURCE"]) wanted.push(`split_field=${split}`);
    const dates = "start_date=2026-04-02&end_date=2026-06-30";
    assert.deepEqual(
      requests.toSorted(),
      wanted.map((each) => `/user_account/analytics?${each}&${dates}`),
    );
    assert.deepEqual(errors, []);
  });

  it("has a row per split and value, without the total beside them, which is ALL if it is alone", async () => {
    const { records } = await read();
    const found = records.map(
      ({ split, value, metrics }) => `${asText(split)} ${asText(value)} ${asText(objectOf(metrics).IMPRESSION)}`,
    );
    assert.deepEqual(found.toSorted(), [
      "APP_TYPE MOBILE 7",
      "APP_TYPE TABLET 1",
      "APP_TYPE WEB 2",
      "CONTENT_TYPE PAID 3",
      "OWNED_CONTENT ALL 10",
      "SOURCE OTHER_PINS 4",
      "SOURCE YOUR_PINS 6",
    ]);
  });

  it("rereads a day of which one value isn't final, wherever it is in the response", async () => {
    const { states } = await read();
    assert.match(JSON.stringify(states.at(-1)), new RegExp(`"\\d{4}-\\d{2}-\\d{2} ${today}":`, "u"));
  });
});
