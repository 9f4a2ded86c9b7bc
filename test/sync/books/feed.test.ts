import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { page } from "../../scripted-api.ts";
import {
  type Account,
  denied,
  fault,
  idsOf,
  listsBelow,
  pages,
  rejected,
  type ScriptedResponse,
  times,
  underQuota,
} from "../api.ts";
import type { Read } from "../scripted-read.ts";
import { itSyncs, type Sync } from "../syncs.ts";

/** The time of the first sync. */
const noon = Date.parse("2026-06-30T12:00:00Z");
const timeAgo = (hours: number) => new Date(noon - hours * 3_600_000).toISOString().slice(0, 19);
/** Returns Pins, each with its age in hours at the first sync, such as `c 30, b 50`; without one, it has no time. */
const pins = (text: string): readonly JsonObject[] =>
  text.split(", ").map((each) => {
    const [id = "", age] = each.split(" ");
    return { id, created_at: age === undefined ? null : timeAgo(Number(age)) };
  });

const old = pins("c 30, b 50, a 51");
const older = pins("2 90, 1 91");
const list = (...all: readonly ScriptedResponse[]): Account => ({ "/pins": pages(...all) });
const first: Sync = { mode: "incremental", account: list(old, older), writes: "c b a 2 1" };
const fails = { error: ["transient_error", /Something went wrong/u] } as const;

/** Boards with a number of Pins that changed so many hours before the first sync, and their lists. */
const boards = (hours: number, lists: Readonly<Record<string, ScriptedResponse>>): Account => ({
  ...listsBelow("/boards", "pins", lists),
  "/boards": Object.keys(lists).map((id) => ({ id, board_pins_modified_at: timeAgo(hours), pin_count: 3 })),
});

describe("a list of Pins, newest first", () => {
  itSyncs("has Pins that are newer than the last sync's newest one, less an hour, or without a time", "pins", first, {
    account: list(pins("e -5, d 10, ?, c2 30, c 30, late 30.9, known 31.1"), pins("b 31.1"), older),
    after: "20 h",
    writes: "e d ? c2 c late",
    requests: { "/pins": 2 },
  });
  itSyncs("is read on while a page without a newer one doesn't reach below the hour before the cursor", "pins", first, {
    account: list(pins("c 30, x 30.5"), pins("late 30.9, b 50"), older),
    after: "20 h",
    writes: "c x late",
    requests: { "/pins": 2 },
  });
  itSyncs("has a Pin that was created before the last sync, and appears within an hour", "pins", [
    { ...first, account: list(pins("b 0.5, a 51")), writes: "b a" },
    { account: list(pins("b 0.5, late 1.4, a 51")), after: "1 h", writes: "b late" },
  ]);
});

