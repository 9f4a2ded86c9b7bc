import assert from "node:assert/strict";
import { isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { page } from "../../scripted-api.ts";
import { type Mode, readOne, type Script } from "../scripted-read.ts";

const script: Script = ({ path }) => {
  if (path === "/pins") return page([{ id: "1", created_at: "2026-03-01T09:00:00" }]);
  return path === "/user_account/analytics" ? { body: {} } : undefined;
};

const read = (name: string, state: unknown, mode: Mode = "incremental") => {
  const copy: unknown = JSON.parse(JSON.stringify(state));
  assert.ok(isObject(copy));
  return readOne(name, script, { mode, state: copy, job: "81" });
};

const partition = (progress: Json) => ({ version: 1, partitions: { all: progress } });
const pass = (round: JsonObject) => ({ version: 1, cursor: "2026-06-29", round });
const dates = { first: "2026-06-01", from: "2026-06-01", through: "2026-06-20" };

/** Members of states: a valid value, and values that no release has written. */
const members: readonly {
  readonly what: string;
  readonly stream: string;
  readonly mode?: Mode;
  readonly field: string;
  readonly with: (value: Json) => JsonObject;
  readonly valid: Json;
  readonly invalid: readonly Json[];
}[] = [
  {
    what: "a text",
    stream: "pins",
    field: "seen",
    with: (seen) => partition({ cursor: "2026-03-01T10:00:00", seen }),
    valid: "abcdefgh",
    invalid: [1, true, {}, []],
  },
  {
    what: "a date",
    stream: "user_account_analytics",
    field: "unsettled",
    with: (unsettled) => ({ version: 1, cursor: "2026-06-29", unsettled }),
    valid: "2026-06-01",
    invalid: [1, "", "soon", "2026-02-30", "2026-03-01T00:00:00"],
  },
  {
    what: "a timestamp",
    stream: "pins",
    field: "cursor",
    with: (cursor) => partition({ cursor }),
    valid: "2026-03-01T10:00:00.5",
    invalid: [1, "", "zzz", "2026-03-01", "2026-13-01T00:00:00"],
  },
  {
    what: "a flag",
    stream: "pins",
    field: "unordered",
    with: (unordered) => partition({ cursor: "2026-03-01T10:00:00", unordered }),
    valid: true,
    invalid: [1, "true", {}],
  },
  {
    what: "a count",
    stream: "user_account_analytics",
    field: "days",
    with: (days) => ({ version: 1, cursor: "2026-06-29", pass: { ...dates, days } }),
    valid: 45,
    invalid: ["1", 1.5, -1, 1e6 + 1],
  },
  {
    what: "a list of texts",
    stream: "pins",
    field: "ids",
    with: (ids) => partition({ cursor: "2026-03-01T10:00:00", ids }),
    valid: ["1", "2"],
    invalid: ["a", ["a", 1], {}, [null]],
  },
  {
    what: "an object",
    stream: "user_account_analytics",
    field: "round",
    with: (round) => ({ version: 1, cursor: "2026-06-29", round }),
    valid: dates,
    invalid: ["x", [], 1],
  },
  {
    what: "a map",
    stream: "pins",
    field: "partitions",
    with: (partitions) => ({ version: 1, partitions }),
    valid: { all: { cursor: "2026-03-01T10:00:00" } },
    invalid: ["x", [], 1, { all: null }, { all: [] }, { all: "zzz" }],
  },
  {
    what: "a list of ranges",
    stream: "user_account_analytics",
    field: "done",
    with: (done) => pass({ ...dates, done }),
    valid: [["2026-06-01/1", "2026-06-01/3"]],
    invalid: ["1", {}, [["1"]], [["1", "2", "3"]], ["12"], [[1, 2]], [null]],
  },
  {
    what: "a list of ranges of parents",
    stream: "board_section_pins",
    mode: "full_refresh",
    field: "done",
    with: (done) => ({ version: 1, refresh: { job: "81", branches: { done, open: {} } } }),
    valid: [["1", "2"]],
    invalid: ["1", [["1"]]],
  },
];

describe("a state", () => {
  for (const { what, stream, mode, field, with: stateWith, valid, invalid } of members) {
    it(`with ${what} is read, also without it; with another value, it is rejected before anything is read`, async () => {
      for (const value of field === "partitions" ? [valid] : [valid, null])
        assert.deepEqual((await read(stream, stateWith(value), mode)).errors, [], JSON.stringify(value));
      for (const wrong of invalid) {
        const { messageOf, records } = await read(stream, stateWith(wrong), mode);
        const message = messageOf("config_error");
        assert.match(message, new RegExp(`\\b${stream}\\b.*clear the stream to`, "iu"), JSON.stringify(wrong));
        if (!isObject(wrong)) assert.match(message, new RegExp(`\\b${field}\\b`, "u"), JSON.stringify(wrong));
        assert.deepEqual(records, []);
      }
    });
  }

  it("names the path of an invalid member", async () => {
    const scan = await read("pins", partition({ cursor: "2026-03-01T10:00:00", scan: { bookmark: "b", seen: 1 } }));
    assert.match(scan.messageOf("config_error"), /pins\.partitions\.all\.scan.*"seen"/u);
  });

  for (const version of [undefined, null, 0, "1", true, 2]) {
    it(`of version ${JSON.stringify(version) ?? "none"} is rejected`, async () => {
      const { messageOf } = await read("pins", { version, partitions: {} });
      const expected = version === 2 ? /pins.*newer version.*version 2.*clear/isu : /pins.*clear/isu;
      assert.match(messageOf("config_error"), expected);
    });
  }

  for (const compact of [
    "zzz",
    "2026-03-01T10:00:00 abcdefgh disordered",
    "2026-03-01T10:00:00 abcdefgh unordered more",
  ]) {
    it(`with the partition "${compact}" is rejected`, async () => {
      const { messageOf } = await read("pins", partition(compact));
      assert.match(messageOf("config_error"), /pins.*is invalid or of another connector/u);
    });
  }

  for (const [cursor, ids] of [
    ["2026-03-01T10:59:59+02:00", ["1"]],
    ["2026-03-01T11:00:01+02:00", []],
  ] as const) {
    it(`with a cursor of another time zone is converted to UTC: ${cursor}`, async () => {
      const read = await readOne("pins", script, { mode: "incremental", state: partition({ cursor, ids: ["0"] }) });
      assert.deepEqual(read.ids, ids);
    });
  }

  it("has no inherited members", async () => {
    const { ids } = await read(
      "pins",
      JSON.parse('{"version":1,"partitions":{"__proto__":{"cursor":"2026-05-01T00:00:00"}}}'),
    );
    assert.deepEqual(ids, ["1"]);
  });
});
