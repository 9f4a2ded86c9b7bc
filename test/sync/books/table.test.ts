import assert from "node:assert/strict";
import type { ApiResponse } from "../../scripted-api.ts";
import {
  type Account,
  denied,
  fault,
  idsOf,
  listsBelow,
  notFound,
  paged,
  pages,
  rejected,
  type ScriptedResponse,
  times,
} from "../api.ts";
import { itSyncs, itTracks, type Sync } from "../syncs.ts";

const one = { numWorkers: 1 };
const followed = (list: ScriptedResponse): Account => ({ "/user_account/following/boards": list });
const longAgo = "2026-01-01T00:00:00";

/** Boards that changed at a time, and their Pins, which requests by ID don't find. */
const boards = (pins: Readonly<Record<string, ScriptedResponse>>, changed?: string, count?: number): Account => ({
  ...listsBelow("/boards", "pins", pins),
  "/boards": Object.keys(pins).map((id) => ({
    id,
    ...(changed && { board_pins_modified_at: changed, pin_count: count }),
  })),
  "/boards/*": notFound,
  "/pins/*": notFound,
});
const onBoards = (...args: Parameters<typeof boards>): Sync => ({ account: boards(...args) });
const ads = (lists: Readonly<Record<string, ScriptedResponse>>) => listsBelow("/ad_accounts", "ads", lists);
const repeated = (count: number, sync: Sync) => Array.from({ length: count }, () => sync);

describe("a list that is read completely", () => {
  itSyncs("continues at the bookmark in another attempt, and starts over in the next job", "board_sections", [
    {
      account: listsBelow("/boards", "sections", { 1: paged(2, "1 2 3"), 2: paged(2, "4 5 6"), 3: "7" }),
      config: one,
      killAfter: 1,
      writes: "1 2",
    },
    { isRetry: true, killAfter: 2, writes: "3 4 5" },
    { isRetry: true, requests: { "/boards/*/sections": "2@2 3" }, writes: "6 7" },
    { requests: { "/boards/*/sections": "1 1@2 2 2@2 3" }, writes: "1 2 3 4 5 6 7" },
  ]);

  itSyncs("emits nothing that it has emitted of an ad account that was denied meanwhile", "ads", [
    { mode: "incremental", account: ads({ 8: "1", 9: "2" }), writes: "1 2" },
    { account: { "/ad_accounts/8/ads": denied }, warnings: [/skipped ad account 8/u] },
    { account: { "/ad_accounts/8/ads": "1" } },
  ]);

  const long = idsOf(2_000).map((id) => ({ id: id + "x".repeat(460) }));
  const isShort: Sync["also"] = ({ states }) => assert.ok(JSON.stringify(states.at(-1)).length < 300);
  itTracks("is emitted by each sync, with a warning, if the state has no room to know it", "following_boards", [
    {
      account: followed(long),
      writes: 2_000,
      warnings: [
        /^following_boards: the state has no room for 2,000 records, so each sync emits all .* no deletions$/u,
      ],
      also: isShort,
    },
    { writes: 2_000, warnings: [/has no room for 2,000 records/u], also: isShort },
    { account: followed("1"), writes: "1" },
    {},
  ]);

  const manyPins: Readonly<Record<string, ScriptedResponse>> = Object.fromEntries(
    idsOf(1_000).map((_, index) => {
      // The upper 26 bits of an ID, its shard and type, are those of its account.
      const id = (type: bigint, number: number) =>
        String((((15_761n << 10n) | type) << 36n) | BigInt(Math.imul(number, 2_654_435_761) >>> 0));
      return [id(2n, index), [0, 1, 2, 3].map((each) => ({ id: id(1n, 4 * index + each) }))];
    }),
  );
  itTracks("has room for 40,000 Pins on 10,000 boards in a state, of which a tenth takes a tenth", "board_pins", [
    {
      ...onBoards(manyPins, longAgo),
      writes: 4_000,
      also: ({ states }) => {
        const { length } = JSON.stringify(states.at(-1));
        assert.ok(length < 90_000, `${length} characters`);
      },
    },
    { requests: { "/boards/*/pins": 0 } },
  ]);
});

