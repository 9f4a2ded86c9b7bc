import assert from "node:assert/strict";
import { addDays, daysFrom } from "../../src/base/dates.ts";
import { asText, isStringArray, type JsonObject } from "../../src/base/json.ts";
import { apiError, listIn, page, pageOfAll, respond } from "../scripted-api.ts";
import {
  below,
  configured,
  denied,
  fault,
  gone,
  readOne,
  reporting,
  restricted,
  rows,
  type Script,
  scriptedRead,
  unauthorized,
} from "./scripted-read.ts";
import { Syncs } from "./tracked-syncs.ts";

const one = { numWorkers: 1 };
const job = { job: "81" };
const noonOf = (index: number) => `${addDays("2026-06-30", index)}T12:00:00Z`;

/** Ordinary faults, each by what the user sees of it. */
describe("a sync", () => {
  it("reads each day of an ad account while the report of another one fails on 50 days", async () => {
    const name = "campaign_analytics_report";
    const config = { startDate: "2026-06-20" };
    let state: JsonObject | undefined;
    const readUntil: (readonly [account: string, through: string])[] = [];
    const syncOn = async (index: number, isFailing: boolean) => {
      const dates = new Map<string, string[]>();
      const jobs = reporting(["1", "2"], ({ path, content = {} }) => {
        const [, , account = ""] = path.split("/");
        dates.set(account, [...(dates.get(account) ?? []), asText(content.start_date)]);
        if (account === "1") readUntil.push([account, asText(content.end_date)]);
        return undefined;
      });
      const script: Script = (request, signal) =>
        isFailing && (request.query.get("token") ?? "").startsWith("2 ")
          ? { body: { report_status: "FAILED" } }
          : jobs(request, signal);
      const read = await readOne(name, script, { mode: "incremental", state, now: noonOf(index), config });
      state = read.states.at(-1);
      return { ...read, firstOf: (account: string) => dates.get(account)?.toSorted()[0] };
    };
    for (let index = 0; index < 50; index += 1) {
      const { complete, firstOf, messageOf } = await syncOn(index, true);
      assert.equal(complete, false);
      assert.match(messageOf("transient_error"), /ad account 2/u);
      assert.ok(index === 0 || daysFrom(firstOf("1") ?? "", addDays("2026-06-30", index)) < 40, firstOf("1"));
    }
    const days = Array.from({ length: 50 }, (_, index) => ["1", addDays("2026-06-30", index)]);
    assert.deepEqual(readUntil, days);
    const healed = await syncOn(50, false);
    assert.deepEqual([healed.complete, healed.firstOf("2")], [true, config.startDate]);
    assert.notEqual((await syncOn(51, false)).firstOf("2"), config.startDate);
  });

  it("ends, and reads the other reports, if each ad account has an optional one that can't be read", async () => {
    const accounts = Array.from({ length: 20 }, (_, index) => String(500 + index));
    const isOptional = (text: string) => /LOCAL_ADS_STORE_CODE|AUDIENCE_MULTIPLIER/u.test(text);
    const script = reporting(accounts, ({ path, content = {} }) => {
      const types = isStringArray(content.targeting_types) ? content.targeting_types.join() : "";
      return { body: { token: `${path.split("/")[2]} ${types}`, report_status: "IN_PROGRESS" } };
    });
    const file = (link: string) => {
      if (isOptional(link)) return "[{ broken";
      const [account = "", types = ""] = link.split(" ");
      const ids = { DATE: "2026-06-29", AD_ACCOUNT_ID: account, CAMPAIGN_ID: "7", TARGETING_VALUE: "one" };
      return JSON.stringify({ 7: types.split(",").map((type) => ({ ...ids, TARGETING_TYPE: type })) });
    };
    const read = await readOne("campaign_targeting_report", script, { config: { startDate: "2026-06-20" }, file });
    assert.deepEqual([read.errors, read.complete], [[], true]);
    assert.equal(new Set(read.records.map(({ AD_ACCOUNT_ID: account }) => account)).size, 20);
    assert.match(read.warnings, /skipped ad account 500.*LOCAL_ADS_STORE_CODE/u);
  });

  it("finds the deletions on a board while another board fails in each sync", async () => {
    const boards =
      (...pins: readonly string[]): Script =>
      (request, signal) => {
        if (request.path.startsWith("/pins/")) return gone;
        return request.path === "/boards/2/pins"
          ? fault
          : below("/boards", "pins", { 1: pins, 2: [] })(request, signal);
      };
    const syncs = new Syncs("board_pins", "id");
    await syncs.run(below("/boards", "pins", { 1: ["10", "11"], 2: ["20"] }));
    for (const [pins, deleted] of [
      [["10"], "-11"],
      [["10", "12"], "+12"],
      [["12"], "-10"],
    ] as const) {
      const first = await syncs.run(boards(...pins));
      const second = await syncs.run(boards(...pins));
      assert.deepEqual([first.complete, ...first.written, ...second.written], [false, deleted]);
    }
    assert.deepEqual([...syncs.table.keys()].toSorted(), ["12", "20"]);
  });

  it("reads other keywords, in few requests, while those of ad groups are restricted", async () => {
    const groups = Array.from({ length: 3_000 }, (_, index) => ({ id: `9${index}`, ad_account_id: "1" }));
    const { complete, ids, api, messageOf } = await readOne(
      "keywords",
      (request) => {
        const { path, query } = request;
        if (path === "/ad_accounts") return page(rows("1"));
        if (path.endsWith("/ad_groups")) return pageOfAll(groups, request, 250);
        if (!path.endsWith("/keywords")) return undefined;
        return query.has("ad_group_id") || query.has("ad_group_ids") ? restricted : page(rows("of the account"));
      },
      { config: one },
    );
    assert.deepEqual([complete, ids], [false, ["of the account"]]);
    assert.match(messageOf("config_error"), /hasn't enabled this endpoint/u);
    assert.ok(api.calls("/ad_accounts/1/keywords") <= 5, `${api.calls("/ad_accounts/1/keywords")} requests`);
  });

  it("reaches every board within days while the sections of most boards are rejected", async () => {
    const rejected = apiError(400, 1, "Invalid board.");
    const lists = Object.fromEntries(
      Array.from({ length: 35 }, (_, index) => [100 + index, index < 25 ? rejected : [`of ${100 + index}`]]),
    );
    const syncs = new Syncs("board_sections", "id");
    for (let index = 0; index < 4; index += 1) {
      const { complete } = await syncs.run(below("/boards", "sections", lists), { days: 1 });
      assert.equal(complete, false);
    }
    assert.equal(syncs.table.size, 10);
  });

  it("reads the keywords of an ad account, in few requests, while those of each campaign of another one are rejected", async () => {
    const campaigns = Array.from({ length: 60 }, (_, index) => ({ id: `9${index}`, ad_account_id: "1" }));
    const { complete, ids, api } = await readOne(
      "keywords",
      (request) => {
        const { path, query } = request;
        if (path === "/ad_accounts") return page(rows("1", "2"));
        if (path === "/ad_accounts/1/campaigns") return pageOfAll(campaigns, request, 250);
        if (path === "/ad_accounts/2/campaigns") return page([{ id: "80", ad_account_id: "2" }]);
        if (path === "/ad_accounts/1/keywords") return apiError(400, 1, "Invalid campaign.");
        return path === "/ad_accounts/2/keywords" ? page(rows(query.get("campaign_id") ?? "other")) : page([]);
      },
      { config: one },
    );
    assert.equal(complete, false);
    assert.ok(ids.includes("80"), ids.join());
    assert.ok(api.calls("/ad_accounts/1/keywords") <= 25, `${api.calls("/ad_accounts/1/keywords")} requests`);
  });

  it("finds the deletions of an ad account while another one is denied", async () => {
    const tags = (adAccounts: Parameters<typeof below>[2]) => below("/ad_accounts", "conversion_tags", adAccounts);
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: ["11", "12"], 2: ["21", "22"] }));
    assert.deepEqual(await syncs.twice(tags({ 1: denied, 2: ["21"] })), ["-22"]);
    assert.deepEqual(await syncs.twice(tags({ 1: ["11"], 2: ["21"] })), ["-12"]);
  });

  it("says each time that a stream has too many records to find deletions, and emits all of them", async () => {
    const syncs = new Syncs("followers", "username");
    const users = Array.from({ length: 10_000 }, (_, index) => ({ username: `${index}${"x".repeat(100)}` }));
    const many: Script = (request) =>
      request.path === "/user_account/followers" ? pageOfAll(users, request, 250) : undefined;
    for (let sync = 0; sync < 3; sync += 1) {
      const { written, complete, logs } = await syncs.run(many);
      assert.deepEqual([complete, written.length], [true, 10_000]);
      assert.ok(logs.some((line) => /the state has no room for 10,000 records, .* finds no deletions/u.test(line)));
    }
  }).timeout(60_000);

  it("reads the other streams if the state of one is malformed, also that of all its profiles", async () => {
    const wanted = ["pins", "boards"].map((name) => configured(name, "incremental"));
    for (const pins of [
      "x",
      { profiles: "x" },
      { profiles: { "1": "x" } },
      { profiles: { "1": { version: 2, feed: 1 } } },
    ]) {
      for (const allProfiles of [true, false]) {
        const state = { pins: typeof pins === "string" ? { version: pins } : { version: 2, main: "1", ...pins } };
        const world: Script = ({ path }) => (path === "/user_account" ? { body: { id: "1" } } : page(rows("1")));
        const read = await scriptedRead(wanted, world, { state, config: { allProfiles } });
        assert.deepEqual([...read.outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
        assert.match(read.messageOf("config_error"), /The state of pins\b.* clear the stream to/u);
      }
    }
  });

  it("saves its progress every ten seconds while it finds nothing, so that a kill repeats little", async () => {
    const ids = Array.from({ length: 300 }, (_, index) => String(index + 1));
    const script = below("/boards", "sections", Object.fromEntries(ids.map((id) => [id, []])));
    const situation = { ...job, config: one, secondsPerRequest: 1 };
    const { states, records } = await readOne("board_sections", script, situation);
    assert.deepEqual(records, []);
    assert.ok(states.length >= 20 && states.length <= 40, `${states.length} states`);
    const halfway = states[Math.floor(states.length / 2)];
    const { api } = await readOne("board_sections", script, { ...situation, state: halfway });
    const repeated = ids.filter((id) => api.calls(`/boards/${id}/sections`) > 0).length;
    assert.ok(repeated > 100 && repeated < 170, `${repeated} boards`);
  });

  it("ends INCOMPLETE, and deletes nothing, if what the token can see is unknown for a while", async () => {
    const config = { adAccountIds: ["549"] };
    const situation = { config, scopes: "boards:read boards:read_secret" };
    for (const broken of ["/ad_accounts/549", "/user_account"]) {
      const boards =
        (isBroken: boolean, ...ids: readonly string[]): Script =>
        ({ path }) => {
          if (isBroken && path === broken) return fault;
          if (path === "/ad_accounts/549") return respond(200, { id: "549", permissions: ["ADMIN"] });
          if (path === "/user_account") return { body: { id: "1" } };
          return path === "/boards" ? page(rows(...ids)) : gone;
        };
      const syncs = new Syncs("boards", "id");
      await syncs.run(boards(false, "1", "2"), situation);
      for (let sync = 0; sync < 2; sync += 1) {
        const { complete, written, requests } = await syncs.run(boards(true, "1"), situation);
        assert.deepEqual([complete, written, requests.some((each) => each.startsWith("/boards"))], [false, [], false]);
      }
      assert.deepEqual(await syncs.twice(boards(false, "1"), situation), ["-2"]);
    }
  });

  it("reads no section again that an earlier attempt of the job has finished", async () => {
    const sections =
      (isCut: boolean): Script =>
      ({ path }) => {
        const [, board = "", section] = /^\/boards\/(\d)\/sections(?:\/(\d+)\/pins)?$/u.exec(path) ?? [];
        if (path === "/boards") return page(rows("1", "2"));
        if (board === "") return undefined;
        if (section === undefined) return page(rows(`${board}1`, `${board}2`));
        return isCut && section === "22"
          ? unauthorized
          : page([{ id: `${section}0`, created_at: "2026-01-03T00:00:00" }]);
      };
    for (const mode of ["incremental", "full_refresh"] as const) {
      for (const trackChanges of [[], ["board_section_pins"]]) {
        const state = { mode, ...job, config: { ...one, trackChanges } };
        const stamped = { ...configured("board_section_pins", mode), cursorField: "_ab_cdc_updated_at" };
        const first = await scriptedRead([stamped], sections(true), state);
        const next = await scriptedRead([stamped], sections(false), {
          ...state,
          state: await first.stateOf("board_section_pins"),
        });
        const asked = next.api.requests
          .filter((request) => request.includes("/pins"))
          .map((each) => each.split("?")[0]);
        assert.deepEqual([first.complete, next.complete, asked], [false, true, ["/boards/2/sections/22/pins"]]);
      }
    }
  });

  it("saves what it has read if a stop signal comes during the last request", async () => {
    const users = Array.from({ length: 750 }, (_, index) => ({ username: `user${index}` }));
    for (const trackChanges of [["followers"], []]) {
      const stop = new AbortController();
      const list =
        (isStopping: boolean): Script =>
        (request) => {
          if (request.path !== "/user_account/followers") return undefined;
          if (isStopping && request.query.get("bookmark") === "at 500") stop.abort();
          return pageOfAll(users, request, 250);
        };
      const wanted = [{ ...configured("followers", "incremental"), cursorField: "_ab_cdc_updated_at" }];
      const situation = { ...job, config: { trackChanges } };
      const stopped = await scriptedRead(wanted, list(true), { ...situation, stop });
      assert.deepEqual([stopped.errors, [...stopped.outcomes.values()]], [[], ["INCOMPLETE"]]);
      assert.equal((await stopped.log.records("followers")).length, 500);
      const next = await scriptedRead(wanted, list(false), { ...situation, state: await stopped.stateOf("followers") });
      assert.equal((await next.log.records("followers")).length, 250);
      assert.equal(next.api.calls("/user_account/followers"), 1);
    }
  });

  it("emits an ad group whose status changed without its time of change, and no unchanged one", async () => {
    const groups =
      (status: string): Script =>
      ({ path, query }) => {
        if (path === "/ad_accounts") return page(rows("1"));
        assert.ok(listIn(query, "entity_statuses").includes("ARCHIVED"));
        const both = { "2": status, "3": "PAUSED" };
        return page(Object.entries(both).map(([id, summary]) => ({ id, updated_time: 1, summary_status: summary })));
      };
    const first = await readOne("ad_groups", groups("RUNNING"), { mode: "incremental" });
    const second = await first.again(groups("COMPLETED"));
    assert.deepEqual(first.ids, ["2", "3"]);
    assert.deepEqual(
      second.records.map(({ id, summary_status: summary }) => [id, summary]),
      [["2", "COMPLETED"]],
    );
    assert.deepEqual((await second.again()).ids, []);
  });
});
