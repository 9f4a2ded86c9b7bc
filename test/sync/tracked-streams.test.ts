import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { listIn } from "../scripted-api.ts";
import {
  type Account,
  denied,
  fault,
  idsOf,
  listsBelow,
  notFound,
  pages,
  rejected,
  rows,
  type ScriptedResponse,
  underQuota,
  withHeaders,
} from "./api.ts";
import type { Script } from "./scripted-read.ts";
import { itTracks, type Sync } from "./syncs.ts";

const people = (...all: readonly JsonObject[]): Sync => ({ account: { "/user_account/followers": all } });
const followers = (...names: readonly string[]) => people(...names.map((username) => ({ username })));

describe("a tracked list", () => {
  itTracks("emits new and changed records and tombstones, with the tracking columns", "followers", [
    {
      ...followers("ann", "bob"),
      writes: "ann bob",
      also: ({ records }) => assert.equal(records[0]?.[updatedAt], "2026-06-30T12:00:00.000Z"),
    },
    { ...people({ username: "ann", type: "user" }), writes: "ann" },
    {
      writes: "-bob",
      also: ({ records: [tombstone = {}] }) => {
        assert.deepEqual(Object.keys(tombstone).sort(), [deletedAt, updatedAt, "username"]);
        assert.equal(tombstone[deletedAt], tombstone[updatedAt]);
      },
    },
    { requests: { "/user_account/followers": 1 } },
    { ...followers("ann", "bob"), writes: "ann bob" },
  ]);

  itTracks("has times that increase from sync to sync, also by a clock that goes back", "followers", [
    { ...followers("ann"), writes: "ann" },
    {
      ...followers("ann", "bob"),
      now: "2026-06-30T11:00:00Z",
      writes: "bob",
      also: ({ records }) => assert.equal(records[0]?.[updatedAt], "2026-06-30T12:00:00.001Z"),
    },
  ]);

  const boards = (role: string, ids: string): Account => ({
    "/ad_accounts/549": { body: { id: "549", permissions: [role] } },
    "/boards": ids,
    "/boards/*": notFound,
  });
  const config = { adAccountIds: ["549"], trackChanges: ["boards"] };
  itTracks("has boards of which none is deleted after the role acted in changed", "boards", [
    { account: boards("ADMIN", "1 2 3"), config, scopes: "boards:read", writes: "1 2 3" },
    { account: boards("ANALYST", "1 2") },
    {},
    { account: boards("ANALYST", "1") },
    { writes: "-2" },
  ]);
  const both = ["ADMIN", "ANALYST"];
  const roles = (permissions: readonly string[], ids: string): Sync => ({
    account: { ...boards("", ids), "/ad_accounts/549": { body: { id: "549", permissions } } },
  });
  itTracks("deletes boards also if the roles come in another order", "boards", [
    { ...roles(both, "1 2"), config, scopes: "boards:read", writes: "1 2" },
    roles(both.toReversed(), "1"),
    { writes: "-2" },
  ]);
  for (const broken of ["/ad_accounts/549", "/user_account"]) {
    const unknown: Sync = { error: ["transient_error", /./u], requests: { "/boards": 0 } };
    const whole: Account = { ...boards("ADMIN", "1"), "/user_account": { body: { id: "1" } } };
    itTracks(`deletes nothing while it is unknown what the token can see: ${broken}`, "boards", [
      { account: { ...whole, "/boards": "1 2" }, config, scopes: "boards:read boards:read_secret", writes: "1 2" },
      { account: { "/boards": "1", [broken]: fault }, ...unknown },
      unknown,
      { account: whole },
      { writes: "-2" },
    ]);
  }
});

describe("a tracked list below boards", () => {
  const section = (name: string): Sync => ({
    account: {
      "/boards": [{ id: "1", board_pins_modified_at: "2026-05-01T00:00:00" }],
      "/boards/1/sections": [{ id: "11", name }],
    },
    writes: "11",
  });
  itTracks("has the sections of unchanged boards in each sync", "board_sections", [
    section("before"),
    section("after"),
    {},
  ]);
  const ofThree: Sync = {
    account: { ...listsBelow("/boards", "pins", { 1: "10", 2: "20 21", 3: "30 31" }), "/boards/*": notFound },
    writes: "10 20 21 30 31",
  };
  itTracks("loses the Pins of a board that isn't found after one request", "board_pins", [
    ofThree,
    { account: { "/boards": "1 2" } },
    { writes: "-30 -31", requests: { "/boards/*": "3", "/pins/*": 0 } },
  ]);
  itTracks("requests each Pin of a board that isn't found while another is denied, where it can be now", "board_pins", [
    ofThree,
    {
      account: {
        "/boards": "1 2",
        "/boards/1/pins": denied,
        "/pins/30": { body: { id: "30", board_id: "1" } },
        "/pins/*": notFound,
      },
      warnings: [/board 1/u],
    },
    { writes: "-31", requests: { "/boards/*": 0, "/pins/*": "30 31" }, warnings: [/board 1/u] },
  ]);
});

