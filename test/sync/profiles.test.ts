import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, apiError, page, respond } from "../scripted-api.ts";
import { configured, readOne, type Script, scriptedRead, withQuota } from "./scripted-read.ts";

interface Content {
  readonly boards: readonly string[];
  readonly pins: readonly string[];
}

/** An account's ad accounts and their owners, and what the profiles contain. `u1` is the profile of the token. */
interface World {
  readonly owners: Readonly<Record<string, string>>;
  readonly profiles: Readonly<Record<string, Content>>;
  /** Ad accounts that give no access to the profile of their owner. */
  readonly denied?: readonly string[];
  /** Ad accounts whose row doesn't say whose they are. */
  readonly withoutOwner?: readonly string[];
}

const world: World = {
  owners: { 11: "u2", 12: "u3", 13: "u3", 14: "u1" },
  profiles: {
    u1: { boards: ["1", "9"], pins: ["101"] },
    u2: { boards: ["2", "9"], pins: ["201", "202"] },
    u3: { boards: ["3"], pins: ["301"] },
  },
};

function server({ owners, profiles, denied = [], withoutOwner = [] }: World): Script {
  return ({ path, query }: ApiRequest) => {
    const adAccount = query.get("ad_account_id");
    const owner = adAccount === null ? "u1" : (owners[adAccount] ?? "");
    const { boards, pins } = profiles[owner] ?? { boards: [], pins: [] };
    if (path === "/ad_accounts")
      return page(
        Object.entries(owners).map(([id, each]) =>
          withoutOwner.includes(id) ? { id } : { id, owner: { id: each, username: `name of ${each}` } },
        ),
      );
    if (adAccount !== null && denied.includes(adAccount))
      return apiError(403, 29, "You are not permitted to access that resource.");
    if (path === "/user_account") return respond(200, { id: owner, username: `name of ${owner}` });
    if (/^\/ad_accounts\/\d+$/u.test(path)) return respond(200, { permissions: ["ADMIN"] });
    if (/^\/boards\/\d+$/u.test(path)) return apiError(404, 50, "Board not found.");
    if (path === "/boards") return page(boards.map((id) => ({ id, name: `board ${id}` })));
    const [, board] = /^\/boards\/(\d+)\/pins$/u.exec(path) ?? [];
    if (board !== undefined) return page([{ id: `${board}00`, created_at: "2026-06-01T00:00:00" }]);
    if (path === "/pins")
      return page(pins.map((id) => ({ id, created_at: `2026-06-0${id.at(-1)}T00:00:00` })).toReversed());
    return undefined;
  };
}

const config = { allProfiles: true };
const rows = (records: readonly JsonObject[]) =>
  records.map(({ profile_id: profile, id }) => `${asText(profile)} ${asText(id)}`).toSorted();

