import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { type ApiResponse, listIn, page, pageOfAll, respond } from "../scripted-api.ts";
import { below, denied, fault, gone, idsOf, rejected, rows, withHeaders } from "./api.ts";
import type { Script } from "./scripted-read.ts";
import { itTracks } from "./situations.ts";

const list =
  (path: string, all: readonly JsonObject[], size = 250): Script =>
  (request) =>
    request.path === path ? pageOfAll(all, request, size) : undefined;
const people = (...all: readonly JsonObject[]): Script => list("/user_account/followers", all);
const followers = (...names: readonly string[]): Script => people(...names.map((username) => ({ username })));

describe("a tracked list", () => {
  const ann = { username: "ann", type: "user" };
  itTracks(
    "emits new and changed records and tombstones, with the tracking columns",
    "followers",
    {
      api: followers("ann", "bob"),
      written: ["+ann", "+bob"],
      also: ({ records }) => assert.equal(records[0]?.[updatedAt], "2026-06-02T12:00:00.000Z"),
    },
    { api: people(ann), written: ["+ann"] },
    {
      written: ["-bob"],
      also: ({ records: [tombstone = {}] }) => {
        assert.deepEqual(Object.keys(tombstone).sort(), [deletedAt, updatedAt, "username"]);
        assert.equal(tombstone[deletedAt], tombstone[updatedAt]);
      },
    },
    { written: [], calls: { "/user_account/followers": 1 } },
    { api: followers("ann", "bob"), written: ["+ann", "+bob"] },
  );

  const boards =
    (role: string, ...ids: readonly string[]): Script =>
    ({ path }) => {
      if (path === "/ad_accounts/549") return respond(200, { id: "549", permissions: [role] });
      return path === "/boards" ? page(rows(...ids)) : path.startsWith("/boards/") ? gone : undefined;
    };
  const config = { adAccountIds: ["549"] };
  for (const [what, role, scopes] of [
    ["the token's scopes", "ADMIN", "boards:read"],
    ["the role acted in", "ANALYST", "boards:read boards:read_secret"],
  ] as const)
    itTracks(
      `has boards of which none is deleted after ${what} changed`,
      "boards",
      { api: boards("ADMIN", "1", "2", "3"), config, scopes: "boards:read boards:read_secret" },
      { api: boards(role, "1", "2"), config, scopes, written: [] },
      { config, written: [] },
      { config, written: [] },
      { api: boards(role, "1"), config, written: [] },
      { config, written: ["-2"] },
    );

  itTracks(
    "is read with each section of boards in each sync, since their changes don't change the revision of a board",
    "board_sections",
    ...["before", "after"].map((name) => ({
      api: ({ path }: { readonly path: string }) => {
        if (path === "/boards") return page([{ id: "1", board_pins_modified_at: "2026-05-01T00:00:00" }]);
        return path === "/boards/1/sections" ? page([{ id: "11", name }]) : undefined;
      },
      written: ["+11"],
    })),
    { written: [] },
  );

  itTracks(
    "emits no row of which only the order of the fields changed, also inside objects and lists",
    "followers",
    { api: people({ username: "ann", about: { a: 1, b: [{ c: 2, d: 3 }] } }), written: ["+ann"] },
    { api: people({ about: { b: [{ d: 3, c: 2 }], a: 1 }, username: "ann" }), written: [] },
    { api: people({ about: { b: [{ d: 2, c: 3 }], a: 1 }, username: "ann" }), written: ["+ann"] },
  );
});

describe("tracked Pins", () => {
  const pin = (id: number) => ({ id: String(id), created_at: `2026-05-${String(id).padStart(2, "0")}T00:00:00` });
  const newestFirst = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(pin);
  const ten = list("/pins", newestFirst, 2);
  const nine = list(
    "/pins",
    newestFirst.filter(({ id }) => id !== "2"),
    2,
  );
  /** Returns a response to requests for the Pin by its ID. */
  const absent =
    (response: ApiResponse): Script =>
    (request, signal) =>
      request.path === "/pins/2" ? response : nine(request, signal);

  for (const [what, response, written] of [
    ["deleted if they are gone", gone, ["-2"]],
    ["kept if they exist", respond(200, pin(2)), []],
    ["kept if they are denied", denied, []],
    ["kept if the request fails", fault, []],
  ] as const)
    itTracks(
      `are asked for by ID after two complete reads lack them, and ${what}`,
      "pins",
      { api: ten, config: { pinMetrics: true } },
      { api: absent(response), written: [], calls: { "/pins/2": 0 } },
      { written, also: ({ api }) => assert.ok(api.calls("/pins/2") > 0) },
    );

  itTracks(
    "are emitted once when tracking begins with an untracked state",
    "pins",
    { api: ten, config: { trackChanges: [] }, as: { cursorField: "created_at" } },
    { api: nine, counts: { pins: 9 } },
    { written: [] },
  );
});

