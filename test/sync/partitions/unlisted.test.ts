import assert from "node:assert/strict";
import { digestOf } from "../../../src/base/digest.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { type Account, denied, fault, idsOf, notFound, paged, type ScriptedResponse } from "../api.ts";
import { configured } from "../scripted-read.ts";
import { itSyncs, itTracks, type Sync } from "../syncs.ts";

/** Returns Pins, newest first, each on a board: `60/1` is Pin 60 on board 1. */
const pinsOn = (text: string): readonly JsonObject[] =>
  text.split(" ").map((each, index) => {
    const [id = "", board] = each.split("/");
    return { id, board_id: board ?? null, created_at: `2026-01-${String(28 - index).padStart(2, "0")}T00:00:00` };
  });

const ofBoard =
  (suffix: string): ScriptedResponse =>
  ({ path }) =>
    `${path.split("/")[2]}${suffix}`;
/** An account whose list of boards has some, and whose Pins are on these and on others, all of which exist. */
const account = (listed: string, pins = "60"): Account => ({
  "/user_account": { body: { id: "1" } },
  "/boards": paged(2, listed),
  "/pins": paged(2, pinsOn(pins)),
  "/boards/*": ({ path }) => ({ body: { id: path.split("/")[2] } }),
  "/boards/*/sections": ofBoard("0"),
  "/boards/*/sections/*/pins": ofBoard("00"),
  "/boards/*/pins": ofBoard("9"),
});
/** Board 9 isn't listed, and an old Pin is on it. */
const pins = "60/1 50/2 40/9";
const ordinary = account("1 2 3", pins);
const later = account("1 2 3", `70/1 ${pins}`);
const requesting = (boards: string) => ({ requests: { "/boards/*": boards } });
const incrementalPins = ["boards", configured("pins", "incremental")] as const;
const four = { boards: "1 2 3 9", pins: "60 50 40" };