describe("a tracked list below ad accounts", () => {
  /** An ad account with ad groups, by status, each with the keyword of its ID. */
  const keywords = (draft: ScriptedResponse): Account => ({
    "/ad_accounts": "5",
    "/ad_accounts/5/campaigns": "",
    "/ad_accounts/5/ad_groups": ({ query }) =>
      listIn(query, "entity_statuses").includes("DRAFT") ? draft : [{ id: "1", ad_account_id: "5" }],
    "/ad_accounts/5/keywords": ({ query }) => rows(...listIn(query, "ad_group_ids"), ...listIn(query, "ad_group_id")),
  });
  const both = keywords(["1", "2"].map((id) => ({ id, ad_account_id: "5" })));
  itTracks("deletes nothing below parents of a status that Pinterest rejects now", "keywords", [
    { account: both, writes: "1 2" },
    { account: keywords(rejected("entity_statuses: DRAFT is not valid.")), warnings: "any" },
    { warnings: "any" },
    { account: both },
  ]);
  itTracks("deletes nothing below absent parents while the list of ad accounts fails", "keywords", [
    { account: both, writes: "1 2" },
    { account: { ...keywords([{ id: "1", ad_account_id: "5" }]), "/ad_accounts": pages("5", fault) }, error: "any" },
    { error: "any" },
    { account: { "/ad_accounts": "5" } },
    { writes: "-2" },
  ]);

  const tags = (lists: Readonly<Record<string, ScriptedResponse>>) =>
    listsBelow("/ad_accounts", "conversion_tags", lists);
  const withoutKey = { warnings: [/without id/u] };
  itTracks("deletes nothing that a list with a row without its key lacks", "conversion_tags", [
    { account: tags({ 1: "11 12", 2: "21 22" }), writes: "11 12 21 22" },
    { account: tags({ 1: [null, "11"].map((id) => ({ id })), 2: "21" }), ...withoutKey },
    { writes: "-22", ...withoutKey },
  ]);
});

describe("a tracked ranking", () => {
  const ranked = (...ids: readonly string[]): Sync => ({
    account: {
      "/user_account/analytics/top_pins": ({ query }) => ({
        body: { pins: query.get("sort_by") === "SAVE" ? ids.map((id) => ({ pin_id: id, metrics: {} })) : [] },
      }),
    },
    by: "pin_id",
  });
  itTracks("deletes Pins that left it, although its dates move each day", "user_account_top_pins", [
    { ...ranked("1", "2"), writes: "1 2" },
    { ...ranked("2", "3"), writes: "2 3" },
    { writes: "2 3 -1" },
  ]);

  const trends = (US: string, CA: string): Account => ({
    "/trends/keywords/*/*/*": ({ path }) => {
      const all = path.includes("/US/") ? US : CA;
      return { body: { trends: path.endsWith("growing") ? all.split(" ").map((keyword) => ({ keyword })) : [] } };
    },
  });
  const regions = (...trendRegions: readonly string[]): Sync => ({
    config: { trendRegions, trackChanges: ["trending_keywords"] },
  });
  itTracks("keeps the records of a deselected region, and finds deletions in others", "trending_keywords", [
    { ...regions("US", "CA"), account: trends("a b", "c d"), writes: "a b c d" },
    { ...regions("CA"), account: trends("a", "c") },
    { writes: "-d" },
    regions("US", "CA"),
    { writes: "-b" },
  ]);
});

describe("enabling and disabling tracking", () => {
  const both: Sync = { ...followers("ann", "bob"), writes: "ann bob" };
  const usual = { cursorField: updatedAt };
  itTracks("reads without tracking, with a warning, until the schema is refreshed", "followers", [
    {
      ...followers("ann"),
      as: { cursorField: "username" },
      writes: "ann",
      warnings: [/To track changes and deletions, refresh the source schema/u],
      also: ({ records }) => assert.ok(!records.some((record) => updatedAt in record)),
    },
    { ...both, as: usual },
  ]);
  const fields = ["username", updatedAt];
  itTracks("reads without tombstones, with a warning, while the connection deselects their field", "followers", [
    both,
    {
      ...followers("ann"),
      as: { fields },
      writes: "ann",
      warnings: [/lacks the cursor _ab_cdc_updated_at or the field _ab_cdc_deleted_at/u],
    },
    { ...followers("ann", "cid"), as: { fields: [...fields, deletedAt] }, writes: "ann cid" },
    followers("cid"),
    { writes: "-ann" },
  ]);
  itTracks("reads everything without tombstones, with a warning, after tracking is disabled", "followers", [
    both,
    { ...followers("ann"), config: { trackChanges: [] }, writes: "ann", warnings: [/no longer tracked/u] },
    { config: {}, writes: "ann" },
    {},
  ]);
});

describe("Pins that aren't found", () => {
  const all = idsOf(1_200);
  const limited = (limit: number, seconds: number) => (script: Script) =>
    withHeaders(
      { "x-ratelimit-limit": `${limit}, ${limit};w=${seconds}`, "x-ratelimit-remaining": String(limit - 5) },
      script,
    );
  for (const [title, limitedBy, most] of [
    ["an unknown limit", (script: Script) => script, 100],
    ["300 requests per minute", limited(300, 60), 300],
    ["5,000 requests per minute", limited(5_000, 60), 1_000],
    ["a daily quota", underQuota, 100],
  ] as const)
    itTracks(`are requested by ID, with ${title} at most ${most} per sync`, "pins", [
      { account: { "/pins": rows(...all), "/pins/*": notFound }, limitedBy, writes: 1_200 },
      { account: { "/pins": "" } },
      {
        writes: all.slice(0, most).map((id) => `-${id}`),
        says: [new RegExp(`kept ${(1_200 - most).toLocaleString("en-US")} records that Pinterest's list lacks`, "u")],
      },
    ]);
});
