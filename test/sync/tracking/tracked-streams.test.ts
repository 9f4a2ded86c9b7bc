import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../../src/streams/tracking.ts";
import { apiError, page, pageOfAll, respond } from "../../scripted-api.ts";
import { below, type Script, unauthorized } from "../scripted-read.ts";
import { Syncs } from "./syncs.ts";

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

  it("writes records together with the STATE that covers them, with few STATEs", async () => {
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

  it("deletes what two complete reads lack, of which the second begins an hour after the first", async () => {
    const syncs = new Syncs("followers", "username");
    await syncs.run(followers("ann", "bob"));
    const hours = async (count: number) => (await syncs.run(followers("ann"), { days: count / 24 })).written;
    assert.deepEqual(await hours(24), []);
    assert.deepEqual(await hours(0.9), [], "less than an hour after the read that lacked it first");
    assert.deepEqual(await hours(0.2), ["-bob"]);
    assert.deepEqual(await hours(2), []);
  });

  it("deletes nothing that an empty list lacks for a while", async () => {
    const syncs = new Syncs("followers", "username");
    await syncs.run(followers("ann", "bob"));
    assert.deepEqual((await syncs.run(followers())).written, []);
    assert.deepEqual((await syncs.run(followers("ann", "bob"))).written, ["+ann", "+bob"]);
    assert.deepEqual((await syncs.run(followers("bob"))).written, [], "absent for the first time again");
    assert.deepEqual((await syncs.run(followers("bob"))).written, ["-ann"]);
  });

  it("resumes an interrupted read, and starts over with other requests", async () => {
    const syncs = new Syncs("followers", "username");
    const users = (...names: readonly string[]) =>
      list("/user_account/followers", () => names.map((username) => ({ username })), 1);
    const cut: Script = (request) =>
      request.query.get("bookmark") === "at 2" ? unauthorized : users("ann", "bob", "cid")(request);
    await syncs.run(users("zoe"));
    const first = await syncs.run(cut);
    assert.deepEqual([first.complete, first.written], [false, ["+ann", "+bob"]]);
    // The rest of the list; zoe is absent for the first time.
    const rest = await syncs.run(users("ann", "bob", "cid"));
    assert.deepEqual(
      [rest.written, rest.requests.filter((path) => path.startsWith("/user_account/f")).length],
      [["+cid"], 1],
    );
    assert.deepEqual((await syncs.run(users("bob", "cid"))).written, ["-zoe"]);
    assert.deepEqual((await syncs.run(users("bob", "cid"))).written, ["-ann"]);
  });

  it("deletes no board if the token has no access to secret ones", async () => {
    const syncs = new Syncs("boards", "id");
    await syncs.run(list("/boards", () => [{ id: "1" }, { id: "2" }]));
    const withoutAccess: Script = (request) =>
      request.path === "/search/pins"
        ? apiError(401, 3, "Authorization failed. Missing: ['boards:read_secret']")
        : list("/boards", () => [{ id: "1" }])(request);
    const { written, logs } = await syncs.run(withoutAccess);
    assert.deepEqual(written, []);
    assert.ok(
      logs.some((line) => line.includes("boards:read_secret")),
      logs.join("\n"),
    );
    await syncs.run(withoutAccess);
    assert.deepEqual((await syncs.run(list("/boards", () => [{ id: "1" }, { id: "2" }]))).written, []);
    assert.deepEqual(await syncs.twice(list("/boards", () => [{ id: "1" }])), ["-2"]);
  });

  it("deletes no board if the role in the ad account has no access to secret ones", async () => {
    const syncs = new Syncs("boards", "id");
    const config = { adAccountIds: ["549"] };
    await syncs.run(
      list("/boards", () => [{ id: "1" }, { id: "2" }]),
      { config },
    );
    const withRole =
      (role: string): Script =>
      (request) =>
        request.path === "/ad_accounts/549"
          ? respond(200, { id: "549", permissions: [role] })
          : list("/boards", () => [{ id: "1" }])(request);
    assert.deepEqual(await syncs.twice(withRole("ANALYST"), { config }), []);
    assert.deepEqual(await syncs.twice(withRole("ADMIN"), { config }), ["-2"]);
  });
});

