import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { type ApiResponse, apiError, listIn, page, pageOfAll, respond } from "../scripted-api.ts";
import { below, denied, fault, gone, rows, type Script } from "./scripted-read.ts";
import { Syncs } from "./tracked-syncs.ts";

const list =
  (path: string, rows: () => readonly JsonObject[], size = 250): Script =>
  (request) =>
    request.path === path ? pageOfAll(rows(), request, size) : undefined;

const followers = (...names: readonly string[]): Script =>
  list("/user_account/followers", () => names.map((username) => ({ username })));

describe("a tracked list", () => {
  it("emits new and changed records and tombstones, with the tracking columns", async () => {
    const syncs = new Syncs("followers", "username");
    const first = await syncs.run(followers("ann", "bob"));
    assert.deepEqual(first.written, ["+ann", "+bob"]);
    assert.equal(first.records[0]?.[updatedAt], "2026-06-02T12:00:00.000Z");
    const second = await syncs.run(list("/user_account/followers", () => [{ username: "ann", type: "user" }]));
    assert.deepEqual(second.written, ["+ann"]);
    const {
      written,
      records: [tombstone = {}],
    } = await syncs.run(list("/user_account/followers", () => [{ username: "ann", type: "user" }]));
    assert.deepEqual(written, ["-bob"]);
    assert.deepEqual(Object.keys(tombstone).sort(), ["_ab_cdc_deleted_at", updatedAt, "username"]);
    assert.equal(tombstone._ab_cdc_deleted_at, tombstone[updatedAt]);
    const third = await syncs.run(list("/user_account/followers", () => [{ username: "ann", type: "user" }]));
    assert.deepEqual([third.written, third.complete], [[], true]);
    assert.equal(third.requests.filter((path) => path.startsWith("/user_account/followers")).length, 1);
    assert.deepEqual((await syncs.run(followers("ann", "bob"))).written, ["+ann", "+bob"]);
  });

  it("writes few STATEs", async () => {
    const syncs = new Syncs("followers", "username");
    const names = Array.from({ length: 3000 }, (_, index) => `user${index}`);
    const statesOf = async (...some: readonly string[]) => {
      const { lines } = await syncs.run(followers(...some));
      const kinds = lines.map(({ kind }) => kind).filter((kind) => kind === "RECORD" || kind === "STATE");
      return kinds.filter((kind) => kind === "STATE").length;
    };
    assert.ok((await statesOf(...names)) <= 6);
    assert.equal(await statesOf(...names), 1);
    assert.ok((await statesOf(...names.slice(1), "zoe")) <= 2);
  });

  it("has boards of which none is deleted after the token's scopes, or the role acted in, changed", async () => {
    const boards =
      (role: string, ...ids: readonly string[]): Script =>
      ({ path }) => {
        if (path === "/ad_accounts/549") return respond(200, { id: "549", permissions: [role] });
        return path === "/boards" ? page(rows(...ids)) : path.startsWith("/boards/") ? gone : undefined;
      };
    const config = { adAccountIds: ["549"] };
    for (const [role, scopes] of [
      ["ADMIN", "boards:read"],
      ["ANALYST", "boards:read boards:read_secret"],
    ] as const) {
      const syncs = new Syncs("boards", "id");
      await syncs.run(boards("ADMIN", "1", "2", "3"), { config, scopes: "boards:read boards:read_secret" });
      const hidden = await syncs.twice(boards(role, "1", "2"), { config, scopes });
      assert.deepEqual([...hidden, ...(await syncs.run(boards(role, "1", "2"), { config, scopes })).written], []);
      assert.deepEqual(await syncs.twice(boards(role, "1"), { config, scopes }), ["-2"]);
    }
  });
});

