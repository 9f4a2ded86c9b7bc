import assert from "node:assert/strict";
import { type ApiResponse, page, pageOfAll } from "../../scripted-api.ts";
import { readOne, rows, type Script, unauthorized } from "../scripted-read.ts";

/** Boards, one per page; `at` handles requests with a bookmark first. */
const boards =
  (at: (bookmark: string) => ApiResponse | undefined = () => undefined): Script =>
  (request) =>
    request.path === "/boards"
      ? (at(request.query.get("bookmark") ?? "") ?? pageOfAll(rows("a", "b", "c"), request, 1))
      : undefined;

describe("a finished full refresh", () => {
  for (const job of ["81", undefined]) {
    it(`has the platform's marker and the job, if any: ${job ?? "none"}`, async () => {
      const { states } = await readOne("campaigns", () => undefined, { job });
      const { job: stored, selection: _, ...last } = states.at(-1) ?? {};
      const marks = { __ab_full_refresh_sync_complete: true, version: 2, completed: "2026-06-30" };
      assert.deepEqual([stored, last], [job, marks]);
    });
  }
});

describe("a full refresh", () => {
  for (const [title, state] of [
    ["none at all", {}],
    ["the official connector's", { date: "2024-05-01" }],
    ["one of a stream without cursor", { __ab_no_cursor_state_message: true }],
    ["one of release 0.3", { version: 1, refresh: { job: "81", done: [["a", "b"]], open: {} } }],
    ["one of an incremental read", { version: 2, attempt: "81", table: { rows: "" } }],
    ["one of another job", { version: 2, refresh: true, attempt: "80", table: { open: { all: "at 1" } } }],
  ] as const) {
    it(`starts over from a state that is ${title}`, async () => {
      for (const job of ["81", undefined])
        assert.deepEqual((await readOne("boards", boards(), { state, job })).ids, ["a", "b", "c"]);
    });
  }

  for (const state of [
    { version: 3 },
    { version: "2" },
    { version: 2, refresh: 3 },
    { version: 2, refresh: true, attempt: "81", table: { open: [] } },
  ]) {
    it(`rejects ${JSON.stringify(state)}`, async () => {
      const { messageOf, api } = await readOne("boards", boards(), { state, job: "81" });
      assert.match(messageOf("config_error"), /\bboards\b/u);
      assert.equal(api.calls("/boards"), 0);
    });
  }

  it("resumes within the list of any partition, such as one named __proto__", async () => {
    const list: Script = (request) =>
      request.path === "/search/boards" ? pageOfAll(rows("a", "b"), request, 1) : undefined;
    const config = { searchQueries: ["__proto__", "constructor"], numWorkers: 1 };
    const failing: Script = (request) => (request.query.has("bookmark") ? unauthorized : list(request));
    const first = await readOne("search_boards", failing, { job: "81", config });
    assert.deepEqual([first.complete, first.ids], [false, ["a"]]);
    const again = await first.again(list);
    assert.deepEqual([again.complete, again.ids], [true, ["b", "a", "b"]]);
  });
});

describe("a full refresh by parent", () => {
  /** Four boards with two sections of two Pins each, one per page. */
  const pins =
    (at: (path: string, bookmark: string) => ApiResponse | undefined = () => undefined): Script =>
    (request) => {
      const { path, query } = request;
      const early = at(path, query.get("bookmark") ?? "");
      if (early !== undefined) return early;
      const [, board = "", section] = /^\/boards\/(\d)\/sections(?:\/(\d+)\/pins)?$/u.exec(path) ?? [];
      if (path === "/boards") return page(rows("1", "2", "3", "4"));
      if (board === "") return undefined;
      if (section === undefined) return page(rows(`${board}1`, `${board}2`));
      return pageOfAll(rows(`${section}a`, `${section}b`), request, 1);
    };
  const config = { numWorkers: 1 };
  const failing = pins((path, bookmark) => (path.includes("/22/") && bookmark !== "" ? unauthorized : undefined));

  it("resumes after completed parents and partitions, and within open lists", async () => {
    const first = await readOne("board_section_pins", failing, { job: "81", config });
    assert.deepEqual([first.complete, first.ids], [false, ["11a", "11b", "12a", "12b", "21a", "21b", "22a"]]);
    // An attempt that fails before it reaches the open parent keeps its progress.
    const second = await first.again(pins((path) => (path === "/boards" ? unauthorized : undefined)));
    assert.deepEqual([second.complete, second.ids], [false, []]);
    const third = await readOne("board_section_pins", pins(), {
      job: "81",
      config,
      state: second.states.at(-1) ?? first.states.at(-1),
    });
    assert.deepEqual(third.ids, ["22b", ...["3", "4"].flatMap((id) => [`${id}1a`, `${id}1b`, `${id}2a`, `${id}2b`])]);
    assert.equal(third.api.calls("/boards/1/sections"), 0);
    const other = await first.again(pins(), { job: "82" });
    assert.equal(other.ids.length, 16);
  });
});