describe("tracked Pins", () => {
  const pin = (id: number, more = {}) => ({
    id: String(id),
    created_at: `2026-05-${String(id).padStart(2, "0")}T00:00:00`,
    ...more,
  });
  const pins = (...ids: readonly number[]): Script => list("/pins", () => ids.toReversed().map((id) => pin(id)), 2);
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

describe("tracked Pins of boards", () => {
  /** Returns two boards with a Pin each, of which the first has this revision and these Pins. */
  const boards =
    (revision: string, ...ids: readonly string[]): Script =>
    ({ path }) => {
      if (path === "/boards")
        return page(
          ["1", "2"].map((id) => ({ id, board_pins_modified_at: id === "1" ? revision : "2026-05-01T00:00:00" })),
        );
      const [, board] = /^\/boards\/(\d)\/pins$/u.exec(path) ?? [];
      if (board === undefined) return undefined;
      const created_at = "2026-04-01T00:00:00";
      return page((board === "1" ? ids : ["2"]).map((id) => ({ id, board_id: board, created_at })));
    };
  const old = "2026-05-01T00:00:00";
  const pinRequests = ({ requests }: { readonly requests: readonly string[] }) =>
    requests.filter((path) => /^\/boards\/\d\/pins/u.test(path)).map((path) => path.slice(0, 9));

  it("are deleted together with their board, and not if they move to another one", async () => {
    const syncs = new Syncs("board_pins", "id");
    const pins =
      (lists: Readonly<Record<string, readonly string[]>>): Script =>
      (request) => {
        const revision = JSON.stringify(lists).length;
        if (request.path !== "/boards") return below("/boards", "pins", lists)(request);
        const changed = `2026-05-01T00:00:${revision}`;
        return page(Object.keys(lists).map((id) => ({ id, board_pins_modified_at: changed })));
      };
    await syncs.run(pins({ 1: ["10", "11"], 2: ["20"] }));
    assert.deepEqual(await syncs.twice(pins({ 1: ["10"], 2: ["20", "11", "21"] })), ["+11", "+21"]);
    assert.deepEqual(await syncs.twice(pins({ 1: ["10"] })), ["-11", "-20", "-21"]);
  });

  it("are read only of boards that changed, or of which the last read was a week ago", async () => {
    const syncs = new Syncs("board_pins", "id");
    assert.deepEqual((await syncs.run(boards(old, "1", "3"))).written, ["+1", "+3", "+2"]);
    const unchanged = await syncs.run(boards(old, "1", "3"));
    assert.deepEqual([unchanged.written, pinRequests(unchanged)], [[], []]);
    const changed = await syncs.run(boards("2026-06-02T00:00:00", "1", "4"));
    assert.deepEqual([changed.written, pinRequests(changed)], [["+4"], ["/boards/1"]]);
    const confirmed = await syncs.run(boards("2026-06-02T00:00:00", "1", "4"));
    assert.deepEqual([confirmed.written, pinRequests(confirmed)], [["-3"], ["/boards/1"]]);
    const later = await syncs.run(boards("2026-06-02T00:00:00", "1", "4"), { days: 4 });
    assert.deepEqual([later.written, pinRequests(later)], [[], ["/boards/2"]]);
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
    assert.equal(logs.filter((line) => line.includes("the connection deselects _ab_cdc_deleted_at")).length, 1);
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

  it("logs that ads entities are archived and never deleted", async () => {
    const { logs } = await new Syncs("campaigns", "id").run(() => undefined, { as: { cursorField: "updated_time" } });
    assert.equal(logs.filter((line) => line.includes("archives these records and never deletes them")).length, 1);
  });
});