describe("a tracked list below ad accounts", () => {
  const tags = (adAccounts: Parameters<typeof below>[2]) => below("/ad_accounts", "conversion_tags", adAccounts);
  for (const [what, list, warning] of [
    ["with a row without its key", [null, "11"], /without id/u],
    ["that is denied", denied, /skipped ad account 1/u],
  ] as const)
    itTracks(
      `deletes nothing that a list ${what} lacks`,
      "conversion_tags",
      { api: tags({ 1: ["11", "12"], 2: ["21", "22"] }) },
      { api: tags({ 1: list, 2: ["21"] }), written: [], warnings: [warning] },
      { written: ["-22"], warnings: [warning] },
      { api: tags({ 1: ["11"], 2: ["21"] }), written: [] },
      { written: ["-12"] },
    );

  const keywords =
    (isRejected: boolean): Script =>
    ({ path, query }) => {
      const statuses = listIn(query, "entity_statuses");
      if (path === "/ad_accounts") return page(rows("5"));
      if (isRejected && statuses.includes("DRAFT")) return rejected("entity_statuses: DRAFT is not valid.");
      if (path.endsWith("/keywords")) return page(listIn(query, "ad_group_ids").map((id) => ({ id: `of ${id}` })));
      const wanted = Object.entries({ 1: "ACTIVE", 2: "DRAFT" }).filter(([, status]) => statuses.includes(status));
      return path.endsWith("/ad_groups") ? page(wanted.map(([id]) => ({ id, ad_account_id: "5" }))) : undefined;
    };
  const incomplete = { written: [], warnings: "any" } as const;
  itTracks(
    "deletes nothing below parents of a status that Pinterest rejects now",
    "keywords",
    { api: keywords(false), written: ["+of 1", "+of 2"] },
    { api: keywords(true), ...incomplete },
    incomplete,
    { api: keywords(false), written: [] },
  );
});

describe("a tracked ranking", () => {
  const ranked =
    (...ids: readonly string[]): Script =>
    ({ path, query }) => {
      if (path !== "/user_account/analytics/top_pins") return undefined;
      return { body: { pins: query.get("sort_by") === "SAVE" ? ids.map((id) => ({ pin_id: id, metrics: {} })) : [] } };
    };
  itTracks(
    "deletes Pins that left it, although its dates move each day",
    "user_account_top_pins",
    { api: ranked("1", "2"), written: ["+1", "+2"] },
    { api: ranked("2", "3"), written: ["+2", "+3"] },
    { written: ["+2", "+3", "-1"] },
  );
});

describe("enabling and disabling tracking", () => {
  const both = { api: followers("ann", "bob") };
  itTracks(
    "reads without tracking, with a warning, until the schema is refreshed",
    "followers",
    {
      api: followers("ann"),
      as: { cursorField: "username" },
      warnings: [/To track changes and deletions, refresh the source schema/u],
      also: ({ records }) =>
        assert.deepEqual(
          records.map((record) => updatedAt in record),
          [false],
        ),
    },
    { ...both, written: ["+ann", "+bob"] },
  );
  const fields = ["username", updatedAt];
  itTracks(
    "reads without tombstones, with a warning, while the connection deselects their field",
    "followers",
    both,
    {
      api: followers("ann"),
      as: { fields },
      counts: { followers: 1 },
      warnings: [/lacks the cursor _ab_cdc_updated_at or the field _ab_cdc_deleted_at/u],
    },
    { api: followers("ann", "cid"), as: { fields: [...fields, deletedAt] }, written: ["+ann", "+cid"] },
    { api: followers("cid"), written: [] },
    { written: ["-ann"] },
  );
  itTracks(
    "reads everything without tombstones, with a warning, after tracking is disabled",
    "followers",
    both,
    { api: followers("ann"), config: { trackChanges: [] }, counts: { followers: 1 }, warnings: [/no longer tracked/u] },
    { written: ["+ann"] },
    { written: [] },
  );
});