describe("a list of Pins after an interruption", () => {
  const new3 = pins("e -5, d 10");
  itSyncs("begins again at its first page if the bookmark expired", "pins", () => [
    first,
    { account: list(new3, fault), after: "20 h", writes: "e d", ...fails },
    {
      account: list(new3, times(1, rejected("Invalid bookmark."), old), older),
      after: "2 h",
      writes: "e d c",
      requests: { "/pins": "@0 @1 @0 @1" },
      warnings: [/rejected the position/u],
    },
    { after: "1 h", writes: "e" },
  ]);

  const four = [pins("a 5"), pins("b 20"), pins("c 40"), pins("d 60")] as const;
  const withNew = list(pins("new -4, a 5"), four[1], four[2], four[3]);
  const failsFourth: Sync = { ...first, account: list(four[0], four[1], four[2], fault), writes: "a b c", ...fails };
  const rest: Sync = { account: withNew, writes: "new d", requests: { "/pins": "@0 @1 @3" } };
  itSyncs("is read first above its beginning, and again as long as that fails", "pins", [
    failsFourth,
    { account: list(pins("new -4, a 5"), fault), after: "5 h", writes: "new", ...fails },
    { ...rest, after: "1 h" },
    { after: "1 h", writes: "new a" },
    { after: "1 h", writes: "new" },
  ]);
  for (const [what, more, hours] of [
    ["36 hours", {}, 36],
    ["eight days under a daily quota", { limitedBy: underQuota }, 8 * 24],
    ["eight days in the same job", { isRetry: true }, 8 * 24],
  ] as const)
    for (const [title, after, requests] of [
      [`continues within ${what} after its last page`, hours, rest],
      [
        `begins again after ${what}`,
        hours + 1,
        { ...rest, writes: "new a b c d", requests: { "/pins": "@0 @1 @2 @3" } },
      ],
    ] as const)
      itSyncs(title, "pins", failsFourth, { ...requests, ...more, after: `${after} h` });

  const both = { "/boards": "1 2", "/boards/1/pins": old, "/boards/2/pins": fault } as const;
  itSyncs("isn't read again in the same job if it was finished, and is in the next one", "board_pins", [
    { mode: "incremental", account: both, writes: "c b a", error: ["transient_error", /board 2/u] },
    { account: { "/boards/2/pins": old }, isRetry: true, requests: { "/boards/*/pins": "2" }, writes: "c b a" },
    { requests: { "/boards/*/pins": "1 2" }, writes: "c c" },
  ]);
});

describe("the lists of boards, newest first", () => {
  const begun: Sync = { mode: "incremental", account: boards(30, { 1: pages(old, older), 2: old }), writes: "any" };
  itSyncs("are requested if the board changed, within two hours, or after seven days", "board_pins", [
    { ...begun, account: boards(30, { 1: old }), writes: "c b a" },
    { account: { "/boards/1/pins": pins("c 30, edited 50, a 51") }, requests: { "/boards/*/pins": "" } },
    { account: boards(-47, { 1: pins("e -47, c 30, b 50") }), requests: { "/boards/*/pins": "1" }, writes: "e c" },
    { account: boards(-47, { 1: pins("e -47, c 30, b 50") }), requests: { "/boards/*/pins": "1" }, writes: "e" },
    { requests: { "/boards/*/pins": "" } },
    {
      account: { "/boards/1/pins": pins("e -47, edited 50") },
      after: "3 d",
      requests: { "/boards/*/pins": "1" },
      writes: "e edited",
    },
  ]);

  const tagged = { "/pins/*/product_tags": { body: { product_tags: [] } } };
  itSyncs(
    "are read to their ends for child streams, which moves no cursor",
    ["pins", "pin_product_tags"],
    [
      { ...first, account: { ...list(old, older), ...tagged }, writes: { pins: "c b a 2 1", pin_product_tags: 5 } },
      { after: "1 h", requests: { "/pins": 2 }, writes: { pins: "c", pin_product_tags: 5 } },
      { after: "1 h", requests: { "/pins": 2 }, writes: { pins: "c", pin_product_tags: 5 } },
    ],
  );

  const forty = idsOf(40);
  itSyncs("are read within four to seven days, on days that differ between boards", "board_pins", [
    { ...begun, account: boards(30, Object.fromEntries(forty.map((id) => [id, ""]))), writes: "" },
    ...[1, 2, 3, 4, 5, 6, 7].map(
      (day): Sync => ({
        also: (_, reads) => {
          if (day < 7) return;
          const lists = reads.map(({ requests }) => requests.filter(({ path }) => path.endsWith("/pins")).length);
          const [first, ...later] = lists;
          assert.deepEqual([first, later.slice(0, 3), later.reduce((sum, count) => sum + count)], [40, [0, 0, 0], 40]);
          assert.ok(later.slice(3).every((count) => count > 0));
        },
      }),
    ),
  ]);
  itSyncs("are forgotten with a board that no longer exists, only if all boards were found", "board_pins", [
    begun,
    { account: { "/boards": pages(boards(30, { 1: "" })["/boards"] ?? "", fault) }, ...fails },
    { account: boards(30, { 1: pages(old, older), 2: old }), after: "1 h", requests: { "/boards/*/pins": "" } },
    { account: boards(30, { 1: pages(old, older) }), after: "1 h" },
    { account: boards(30, { 1: pages(old, older), 2: old }), after: "1 h", writes: "c b a" },
  ]);
});

