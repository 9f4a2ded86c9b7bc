import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { updatedAt } from "../../../src/streams/tracking.ts";
import { type ApiRequest, type ApiResponse, page, pageOfAll } from "../../scripted-api.ts";
import { denied, fault, gone, idsOf, rows, underQuota } from "../api.ts";
import { configured, type Script, scriptedRead } from "../scripted-read.ts";
import { itSyncs, itTracks } from "../situations.ts";

/** An account whose list of boards has some, and whose Pins, newest first, are on these and on others. */
interface Account {
  readonly listed: readonly string[];
  /** By ID of a Pin: its board. */
  readonly pins?: Readonly<Record<string, string>>;
  /** By ID: the board, or what a request for it gets. By default, each board exists. */
  readonly boards?: Readonly<Record<string, JsonObject | ApiResponse>>;
}

const isResponse = (given: JsonObject | ApiResponse): given is ApiResponse => "status" in given;

function account({ listed, pins = {}, boards = {} }: Account): Script {
  const all = Object.entries(pins).map(([id, board_id], index) => ({
    id,
    board_id,
    created_at: `2026-01-${String(28 - index).padStart(2, "0")}T00:00:00`,
  }));
  return (request) => {
    const [, collection, id = "", list] = request.path.split("/");
    if (request.path === "/user_account") return { body: { id: "1" } };
    if (request.path === "/pins") return pageOfAll(all, request, 2);
    if (collection !== "boards") return undefined;
    if (id === "") return pageOfAll(rows(...listed), request, 2);
    if (list === "sections") return page(request.path.endsWith("/pins") ? rows(`${id}00`) : rows(`${id}0`));
    if (list === "pins") return page(rows(`${id}9`));
    const board = boards[id] ?? { id };
    return isResponse(board) ? board : { body: board };
  };
}

const asked = ({ requests }: { readonly requests: readonly ApiRequest[] }) =>
  requests.flatMap(({ path }) => /^\/boards\/([^/]+)$/u.exec(path)?.[1] ?? []).toSorted();
const incrementalPins = ["boards", configured("pins", "incremental")] as const;
const one = { numWorkers: 1 };
/** Board 9 isn't listed, and an old Pin is on it. */
const ordinary = { listed: ["1", "2", "3"], pins: { "60": "1", "50": "2", "40": "9" } };
const later = { ...ordinary, pins: { "70": "1", ...ordinary.pins } };

