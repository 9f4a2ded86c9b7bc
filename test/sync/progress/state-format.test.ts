import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../src/json.ts";
import { ConnectorError } from "../../../src/protocol/errors.ts";
import { StateReader, stateVersion } from "../../../src/sync/progress/state-format.ts";

const reader = (state: JsonObject) => new StateReader(state, "pins");

/** Returns a check for a config_error whose message contains all given strings. */
function configError(...mentions: readonly string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof ConnectorError);
    assert.equal(error.failureType, "config_error");
    for (const mention of mentions) assert.ok(error.message.includes(mention), `${mention} in ${error.message}`);
    return true;
  };
}

describe("StateReader", () => {
  it("accepts a state of this version", () => {
    const state = reader({ version: stateVersion });
    assert.equal(state.expectVersion(), state);
  });

  it("rejects a newer state with advice", () => {
    assert.throws(
      () => reader({ version: 2 }).expectVersion(),
      configError("pins", "newer version", "version 2", "clear"),
    );
  });

  for (const version of [undefined, null, 0, "1", true]) {
    it(`rejects a state whose version is ${JSON.stringify(version) ?? "missing"}`, () => {
      assert.throws(() => reader({ version }).expectVersion(), configError("pins", '"version"', "clear"));
    });
  }

  const readers: readonly (readonly [string, (state: StateReader) => unknown, Json, unknown, readonly Json[]])[] = [
    ["text", (state) => state.text("field"), "a", "a", [1, true, {}, []]],
    [
      "day",
      (state) => state.day("field"),
      "2026-03-01",
      "2026-03-01",
      [1, "", "soon", "2026-02-30", "2026-03-01T00:00:00"],
    ],
    [
      "timestamp",
      (state) => state.timestamp("field"),
      "2026-03-01T10:00:00.5",
      "2026-03-01T10:00:00.5",
      [1, "", "zzz", "2026-03-01", "2026-13-01T00:00:00"],
    ],
    ["flag", (state) => state.flag("field"), true, true, [1, "true", {}]],
    ["count", (state) => state.count("field"), 1e6, 1e6, ["1", 1.5, -1, 1e6 + 1]],
    ["texts", (state) => state.texts("field"), ["a", "b"], ["a", "b"], ["a", ["a", 1], {}, [null]]],
    ["object", (state) => state.object("field")?.text("inner"), { inner: "x" }, "x", ["x", [], 1]],
    [
      "entries",
      (state) => state.entries("field").map(([key, value]) => [key, value.text("inner")]),
      { one: { inner: "x" }, two: {} },
      [
        ["one", "x"],
        ["two", undefined],
      ],
      ["x", [], 1, { one: "x" }, { one: null }, { one: [] }],
    ],
    [
      "ranges",
      (state) => state.ranges("field"),
      [
        ["1", "3"],
        ["5", "5"],
      ],
      [
        ["1", "3"],
        ["5", "5"],
      ],
      ["1", {}, [["1"]], [["1", "2", "3"]], ["12"], [[1, 2]], [null]],
    ],
  ];
  for (const [name, read, value, expected, foreign] of readers) {
    describe(name, () => {
      it("reads a valid value", () => {
        assert.deepEqual(read(reader({ field: value })), expected);
      });

      it("returns nothing for a missing or null member", () => {
        const nothing = read(reader({}));
        assert.ok(nothing === undefined || nothing === false || (Array.isArray(nothing) && nothing.length === 0));
        assert.deepEqual(read(reader({ field: null })), nothing);
      });

      for (const wrong of foreign) {
        it(`rejects ${JSON.stringify(wrong)}, naming stream and field`, () => {
          assert.throws(() => read(reader({ field: wrong })), configError("pins", "field", "clear the stream's state"));
        });
      }
    });
  }

  it("names the path of a nested field", () => {
    const state = reader({ partitions: { "7": { cursor: 1 } } });
    const [[, seventh] = []] = state.entries("partitions");
    assert.throws(() => seventh?.text("cursor"), configError("pins.partitions.7", '"cursor"'));
    assert.throws(
      () =>
        reader({ scan: { ids: 1 } })
          .object("scan")
          ?.texts("ids"),
      configError("pins.scan", '"ids"'),
    );
  });

  it("converts a timestamp with a zone to UTC", () => {
    assert.equal(reader({ field: "2026-03-01T10:00:00+02:00" }).timestamp("field"), "2026-03-01T08:00:00");
  });

  it("ignores inherited members", () => {
    assert.equal(reader({}).text("constructor"), undefined);
    assert.deepEqual(reader({}).entries("__proto__"), []);
  });
});
