import assert from "node:assert/strict";
import { updatedAt } from "../../src/streams/tracking.ts";
import { apiError, page, pageOfAll, respond } from "../scripted-api.ts";
import { below, fault, gone, idsOf, rejected, reporting, restricted, rows } from "./api.ts";
import { type Script, scriptedRead } from "./scripted-read.ts";
import { itSyncs, itTracks } from "./situations.ts";

const one = { numWorkers: 1 };
const job = { job: "81" };

/** Ordinary faults, each by what the user sees of it. */
describe("a sync", () => {
  const groups = idsOf(3_000, 90_000).map((id) => ({ id, ad_account_id: "1" }));
  itSyncs("reads other keywords, in few requests, while those of ad groups are restricted", "keywords", {
    api: (request) => {
      const { path, query } = request;
      if (path === "/ad_accounts") return page(rows("1"));
      if (path.endsWith("/ad_groups")) return pageOfAll(groups, request, 250);
      if (!path.endsWith("/keywords")) return undefined;
      return query.has("ad_group_id") || query.has("ad_group_ids") ? restricted : page(rows("of the account"));
    },
    config: one,
    ids: ["of the account"],
    error: ["config_error", /hasn't enabled this endpoint/u],
    also: ({ api }) => assert.ok(api.calls("/ad_accounts/1/keywords") <= 5),
  });

  const boards = idsOf(35, 100).map(
    (id, index) => [id, index < 25 ? rejected("Invalid board.") : [`of ${id}`]] as const,
  );
  it("reaches every board within days while the sections of most boards are rejected", async () => {
    const script = below("/boards", "sections", Object.fromEntries(boards));
    const situation = {
      mode: "incremental",
      as: { cursorField: updatedAt },
      config: { trackChanges: ["board_sections"] },
    } as const;
    let read = await scriptedRead("board_sections", script, situation);
    const found = new Set(read.ids);
    for (const day of ["2026-07-01", "2026-07-02", "2026-07-03"]) {
      assert.equal(read.complete, false);
      read = await read.again(script, { now: `${day}T12:00:00Z` });
      for (const id of read.ids) found.add(id);
    }
    assert.equal(found.size, 10);
  });

  const campaigns = idsOf(60, 900).map((id) => ({ id, ad_account_id: "1" }));
  itSyncs(
    "reads the keywords of an ad account, in few requests, while those of each campaign of another one are rejected",
    "keywords",
    {
      api: (request) => {
        const { path, query } = request;
        if (path === "/ad_accounts") return page(rows("1", "2"));
        if (path === "/ad_accounts/1/campaigns") return pageOfAll(campaigns, request, 250);
        if (path === "/ad_accounts/2/campaigns") return page([{ id: "80", ad_account_id: "2" }]);
        if (path === "/ad_accounts/1/keywords") return rejected("Invalid campaign.");
        return path === "/ad_accounts/2/keywords" ? page(rows(query.get("campaign_id") ?? "other")) : undefined;
      },
      config: one,
      error: ["config_error", /Invalid campaign/u],
      warnings: "any",
      also: ({ ids, api }) => {
        assert.ok(ids.includes("80"), ids.join());
        assert.ok(api.calls("/ad_accounts/1/keywords") <= 25);
      },
    },
  );

  it("starts a stream over if its state is damaged, also that of all its profiles", async () => {
    const profiles = [{ profiles: "x" }, { profiles: { "1": "x" } }, { profiles: { "1": { version: 2, feed: 1 } } }];
    for (const pins of profiles.map((each) => ({ version: 2, main: "1", ...each })))
      for (const allProfiles of [true, false]) {
        const world: Script = ({ path }) => (path === "/user_account" ? { body: { id: "1" } } : page(rows("1")));
        const situation = { mode: "incremental", states: { pins }, config: { allProfiles } } as const;
        const read = await scriptedRead(["pins", "boards"], world, situation);
        assert.deepEqual([...read.outcomes.values()], ["COMPLETE", "COMPLETE"]);
        assert.match(read.warnings, /starting from the beginning, since the saved state is damaged/u);
      }
  });

  it("saves its progress every ten seconds while it finds nothing, so that a kill repeats little", async () => {
    const ids = idsOf(300);
    const script = below("/boards", "sections", Object.fromEntries(ids.map((id) => [id, []])));
    const situation = { ...job, config: one, secondsPerRequest: 1 };
    const { states, records, again } = await scriptedRead("board_sections", script, situation);
    assert.ok(states.length >= 20 && states.length <= 40, `${states.length} states`);
    const { api } = await again(script, { state: states[Math.floor(states.length / 2)] });
    const repeated = ids.filter((id) => api.calls(`/boards/${id}/sections`) > 0).length;
    assert.ok(records.length === 0 && repeated > 100 && repeated < 170, `${repeated} boards`);
  });

  for (const broken of ["/ad_accounts/549", "/user_account"]) {
    const known =
      (isBroken: boolean, ...ids: readonly string[]): Script =>
      ({ path }) => {
        if (isBroken && path === broken) return fault;
        if (path === "/ad_accounts/549") return respond(200, { id: "549", permissions: ["ADMIN"] });
        if (path === "/user_account") return { body: { id: "1" } };
        return path === "/boards" ? page(rows(...ids)) : gone;
      };
    const config = { adAccountIds: ["549"] };
    const unknown = { config, written: [], calls: { "/boards": 0 }, error: ["transient_error", /./u] } as const;
    itTracks(
      `ends INCOMPLETE, and deletes nothing, if what the token can see is unknown for a while: ${broken}`,
      "boards",
      { api: known(false, "1", "2"), config, scopes: "boards:read boards:read_secret" },
      { api: known(true, "1"), ...unknown },
      unknown,
      { api: known(false, "1"), config, written: [] },
      { config, written: ["-2"] },
    );
  }

  const reports = reporting(["500"]);
  let polls = 0;
  itSyncs(
    "reads a report whose job is still processing by its code, and whose other lists are null",
    "campaign_analytics_report",
    {
      api: (request, signal) => {
        const isPoll = request.query.has("token");
        if (isPoll) polls += 1;
        return isPoll && polls <= 2 ? apiError(400, 1105, "Your job is still processing") : reports(request, signal);
      },
      file: () => '{"7":null,"8":[{"CAMPAIGN_ID":"8","DATE":"2026-06-29","SPEND_IN_DOLLAR":1}],"9":null}',
      config: { startDate: "2026-06-29" },
      counts: { campaign_analytics_report: 1 },
      calls: { "/ad_accounts/500/reports": 4 },
    },
  );

  for (const [trackChanges, calls] of [
    // Compared with what was written.
    [["followers"], 3],
    [[], 1],
  ] as const)
    it(`saves what it has read if a stop signal comes during the last request, tracking ${trackChanges.join()}`, async () => {
      const stop = new AbortController();
      const users = idsOf(750).map((id) => ({ username: `user${id}` }));
      const list =
        (isStopping: boolean): Script =>
        (request) => {
          if (request.path !== "/user_account/followers") return undefined;
          if (isStopping && request.query.get("bookmark") === "at 500") stop.abort();
          return pageOfAll(users, request, 250);
        };
      const situation = {
        mode: "incremental",
        as: { cursorField: updatedAt },
        ...job,
        config: { trackChanges },
      } as const;
      const stopped = await scriptedRead("followers", list(true), { ...situation, stop });
      assert.deepEqual([stopped.errors, stopped.kinds.at(-1), stopped.records.length], [[], "INCOMPLETE", 500]);
      const next = await stopped.again(list(false), { stop: new AbortController() });
      assert.deepEqual([next.records.length, next.api.calls("/user_account/followers")], [250, calls]);
    });
});
