import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError, page } from "../../test/scripted-api.ts";
import { check, pagesOf, read, reporting, type Server } from "./server.ts";

const boards = ["1", "2", "3", "4", "5"].map((id) => ({ id, name: `Board ${id}` }));
const boardsServer = pagesOf("/boards", boards);
const allIds = boards.map(({ id }) => id);
const lastPage = ({ path, query }: ApiRequest) => path === "/boards" && query.get("bookmark") === "page-at-2";

/** Returns a server that answers some requests for boards with an empty list with these members, as often as given. */
const emptying = (more: JsonObject, times = Infinity, isEmpty = lastPage) => {
  let calls = 0;
  const server: Server = (request, clock) => {
    if (!isEmpty(request)) return boardsServer(request, clock);
    calls += 1;
    return calls > times ? boardsServer(request, clock) : { body: { items: [], bookmark: null, ...more } };
  };
  return { server, calls: () => calls };
};

describe("an empty list", () => {
  for (const failure of [
    { message: "Something is wrong with the request" },
    { error: "internal" },
    { error: { reason: "shard" } },
    { code: 12345 },
    { error_code: 12345 },
    { status: "failure" },
  ]) {
    it(`with ${JSON.stringify(failure)} is retried, then ends its stream INCOMPLETE`, async () => {
      for (const isEmpty of [({ path }: ApiRequest) => path === "/boards", lastPage]) {
        const { server, calls } = emptying(failure, Infinity, isEmpty);
        (await read(server, ["boards"])).assertIncomplete("boards", "transient_error");
        assert.ok(calls() > 1, "it is not retried");
      }
      const once = await read(emptying(failure, 1).server, ["boards"]);
      once.assertComplete("boards");
      assert.deepEqual(once.ids("boards"), allIds);
    });
  }

  it("with an error ends its stream INCOMPLETE in the built program", async () => {
    const result = await read(emptying({ message: "x" }).server, ["boards"], { by: "program" });
    result.assertIncomplete("boards", "transient_error");
  });

  it("under another name is invalid with an error too", async () => {
    for (const [stream, path, body] of [
      ["user_account_top_pins", "/user_account/analytics/top_pins", { pins: [], sort_by: "IMPRESSION" }],
      ["audience_insight_definitions", "/ad_accounts/500/insights/audiences", { items: [] }],
      ["ad_account_targeting_analytics", "/ad_accounts/500/targeting_analytics", { data: [] }],
    ] as const) {
      for (const failure of [{ message: "Internal error" }, { status: "failure" }]) {
        const server: Server = ({ path: requested }) => {
          if (requested === "/ad_accounts") return page([{ id: "500" }]);
          return requested === path ? { body: { ...body, ...failure } } : { body: { id: "1" } };
        };
        const result = await read(server, [stream]);
        result.assertIncomplete(stream, "transient_error");
      }
    }
  });

  it("without an error is empty", async () => {
    const nulls = { message: null, error: null, code: null, error_code: null, status: null };
    for (const more of [{}, nulls, { status: "success" }]) {
      const result = await read(emptying(more).server, ["boards"]);
      result.assertComplete("boards");
      assert.deepEqual(result.ids("boards"), ["1", "2"]);
    }
  });
});

describe("a catalog file", () => {
  const stream = "catalogs_reports_distribution_issues";

  it("that is a lone line of prose has no header, whatever its size", async () => {
    for (const prose of [
      "Sorry, the report is not available right now, please try again",
      "Service unavailable, try again later\n",
      "The report failed; ask support",
    ]) {
      const result = await read(reporting(() => prose, prose.length).server, [stream]);
      result.assertIncomplete(stream, "transient_error");
    }
  });

  it("that has a header and no rows is empty", async () => {
    for (const header of ["item_id,issue_code,issue", "item_id\tissue\n"]) {
      const result = await read(reporting(() => header, header.length).server, [stream]);
      result.assertComplete(stream);
      assert.deepEqual(result.records(stream), []);
    }
  });
});

describe("check", () => {
  const denied = apiError(403, 29, "You are not permitted to access that resource.");
  /** A server with a response for the account, and one row in a list. */
  const ofAccount =
    (response: ApiResponse, list = "", rows: readonly JsonObject[] = []): Server =>
    ({ path }) =>
      path === "/user_account" ? response : page(path === list ? rows : []);
  const nothing: Server = () => ({ body: { items: [], bookmark: null } });

  it("fails if nothing that a server returns is recognizable", async () => {
    for (const [server, by] of [
      [nothing, "program"],
      [nothing, undefined],
      [() => ({ body: {} }), undefined],
      [ofAccount({ body: { id: null, username: "" } }), undefined],
      [ofAccount(denied), undefined],
    ] as const satisfies readonly (readonly [Server, ("program" | undefined)?])[]) {
      const [status, message] = await check(server, by);
      assert.equal(status, "FAILED", message);
      assert.doesNotMatch(message, /\bConnected\b/u);
    }
  });

  it("succeeds with an account that has an ID or a username, and without access to it with another row", async () => {
    for (const server of [
      ofAccount({ body: { id: "1" } }),
      ofAccount({ body: { username: "shop" } }),
      ofAccount(denied, "/boards", boards),
      ofAccount(denied, "/ad_accounts", [{ id: "5" }]),
    ]) {
      const [status, message] = await check(server);
      assert.equal(status, "SUCCEEDED", message);
    }
  });
});

describe("an edited or expired bookmark in a state", () => {
  const rows = ["9", "8", "7", "6", "5"].map((id) => ({ id, name: id, created_at: `2026-06-0${id}T00:00:00` }));

  for (const [stream, path, mode] of [
    ["boards", "/boards", "full_refresh"],
    ["pins", "/pins", "full_refresh"],
    ["pins", "/pins", undefined],
    ["campaigns", "/ad_accounts/500/campaigns", undefined],
  ] as const) {
    it(`restarts the list of ${stream} in ${mode ?? "incremental"}`, async () => {
      const healthy: Server = (request, clock) =>
        request.path === "/ad_accounts" ? page([{ id: "500" }]) : pagesOf(path, rows)(request, clock);
      const cut: Server = (request, clock) =>
        request.query.get("bookmark") === "page-at-2" ? apiError(500, 12, "x") : healthy(request, clock);
      const options = { job: "7", ...(mode && { mode }) };
      const first = await read(cut, [stream], options);
      first.assertIncomplete(stream, "transient_error");
      const state = JSON.stringify(first.state);
      assert.ok(state.includes("page-at-2"), "the state has no bookmark");
      for (const bookmark of ["start_index=5", "start_index=-1", "start_index=2", "page-at-99x", "%00", " "]) {
        const edited = JSON.parse(state.replaceAll("page-at-2", bookmark));
        const by = stream === "boards" && bookmark === "start_index=5" ? "program" : undefined;
        const again = await read(healthy, [stream], { ...options, state: edited, by });
        again.assertComplete(stream);
        const ids = new Set([...first.ids(stream), ...again.ids(stream)]);
        assert.deepEqual([...ids].toSorted(), ["5", "6", "7", "8", "9"], bookmark);
      }
    });
  }
});
