import assert from "node:assert/strict";
import fc from "fast-check";
import { pageOf, type RowShape } from "../../src/pinterest/rows.ts";

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

    it("does not take a damaged body for an empty page", () => {
      for (const body of [null, undefined, [], "text", {}, { items: null }, { items: {} }, { bookmark: null }]) {
        assert.throws(() => pageOf(body, "items"), /"items" is not a list/u);
      }
      assert.throws(() => pageOf({ items: [{}, null] }, "items"), /item 1 of "items" is not an object/u);
      assert.throws(() => pageOf({ items: ["1"] }, "items"), /item 0 of "items" is not an object/u);
      assert.throws(() => pageOf({ items: [[]] }, "items"), /item 0 of "items" is not an object/u);
      for (const bookmark of [7, {}, [], true]) {
        assert.throws(() => pageOf({ items: [], bookmark }, "items"), /the bookmark is not a text/u);
      }
    });
  });

  describe("object", () => {
    it("is the one row", () => {
      assert.deepEqual(pageOf({ username: "x", bookmark: "b" }, "object"), {
        rows: [{ username: "x", bookmark: "b" }],
        bookmark: null,
      });
      for (const body of [null, [], "x"]) assert.throws(() => pageOf(body, "object"), /the body is not an object/u);
    });
  });

  describe("array", () => {
    it("is all rows", () => {
      assert.deepEqual(pageOf([{ a: 1 }, {}], "array"), { rows: [{ a: 1 }, {}], bookmark: null });
      assert.deepEqual(pageOf([], "array"), { rows: [], bookmark: null });
      for (const body of [null, {}, { items: [] }])
        assert.throws(() => pageOf(body, "array"), /the body is not a list/u);
      assert.throws(() => pageOf([1], "array"), /item 0 of the body is not an object/u);
    });
  });

  describe("pins", () => {
    it("are the rows", () => {
      const body = { date_availability: { is_realtime: true }, sort_by: "IMPRESSION", pins: [{ pin_id: "1" }] };
      assert.deepEqual(pageOf(body, "pins"), { rows: [{ pin_id: "1" }], bookmark: null });
      assert.deepEqual(pageOf({ pins: [] }, "pins"), { rows: [], bookmark: null });
      for (const body of [{}, { pins: null }, []]) assert.throws(() => pageOf(body, "pins"), /"pins" is not a list/u);
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

    it("are not found in a damaged body", () => {
      assert.throws(() => pageOf(null, "daily_metrics"), /the analytics is not an object/u);
      assert.throws(() => pageOf({ all: null }, "daily_metrics"), /"all" is not an object/u);
      assert.throws(() => pageOf({ all: { daily_metrics: {} } }, "daily_metrics"), /"daily_metrics" is not a list/u);
      assert.throws(() => pageOf({ all: { daily_metrics: [null] } }, "daily_metrics"), /item 0 of "daily_metrics"/u);
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

    it("are not found in a damaged body", () => {
      assert.throws(() => pageOf([], "daily_metrics_by_pin"), /the body is not an object/u);
      assert.throws(() => pageOf({ "1": null }, "daily_metrics_by_pin"), /the analytics is not an object/u);
      assert.throws(() => pageOf({ "1": { all: 7 } }, "daily_metrics_by_pin"), /"all" is not an object/u);
    });
  });

  it("gives rows that are objects, or an Error, for any body", () => {
    const shapes: readonly RowShape[] = ["items", "object", "array", "pins", "daily_metrics", "daily_metrics_by_pin"];
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