describe("Pins that are gone", () => {
  const all = idsOf(1_200);
  /** Pins of which each request by ID is not found. */
  const listed =
    (...ids: readonly string[]): Script =>
    (request) =>
      request.path === "/pins"
        ? pageOfAll(rows(...ids), request, 250)
        : request.path.startsWith("/pins/")
          ? gone
          : undefined;
  const limited = (limit: number, seconds: number) => (script: Script) =>
    withHeaders(
      { "x-ratelimit-limit": `${limit}, ${limit};w=${seconds}`, "x-ratelimit-remaining": String(limit - 5) },
      script,
    );
  for (const [title, ofLimit, most] of [
    ["an unknown limit", (script: Script) => script, 100],
    ["300 requests per minute", limited(300, 60), 300],
    ["5,000 requests per minute", limited(5_000, 60), 1_000],
    ["a daily quota", limited(9_000, 86_400), 100],
  ] as const)
    itTracks(
      `are asked for by ID, with ${title} at most ${most} per sync, and the log says how many are left`,
      "pins",
      { api: ofLimit(listed(...all)), written: all.map((id) => `+${id}`) },
      { api: ofLimit(listed()), written: [] },
      {
        also: ({ records, logs }) => {
          assert.equal(records.length, most);
          const left = `kept ${(1_200 - most).toLocaleString("en-US")} records that Pinterest's list lacks`;
          assert.equal(logs("INFO").filter((line) => line.includes(left)).length, 1);
        },
      },
    );
});

describe("a board that is gone", () => {
  const pinsOf = (board: string) => idsOf(120, Number(board) * 1_000).map((id) => ({ id, board_id: board }));
  const boards =
    (...ids: readonly string[]): Script =>
    (request) => {
      const { path } = request;
      if (path === "/boards") return page(rows(...ids));
      const [, board = "", what] = /^\/boards\/(\d+)(\/pins)?$/u.exec(path) ?? [];
      if (board === "1") return denied;
      return what === undefined ? gone : pageOfAll(pinsOf(board), request, 250);
    };
  const pinsWritten = (sign: string, ...ids: readonly string[]) => ids.flatMap(pinsOf).map(({ id }) => `${sign}${id}`);
  itTracks(
    "takes its Pins along after one request, also while another board is denied",
    "board_pins",
    { api: boards("1", "2", "3"), warnings: "any", written: pinsWritten("+", "2", "3") },
    { api: boards("1", "2"), warnings: "any", written: [] },
    { warnings: "any", written: pinsWritten("-", "3"), calls: { "/boards/3": 1 } },
  );
});

describe("a deselected region", () => {
  /** Product categories, each with its details. */
  const trends =
    (...categories: readonly string[]): Script =>
    ({ path, query }) => {
      const region = query.get("region");
      const wanted = path.endsWith("/details") ? listIn(query, "product_categories") : categories;
      const found = wanted.filter((each) => categories.includes(each));
      if (query.get("engagement_type") !== "SAVE") return { body: [] };
      return { body: found.map((each) => ({ product_category: each, region })) };
    };
  const both = { trendRegions: ["US", "CA"] };
  const one = { trendRegions: ["CA"] };
  const keys = (...written: readonly string[]) => ({
    also: ({ records }: { readonly records: readonly JsonObject[] }) =>
      assert.deepEqual(
        records.map(
          ({ region, product_category: of, [deletedAt]: at }) =>
            `${at === null ? "+" : "-"}${asText(region)} ${asText(of)}`,
        ),
        written,
      ),
  });
  itTracks(
    "keeps its records, and deletions in others are found",
    "trends_product_category_details",
    { api: trends("ART", "FOOD"), config: both, ...keys("+US ART", "+US FOOD", "+CA ART", "+CA FOOD") },
    { config: one, ...keys() },
    { config: one, ...keys() },
    { config: one, api: trends("ART"), ...keys() },
    { config: one, ...keys("-CA FOOD") },
    { config: both, ...keys() },
    { config: both, ...keys("-US FOOD") },
  );
});