describe("a tracked list", () => {
  const names = ["007", "0", "~", "#1", " ,%2c;!/", "-", "\u2028", "é", "__proto__", String(10n ** 25n)];
  const people = (...all: readonly string[]): Sync => ({
    account: { "/user_account/followers": all.map((username) => ({ username })) },
  });
  itTracks("deletes rows by their keys, whatever these are", "followers", [
    { ...people("ann", ...names), writes: ["ann", ...names] },
    people("ann"),
    { writes: names.map((name) => `-${name}`) },
  ]);

  const issues = (...numbers: readonly number[]): Account => ({
    "/catalogs/feeds": "1",
    "/catalogs/feeds/1/processing_results": "8",
    "/catalogs/processing_results/8/item_issues": numbers.map((item_number) => ({ item_number })),
  });
  itTracks("deletes rows by keys that are numbers, as numbers", "catalogs_item_issues", [
    { account: issues(1, 2), writes: "1 2" },
    { account: issues(1) },
    { writes: "-2", also: ({ records: [tombstone] }) => assert.equal(tombstone?.item_number, 2) },
  ]);

  itTracks("deletes a row that two reads lack, an hour apart", "following_boards", [
    { account: followed("1 2"), writes: "1 2" },
    { account: followed("1") },
    { after: "59 min" },
    { after: "1 min", writes: "-2", says: [/found 1 deleted record$/u] },
    {},
  ]);
  itTracks("deletes all rows of a list that two reads lack, twelve hours apart", "following_boards", [
    { account: followed("1 2"), writes: "1 2" },
    { account: followed("") },
    { after: "60 min" },
    { after: "659 min" },
    { after: "1 min", writes: "-1 -2" },
    {},
  ]);
  itTracks("deletes the last row of a board after an hour if it is requested by its ID", "board_pins", [
    { ...onBoards({ 1: "1" }, longAgo), writes: "1" },
    onBoards({ 1: "" }, "2026-05-01T00:00:00"),
    { after: "61 min", writes: "-1" },
  ]);
  itTracks("emits a row that returns", "following_boards", [
    { account: followed("1 2"), writes: "1 2" },
    { account: followed("1") },
    { writes: "-2" },
    { account: followed("1 2"), writes: "2" },
    {},
  ]);
  itTracks("finds no deletion in a read that restarts from its first page", "following_boards", () => [
    { account: followed("1 2 3"), writes: "1 2 3" },
    ...[1, 2].map(() => ({
      account: followed(pages("1", times(1, rejected("Invalid bookmark."), "2"))),
      warnings: [/rejected the position/u],
    })),
    { account: followed("1 2") },
    { writes: "-3" },
  ]);

  const scopes = "boards:read pins:read boards:read_secret";
  itTracks("forgets rows that a read lacks after the token's scopes changed", "board_pins", [
    { ...onBoards({ 1: "1 2", 2: "3 4" }, longAgo), scopes, writes: "1 2 3 4" },
    {
      ...onBoards({ 1: "1", 2: fault }, longAgo),
      scopes: "boards:read pins:read",
      error: ["transient_error", /board 2/u],
    },
    ...repeated(3, onBoards({ 1: "1", 2: "3" }, longAgo)),
    onBoards({ 1: "", 2: "3" }),
    { writes: "-1" },
  ]);

  itTracks("finds no deletions of what a lost role hides", "ad_accounts", [
    { account: { "/ad_accounts": "1 2" }, writes: "1 2" },
    ...repeated(3, { account: { "/ad_accounts": "1" } }),
  ]);

  const likes = (id: string, pins: string): Sync => ({
    account: { "/boards": [{ id, name: "Your Pinterest Likes" }], [`/boards/${id}/pins`]: pins },
  });
  itTracks("deletes no like below an absent board of likes", "likes", [
    { ...likes("7", "1"), writes: "1" },
    { ...likes("8", "2"), writes: "2" },
    {},
  ]);
  const searching = (found: Readonly<Record<string, string>>): Sync => ({
    account: { "/search/pins": ({ query }) => found[query.get("query") ?? ""] },
    config: { searchQueries: Object.keys(found) },
  });
  const both = searching({ "cats; dogs, 50%": "1", "a/b": "2" });
  itTracks("forgets the rows of search queries that the user removed", "search_pins", [
    { ...both, config: { ...both.config }, writes: "1 2" },
    both,
    ...repeated(2, searching({ "a/b": "2" })),
    searching({ "a/b": "" }),
    { writes: "-2" },
  ]);

  const members = (of: Readonly<Record<string, string>>): Account => ({
    ...listsBelow("/businesses", "members", of),
    "/user_account": { body: { id: "1", account_type: "BUSINESS" } },
    "/businesses/employers": Object.keys(of).join(" "),
    "/businesses/*/members/*/assets": ({ path, query }) =>
      query.get("asset_type") === "AD_ACCOUNT" ? [{ asset_id: `a${path.split("/")[4]}` }] : "",
  });
  itTracks("deletes rows below an absent parent, and not below an absent container", "business_member_assets", [
    { account: members({ 1: "10 11", 2: "20" }), writes: "a10 a11 a20" },
    { account: members({ 1: "10" }), warnings: [/business 2/u] },
    { warnings: [/business 2/u], writes: "-a11" },
  ]);
});

