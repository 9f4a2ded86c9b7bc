import assert from "node:assert/strict";
import fc from "fast-check";
import type { Attribution } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { connectionSchema, customReportSchema, propertyOf } from "../../src/config/spec.ts";
import type { JsonObject } from "../../src/json.ts";
import { problemsWith } from "./problems-with.ts";

const credentials = { auth_method: "access_token", access_token: "pina_shh" };

type Triple = readonly [click: number | undefined, engagement: number | undefined, view: number | undefined];

/** The combinations that the API accepts, from another connector's documentation. */
const valid =
  "60,60,60 60,60,30 60,60,7 60,60,1 60,30,30 60,30,7 60,30,1 60,7,7 60,7,1 60,1,1 30,60,1 30,30,30 30,30,7 30,30,1 30,7,7 30,7,1 30,1,1 7,7,7 7,7,1 7,1,1 1,1,1".split(
    " ",
  );

function windowFields([click, engagement, view]: Triple): JsonObject {
  return { click_window_days: click, engagement_window_days: engagement, view_window_days: view };
}

function windowsOf({ clickWindowDays, engagementWindowDays, viewWindowDays }: Attribution): Triple {
  return [clickWindowDays, engagementWindowDays, viewWindowDays];
}

function attributionOf(attribution: unknown): Attribution {
  return parseConfig({ credentials, attribution }, {}).attribution;
}

/** The attribution of a custom report, which can have undocumented windows. */
function reportAttributionOf(fields: JsonObject): Attribution | undefined {
  const { customReports } = parseConfig(
    { credentials, custom_reports: [{ name: "x", columns: ["CTR"], ...fields }] },
    {},
  );
  return customReports[0]?.attribution;
}

describe("attribution", () => {
  const completed: readonly (readonly [Triple, Triple])[] = [
    [
      [undefined, undefined, undefined],
      [30, 30, 1],
    ],
    [
      [7, undefined, undefined],
      [7, 7, 1],
    ],
    [
      [1, undefined, undefined],
      [1, 1, 1],
    ],
    [
      [60, undefined, undefined],
      [60, 30, 1],
    ],
    [
      [undefined, 60, undefined],
      [30, 60, 1],
    ],
    [
      [undefined, 7, undefined],
      [30, 7, 1],
    ],
    [
      [undefined, undefined, 30],
      [30, 30, 30],
    ],
    [
      [undefined, undefined, 60],
      [60, 60, 60],
    ],
    [
      [undefined, 60, 30],
      [60, 60, 30],
    ],
    [
      [60, undefined, 60],
      [60, 60, 60],
    ],
    [
      [7, undefined, 7],
      [7, 7, 7],
    ],
  ];
  for (const [given, expected] of completed) {
    it(`completes ${given.map((days) => days ?? "none").join()} to ${expected.join()}`, () => {
      assert.deepEqual(windowsOf(attributionOf(windowFields(given))), expected);
    });
  }

  it("treats null as absent", () => {
    const nothing = { click_window_days: null, engagement_window_days: null, conversion_report_time: null };
    assert.deepEqual(attributionOf(nothing), attributionOf({}));
    assert.deepEqual(attributionOf(null), attributionOf({}));
  });

  it("accepts any single window from the form, which stores no default of the others", () => {
    const forms = [propertyOf(connectionSchema(), "attribution"), customReportSchema()];
    for (const [index, schema] of forms.entries()) {
      const stored = Object.fromEntries(
        [...Object.keys(windowFields([0, 0, 0])), "conversion_report_time"].map((name) => [
          name,
          propertyOf(schema, name).default,
        ]),
      );
      for (const name of Object.keys(windowFields([0, 0, 0]))) {
        const { enum: choices } = propertyOf(schema, name);
        assert(Array.isArray(choices) && choices.length > 3);
        for (const days of choices) {
          const given: JsonObject = { ...stored, [name]: days };
          const report = { name: "x", columns: ["CTR"], ...given };
          const config = index === 0 ? { attribution: given } : { custom_reports: [report] };
          assert.deepEqual(problemsWith({ credentials, ...config }), [], `${name} ${String(days)}`);
        }
      }
      assert.equal(stored.conversion_report_time, attributionOf({}).conversionReportTime);
    }
  });

  it("accepts exactly the combinations that the API accepts", () => {
    const days = [1, 7, 30, 60];
    const accepted = days
      .flatMap((click) => days.flatMap((engagement) => days.map((view): Triple => [click, engagement, view])))
      .filter((triple) => problemsWith({ credentials, attribution: windowFields(triple) }).length === 0);
    assert.deepEqual(accepted.map(String).sort(), [...valid].sort());
  });

  it("keeps given values and completes them to what the API accepts, or rejects them", () => {
    const window = fc.constantFrom(undefined, 1, 7, 30, 60);
    fc.assert(
      fc.property(fc.tuple(window, window, window), (given) => {
        const fits = (triple: readonly unknown[]) =>
          given.every((days, index) => days === undefined || days === triple[index]);
        const attribution = windowFields(given);
        if (problemsWith({ credentials, attribution }).length > 0) {
          assert(!valid.some((triple) => fits(triple.split(",").map(Number))));
        } else {
          const windows = windowsOf(attributionOf(attribution));
          assert(fits(windows) && valid.includes(windows.join()));
        }
      }),
    );
  });

  describe("of a custom report leaves windows of 0 and 14 days to the API", () => {
    const cases: readonly (readonly [Triple, Triple])[] = [
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [0, undefined, undefined],
        [0, 0, 0],
      ],
      [
        [30, 14, 7],
        [30, 14, 7],
      ],
      [
        [14, undefined, undefined],
        [14, 14, 1],
      ],
      [
        [undefined, undefined, 0],
        [30, 30, 0],
      ],
    ];
    for (const [given, expected] of cases) {
      it(given.map((days) => days ?? "none").join(), () => {
        const attribution = reportAttributionOf(windowFields(given));
        assert.deepEqual(attribution && windowsOf(attribution), expected);
      });
    }
  });

  describe("is rejected", () => {
    const together = '"Conversion attribution": Pinterest doesn\'t support this combination of windows.';
    const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
      [
        "a view window longer than the click window",
        windowFields([7, 7, 30]),
        [
          `${together} With a click window of 7 days, it allows these engagement and view windows: 7 with 7 or 1; 1 with 1.`,
        ],
      ],
      [
        "an engagement window with too long a view window",
        windowFields([undefined, 7, 60]),
        [
          `${together} With a click window of 30 days, it allows these engagement and view windows: 60 with 1; 30 with 30, 7, or 1; 7 with 7 or 1; 1 with 1.`,
        ],
      ],
      [
        "a window of 14 days",
        windowFields([14, 1, 1]),
        ['"Conversion attribution: Click window (days)" must be 1, 7, 30, or 60.'],
      ],
      [
        "a window in quotes",
        { view_window_days: "1" },
        ['"Conversion attribution: View window (days)" must be 1, 7, 30, or 60.'],
      ],
      [
        "another time of report",
        { conversion_report_time: "AD_EVENT" },
        ['"Conversion attribution: Conversion date" must be "TIME_OF_AD_ACTION" or "TIME_OF_CONVERSION".'],
      ],
      ["a number", 30, ['"Conversion attribution" must be an object.']],
    ];
    for (const [name, attribution, expected] of cases) {
      it(`with ${name}`, () => {
        assert.deepEqual(problemsWith({ credentials, attribution }), expected);
      });
    }
  });
});