describe("a board that the list lacks", () => {
  const everything = ["boards", "board_pins", "board_sections", "board_section_pins", "likes", "pins"];
  itSyncs("is a row, and a parent, if a Pin names it", everything, {
    api: account({ ...ordinary, boards: { "9": { id: "9", name: "Your Pinterest Likes", pin_count: 3 } } }),
    ids: ["1", "2", "3", "9"],
    counts: { board_pins: 4, board_sections: 4, board_section_pins: 4, likes: 1 },
    calls: { "/boards": 2, "/boards/9": 1, "/boards/1": 0 },
    also: ({ logs }) =>
      assert.match(logs("INFO").join("\n"), /^boards: found 1 board by ID that Pinterest's list lacks$/mu),
  });

  it("costs no further request for Pins, with and without a daily quota", async () => {
    const streams = ["boards", "board_sections", "pins", "pin_product_tags"];
    for (const limited of [underQuota, (script: Script) => script]) {
      const tags: Script = (request, signal) =>
        request.path.endsWith("/product_tags") ? { body: { product_tags: [] } } : account(ordinary)(request, signal);
      const { api, complete } = await scriptedRead(streams, limited(tags));
      assert.deepEqual([complete, api.calls("/pins"), api.calls("/boards")], [true, 2, 2]);
    }
  });

  itSyncs("costs no request if there is none", everything, {
    api: account({ listed: ["1", "2", "9"], pins: ordinary.pins }),
    also: (read) => assert.deepEqual(asked(read), []),
  });

  for (const streams of [
    ["board_sections", "pins"],
    ["pins", "board_sections"],
    ["board_sections", "pin_analytics"],
    ["pin_product_tags", "board_sections"],
  ])
    itSyncs(`is a parent without the stream boards: ${streams.join(", ")}`, streams, {
      api: (request, signal) => {
        if (request.path === "/pins/analytics") return { body: {} };
        if (request.path.endsWith("/product_tags")) return { body: { product_tags: [] } };
        return account(ordinary)(request, signal);
      },
      warnings: "any",
      also: ({ of, api }) =>
        assert.deepEqual([of("board_sections").records.length, api.calls("/boards/9"), api.calls("/pins")], [4, 1, 2]),
    });

  it("is waited for while Pins are read, page by page", async () => {
    const script = account(ordinary);
    const slow: Script = async (request, signal) => {
      for (let turns = 0; request.path === "/pins" && turns < 50; turns += 1) await new Promise(setImmediate);
      return script(request, signal);
    };
    for (const streams of [incrementalPins, [...incrementalPins].toReversed()]) {
      const read = await scriptedRead(streams, slow, { config: one });
      assert.deepEqual([read.complete, read.of("boards").ids], [true, ["1", "2", "3", "9"]]);
    }
  });

  it("stays a row while platforms drop the state of boards, and Pins name it no more", async () => {
    let read = await scriptedRead(incrementalPins, account(ordinary));
    for (const day of ["2026-07-01", "2026-07-02"]) {
      read = await read.again(account(later), { now: `${day}T12:00:00Z`, state: {} });
      assert.deepEqual([read.complete, read.ids], [true, ["1", "2", "3", "9"]]);
      assert.ok(read.api.calls("/pins") < 2, "the old Pin isn't read");
    }
  });

  itSyncs(
    "stays a row and a parent in runs without Pins, until a request by its ID says that it is not found",
    ["boards", "board_sections"],
    { states: { boards: { version: 2, unlisted: "9" } }, api: account({ listed: ["1"] }), ids: ["1", "9"] },
    { ids: ["1", "9"], counts: { board_sections: 2 }, calls: { "/boards/9": 1 } },
    { api: account({ listed: ["1"], boards: { "9": gone } }), ids: ["1"] },
    { api: account({ listed: ["1"] }), ids: ["1"], calls: { "/boards/9": 0 } },
  );

  itSyncs(
    "is no longer asked for once the list has it",
    "boards",
    { states: { boards: { version: 2, unlisted: "9 8" } }, api: account({ listed: ["1", "9"] }), ids: ["1", "8", "9"] },
    { also: ({ states }) => assert.equal(states.at(-1)?.unlisted, "8"), ids: ["1", "8", "9"] },
  );

  itSyncs("is not asked for with the state of another account", "boards", {
    states: { boards: { version: 2, account: "another", unlisted: "9" } },
    api: account({ listed: ["1"] }),
    ids: ["1"],
    warnings: [/starting from the beginning/u],
  });

  itSyncs("is kept by an attempt that finds the stream complete", ["boards", "board_sections"], {
    job: "81",
    states: { boards: { version: 2, unlisted: "9", job: "81", __ab_full_refresh_sync_complete: true } },
    api: account({ listed: ["1"] }),
    ids: [],
    counts: { board_sections: 2 },
  });

  itSyncs("is skipped with a warning if it is denied, also in the next sync", incrementalPins, {
    api: account({ ...ordinary, boards: { "9": denied } }),
    ids: ["1", "2", "3"],
    warnings: [/^boards: skipped board 9: You are not permitted/u],
  });

  itSyncs(
    "leaves boards incomplete while it can't be requested, with all others, and arrives with the next sync",
    ["boards", "pins"],
    {
      api: account({ ...ordinary, boards: { "9": fault } }),
      ids: ["1", "2", "3"],
      error: ["transient_error", /Something went wrong/u],
    },
    { api: account(ordinary), ids: ["1", "2", "3", "9"] },
  );

  it("is asked for at most a hundred times more per run, which the log says", async () => {
    const pins = Object.fromEntries(idsOf(150, 1_000).map((id) => [id, `8${id}`]));
    const first = await scriptedRead(incrementalPins, account({ listed: ["1"], pins }));
    assert.deepEqual([first.complete, first.ids.length, asked(first).length], [true, 101, 100]);
    assert.match(first.logs("INFO").join("\n"), /found 100 boards by ID .*; the next sync requests 50 more/u);
    const next = await first.again(account({ listed: ["1"], pins }), { state: {} });
    assert.deepEqual([next.complete, next.ids.length], [true, 151]);
  });

  const huge = { listed: ["1"], pins: { "60": "9" }, boards: { "9": { id: "9", pin_count: 100_001 } } };
  itSyncs("with more than 100,000 Pins is a row, but no parent", ["boards", "board_sections", "pins"], {
    api: account(huge),
    ids: ["1", "9"],
    counts: { board_sections: 1 },
  });
  itSyncs("with more than 100,000 Pins is a parent if the settings name it", ["boards", "board_sections"], {
    api: account(huge),
    config: { boardIds: ["9"] },
    ids: ["1", "9"],
    counts: { board_sections: 1 },
    calls: { "/boards/9/sections": 1 },
  });
  itSyncs("is read if the settings name it, and others by the list", "board_sections", {
    api: account({ listed: ["1", "2"] }),
    config: { boardIds: ["2", "9"] },
    ids: ["20", "90"],
    calls: { "/boards/9": 1 },
  });

  for (const order of [
    ["boards", "board_sections", "pins"],
    ["pins", "boards", "board_sections"],
  ])
    for (const mode of ["full_refresh", "incremental"] as const)
      it(`is found by the next sync at the latest under a daily quota: ${order.join(", ")}, ${mode}`, async () => {
        const streams = order.map((each) => (each === "pins" ? configured(each, mode) : each));
        const first = await scriptedRead(streams, underQuota(account(ordinary)), { now: "2026-06-30T12:00:00Z" });
        const next = await first.again(underQuota(account(later)), {
          states: { pins: first.of("pins").states.at(-1) },
        });
        const found = [next.of("boards").ids, next.of("board_sections").ids.toSorted()];
        assert.deepEqual(
          [first.complete, next.complete, found],
          [
            true,
            true,
            [
              ["1", "2", "3", "9"],
              ["10", "20", "30", "90"],
            ],
          ],
        );
      });

  const boards = { config: {}, mode: "incremental" } as const;
  const kept = { boards: { version: 2, unlisted: "9" } };
  itTracks(
    "is not deleted by its absence from the list, and is by requests for it",
    "boards",
    { ...boards, states: kept, api: account({ listed: ["1"] }), written: ["+1", "+9"] },
    { written: [] },
    { written: [] },
    { api: account({ listed: ["1"], boards: { "9": denied } }), written: [], warnings: [/skipped board 9/u] },
    { written: [], warnings: [/skipped board 9/u] },
    { api: account({ listed: ["1"], boards: { "9": gone } }), after: 8, written: ["-9"] },
  );

  itTracks(
    "doesn't delete its sections while nothing names it",
    "board_sections",
    { api: account({ listed: ["1"] }), config: { boardIds: ["1", "9"] }, written: ["+10", "+90"] },
    { config: {}, written: [] },
    { config: {}, written: [] },
    { config: {}, api: account({ listed: ["1"], boards: { "9": gone } }), after: 8, written: ["-90"] },
  );

  it("is compared with the entire list after an interruption, which repeats no row", async () => {
    const script = account(ordinary);
    const cut: Script = (request, signal) =>
      request.path === "/boards" && request.query.get("bookmark") === "at 2" ? fault : script(request, signal);
    const first = await scriptedRead(incrementalPins, cut, { job: "81" });
    const next = await first.again(script);
    assert.deepEqual([first.ids, next.ids, asked(next)], [["1", "2"], ["3", "9"], ["9"]]);
  });

  it("is asked for by the setting only if there is one profile", async () => {
    const script: Script = (request, signal) => {
      const isOther = request.query.get("ad_account_id") === "549";
      if (request.path === "/ad_accounts") return page([{ id: "549", owner: { id: "2" } }]);
      if (request.path === "/user_account") return { body: { id: isOther ? "2" : "1" } };
      return account({ listed: isOther ? ["5"] : ["1"] })(request, signal);
    };
    const config = { allProfiles: true, boardIds: ["1", "5"] };
    const read = await scriptedRead("board_sections", script, { config });
    assert.deepEqual([read.complete, read.ids, asked(read)], [true, ["10", "50"], []]);
  });

  it("keeps a tracked stream's cursor", async () => {
    const wanted = { ...configured("boards", "incremental"), cursorField: updatedAt };
    const { records, states } = await scriptedRead([wanted, "pins"], account(ordinary), {
      config: { trackChanges: ["boards"] },
    });
    assert.deepEqual([records.length, states.at(-1)?.unlisted], [4, "9"]);
  });
});
