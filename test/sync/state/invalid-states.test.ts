import assert from "node:assert/strict";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../../src/streams/tracking.ts";
import { page } from "../../scripted-api.ts";
import { configured, type Mode, type Script, scriptedRead } from "../scripted-read.ts";

const script: Script = ({ path }) => {
  if (path === "/user_account") return { body: { id: "1", username: "ann" } };
  if (path === "/user_account/analytics") return { body: {} };
  return page([{ id: "1", username: "ann", created_at: "2026-03-01T09:00:00" }]);
};

/** Reads a stream with a state, and `integrations` after it. */
async function read(name: string, state: unknown, { mode = "incremental" as Mode } = {}) {
  const copy: unknown = JSON.parse(JSON.stringify(state));
  assert.ok(isObject(copy));
  const tracked = { cursorField: updatedAt, fields: ["username", updatedAt, deletedAt] };
  const wanted = { ...configured(name, mode), ...(name === "followers" ? tracked : {}) };
  const situation = { state: { [name]: copy }, job: "81", config: { trackChanges: ["followers"] } };
  return scriptedRead([wanted, configured("integrations")], script, situation);
}

const open = (more: JsonObject) => ({
  feed: { open: { abcdefg: { bookmark: "b", begun: 1_782_691_200, ...more } } },
});
/** By stream: members of states that are invalid, by the path that the message names. */
const invalid: Readonly<Record<string, Readonly<Record<string, readonly JsonObject[]>>>> = {
  user_account_analytics: {
    dates: [{ dates: "x" }, { dates: [] }],
    first: [{ dates: { first: "soon" } }, { dates: { first: "2026-02-30" } }, { dates: { first: 1 } }],
    ended: [{ dates: { open: "2026-06-30", ended: "true" } }],
    "read.soon": [{ dates: { read: { soon: "abcdefg" } } }],
    "read.2026-06-29": [{ dates: { read: { "2026-06-29": 1 } } }],
    account: [{ account: 1 }],
  },
  pins: {
    feed: [{ feed: 1 }],
    "lists.2026-06-29": [{ feed: { lists: { "2026-06-29": "short" } } }, { feed: { lists: { "2026-06-29": null } } }],
    "open.abcdefg": [{ feed: { open: { abcdefg: "b" } } }],
    begun: [open({ begun: "2026-06-29T00:00:00" }), open({ begun: null })],
    whole: [open({ whole: 1 })],
  },
  ad_pins: { lookups: [{ lookups: [] }] },
  followers: { rows: [{ table: { rows: 1 } }, { table: { rows: "~ann no-part" } }], table: [{ table: "x" }] },
  boards: { refresh: [{ refresh: "true" }], open: [{ refresh: true, attempt: "81", table: { open: ["b"] } }] },
};

describe("an invalid state", () => {
  for (const [name, members] of Object.entries(invalid)) {
    for (const [field, states] of Object.entries(members)) {
      it(`ends ${name} alone, before anything of it is read, with the name of the member: ${field}`, async () => {
        for (const state of states) {
          const { messageOf, log, outcomes } = await read(name, { version: 2, ...state }, modeOf(name));
          const message = messageOf("config_error");
          assert.match(message, new RegExp(`The state of ${name}\\b.*invalid .*clear the stream to`, "u"));
          assert.ok(message.includes(`("${field}" is not as expected)`), message);
          assert.deepEqual(await log.records(name), []);
          assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
        }
      });
    }
  }

  for (const version of [null, 0, "2", true, 3]) {
    it(`is one of version ${JSON.stringify(version)}`, async () => {
      const { messageOf } = await read("pins", { version, feed: {} });
      assert.match(messageOf("config_error"), /pins.*"version".*clear/isu);
    });
  }
});

describe("a valid state", () => {
  it("can lack any member, or have null in its place, and has no inherited ones", async () => {
    for (const state of ['{"version":2}', '{"version":2,"feed":null}', '{"version":2,"__proto__":{"feed":1}}']) {
      const { errors, log } = await read("pins", JSON.parse(state));
      assert.deepEqual([errors, (await log.records("pins")).length], [[], 1]);
    }
  });
});

function modeOf(name: string): { readonly mode: Mode } {
  return { mode: name === "boards" ? "full_refresh" : "incremental" };
}