describe("all profiles of the ad accounts", () => {
  it("are found if no ad account says whose it is", async () => {
    const withoutOwner = ["11", "12", "13", "14"];
    const read = await readOne("boards", server({ ...world, withoutOwner, denied: ["11"] }), { config });
    assert.deepEqual(rows(read.records), ["u1 1", "u1 9", "u3 3"]);
    assert.match(read.warnings, /Pinterest denied access to the profile of ad account 11 /u);
  });

  it("are read, each through its first ad account, with their ID in each row and no request twice", async () => {
    const { log, api, complete } = await scriptedRead(
      ["account", "ad_accounts", "boards", "board_pins", "pins"].map((name) => configured(name)),
      server(world),
      { config },
    );
    assert.ok(complete);
    assert.deepEqual(rows(await log.records("boards")), ["u1 1", "u1 9", "u2 2", "u2 9", "u3 3"]);
    assert.deepEqual(rows(await log.records("pins")), ["u1 101", "u2 201", "u2 202", "u3 301"]);
    assert.deepEqual(rows(await log.records("board_pins")), ["u1 100", "u1 900", "u2 200", "u2 900", "u3 300"]);
    assert.deepEqual(rows(await log.records("account")), ["u1 u1", "u2 u2", "u3 u3"]);
    assert.ok((await log.records("ad_accounts")).every((record) => !("profile_id" in record)));
    const states = (await log.states("account")).map((state) => state.__ab_full_refresh_sync_complete === true);
    assert.equal(states.indexOf(true), states.length - 1);
    assert.deepEqual(
      api.requests.filter((request, index) => api.requests.indexOf(request) !== index),
      [],
    );
    assert.ok(
      api.requests.every((request) => !request.includes("ad_account_id=13") && !request.includes("ad_account_id=14")),
    );
  });

  it("share no list of ad accounts if the setting is off: one whose bookmark expired is read again", async () => {
    let isExpired = true;
    const { complete, ids } = await readOne("ad_accounts", ({ path, query }) => {
      if (path !== "/ad_accounts") return undefined;
      if (!query.has("bookmark")) return page([{ id: "11" }], isExpired ? "old" : "new");
      isExpired &&= query.get("bookmark") !== "old";
      return query.get("bookmark") === "old" ? apiError(410, 1, "The bookmark has expired.") : page([{ id: "12" }]);
    });
    assert.deepEqual([complete, [...new Set(ids)]], [true, ["11", "12"]]);
  });

  it("are those of named ad accounts", async () => {
    const { records } = await readOne("boards", server(world), { config: { ...config, adAccountIds: ["13", "11"] } });
    assert.deepEqual(rows(records), ["u2 2", "u2 9", "u3 3"]);
    const own = await readOne("boards", server(world), { config: { ...config, adAccountIds: ["14"] } });
    assert.deepEqual(rows(own.records), ["u1 1", "u1 9"]);
  });

  it("skip one that denies access, with one warning, after its other ad accounts", async () => {
    const second = await readOne("boards", server({ ...world, denied: ["12"] }), { config });
    assert.deepEqual(rows(second.records), ["u1 1", "u1 9", "u2 2", "u2 9", "u3 3"]);
    assert.equal(second.warnings, "");
    const none = await scriptedRead(
      [configured("boards"), configured("pins")],
      server({ ...world, denied: ["12", "13"] }),
      { config },
    );
    assert.ok(none.complete);
    assert.deepEqual(rows(await none.log.records("boards")), ["u1 1", "u1 9", "u2 2", "u2 9"]);
    const warnings = await none.log.logs("WARN");
    assert.equal(warnings.length, 1);
    assert.match(warnings.join(""), /name of u3 \(u3\)/u);
  });

  it("skip one whose lists are denied, with a warning per stream", async () => {
    const script = server(world);
    const { complete, log } = await scriptedRead(
      [configured("boards"), configured("pins"), configured("board_pins")],
      (request, signal) =>
        request.path !== "/user_account" && request.query.get("ad_account_id") === "12"
          ? apiError(403, 29, "You are not permitted to access that resource.")
          : script(request, signal),
      { config },
    );
    assert.ok(complete);
    assert.deepEqual(rows(await log.records("pins")), ["u1 101", "u2 201", "u2 202"]);
    assert.equal((await log.logs("WARN")).length, 3);
  });

  it("is an error if each denies a list", async () => {
    const script = server(world);
    const read = await readOne(
      "boards",
      (request, signal) =>
        request.path === "/boards" ? apiError(403, 29, "You are not permitted.") : script(request, signal),
      { config },
    );
    assert.ok(!read.complete);
    assert.match(read.messageOf("config_error"), /permitted/u);
  });

  it("is an error if each denies access", async () => {
    const { messageOf } = await readOne("boards", server({ ...world, denied: ["12", "13"] }), {
      config: { ...config, adAccountIds: ["12", "13"] },
    });
    assert.match(messageOf("config_error"), /ad account|access/u);
  });

  it("resume separately: one that comes starts from the beginning, and one that goes keeps its state", async () => {
    const mode = "incremental";
    const before = { ...world, owners: { 11: "u2", 14: "u1" } };
    const first = await readOne("pins", server(before), { config, mode });
    assert.deepEqual(rows(first.records), ["u1 101", "u2 201", "u2 202"]);
    const more = {
      ...world.profiles,
      u1: { boards: [], pins: ["101", "103"] },
      u2: { boards: [], pins: ["201", "202", "204"] },
    };
    const second = await first.again(server({ owners: { 12: "u3", 14: "u1" }, profiles: more }));
    // The newest Pin of the last sync is within an hour of the cursor.
    assert.deepEqual(rows(second.records), ["u1 101", "u1 103", "u3 301"]);
    const third = await second.again(server({ owners: world.owners, profiles: more }));
    assert.deepEqual(rows(third.records), ["u1 103", "u2 202", "u2 204", "u3 301"]);
    assert.equal(third.warnings, "");
  });

  it("continue from the state of one profile, and one continues from theirs", async () => {
    const mode = "incremental";
    const single = await readOne("pins", server(world), { mode, config: { adAccountIds: ["11"] } });
    assert.deepEqual(single.ids, ["202", "201"]);
    const named = { adAccountIds: ["11", "12"] };
    const all = await single.again(undefined, { config: { ...config, ...named } });
    assert.deepEqual(rows(all.records), ["u2 202", "u3 301"]);
    const again = await all.again(undefined, { config: named });
    assert.deepEqual([again.ids, again.warnings], [["202"], ""]);
  });

  it("are one profile until the connection has the column, and while it still has it", async () => {
    for (const [allProfiles, fields] of [
      [true, ["id"]],
      [false, ["id", "profile_id"]],
    ] as const) {
      const { log } = await scriptedRead([{ ...configured("boards"), fields }], server(world), {
        config: { allProfiles },
      });
      assert.deepEqual(
        (await log.records("boards")).map(({ id }) => id),
        ["1", "9"],
      );
      assert.match((await log.logs("WARN")).join(), /only one profile is read\. Refresh the source schema/u);
    }
  });

  it("have each named board in one of them at least", async () => {
    const { errors, log } = await scriptedRead([configured("board_pins")], server(world), {
      config: { ...config, boardIds: ["1", "3"] },
    });
    assert.deepEqual(errors, []);
    assert.deepEqual(rows(await log.records("board_pins")), ["u1 100", "u3 300"]);
    const missing = await readOne("board_pins", server(world), { config: { ...config, boardIds: ["1", "77"] } });
    assert.match(missing.messageOf("config_error"), /77/u);
    assert.deepEqual(rows(missing.records), ["u1 100"]);
  });

  it("keep deletions apart: what leaves one profile stays in another", async () => {
    const situation = { mode: "incremental", config: { ...config, trackChanges: ["boards"] } } as const;
    const cursor = [{ ...configured("boards", "incremental"), cursorField: "_ab_cdc_updated_at" }];
    const read = async (from: World, state: Readonly<Record<string, JsonObject>>, now: string) => {
      const { log, stateOf } = await scriptedRead(cursor, server(from), { ...situation, state, now });
      const deleted = (await log.records("boards")).filter(({ _ab_cdc_deleted_at: at }) => at !== null);
      return { deleted: rows(deleted), state: await stateOf("boards") };
    };
    const left = { ...world, profiles: { ...world.profiles, u2: { boards: ["2"], pins: [] } } };
    const first = await read(world, {}, "2026-06-30T12:00:00Z");
    const second = await read(left, first.state, "2026-07-01T12:00:00Z");
    const third = await read(left, second.state, "2026-07-02T12:00:00Z");
    assert.deepEqual([first.deleted, second.deleted, third.deleted], [[], [], ["u2 9"]]);
  });

  it("take turns under a daily quota: 40 profiles are read within the days that they need plus one", async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `u${index + 100}`);
    const script = server({
      owners: Object.fromEntries(ids.map((id, index) => [String(index + 100), id])),
      profiles: Object.fromEntries(ids.map((id) => [id, { boards: [], pins: ["1"] }])),
    });
    const quota = 65;
    let state: Readonly<Record<string, JsonObject>> = {};
    const read = new Set<string>();
    // 42 requests find the profiles, so 23 a day are left for 41 lists.
    for (const [index, date] of ["2026-06-28", "2026-06-29", "2026-06-30"].entries()) {
      const pins = [configured("pins", "incremental")];
      const { log, stateOf } = await scriptedRead(pins, withQuota(quota, script), {
        config,
        state,
        now: `${date}T12:00:00Z`,
      });
      const records = await log.records("pins");
      for (const { profile_id: profile } of records) read.add(asText(profile));
      state = await stateOf("pins");
      if (index === 1) assert.equal(read.size, 40);
    }
  });
});
