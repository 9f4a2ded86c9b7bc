import assert from "node:assert/strict";
import fc from "fast-check";
import { pageOf, type RowShape } from "../../../src/pinterest/responses/find-rows.ts";

describe("pageOf", () => {
  describe("items", () => {
    it("gives the list and the bookmark", () => {
      assert.deepEqual(pageOf({ items: [{ id: "1" }, { id: "2" }], bookmark: "b" }, "items"), {
        rows: [{ id: "1" }, { id: "2" }],
        bookmark: "b",
      });
    });

    it("takes an empty list for a page like any other", () => {
      assert.deepEqual(pageOf({ items: [], bookmark: "b" }, "items"), { rows: [], bookmark: "b" });
    });

    it("takes a bookmark that is null, absent or empty for the end", () => {
      for (const end of [{ bookmark: null }, {}, { bookmark: "" }]) {
        assert.deepEqual(pageOf({ items: [], ...end }, "items"), { rows: [], bookmark: null });
      }
    });

    it("does not take an invalid body for an empty page", () => {
      for (const body of [null, undefined, [], "text"]) {
        assert.throws(() => pageOf(body, "items"), /the body is \S+( \S+)?, not an object/u);
      }
      for (const body of [{}, { items: null }, { items: {} }, { bookmark: null }]) {
        assert.throws(() => pageOf(body, "items"), /items is (?:missing|null|an object), not a list/u);
      }
      assert.throws(() => pageOf({ items: [{ id: 1 }, null] }, "items"), /^Error: items\[1\] is null, not an object$/u);
      assert.throws(() => pageOf({ items: ["1"] }, "items"), /^Error: items\[0\] is a text, not an object$/u);
      assert.throws(() => pageOf({ items: [[]] }, "items"), /^Error: items\[0\] is a list, not an object$/u);
      assert.throws(() => pageOf({ items: [{}] }, "items"), /^Error: items\[0\] is empty$/u);
      assert.throws(() => pageOf({ items: [{ message: "x" }] }, "items"), /^Error: items\[0\] is an error$/u);
      for (const bookmark of [7, {}, [], true]) {
        assert.throws(() => pageOf({ items: [], bookmark }, "items"), /bookmark is not a text/u);
      }
    });
  });

  describe("object", () => {
    it("is the one row", () => {
      assert.deepEqual(pageOf({ username: "x", bookmark: "b" }, "object"), {
        rows: [{ username: "x", bookmark: "b" }],
        bookmark: null,
      });
      for (const body of [null, [], "x"]) assert.throws(() => pageOf(body, "object"), /the body is .*, not an object/u);
      assert.throws(() => pageOf({}, "object"), /the body is empty/u);
    });

    it("does not take an error for the row, whatever its status was", () => {
      for (const code of [8, "8", null]) {
        assert.throws(() => pageOf({ code, message: "Denied: Bearer x" }, "object"), /^Error: the body is an error$/u);
      }
      assert.deepEqual(pageOf({ code: "DE", name: "Germany" }, "object").rows, [{ code: "DE", name: "Germany" }]);
    });
  });

  describe("array", () => {
    it("is all rows", () => {
      assert.deepEqual(pageOf([{ a: 1 }, { a: 2 }], "array"), { rows: [{ a: 1 }, { a: 2 }], bookmark: null });
      assert.deepEqual(pageOf([], "array"), { rows: [], bookmark: null });
      for (const body of [null, {}, { items: [] }])
        assert.throws(() => pageOf(body, "array"), /the body is .*, not a list/u);
      assert.throws(() => pageOf([1], "array"), /^Error: \[0\] is a number, not an object/u);
    });
  });

  describe("question_types", () => {
    const names = ["EMAIL", "CUSTOM"];
    const named = names.map((name) => ({ question_type: name }));
    for (const [title, body, wanted] of [
      ["texts", names, named],
      ["texts in an envelope", { items: names, bookmark: null }, named],
      ["texts in two envelopes", { code: 0, data: { question_types: names } }, named],
      ["objects", named, named],
      ["objects with a name", [{ name: "EMAIL", id: 7 }], [{ name: "EMAIL", id: 7, question_type: "EMAIL" }]],
      [
        "objects in an envelope",
        { items: [{ question_type: "EMAIL", name: "E-mail" }] },
        [{ question_type: "EMAIL", name: "E-mail" }],
      ],
      [
        "a map of objects",
        { EMAIL: { label: "E-mail" }, CUSTOM: {} },
        [{ question_type: "EMAIL", label: "E-mail" }, { question_type: "CUSTOM" }],
      ],
      [
        "a map of objects in an envelope",
        { data: { EMAIL: { used: true }, CUSTOM: {} }, ok: true },
        [{ question_type: "EMAIL", used: true }, { question_type: "CUSTOM" }],
      ],
      [
        "a map of texts",
        { EMAIL: "E-mail", CUSTOM: "Own" },
        [
          { question_type: "EMAIL", name: "E-mail" },
          { question_type: "CUSTOM", name: "Own" },
        ],
      ],
      ["nothing", [], []],
      ["nothing in an envelope", { items: [], bookmark: null }, []],
    ] as const) {
      it(`are found as ${title}`, () => {
        assert.deepEqual(pageOf(body, "question_types"), { rows: wanted, bookmark: null });
      });
    }

    it("are not guessed of anything else", () => {
      for (const body of [null, "EMAIL", 7, undefined])
        assert.throws(() => pageOf(body, "question_types"), /the body is .*, not/u);
      assert.throws(() => pageOf({ items: null }, "question_types"), /items is null, not an object/u);
      assert.throws(() => pageOf([["EMAIL"]], "question_types"), /\[0\] is a list, not an object/u);
      assert.throws(() => pageOf([{ label: "E-mail" }], "question_types"), /\[0\] does not tell its question_type/u);
      assert.throws(
        () => pageOf({ EMAIL: { a: 1 }, CUSTOM: 2, GENDER: {} }, "question_types"),
        /CUSTOM is a number, not an object/u,
      );
      assert.throws(() => pageOf({ EMAIL: { label: "x" }, CUSTOM: null }, "question_types"), /CUSTOM is null/u);
    });
  });

  describe("pins", () => {
    it("are the rows", () => {
      const body = { date_availability: { is_realtime: true }, sort_by: "IMPRESSION", pins: [{ pin_id: "1" }] };
      assert.deepEqual(pageOf(body, "pins"), { rows: [{ pin_id: "1" }], bookmark: null });
      assert.deepEqual(pageOf({ pins: [] }, "pins"), { rows: [], bookmark: null });
      for (const body of [{}, { pins: null }, { sort_by: "IMPRESSION", date_availability: { is_realtime: true } }]) {
        assert.deepEqual(pageOf(body, "pins"), { rows: [], bookmark: null });
      }
      assert.throws(() => pageOf({ pins: {} }, "pins"), /pins is an object, not a list/u);
      assert.throws(
        () => pageOf({ pins: null, top_pins: [{ pin_id: "1" }] }, "pins"),
        /^Error: pins is missing, and top_pins is none of its rows$/u,
      );
      assert.throws(() => pageOf([], "pins"), /the body is a list, not an object/u);
    });
  });

  const may = { data_status: "READY", date: "2026-05-01", metrics: { IMPRESSION: 5 } };
  const june = { data_status: "READY", date: "2026-06-01", metrics: {} };

  describe("daily_metrics", () => {
    it("are the rows, a day each", () => {
      assert.deepEqual(
        pageOf({ all: { summary_metrics: { IMPRESSION: 5 }, daily_metrics: [may, june] } }, "daily_metrics"),
        {
          rows: [may, june],
          bookmark: null,
        },
      );
    });

    it("are taken from every split", () => {
      const body = { web: { daily_metrics: [may] }, mobile: { daily_metrics: [june] } };
      assert.deepEqual(pageOf(body, "daily_metrics").rows, [may, june]);
    });

    it("may be none", () => {
      for (const body of [{}, { all: {} }, { all: { daily_metrics: null } }, { all: { daily_metrics: [] } }]) {
        assert.deepEqual(pageOf(body, "daily_metrics"), { rows: [], bookmark: null });
      }
    });

    it("may have single values beside them", () => {
      assert.deepEqual(pageOf({ all: { daily_metrics: [may] }, time_zone: "UTC" }, "daily_metrics").rows, [may]);
      assert.throws(() => pageOf({ time_zone: "UTC" }, "daily_metrics"), /time_zone is no entry/u);
    });

    it("are not found in an invalid body", () => {
      assert.throws(() => pageOf(null, "daily_metrics"), /the body is null, not an object/u);
      assert.throws(() => pageOf({ all: null }, "daily_metrics"), /^Error: all is null, not an object/u);
      assert.throws(() => pageOf({ all: { daily_metrics: {} } }, "daily_metrics"), /all\.daily_metrics is an object/u);
      assert.throws(
        () => pageOf({ all: { daily_metrics: [null] } }, "daily_metrics"),
        /all\.daily_metrics\[0\] is null/u,
      );
      assert.throws(
        () => pageOf({ all: { metrics_by_day: [may] } }, "daily_metrics"),
        /all\.daily_metrics is missing/u,
      );
    });
  });

  describe("daily_metrics_by_pin", () => {
    it("are the rows, a Pin and day each, with the Pin's id", () => {
      const body = {
        "1099300590356454983": { all: { daily_metrics: [may, june] } },
        "2": { all: { daily_metrics: [may] } },
        "3": { all: { daily_metrics: null, lifetime_metrics: {} } },
      };
      assert.deepEqual(
        new Set(pageOf(body, "daily_metrics_by_pin").rows),
        new Set([
          { pin_id: "1099300590356454983", ...may },
          { pin_id: "1099300590356454983", ...june },
          { pin_id: "2", ...may },
        ]),
      );
      assert.deepEqual(pageOf({}, "daily_metrics_by_pin"), { rows: [], bookmark: null });
    });

    it("are not found in an invalid body", () => {
      assert.throws(() => pageOf([], "daily_metrics_by_pin"), /the body is a list, not an object/u);
      assert.throws(() => pageOf({ "1": null }, "daily_metrics_by_pin"), /1 is null, not an object/u);
      assert.throws(() => pageOf({ "1": { all: 7 } }, "daily_metrics_by_pin"), /1\.all is a number, not an object/u);
    });
  });

  describe("first_page", () => {
    it("is a list whose bookmark leads nowhere", () => {
      assert.deepEqual(pageOf({ items: [{ id: "1" }], bookmark: "again" }, "first_page"), {
        rows: [{ id: "1" }],
        bookmark: null,
      });
    });
  });

  describe("labels", () => {
    it("are taken out of their wrappers, and the bookmark from beside them", () => {
      const body = {
        items: [{ labels: [{ id: "1" }, { id: "2" }], errors: [] }, { labels: [{ id: "3" }] }],
        bookmark: "b",
      };
      assert.deepEqual(pageOf(body, "labels"), { rows: [{ id: "1" }, { id: "2" }, { id: "3" }], bookmark: "b" });
    });

    it("are rows by themselves, as they are since 5.28", () => {
      const label = { id: "1", label_type: "CUSTOM", status: "ACTIVE", value: "Spring" };
      assert.deepEqual(pageOf({ items: [label, { labels: [{ id: "2" }] }], bookmark: null }, "labels"), {
        rows: [label, { id: "2" }],
        bookmark: null,
      });
    });

    it("may be none", () => {
      for (const wrapper of [{ labels: null, errors: [] }, { labels: [] }, { errors: [] }]) {
        assert.deepEqual(pageOf({ items: [wrapper] }, "labels").rows, []);
      }
      assert.throws(
        () => pageOf({ items: [{ labels: {} }] }, "labels"),
        /items\[0\]\.labels is an object, not a list/u,
      );
      assert.throws(() => pageOf({ items: [{ id: "1" }, {}] }, "labels"), /items\[1\] is empty/u);
    });

    it("do not hide the errors beside them", () => {
      const errors = [{ error_messages: ["Invalid access to labeling."] }];
      for (const wrapper of [{ labels: [{ id: "1" }], errors }, { errors }]) {
        assert.throws(
          () => pageOf({ items: [wrapper] }, "labels"),
          /^Error: items\[0\]\.errors says \[\{"error_messages":\["Invalid access to labeling\."\]\}\]$/u,
        );
      }
    });
  });

  describe("lists_by_key", () => {
    it("are all rows under all keys", () => {
      assert.deepEqual(pageOf({ "8": [{ a: 1 }, { a: 2 }], "9": [{ a: 3 }], "10": [] }, "lists_by_key"), {
        rows: [{ a: 1 }, { a: 2 }, { a: 3 }],
        bookmark: null,
      });
      assert.deepEqual(pageOf({}, "lists_by_key").rows, []);
      assert.throws(() => pageOf({ "8": {} }, "lists_by_key"), /8 is an object, not a list/u);
      assert.deepEqual(pageOf({ "8": [{ a: 1 }], total: 1, note: "x" }, "lists_by_key").rows, [{ a: 1 }]);
      for (const entry of [null, 7, "x"]) {
        assert.throws(() => pageOf({ "8": [{ a: 1 }], "9": entry }, "lists_by_key"), /^Error: 9 is .*, not a list$/u);
      }
    });
  });

  describe("options", () => {
    it("are rows of an id and its name", () => {
      assert.deepEqual(pageOf([{ male: "Male" }, { unknown: "Unspecified" }], "options").rows, [
        { id: "male", name: "Male" },
        { id: "unknown", name: "Unspecified" },
      ]);
    });

    it("may be none, and null as the document allows", () => {
      for (const body of [null, [], [{}]]) assert.deepEqual(pageOf(body, "options").rows, []);
      assert.throws(() => pageOf([{ male: 7 }], "options"), /\[0\]\.male is no entry/u);
      assert.throws(() => pageOf([{ male: null }], "options"), /\[0\]\.male is null, not a text/u);
      assert.throws(() => pageOf({}, "options"), /the body is an object, not a list/u);
      assert.deepEqual(pageOf([{ male: "Male", count: 7 }], "options").rows, [{ id: "male", name: "Male" }]);
    });
  });

  describe("texts", () => {
    it("are rows of one field", () => {
      assert.deepEqual(pageOf(["sportswear", "sports bar"], "texts").rows, [
        { suggestion: "sportswear" },
        { suggestion: "sports bar" },
      ]);
      assert.throws(() => pageOf([{}], "texts"), /\[0\] is an object, not a text/u);
    });
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

  it("gives rows that are objects, or an Error, for any body", () => {
    const shapes: readonly RowShape[] = [
      "items",
      "first_page",
      "object",
      "array",
      "pins",
      "trends",
      "data",
      "labels",
      "lists_by_key",
      "options",
      "related_terms",
      "texts",
      "daily_metrics",
      "daily_metrics_by_pin",
      "targeting_metrics",
      "report",
    ];
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({ items: fc.jsonValue(), bookmark: fc.jsonValue(), pins: fc.jsonValue() }, { requiredKeys: [] }),
      fc.dictionary(fc.string(), fc.record({ daily_metrics: fc.jsonValue() })),
    );
    fc.assert(
      fc.property(body, fc.constantFrom(...shapes), (value, shape) => {
        try {
          const { rows, bookmark } = pageOf(value, shape);
          assert(rows.every((row) => typeof row === "object" && row !== null && !Array.isArray(row)));
          assert(bookmark === null || bookmark !== "");
        } catch (error) {
          assert(error instanceof Error && !(error instanceof TypeError), String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});