describe("the shortcut of a tracked list that skips unchanged boards", () => {
  const at = (changed: string, count: number, requests: number): Sync => ({
    ...onBoards({ 1: "10" }, changed, count),
    requests: { "/boards/*/pins": requests },
  });
  itTracks("doesn't apply to one that changed, or had changed within two hours", "board_pins", [
    { ...at(longAgo, 1, 1), writes: "10" },
    at(longAgo, 1, 0),
    at(longAgo, 2, 1),
    at("2026-07-03T11:00:00", 2, 1),
    at("2026-07-03T11:00:00", 2, 1),
    at("2026-07-03T11:00:00", 2, 0),
  ]);
});

describe("Pins and boards that a tracked list lacks", () => {
  const listed = (pins: string, byId: ScriptedResponse = notFound): Sync => ({
    account: { "/pins": pins, "/pins/*": byId },
  });
  const all = idsOf(150, 1_000);
  itTracks("are requested, those absent longest first", "pins", [
    { ...listed(all.join(" ")), writes: all },
    listed(all.slice(0, 100).join(" ")),
    {
      ...listed("", fault),
      writes: "",
      also: ({ requests }) =>
        assert.deepEqual(new Set(requests.flatMap(({ path }) => path.split("/")[2] ?? [])), new Set(all.slice(100))),
    },
    { account: { "/pins/*": notFound }, writes: [...all.slice(100), ...all.slice(0, 50)].map((id) => `-${id}`) },
  ]);

  for (const [what, response] of [
    ["exist", { body: { id: "1" } }],
    ["are denied", denied],
  ] as const)
    itTracks(`stay while requests for them fail, and are requested again after seven days if they ${what}`, "pins", [
      { ...listed("1 2"), writes: "1 2" },
      { ...listed("2"), requests: { "/pins/*": 0 } },
      ...repeated(2, { ...listed("2", fault), requests: { "/pins/1": 6 } }),
      { ...listed("2", response), requests: { "/pins/*": "1" } },
      ...repeated(7, { ...listed("2"), requests: { "/pins/*": 0 } }),
      { requests: { "/pins/*": "1" }, writes: "-1" },
    ]);
  for (const [what, named, written] of [
    ["are deleted from a stream of whose boards they name another", "77", "-1"],
    ["are deleted from a stream of whose boards they name none", null, "-1"],
    ["stay on the board that hides them", "1", ""],
  ] as const)
    itTracks(what, "board_pins", [
      { ...onBoards({ 1: "1", 2: "" }), writes: "1" },
      { account: { "/boards/1/pins": "", "/pins/1": { body: { id: "1", board_id: named } } } },
      { writes: written },
    ]);
  itTracks("move to a board that is denied, and are deleted once it lacks them", "board_pins", [
    { ...onBoards({ 1: "1 3", 2: "2" }), writes: "1 2 3" },
    { account: { "/boards/1/pins": "3", "/boards/2/pins": denied }, warnings: [/board 2/u] },
    { account: { "/pins/1": { body: { id: "1", board_id: "2" } } }, warnings: [/board 2/u] },
    { account: { "/boards/2/pins": "2", "/pins/1": notFound } },
    { writes: "-1" },
  ]);
  for (const [what, response, written] of [
    ["are deleted with their board, which is requested itself", notFound, "-1 -2"],
    ["stay if their board exists", { body: { id: "8" } }, ""],
    ["stay if the request for their board fails", fault, ""],
  ] as const satisfies readonly (readonly [string, ApiResponse, string])[])
    itTracks(what, "board_pins", [
      { ...onBoards({ 8: "1 2", 9: "3" }), writes: "1 2 3" },
      { account: { "/boards": "9", "/boards/8": response } },
      { requests: { "/pins/*": 0 }, writes: written },
    ]);

  const inSections = (...ids: readonly string[]): Account => ({
    "/boards": ids.join(" "),
    "/boards/*/sections": ({ path }) => path.split("/")[2],
    "/boards/*/sections/*/pins": ({ path }) => `10${path.split("/")[4]}`,
    "/pins/101": { body: { id: "101", board_id: "1", board_section_id: "1" } },
    "/pins/102": { body: { id: "102", board_id: "2", board_section_id: null } },
  });
  itTracks("stay in a section of an archived board, and are deleted if they left the section", "board_section_pins", [
    { account: inSections("1", "2", "3"), writes: "101 102 103" },
    { account: inSections("3") },
    { writes: "-102" },
  ]);
});
