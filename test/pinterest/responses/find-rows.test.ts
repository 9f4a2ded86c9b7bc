import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { pageOf, type RowShape } from "../../../src/pinterest/responses/find-rows.ts";

const may = { data_status: "READY", date: "2026-05-01", metrics: { IMPRESSION: 5 } };
const june = { data_status: "READY", date: "2026-06-01", metrics: {} };
const id = "1099300590356454983";
const rows = (...ids: readonly string[]) => ids.map((each) => ({ id: each }));
const names = ["EMAIL", "CUSTOM"];
const types = names.map((name) => ({ question_type: name }));
const errors = [{ error_messages: ["Invalid access to labeling."] }];

/** What is on a page, by the shape of its rows. */
const pages: readonly (readonly [RowShape, unknown, readonly JsonObject[], string?])[] = [
  ["items", { items: [{ id: "1" }, { id: "2" }], bookmark: "b" }, [{ id: "1" }, { id: "2" }], "b"],
  ["items", { items: [], bookmark: "b" }, [], "b"],
  ["items", { items: [], bookmark: "" }, []],
  ["items", { items: [], bookmark: null, code: null, status: "success" }, []],
  ["items", { items: [], bookmark: null, code: 0, message: "ok" }, []],
  ["items", { items: [{ id: "1" }], bookmark: null, message: "1 of 2" }, [{ id: "1" }]],
  ["wrapped_items", { items: [{ id: "1", data: "x" }], bookmark: "b" }, [{ id: "1", data: "x" }], "b"],
  [
    "wrapped_items",
    { items: [{ data: { id: "1" }, exceptions: null }, { data: { id: "2" } }, { id: "3" }] },
    rows("1", "2", "3"),
  ],
  ["wrapped_items", { items: [{ data: { id: "1" }, exceptions: [] }], bookmark: "b" }, rows("1"), "b"],
  ["first_page", { items: [{ id: "1" }], bookmark: "leads nowhere" }, [{ id: "1" }]],
  ["object", { username: "x", bookmark: "b" }, [{ username: "x", bookmark: "b" }]],
  ["object", { code: "DE", name: "Germany" }, [{ code: "DE", name: "Germany" }]],
  ["array", [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
  ["question_types", names, types],
  ["question_types", { items: names, bookmark: null }, types],
  ["question_types", types, types],
  ["question_types", [{ name: "EMAIL", id: 7 }], [{ name: "EMAIL", id: 7, question_type: "EMAIL" }]],
  ["question_types", { items: [{ question_type: "EMAIL", name: "E" }] }, [{ question_type: "EMAIL", name: "E" }]],
  ["pins", { sort_by: "IMPRESSION", pins: [{ pin_id: "1" }] }, [{ pin_id: "1" }]],
  [
    "pins",
    { date_availability: { is_realtime: true }, sort_by: "IMPRESSION", pins: [{ pin_id: "1" }, { pin_id: "2" }] },
    ["1", "2"].map((pin_id) => ({ date_availability: { is_realtime: true }, pin_id })),
  ],
  ["pins", { sort_by: "IMPRESSION", date_availability: { is_realtime: true } }, []],
  ["daily_metrics", { all: { summary_metrics: { IMPRESSION: 5 }, daily_metrics: [may, june] } }, [may, june]],
  ["daily_metrics", { web: { daily_metrics: [may] }, mobile: { daily_metrics: [june] } }, [may, june]],
  ["daily_metrics", { all: { daily_metrics: null } }, []],
  ["daily_metrics", { all: { daily_metrics: [may] }, time_zone: "UTC" }, [may]],
  [
    "daily_metrics_by_split",
    { MOBILE: { daily_metrics: [may, june] }, web: { daily_metrics: [may] }, TABLET: { summary_metrics: {} } },
    [
      { value: "MOBILE", ...may },
      { value: "MOBILE", ...june },
      { value: "web", ...may },
    ],
  ],
  ...["all", "ALL"].map(
    (total) =>
      [
        "daily_metrics_by_split",
        { [total]: { daily_metrics: [june] }, WEB: { daily_metrics: [may] } },
        [{ value: "WEB", ...may }],
      ] as const,
  ),
  ["daily_metrics_by_split", { all: { daily_metrics: [may] }, time_zone: "UTC" }, [may]],
  ["daily_metrics_by_split", {}, []],
  [
    "daily_metrics_by_pin",
    { [id]: { all: { daily_metrics: [may, june] } } },
    [may, june].map((day) => ({ pin_id: id, ...day })),
  ],
  [
    "daily_metrics_by_pin",
    { "2": { all: { daily_metrics: [may] } }, "3": { all: { daily_metrics: null, lifetime_metrics: {} } } },
    [{ pin_id: "2", ...may }],
  ],
  ["lists_by_key", { "8": [{ a: 1 }, { a: 2 }], "9": [{ a: 3 }], "10": [] }, [{ a: 1 }, { a: 2 }, { a: 3 }]],
  ["lists_by_key", { "8": [{ a: 1 }], total: 1, note: "x" }, [{ a: 1 }]],
  ["options", [{ male: "Male", count: 7 }], [{ id: "male", name: "Male" }]],
  [
    "targeting_metrics",
    { data: [10, "x", null].map((value) => ({ targeting_type: "GEO", targeting_value: value, metrics: { A: 1 } })) },
    ["10", "x", null].map((value) => ({ TARGETING_TYPE: "GEO", TARGETING_VALUE: value, A: 1 })),
  ],
  ["texts", ["sportswear", "sports bar"], [{ suggestion: "sportswear" }, { suggestion: "sports bar" }]],
];

/** What is wrong with a body, by the shape of the rows that it should have. */
const problems: readonly (readonly [RowShape, unknown, string])[] = [
  ...[{ message: "Busy" }, { error: "x" }, { code: 30 }, { error_code: "7" }, { status: "failure" }].map(
    (sign) => ["items", { items: [], bookmark: null, ...sign }, "the body has no rows, but an error"] as const,
  ),
  ["items", null, "the body is null, not an object"],
  ["items", undefined, "the body is missing, not an object"],
  ["items", {}, "items is missing, not a list"],
  ["items", { items: null }, "items is null, not a list"],
  ["items", { items: [{ id: 1 }, null] }, "items[1] is null, not an object"],
  ["items", { items: ["1"] }, "items[0] is a text, not an object"],
  ["items", { items: [{}] }, "items[0] is empty"],
  ["items", { items: [{ message: "x" }] }, "items[0] is an error"],
  ["items", { items: [], bookmark: "b".repeat(10_001) }, "bookmark is longer than 10000 characters"],
  ...[7, {}, [], true].map((bookmark) => ["items", { items: [], bookmark }, "bookmark is not a text"] as const),
  ...(
    [
      ["pins", { pins: [] }],
      ["trends", { trends: [] }],
      ["targeting_metrics", { data: [] }],
      ["related_terms", { related_terms_list: [] }],
      ["lists_by_key", { "1": [] }],
    ] as const
  ).map(([shape, body]) => [shape, { ...body, bookmark: "b" }, "there are further pages, which are unknown"] as const),
  ["wrapped_items", { items: [{ data: null, exceptions: null }] }, "items[0].data is null, not an object"],
  ["wrapped_items", { items: [{ data: "x" }] }, "items[0].data is a text, not an object"],
  ["items", { items: [{ data: null, exceptions: ["x"] }] }, "items[0] is an error"],
  ["object", null, "the body is null, not an object"],
  ["object", {}, "the body is empty"],
  ...[8, "8", null].map((code) => ["object", { code, message: "Bearer x" }, "the body is an error"] as const),
  ["array", null, "the body is null, not a list"],
  ["array", { items: [] }, "the body is an object, not a list"],
  ["array", [1], "[0] is a number, not an object"],
  ...[null, "EMAIL", 7, undefined].map((body) => ["question_types", body, "the body is "] as const),
  ["question_types", { items: null }, "items is null, not a list"],
  ["question_types", { EMAIL: { label: "E" } }, "items is missing, not a list"],
  ["question_types", [["EMAIL"]], "[0] is a list, not an object"],
  ["question_types", [{ label: "E-mail" }], "[0] has no question_type"],
  ["pins", { pins: {} }, "pins is an object, not a list"],
  ["pins", { pins: null, top_pins: [{ pin_id: "1" }] }, "pins is missing, and top_pins is unknown"],
  ["daily_metrics", { time_zone: "UTC" }, "time_zone is no entry"],
  ["daily_metrics", { ["x".repeat(999)]: 1 }, `["${"x".repeat(100)}"] is no entry`],
  ["daily_metrics", { all: null }, "all is null, not an object"],
  ["daily_metrics", { all: { daily_metrics: [null] } }, "all.daily_metrics[0] is null"],
  ["daily_metrics", { all: { metrics_by_day: [may] } }, "all.daily_metrics is missing"],
  ["daily_metrics_by_split", { WEB: "x", MOBILE: { daily_metrics: [may] } }, "WEB is a text, not an object"],
  ["daily_metrics_by_split", { WEB: null, all: { daily_metrics: [] } }, "WEB is null, not an object"],
  ["daily_metrics_by_split", { all: { daily_metrics: [] }, WEB: { days: [may] } }, "WEB.daily_metrics is missing"],
  ["daily_metrics_by_pin", { "1": null }, "1 is null, not an object"],
  ["daily_metrics_by_pin", { "1": { all: 7 } }, "1.all is a number, not an object"],
  ["items", { items: [{ id: "1" }], errors, bookmark: null }, `errors says ${JSON.stringify(errors)}`],
  ["data", { data: [{ id: "1" }], errors }, `errors says ${JSON.stringify(errors)}`],
  ...[null, 7, "x"].map((entry) => ["lists_by_key", { "8": [{ a: 1 }], "9": entry }, "9 is "] as const),
  ["options", [{ male: 7 }], "[0].male is no entry"],
  ["options", [{ male: null }], "[0].male is null, not a text"],
  ["texts", [{}], "[0] is an object, not a text"],
];

describe("pageOf", () => {
  for (const shape of new Set(pages.map(([each]) => each))) {
    it(`finds the rows and the bookmark of ${shape}`, () => {
      for (const [, body, rows, bookmark = null] of pages.filter(([each]) => each === shape))
        assert.deepEqual(pageOf(body, shape), { rows, bookmark }, JSON.stringify(body));
    });
  }

  it("throws an error that locates the problem of an invalid body", () => {
    for (const [shape, body, problem] of problems) {
      assert.throws(
        () => pageOf(body, shape),
        ({ message }: Error) => message.startsWith(problem),
        `${shape} ${JSON.stringify(body)}: ${problem}`,
      );
    }
  });

  it("finds lists under their names", () => {
    for (const [shape, field] of [
      ["trends", "trends"],
      ["data", "data"],
      ["related_terms", "related_terms_list"],
    ] as const) {
      assert.deepEqual(pageOf({ [field]: [{ a: 1 }] }, shape), { rows: [{ a: 1 }], bookmark: null });
      for (const body of [{}, { [field]: null }]) assert.deepEqual(pageOf(body, shape).rows, []);
      assert.throws(() => pageOf({ [field]: 7 }, shape), new RegExp(`${field} is a number, not a list`, "u"));
    }
  });
});
