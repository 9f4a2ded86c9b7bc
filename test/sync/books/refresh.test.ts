import assert from "node:assert/strict";
import { type ApiResponse, pageOfAll } from "../../scripted-api.ts";
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
