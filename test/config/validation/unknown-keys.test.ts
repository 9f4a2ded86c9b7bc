import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../../src/base/json.ts";
import { isObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { formNames } from "../../../src/config/setting-names.ts";
import { unknownKeyWarnings } from "../../../src/config/validation/unknown-keys.ts";

const credentials = { auth_method: "access_token", access_token: "pina_shh" };

describe("unknownKeyWarnings", () => {
  const unknown = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`zz${index}`, 1] as const));
  const cases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
    [
      "a misspelled setting with the nearest valid name",
      { credentials, start_day: "2026-01-01" },
      ['Unknown setting "start_day". It is ignored. Did you mean "start_date"?'],
    ],
    [
      "a setting without a similar valid name",
      { credentials, anything: 1 },
      ['Unknown setting "anything". It is ignored.'],
    ],
    [
      "nested settings with the title of their section",
      {
        credentials: { ...credentials, clientid: "1" },
        attribution: { click_windw_days: 7 },
        custom_reports: [{ name: "x" }, { granularty: "DAY" }],
      },
      [
        'Unknown setting "clientid" in "Authentication". It is ignored. Did you mean "client_id"?',
        'Unknown setting "click_windw_days" in "Conversion attribution". It is ignored. Did you mean "click_window_days"?',
        'Unknown setting "granularty" in "Custom reports, item 2". It is ignored. Did you mean "granularity"?',
      ],
    ],
    [
      "a window of a custom report in the attribution of the source",
      { credentials, attribution: { click_window: "30" } },
      ['Unknown setting "click_window" in "Conversion attribution". It is ignored. Did you mean "click_window_days"?'],
    ],
    [
      "a setting in the wrong place with the right one",
      {
        credentials,
        conversion_report_time: "TIME_OF_CONVERSION",
        click_window: "30",
        attribution: { num_workers: 4 },
        custom_reports: [{ lookback_days: 7 }],
      },
      [
        'Unknown setting "conversion_report_time". It is ignored. Did you mean the one in "Conversion attribution" or in "Custom reports"?',
        'Unknown setting "click_window". It is ignored. Did you mean the one in "Custom reports"?',
        'Unknown setting "num_workers" in "Conversion attribution". It is ignored. Did you mean the one at the top level?',
        'Unknown setting "lookback_days" in "Custom reports, item 1". It is ignored. Did you mean the one at the top level?',
      ],
    ],
    [
      "up to ten settings",
      unknown(99),
      Object.keys(unknown(10)).map((key) => `Unknown setting "${key}". It is ignored.`),
    ],
  ];
  for (const [what, raw, expected] of cases) {
    it(`names ${what}`, () => assert.deepEqual(unknownKeyWarnings(raw, formNames), expected));
  }

  it("ignores keys of earlier and official configurations and of the platform", () => {
    const sample: unknown = JSON.parse(readFileSync(join(packageRoot, "integration_tests/sample_config.json"), "utf8"));
    assert.ok(isObject(sample));
    for (const raw of [
      sample,
      { client_id: "1", client_secret: "shh", refresh_token: "pinr", access_token: "pina", token_expiry_date: 1 },
      { credentials, account_id: "1", num_threads: 2, window_in_days: 30, _limit: 1, _page_size: 1 },
      { credentials, track_sweep_days: 7 },
      { credentials: { ...credentials, refresh_token: "pinr", client_id: "1" } },
      { credentials, __injected: {} },
      // Of another type.
      { credentials: ["shh"] },
      { attribution: "shh", custom_reports: ["shh", null] },
    ]) {
      assert.deepEqual(unknownKeyWarnings(raw, formNames), []);
    }
  });
});