describe("tracked Pins", () => {
  const pin = (id: number, more = {}) => ({
    id: String(id),
    created_at: `2026-05-${String(id).padStart(2, "0")}T00:00:00`,
    ...more,
  });
  /** Pins, and no others, also if they are requested by ID. */
  const pins =
    (...ids: readonly number[]): Script =>
    (request) =>
      request.path.startsWith("/pins/") ? gone : list("/pins", () => ids.toReversed().map((id) => pin(id)), 2)(request);
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const without = (deleted: number) => ten.filter((id) => id !== deleted);

  it("are read completely, and emitted if they are new or changed", async () => {
    const syncs = new Syncs("pins", "id");
    assert.equal((await syncs.run(pins(...ten))).written.length, 10);
    const { written, requests } = await syncs.run(pins(...without(2), 11));
    assert.deepEqual(written, ["+11"]);
    assert.equal(requests.filter((path) => path.startsWith("/pins")).length, 5);
    const edited = list("/pins", () => ten.toReversed().map((id) => pin(id, id === 3 ? { title: "edited" } : {})), 2);
    assert.deepEqual((await syncs.run(edited)).written, ["+3", "+2"]);
  });

  it("are asked for by ID after two complete reads lack them, and stay if they exist, are denied, or fail", async () => {
    for (const [response, expected] of [
      [gone, ["-2"]],
      [respond(200, pin(2)), []],
      [denied, []],
      [fault, []],
    ] as const) {
      const syncs = new Syncs("pins", "id");
      await syncs.run(pins(...ten));
      const absent: Script = (request) => (request.path === "/pins/2" ? response : pins(...without(2))(request));
      const first = await syncs.run(absent);
      const second = await syncs.run(absent);
      const asked = (requests: readonly string[]) => requests.filter((path) => path.startsWith("/pins/"));
      assert.deepEqual([first.written, asked(first.requests)], [[], []]);
      assert.deepEqual([second.written, new Set(asked(second.requests))], [expected, new Set(["/pins/2"])]);
    }
  });

  it("are deleted if they are absent without metrics in Pin records, too", async () => {
    const syncs = new Syncs("pins", "id");
    await syncs.run(pins(...ten), { config: { pinMetrics: true } });
    assert.deepEqual(await syncs.twice(pins(...without(2)), { config: { pinMetrics: false } }), ["-2"]);
  });

  it("are emitted once when tracking begins with an untracked state", async () => {
    const syncs = new Syncs("pins", "id");
    await syncs.run(pins(...ten), { config: { trackChanges: [] }, as: { cursorField: "created_at" } });
    const { written } = await syncs.run(pins(...without(2)));
    assert.deepEqual(written.length, 9);
    assert.deepEqual((await syncs.run(pins(...without(2)))).written, []);
  });
});

describe("tracked sections of boards", () => {
  it("are read in each sync, since their changes don't change the revision of a board", async () => {
    const syncs = new Syncs("board_sections", "board_id", "id");
    const named =
      (name: string): Script =>
      ({ path }) => {
        if (path === "/boards") return page([{ id: "1", board_pins_modified_at: "2026-05-01T00:00:00" }]);
        return path === "/boards/1/sections" ? page([{ id: "11", name }]) : undefined;
      };
    await syncs.run(named("before"));
    assert.deepEqual((await syncs.run(named("after"))).written, ["+1/11"]);
    assert.deepEqual((await syncs.run(named("after"))).written, []);
  });
});

describe("a tracked list below ad accounts", () => {
  const tags = (adAccounts: Parameters<typeof below>[2]) => below("/ad_accounts", "conversion_tags", adAccounts);

  it("deletes nothing that a list with a row without its key lacks", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: ["11", "12"], 2: ["21", "22"] }));
    assert.deepEqual(await syncs.twice(tags({ 1: [null, "11"], 2: ["21"] })), ["-22"]);
    assert.deepEqual(await syncs.twice(tags({ 1: ["11"], 2: ["21"] })), ["-12"]);
  });

  it("deletes nothing below parents of a status that Pinterest rejects now", async () => {
    const syncs = new Syncs("keywords", "id");
    const groups = { 1: "ACTIVE", 2: "DRAFT" };
    const keywords =
      (isRejected: boolean): Script =>
      ({ path, query }) => {
        const statuses = listIn(query, "entity_statuses");
        if (path === "/ad_accounts") return page(rows("5"));
        if (isRejected && statuses.includes("DRAFT")) return apiError(400, 1, "entity_statuses: DRAFT is not valid.");
        if (path.endsWith("/keywords")) return page(listIn(query, "ad_group_ids").map((id) => ({ id: `of ${id}` })));
        const wanted = Object.entries(groups).filter(([, status]) => statuses.includes(status));
        return path.endsWith("/ad_groups") ? page(wanted.map(([id]) => ({ id, ad_account_id: "5" }))) : undefined;
      };
    assert.deepEqual((await syncs.run(keywords(false))).written, ["+of 1", "+of 2"]);
    for (let sync = 0; sync < 3; sync += 1) {
      const { written, complete } = await syncs.run(keywords(true));
      assert.deepEqual([written, complete], [[], true]);
    }
    assert.deepEqual((await syncs.run(keywords(false))).written, []);
  });

  it("deletes no like while the board of likes is denied", async () => {
    const likes =
      (response: ApiResponse): Script =>
      ({ path }) => {
        if (path === "/boards") return page([{ id: "7", name: "Your Pinterest Likes" }]);
        return path === "/boards/7/pins" ? response : undefined;
      };
    const pins = (...ids: readonly string[]) => page(ids.map((id) => ({ id, created_at: "2026-05-01T00:00:00" })));
    const syncs = new Syncs("likes", "id");
    await syncs.run(likes(pins("1", "2")));
    assert.deepEqual(await syncs.twice(likes(denied), { days: 8 }), []);
    assert.deepEqual(
      await syncs.twice(
        (request, signal) => (request.path.startsWith("/pins/") ? gone : likes(pins("1"))(request, signal)),
        { days: 8 },
      ),
      ["-2"],
    );
  });
});

