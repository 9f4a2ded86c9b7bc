import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/json.ts";
import { deletedAt, updatedAt } from "../../../src/streams/tracking.ts";
import { type ApiRequest, apiError, page, pageOfAll, respond } from "../../scripted-api.ts";
import type { Script } from "../scripted-read.ts";
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
    assert.deepEqual(second.written, ["+ann", "-bob"]);
    const [, tombstone = {}] = second.records;
    assert.deepEqual(Object.keys(tombstone).sort(), ["_ab_cdc_deleted_at", updatedAt, "username"]);
    assert.equal(tombstone._ab_cdc_deleted_at, tombstone[updatedAt]);
    const third = await syncs.run(list("/user_account/followers", () => [{ username: "ann", type: "user" }]));
    assert.deepEqual([third.written, third.complete], [[], true]);
    assert.equal(third.requests.filter((path) => path.startsWith("/user_account/followers")).length, 1);
    assert.deepEqual((await syncs.run(followers("ann", "bob"))).written, ["+ann", "+bob"]);
  });

  it("names rows as pending in a STATE before their records, with few STATEs", async () => {
    const syncs = new Syncs("followers", "username");
    const names = Array.from({ length: 3000 }, (_, index) => `user${index}`);
    const pendingBefore = async (...names: readonly string[]) => {
      const { lines } = await syncs.run(followers(...names));
      let pending = new Set<string>();
      let states = 0;
      const records = lines.filter(({ kind, body }) => {
        if (kind === "STATE") {
          states += 1;
          const words = /"pending":\{"":\{"known":\{"":"([^"]*)"/u.exec(JSON.stringify(body))?.[1] ?? "";
          pending = new Set(words.split(" ").map((word) => word.slice(1, -6)));
        }
        if (kind === "RECORD") assert.ok(pending.has(asText(body.username)), asText(body.username));
        return kind === "RECORD";
      });
      return [records.length, states];
    };
    assert.deepEqual(await pendingBefore(...names), [3000, 6]);
    assert.deepEqual(await pendingBefore(...names), [0, 1]);
    assert.deepEqual(await pendingBefore(...names.slice(1), "zoe"), [2, 6]);
  });

  it("leaves the second scan to the next sync if it takes more than 100 requests", async () => {
    const syncs = new Syncs("followers", "username");
    const many = Array.from({ length: 102 }, (_, index) => ({ username: `user${index}` }));
    await syncs.run(list("/user_account/followers", () => [...many, { username: "zoe" }], 1));
    const next = () => syncs.run(list("/user_account/followers", () => many, 1));
    assert.deepEqual((await next()).written, []);
    assert.deepEqual((await next()).written, ["-zoe"]);
    assert.deepEqual((await next()).written, []);
  });

  it("leaves the second scan to the next sync if most of at least 10 rows are absent, which might be a fault", async () => {
    const all = Array.from({ length: 20 }, (_, index) => `user${index}`);
    const syncs = new Syncs("followers", "username");
    await syncs.run(followers(...all));
    const faulty = await syncs.run(followers(...all.slice(0, 9)));
    assert.deepEqual(faulty.written, []);
    assert.match(faulty.logs.join(), /11 of 20 known records are absent/u);
    assert.deepEqual((await syncs.run(followers(...all))).written, [], "the fault is over");
    await syncs.run(followers());
    assert.equal(syncs.table.size, 20);
    const confirmed = await syncs.run(followers());
    assert.deepEqual([confirmed.written.length, syncs.table.size], [20, 0]);
    await syncs.run(followers(...all));
    assert.equal(
      (await syncs.run(followers(...all.slice(10)))).written.length,
      10,
      "half of the rows are deleted at once",
    );
    assert.equal((await syncs.run(followers("user10"))).written.length, 9, "and so are 9 of 10");
  });

  it("requests absent rows one by one if a second scan takes too many requests, and deletes only on 404", async () => {
    const syncs = new Syncs("boards", "id");
    const many = Array.from({ length: 102 }, (_, index) => ({ id: String(1000 + index) }));
    await syncs.run(list("/boards", () => [...many, { id: "7" }, { id: "8" }, { id: "9" }], 1));
    const { written, requests } = await syncs.run((request) => {
      if (request.path === "/boards/7") return apiError(404, 40, "Board not found.");
      if (request.path === "/boards/8") return apiError(403, 29, "You are not permitted to access that resource.");
      if (request.path === "/boards/9") return respond(200, { id: "9" });
      return list("/boards", () => many, 1)(request);
    });
    assert.deepEqual(written, ["-7"]);
    assert.deepEqual(requests.filter((path) => /^\/boards\/\d/u.test(path)).length, 3);
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
    assert.deepEqual((await syncs.run(list("/boards", () => [{ id: "1" }]))).written, ["-2"]);
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
    assert.deepEqual((await syncs.run(withRole("ANALYST"), { config })).written, []);
    assert.deepEqual((await syncs.run(withRole("ADMIN"), { config })).written, ["-2"]);
  });
});