describe("a board that the list lacks", () => {
  const everything = ["boards", "board_pins", "board_sections", "board_section_pins", "likes", "pins"];
  itSyncs("is a row, and a parent, if a Pin names it", everything, {
    account: { ...ordinary, "/boards/9": { body: { id: "9", name: "Your Pinterest Likes", pin_count: 3 } } },
    writes: {
      ...four,
      board_pins: "19 29 39 99",
      board_sections: "10 20 30 90",
      board_section_pins: "100 200 300 900",
      likes: "99",
    },
    requests: { "/boards": 2, "/boards/*": "9" },
    says: [/^boards: found 1 board by ID that Pinterest's list lacks$/u],
  });
  itSyncs("is a parent without the stream boards", ["pin_product_tags", "board_sections"], {
    account: { ...ordinary, "/pins/*/product_tags": { body: { product_tags: [] } } },
    writes: { board_sections: "10 20 30 90", pin_product_tags: 3 },
    requests: { "/boards/*": "9", "/pins": 2 },
  });
  itSyncs("stays a row while platforms drop the state of boards, and Pins name it no more", incrementalPins, [
    { account: ordinary, writes: four },
    { account: later, state: {}, writes: { boards: "1 2 3 9", pins: "70" }, requests: { "/pins": 1 } },
    { state: {}, writes: { boards: "1 2 3 9", pins: "70" }, requests: { "/pins": 1 } },
  ]);
  itSyncs(
    "stays a row and a parent in runs without Pins until it is not found",
    ["boards", "board_sections"],
    [
      {
        states: { boards: { version: 2, unlisted: "9" } },
        account: account("1"),
        writes: { boards: "1 9", board_sections: "10 90" },
      },
      { writes: { boards: "1 9", board_sections: "10 90" }, ...requesting("9") },
      { account: { "/boards/9": notFound }, writes: { boards: "1", board_sections: "10" } },
      { writes: { boards: "1", board_sections: "10" }, ...requesting("") },
    ],
  );
  itSyncs("is no longer requested once the list has it", "boards", [
    { states: { boards: { version: 2, unlisted: "9 8" } }, account: account("1 9"), writes: "1 8 9" },
    { writes: "1 8 9", ...requesting("8"), also: ({ states }) => assert.equal(states.at(-1)?.unlisted, "8") },
  ]);
  itSyncs("is not requested with the state of another account", "boards", {
    states: { boards: { version: 2, account: "another", unlisted: "9" } },
    account: account("1"),
    writes: "1",
    warnings: [/starting from the beginning/u],
  });
  const owned = { states: { boards: { version: 2, account: digestOf("1", 16), unlisted: "9" } } };
  itSyncs("is requested while nobody tells whose account it is", "boards", {
    ...owned,
    account: { ...account("1"), "/user_account": denied },
    writes: "1 9",
  });
  itSyncs("is in no state but those of boards and of Pins, which name it", ["boards", "board_sections", "pins"], {
    account: ordinary,
    writes: { ...four, board_sections: "10 20 30 90" },
    also: ({ of }) =>
      assert.deepEqual(
        ["boards", "board_sections", "pins"].map((name) => of(name).states.at(-1)?.unlisted),
        ["9", undefined, "9"],
      ),
  });
  itSyncs("is skipped with a warning if it is denied", incrementalPins, {
    account: { ...ordinary, "/boards/9": denied },
    writes: { ...four, boards: "1 2 3" },
    warnings: [/^boards: skipped board 9: You are not permitted/u],
  });
  itSyncs(
    "leaves boards incomplete while it can't be requested",
    ["boards", "pins"],
    [
      {
        account: { ...ordinary, "/boards/9": fault },
        writes: { ...four, boards: "1 2 3" },
        error: ["transient_error", /Something went wrong/u],
      },
      { account: { ...ordinary, "/boards/9": { body: { id: "9" } } }, writes: four },
    ],
  );

  const unlisted = idsOf(150, 1_000);
  itSyncs("is requested at most a hundred times more per run, which the log says", incrementalPins, [
    {
      account: account("1", unlisted.map((id) => `${id}/8${id}`).join(" ")),
      writes: { boards: 101, pins: 150 },
      requests: { "/boards/*": 100 },
      says: [/found 100 boards by ID .*; the next sync requests 50 more/u],
    },
    { state: {}, writes: { boards: 151, pins: 1 } },
  ]);

  const huge = { ...account("1", "60/9"), "/boards/9": { body: { id: "9", pin_count: 100_001 } } };
  itSyncs(
    "of over 100,000 Pins is a parent only if it is named",
    ["boards", "board_sections", "pins"],
    [
      { account: huge, writes: { boards: "1 9", board_sections: "10", pins: "60" } },
      { config: { boardIds: ["9"] }, writes: { boards: "1 9", board_sections: "90", pins: "60" } },
    ],
  );

  const kept: Sync = { states: { boards: { version: 2, unlisted: "9" } }, account: account("1") };
  itTracks("is not deleted by its absence from the list, and is by requests for it", "boards", [
    { ...kept, writes: "1 9" },
    {},
    {},
    { account: { "/boards/9": denied }, warnings: [/skipped board 9/u] },
    { warnings: [/skipped board 9/u] },
    { account: { "/boards/9": notFound }, after: "8 d", writes: "-9" },
  ]);
  itSyncs("is requested by the setting only if there is one profile", "board_sections", {
    account: {
      "/ad_accounts": [{ id: "549", owner: { id: "2" } }],
      "/user_account": ({ query }) => ({ body: { id: query.has("ad_account_id") ? "2" : "1" } }),
      "/boards": ({ query }) => (query.has("ad_account_id") ? "5" : "1"),
      "/boards/*/sections": ofBoard("0"),
    },
    config: { allProfiles: true, boardIds: ["1", "5"] },
    writes: "10 50",
  });
});
