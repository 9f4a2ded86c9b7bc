import assert from "node:assert/strict";
import { formNames, namesInFile } from "../../src/config/setting-names.ts";
import { apiError, page } from "../scripted-api.ts";
import { pinAccount, pins, pinsIn } from "./pin-metrics.ts";
import { type Script, scriptedRead } from "./scripted-read.ts";

describe("the line on skipped inactive Pins", () => {
  for (const [place, names, setting] of [
    ["in a form", formNames, "Include inactive Pins in Pin analytics"],
    ["in a file", namesInFile("config.json"), "silent_pin_analytics"],
  ] as const)
    it(`names the setting as the user reads it ${place}`, async () => {
      const inactive = pins(1_000, 10_000, { pin_metrics: { "90d": { impression: 0 } } });
      const { logs } = await scriptedRead("pin_analytics", pinAccount([...pins(1), ...inactive]), {
        config: { startDate: "2026-06-20", names },
      });
      const line = logs("INFO").find((text) => text.includes("show no activity"));
      const expected = `skipped 1,000 of 1,001 Pins, which show no activity in the last 90 days. "${setting}" syncs them too.`;
      assert.equal(line, `pin_analytics: ${expected}`);
    });
});

describe("inactive Pins of a list that Pinterest caps", () => {
  it("are all requested by each weekly sync", async () => {
    const inactive = pins(70, 10_000, { pin_metrics: { "90d": { impression: 0 } } });
    const listed = pinAccount([...pins(1), ...inactive]);
    const capped: Script = (request, signal) => {
      if (request.path !== "/pins") return listed(request, signal);
      return request.query.has("bookmark")
        ? apiError(400, 1, "Pagination beyond 100.000 pins are not allowed.")
        : page([...pins(1), ...inactive], "more");
    };
    let sync = await scriptedRead("pin_analytics", capped, { mode: "incremental", now: "2026-06-01T12:00:00Z" });
    for (const day of ["2026-06-08", "2026-06-15"]) {
      sync = await sync.again(capped, { now: `${day}T12:00:00Z` });
      assert.equal(new Set(sync.requests.flatMap(pinsIn)).size, 71, day);
    }
  });
});