describe("a tracked ranking", () => {
  const ranked =
    (...ids: readonly string[]): Script =>
    ({ path, query }) => {
      if (path !== "/user_account/analytics/top_pins") return undefined;
      return { body: { pins: query.get("sort_by") === "SAVE" ? ids.map((id) => ({ pin_id: id, metrics: {} })) : [] } };
    };

  it("deletes Pins that left it, although its dates move each day", async () => {
    const syncs = new Syncs("user_account_top_pins", "pin_id");
    assert.deepEqual((await syncs.run(ranked("1", "2"))).written, ["+1", "+2"]);
    assert.deepEqual((await syncs.run(ranked("2", "3"))).written, ["+2", "+3"]);
    assert.deepEqual((await syncs.run(ranked("2", "3"))).written, ["+2", "+3", "-1"]);
    assert.deepEqual([...syncs.table.keys()], ["2", "3"]);
  });
});

describe("enabling and disabling tracking", () => {
  it("reads without tracking, with a warning, until the schema is refreshed", async () => {
    const syncs = new Syncs("followers", "username");
    const { written, logs, records } = await syncs.run(followers("ann"), { as: { cursorField: "username" } });
    assert.deepEqual([written, records], [["-ann"], [{ ...records[0] }]]);
    assert.ok(!(updatedAt in (records[0] ?? {})));
    assert.equal(
      logs.filter((line) => line.includes("To track changes and deletions, refresh the source schema")).length,
      1,
    );
    const after = await syncs.run(followers("ann", "bob"));
    assert.deepEqual(
      [after.written, after.logs.filter((line) => line.includes("efresh the source schema"))],
      [["+ann", "+bob"], []],
    );
  });

  it("reads without tombstones, with a warning, while the connection deselects their field", async () => {
    const syncs = new Syncs("followers", "username");
    await syncs.run(followers("ann", "bob"));
    const as = { fields: ["username", updatedAt] };
    const { written, logs } = await syncs.run(followers("ann"), { as });
    assert.deepEqual(written, ["+ann"]);
    assert.equal(
      logs.filter((line) => line.includes("lacks the cursor _ab_cdc_updated_at or the field _ab_cdc_deleted_at"))
        .length,
      1,
    );
    const all = { fields: [...as.fields, deletedAt] };
    assert.deepEqual((await syncs.run(followers("ann", "cid"), { as: all })).written, ["+ann", "+cid"]);
    assert.deepEqual(await syncs.twice(followers("cid"), { as: all }), ["-ann"]);
  });

  it("reads everything without tombstones, with a warning, after tracking is disabled", async () => {
    const syncs = new Syncs("followers", "username");
    await syncs.run(followers("ann", "bob"));
    const off = { config: { trackChanges: [] } };
    const { written, logs } = await syncs.run(followers("ann"), off);
    assert.deepEqual(written, ["+ann"]);
    assert.equal(logs.filter((line) => line.includes("no longer tracked")).length, 1);
    assert.deepEqual((await syncs.run(followers("ann"))).written, ["+ann"]);
    assert.deepEqual((await syncs.run(followers("ann"))).written, []);
  });
});
