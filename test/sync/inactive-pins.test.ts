import assert from "node:assert/strict";
import { formNames, namesInFile } from "../../src/config/setting-names.ts";
import { type Answer, pages, rejected } from "./api.ts";
import { metricsOfAll, pins, pinsIn } from "./pin-metrics.ts";
import { itSyncs, type Sync } from "./syncs.ts";

const inactive = (count: number) => pins(count, 10_000, { pin_metrics: { "90d": { impression: 0 } } });
const metrics: Answer = (request) => metricsOfAll(request);

describe("the line on skipped inactive Pins", () => {
  for (const [place, names, setting] of [
    ["in a form", formNames, "Include inactive Pins in Pin analytics"],
    ["in a file", namesInFile("config.json"), "silent_pin_analytics"],
  ] as const)
    itSyncs(`names the setting as the user reads it ${place}`, "pin_analytics", {
      account: { "/pins": [...pins(1), ...inactive(1_000)], "/pins/analytics": metrics },
      config: { startDate: "2026-06-20", names },
      writes: "any",
      says: [
        new RegExp(
          `^pin_analytics: skipped 1,000 of 1,001 Pins, which show no activity in the last 90 days. "${setting}" syncs them too.$`,
          "u",
        ),
      ],
    });
});

describe("inactive Pins of a list that Pinterest caps", () => {
  const capped = pages([...pins(1), ...inactive(70)], rejected("Pagination beyond 100.000 pins are not allowed."));
  const all: Sync = {
    after: "7 d",
    writes: "any",
    warnings: [/the list of the account ends early/u],
    also: ({ requests }) => assert.equal(new Set(requests.flatMap(pinsIn)).size, 71),
  };
  itSyncs("are all requested by each weekly sync", "pin_analytics", [
    {
      ...all,
      mode: "incremental",
      account: { "/pins": capped, "/pins/analytics": metrics },
      also: ({ requests }) => assert.equal(new Set(requests.flatMap(pinsIn)).size, 1),
    },
    all,
    all,
  ]);
});