const hasFeed = (feed: JsonObject) => ({
  also: ({ states }: Read) => assert.deepEqual(states.at(-1)?.feed, feed),
});

describe("the state of lists of Pins", () => {
  const open = { begun: 1_782_820_800, bookmark: "at 1", complete: true };
  itSyncs("is as documented", "board_pins", [
    {
      mode: "incremental",
      account: boards(30, { 1: pages(old, fault) }),
      writes: "c b a",
      error: ["transient_error", /board 1/u],
      ...hasFeed({ lists: {}, open: { a4ayc_8: { ...open, paged: 1_782_820_800 } } }),
    },
    {
      account: { "/boards/1/pins": pages(old, older) },
      writes: "2 1",
      ...hasFeed({ lists: { "2026-06-30": "a4ayc_80thdq00leIq1oL" } }),
    },
  ]);

  const future = (account: Account): Sync => ({
    mode: "incremental",
    state: { version: 2, feed: { lists: { "2026-06-29": "a4ayc_8zzzzzzzleIq1oL" } } },
    account,
  });
  itSyncs("continues from now after a cursor of the future", "board_pins", {
    ...future(boards(30, { 1: pages(old, older) })),
    requests: { "/boards/*/pins": 0 },
  });

  const thousand = Object.fromEntries(idsOf(1_000, 80_000).map((id) => [id, old]));
  itSyncs("has room for 10,000 boards, of which a tenth takes a tenth", "board_pins", [
    {
      mode: "incremental",
      account: boards(30, thousand),
      writes: 3_000,
      also: ({ states: all }) => assert.ok(JSON.stringify(all.at(-1)).length < 90_000),
    },
    { requests: { "/boards/*/pins": 0 } },
  ]);
  const words = idsOf(41_000, 1_000_000).map((id) => `${id}0thdq00leIq1oL`);
  itSyncs("lets boards be read completely for which it has no room, those read last", "board_pins", [
    {
      mode: "incremental",
      state: { version: 2, feed: { lists: { "2026-06-29": words.join(" ") } } },
      account: {
        ...boards(30, { 1: old, 2: old, 3: pages(old, fault) }),
        "/boards": pages(boards(30, { 1: "", 2: "", 3: "" })["/boards"] ?? "", fault),
        "/boards/3/pins": ({ query }) => (query.has("bookmark") ? fault : page(old, "x".repeat(990))),
      },
      config: { numWorkers: 1 },
      writes: "c b a c b a c b a",
      ...fails,
      warnings: [
        /^board_pins: the state has no room for [\d,]+ of 41,00[12] partitions, so the next sync reads them even if they/u,
      ],
      // An open read takes room of the lists.
      also: ({ states: all }) => assert.ok(JSON.stringify(all.at(-1)?.feed).length < 900_100),
    },
    { account: boards(30, { 1: old, 2: old }), writes: "c b a c b a", warnings: [/has no room/u] },
    { requests: { "/boards/*/pins": 0 } },
  ]);
  const unfinished = (rest: ScriptedResponse) =>
    boards(30, Object.fromEntries(idsOf(300, 80_000).map((id) => [id, pages(old, rest)])));
  itSyncs("keeps to a quarter of its room while all boards are unfinished", "board_pins", [
    {
      mode: "incremental",
      account: unfinished(denied),
      writes: 900,
      error: ["transient_error", /in the middle of a list/u],
      warnings: "any",
    },
    { account: unfinished(""), writes: 3 * 75 },
  ]);
});
