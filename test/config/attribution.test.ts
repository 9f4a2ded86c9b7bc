import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import type { Attribution } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { connectionSchema, customReportSchema, propertyOf } from "../../src/config/spec.ts";
import { words } from "../words.ts";
import { problemsWith } from "./problems-with.ts";

const credentials = { auth_method: "access_token", access_token: "pina_shh" };

type Triple = readonly [click: number | undefined, engagement: number | undefined, view: number | undefined];

/** The combinations that the API accepts, from another connector's documentation. */
const valid = words(`
  60,60,60 60,60,30 60,60,7 60,60,1 60,30,30 60,30,7 60,30,1 60,7,7 60,7,1 60,1,1 30,60,1 30,30,30 30,30,7 30,30,1
  30,7,7 30,7,1 30,1,1 7,7,7 7,7,1 7,1,1 1,1,1
`);

/** Parses the days of the windows, such as "7,,1". */
function tripleOf(text: string): Triple {
  const [click, engagement, view] = text.split(",").map((days) => (days === "" ? undefined : Number(days)));
  return [click, engagement, view];
}

function windowFields([click, engagement, view]: Triple): JsonObject {
  return { click_window_days: click, engagement_window_days: engagement, view_window_days: view };
}

function windowsOf({ clickWindowDays, engagementWindowDays, viewWindowDays }: Attribution): Triple {
  return [clickWindowDays, engagementWindowDays, viewWindowDays];
}

function attributionOf(attribution: unknown): Attribution {
  return parseConfig({ credentials, attribution }, {}).attribution;
}

/** Returns the attribution of a custom report, which can have undocumented windows. */
function reportAttributionOf(fields: JsonObject): Attribution | undefined {
  const custom_reports = [{ name: "x", columns: ["CTR"], ...fields }];
  return parseConfig({ credentials, custom_reports }, {}).customReports[0]?.attribution;
}

describe("attribution", () => {
  it("completes missing windows", () => {
    for (const [given, expected] of [
      [",,", "30,30,1"],
      ["7,,", "7,7,1"],
      ["1,,", "1,1,1"],
      ["60,,", "60,30,1"],
      [",60,", "30,60,1"],
      [",7,", "30,7,1"],
      [",,30", "30,30,30"],
      [",,60", "60,60,60"],
      [",60,30", "60,60,30"],
      ["60,,60", "60,60,60"],
      ["7,,7", "7,7,7"],
    ] as const)
      assert.equal(windowsOf(attributionOf(windowFields(tripleOf(given)))).join(), expected, given);
  });

  it("treats null as absent", () => {
    const nothing = { click_window_days: null, engagement_window_days: null, conversion_report_time: null };
    assert.deepEqual(attributionOf(nothing), attributionOf({}));
    assert.deepEqual(attributionOf(null), attributionOf({}));
  });

  it("accepts any single window from the form, which stores no default for the others", () => {
    const forms = [propertyOf(connectionSchema(), "attribution"), customReportSchema()];
    const windows = Object.keys(windowFields([0, 0, 0]));
    for (const [index, schema] of forms.entries()) {
      const defaults = [...windows, "conversion_report_time"].map((name) => [name, propertyOf(schema, name).default]);
      const stored = Object.fromEntries(defaults);
      for (const name of windows) {
        const { enum: choices } = propertyOf(schema, name);
        assert(Array.isArray(choices) && choices.length > 3);
        for (const days of choices) {
          const given: JsonObject = { ...stored, [name]: days };
          const report = { name: "x", columns: ["CTR"], ...given };
          const config = index === 0 ? { attribution: given } : { custom_reports: [report] };
          assert.equal(problemsWith({ credentials, ...config }), "", `${name} ${String(days)}`);
        }
      }
      assert.equal(stored.conversion_report_time, attributionOf({}).conversionReportTime);
    }
  });

  it("completes given windows to a combination that the API accepts, or rejects them", () => {
    const days = [undefined, 1, 7, 30, 60];
    const triples = days.flatMap((click) => days.flatMap((other) => days.map((view): Triple => [click, other, view])));
    for (const given of triples) {
      const matches = (triple: readonly unknown[]) =>
        given.every((each, index) => each === undefined || each === triple[index]);
      const attribution = windowFields(given);
      if (problemsWith({ credentials, attribution }) !== "") {
        assert.ok(!valid.some((triple) => matches(triple.split(",").map(Number))), given.join());
      } else {
        const windows = windowsOf(attributionOf(attribution));
        assert.ok(matches(windows) && valid.includes(windows.join()), given.join());
      }
    }
  });

  it("accepts any combination with windows of 0 or 14 days in a custom report", () => {
    for (const [given, expected] of [
      ["0,0,0", "0,0,0"],
      ["0,,", "0,0,0"],
      ["30,14,7", "30,14,7"],
      ["14,,", "14,14,1"],
      [",,0", "30,30,0"],
    ] as const) {
      const attribution = reportAttributionOf(windowFields(tripleOf(given)));
      assert.equal(attribution && windowsOf(attribution).join(), expected, given);
    }
  });

  it("prefers the windows of a custom report's form, which are text, to numbers of earlier versions", () => {
    const numbers = windowFields([7, 7, 1]);
    for (const [form, expected] of [
      [{}, "7,7,1"],
      [{ view_window: "0" }, "7,7,0"],
      [{ click_window: "60", engagement_window: "60", view_window: "60" }, "60,60,60"],
      [{ click_window: "", engagement_window: null }, "7,7,1"],
    ] as const) {
      const attribution = reportAttributionOf({ ...numbers, ...form });
      assert.equal(attribution && windowsOf(attribution).join(), expected, JSON.stringify(form));
    }
    const report = { name: "x", columns: ["CTR"], ...numbers };
    const problemsOf = (form: JsonObject) => problemsWith({ credentials, custom_reports: [{ ...report, ...form }] });
    assert.match(problemsOf({ view_window: "30" }), /"Custom reports, item 1": .+ combination of windows/u);
    assert.equal(
      problemsOf({ view_window: 0 }),
      '"Custom reports, item 1: View window (days)" must be "0", "1", "7", "14", "30", or "60".',
    );
  });

  it("rejects combinations that the API rejects, and invalid values", () => {
    const together =
      '"Conversion attribution": Pinterest doesn\'t support this combination of windows. With a click window of';
    const allows = "it allows these engagement and view windows:";
    for (const [attribution, problem] of [
      [windowFields([7, 7, 30]), `${together} 7 days, ${allows} 7 with 7 or 1; 1 with 1.`],
      [
        windowFields([undefined, 7, 60]),
        `${together} 30 days, ${allows} 60 with 1; 30 with 30, 7, or 1; 7 with 7 or 1; 1 with 1.`,
      ],
      [windowFields([14, 1, 1]), '"Conversion attribution: Click window (days)" must be 1, 7, 30, or 60.'],
      [{ view_window_days: "1" }, '"Conversion attribution: View window (days)" must be 1, 7, 30, or 60.'],
      [
        { conversion_report_time: "AD_EVENT" },
        '"Conversion attribution: Conversion date" must be "TIME_OF_AD_ACTION" or "TIME_OF_CONVERSION".',
      ],
      [30, '"Conversion attribution" must be an object.'],
    ] as const)
      assert.equal(problemsWith({ credentials, attribution }), problem);
  });
});
