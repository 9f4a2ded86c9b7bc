import assert from "node:assert/strict";
import { formNames, namesInFile } from "../../src/config/setting-names.ts";
import { pinAccount, pins } from "./pin-metrics.ts";
import { scriptedRead } from "./scripted-read.ts";

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