describe("a tracked list of child records", () => {
  /** Returns boards with their sections. */
  const sections =
    (boards: Readonly<Record<string, readonly string[] | "denied">>): Script =>
    (request: ApiRequest) => {
      if (request.path === "/boards")
        return pageOfAll(
          Object.keys(boards).map((id) => ({ id })),
          request,
          250,
        );
      const board = boards[/^\/boards\/(\d+)\/sections$/u.exec(request.path)?.[1] ?? ""];
      if (board === "denied") return apiError(403, 29, "You are not permitted to access that resource.");
      return board === undefined
        ? undefined
        : pageOfAll(
            board.map((id) => ({ id })),
            request,
            250,
          );
    };

  it("deletes nothing that a narrower selection excludes", async () => {
    const syncs = new Syncs("board_sections", "board_id", "id");
    const all = sections({ 1: ["11"], 2: ["21"] });
    await syncs.run(all);
    const config = { boardIds: ["1"] };
    for (let sync = 0; sync < 3; sync += 1) assert.deepEqual((await syncs.run(all, { config })).written, []);
    assert.deepEqual((await syncs.run(sections({ 1: [], 2: ["21"] }), { config })).written, ["-1/11"]);
    assert.deepEqual((await syncs.run(all)).written, ["+1/11", "+2/21"]);
  });

  it("deletes records of ad accounts that it still reads after others were removed or added in the settings", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: ["11", "12"], 2: ["21", "22"] }));
    const config = { adAccountIds: ["1"] };
    const narrower = await syncs.run(tags({ 1: ["11"], 2: ["21", "22"] }), { config });
    assert.deepEqual(narrower.written, ["-12"]);
    assert.deepEqual((await syncs.run(tags({ 1: ["11"], 2: ["21"] }), { config })).written, []);
    assert.deepEqual((await syncs.run(tags({ 1: [], 2: ["21"], 3: ["31"] }))).written, ["+31", "-11", "-22"]);
  });

  /** Returns ad accounts with their conversion tags. */
  const tags =
    (adAccounts: Readonly<Record<string, readonly string[] | "denied">>): Script =>
    (request: ApiRequest) => {
      if (request.path === "/ad_accounts") return page(Object.keys(adAccounts).map((id) => ({ id })));
      const found = adAccounts[/^\/ad_accounts\/(\d+)\/conversion_tags$/u.exec(request.path)?.[1] ?? ""];
      if (found === "denied") return apiError(403, 29, "You are not permitted to access that resource.");
      return found === undefined ? undefined : page(found.map((id) => ({ id })));
    };

  it("restarts an unfinished scan after ad accounts were added in the settings", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    const all = tags({ 1: ["11"], 2: ["21"], 3: ["31"], 4: ["41"] });
    const failing: Script = (request) =>
      request.path.startsWith("/ad_accounts/4/") ? apiError(401, 2, "Authentication failed.") : all(request);
    const cut = await syncs.run(failing, { config: { adAccountIds: ["1", "3", "4"], numWorkers: 1 } });
    assert.deepEqual([cut.written, cut.complete], [["+11", "+31"], false]);
    assert.deepEqual((await syncs.run(all)).written, ["+21", "+41"]);
  });

  it("deletes nothing of an absent ad account, since the user might have lost a role", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: ["11", "12"], 2: ["21"] }));
    for (let sync = 0; sync < 3; sync += 1) assert.deepEqual((await syncs.run(tags({ 2: ["21"] }))).written, []);
    assert.deepEqual((await syncs.run(tags({ 1: ["11"], 2: [] }))).written, ["-12", "-21"]);
  });

  /** Returns ad accounts with the accounts that share their audience of the same ID. */
  const shared =
    (adAccounts: Readonly<Record<string, readonly string[] | "denied">>): Script =>
    ({ path, query }: ApiRequest) => {
      if (path === "/ad_accounts") return page(Object.keys(adAccounts).map((id) => ({ id })));
      const [, id = "", rest] = /^\/ad_accounts\/(\d+)\/audiences(\/shared\/accounts)?$/u.exec(path) ?? [];
      const found = adAccounts[id];
      if (found === "denied") return apiError(403, 29, "You are not permitted to access that resource.");
      if (rest === undefined) return id === "" ? undefined : page([{ id, ad_account_id: id }]);
      return page(
        query.get("account_type") === "AD_ACCOUNT" ? (found?.map((account) => ({ account_id: account })) ?? []) : [],
      );
    };

  it("deletes nothing below an absent ad account, or while a parent's list is denied", async () => {
    const syncs = new Syncs("audience_shared_accounts", "ad_account_id", "account_id");
    assert.deepEqual((await syncs.run(shared({ 1: ["11", "12"], 2: ["21"] }))).written, ["+1/11", "+1/12", "+2/21"]);
    assert.deepEqual((await syncs.run(shared({ 2: ["21"] }))).written, []);
    const { written, logs } = await syncs.run(shared({ 1: ["11"], 2: "denied" }));
    assert.deepEqual(written, []);
    assert.ok(logs.some((line) => line.includes("the scan was incomplete, so a later sync finds deletions")));
    assert.deepEqual((await syncs.run(shared({ 1: ["11"], 2: [] }))).written, ["-1/12", "-2/21"]);
  });

  it("deletes nothing below parents of a status that Pinterest rejects now", async () => {
    const syncs = new Syncs("keywords", "id");
    const groups = { 1: "ACTIVE", 2: "DRAFT" };
    const keywords =
      (rejected?: string): Script =>
      ({ path, query }: ApiRequest) => {
        const statuses = query.getAll("entity_statuses");
        if (path === "/ad_accounts") return page([{ id: "5" }]);
        if (rejected !== undefined && statuses.includes(rejected))
          return apiError(400, 1, `entity_statuses: ${rejected} is not a valid status.`);
        if (path.endsWith("/ad_groups")) {
          const wanted = Object.entries(groups).filter(([, status]) => statuses.includes(status));
          return page(wanted.map(([id]) => ({ id, ad_account_id: "5" })));
        }
        return path.endsWith("/keywords")
          ? page(query.getAll("ad_group_ids").map((id) => ({ id: `of ${id}` })))
          : undefined;
      };
    assert.deepEqual((await syncs.run(keywords())).written, ["+of 1", "+of 2"]);
    for (let sync = 0; sync < 2; sync += 1) {
      const { written, complete, logs } = await syncs.run(keywords("DRAFT"));
      assert.deepEqual([written, complete], [[], true]);
      assert.ok(logs.some((line) => line.includes("the scan was incomplete, so a later sync finds deletions")));
    }
    assert.deepEqual((await syncs.run(keywords())).written, []);
  });

  it("deletes nothing below a parent that Pinterest returned without its ID", async () => {
    const syncs = new Syncs("audience_shared_accounts", "audience_id", "account_id");
    const complete = shared({ 1: ["11", "12"] });
    assert.deepEqual((await syncs.run(complete)).written, ["+1/11", "+1/12"]);
    const { written } = await syncs.run((request) =>
      request.path === "/ad_accounts/1/audiences" ? page([{ id: null }, { id: "9" }]) : complete(request),
    );
    assert.deepEqual(written, ["+9/11", "+9/12"]);
    assert.deepEqual((await syncs.run(complete)).written, ["-9/11", "-9/12"]);
  });

  it("deletes everything below an ad account that has no parents left", async () => {
    const syncs = new Syncs("audience_shared_accounts", "audience_id", "account_id");
    const all = shared({ 1: ["11", "12"], 2: ["21"] });
    assert.deepEqual((await syncs.run(all)).written, ["+1/11", "+1/12", "+2/21"]);
    const emptied = await syncs.run((request) =>
      request.path === "/ad_accounts/1/audiences" ? page([]) : all(request),
    );
    assert.deepEqual(emptied.written, ["-1/11", "-1/12"]);
  });

  it("deletes no ad account", async () => {
    const syncs = new Syncs("ad_accounts", "id");
    const config = { trackChanges: ["*"] };
    await syncs.run(tags({ 1: [], 2: [] }), { config });
    for (let sync = 0; sync < 3; sync += 1)
      assert.deepEqual((await syncs.run(tags({ 1: [] }), { config })).written, []);
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

  it("reads new Pins, and scans all of them every seven days", async () => {
    const syncs = new Syncs("pins", "id");
    const first = await syncs.run(pins(...ten));
    assert.equal(first.written.length, 10);
    assert.equal(first.requests.filter((path) => path.startsWith("/pins")).length, 5);
    const { written, requests } = await syncs.run(pins(...without(2), 11));
    assert.deepEqual(written, ["+11"]);
    assert.ok(requests.filter((path) => path.startsWith("/pins")).length < 5, requests.join("\n"));
    assert.deepEqual((await syncs.run(pins(...without(2), 11), { days: 5 })).written, []);
    assert.deepEqual((await syncs.run(pins(...without(2), 11), { days: 1 })).written, ["-2"]);
    assert.deepEqual((await syncs.run(pins(...without(2), 11), { days: 1 })).written, []);
  });

  it("deletes Pins that are absent from the first sweep without metrics in Pin records", async () => {
    const syncs = new Syncs("pins", "id");
    await syncs.run(pins(...ten), { config: { pinMetrics: true } });
    const second = await syncs.run(pins(...without(2)), { config: { pinMetrics: false }, days: 7 });
    assert.deepEqual(second.written, ["-2"]);
  });

  it("finds edits after a sweep by a clock that was ahead", async () => {
    const syncs = new Syncs("pins", "id");
    await syncs.run(pins(...ten), { days: 1_000 });
    const edited = list("/pins", () => ten.toReversed().map((id) => pin(id, id === 3 ? { title: "edited" } : {})), 2);
    assert.deepEqual((await syncs.run(edited, { days: -990 })).written, ["+3"]);
  });

  it("sweeps again on the day on which it finishes a sweep of an earlier day", async () => {
    const syncs = new Syncs("pins", "id");
    const config = { trackSweepDays: 1 };
    await syncs.run(pins(...ten), { config });
    let requests = 0;
    const cut: Script = (request) => {
      if (request.path === "/pins") requests += 1;
      return requests === 5 || requests === 6 ? apiError(401, 2, "Authentication failed.") : pins(...ten)(request);
    };
    await syncs.run(cut, { config });
    const edited = list("/pins", () => ten.toReversed().map((id) => pin(id, id === 10 ? { title: "edited" } : {})), 2);
    assert.deepEqual((await syncs.run(edited, { config })).written, []);
    assert.deepEqual((await syncs.run(edited, { config, days: 0 })).written, ["+10"]);
  });

  it("reads all Pins at most once when tracking begins with an untracked state", async () => {
    const syncs = new Syncs("pins", "id");
    await syncs.run(pins(...ten), { config: { trackChanges: [] }, as: { cursorField: "created_at" } });
    const { written, requests } = await syncs.run(pins(...without(2)));
    assert.deepEqual(written.length, 9);
    assert.ok(requests.length < 12, requests.join("\n"));
    assert.deepEqual((await syncs.run(pins(...without(2)))).written, []);
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
    assert.equal(logs.filter((line) => line.includes("Refresh the source schema to track changes")).length, 1);
    const after = await syncs.run(followers("ann", "bob"));
    assert.deepEqual([after.written, after.logs.filter((line) => line.includes("Refresh"))], [["+ann", "+bob"], []]);
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
    assert.deepEqual((await syncs.run(followers("cid"), { as: all })).written, ["-ann"]);
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
