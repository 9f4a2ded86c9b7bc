import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError } from "../../test/scripted-api.ts";
import { pagesOf, read, reporting, type Server } from "./server.ts";
import { World } from "./world.ts";

const boards = ["1", "2", "3", "4", "5"].map((id) => ({ id, name: `Board ${id}` }));
const boardsServer = pagesOf("/boards", boards);
const html = "<!DOCTYPE html>\n<html><head><title>Blocked</title></head><body>Gateway</body></html>";
const xml = '<?xml version="1.0"?>\n<Error><Code>SlowDown</Code></Error>';

const first = ({ path, query }: ApiRequest) => path === "/boards" && !query.has("bookmark");
const second = ({ path, query }: ApiRequest) => path === "/boards" && query.get("bookmark") === "page-at-2";

/** Reads boards while some requests get an error, `times` of them or all. */
async function readBoards(
  response: ApiResponse,
  isFault: (request: ApiRequest) => boolean,
  times: number,
  by?: "program",
) {
  let calls = 0;
  const server: Server = (request, clock) => {
    if (!isFault(request)) return boardsServer(request, clock);
    calls += 1;
    return calls <= times ? response : boardsServer(request, clock);
  };
  const result = await read(server, ["boards"], { by });
  return { result, calls };
}

/** Fails unless an error costs nothing if it ends, and is a transient error if it doesn't. */
async function assertTransient(response: ApiResponse, what: string): Promise<void> {
  for (const isFault of [first, second]) {
    const once = await readBoards(response, isFault, 2);
    assert.deepEqual(
      [once.result.end("boards"), once.result.ids("boards")],
      ["COMPLETE", ["1", "2", "3", "4", "5"]],
      what,
    );
    const { result, calls } = await readBoards(response, isFault, Infinity);
    assert.equal(result.end("boards"), "transient_error", `${what}: ${result.errors}`);
    assert.ok(calls >= 3, `${what} is requested ${calls} times`);
  }
}

describe("a web page", () => {
  it("is a gateway's, whatever its status: retried, then a transient error", async () => {
    const statuses = [200, 400, 401, 402, 403, 404, 405, 406, 409, 410, 415, 418, 426, 428, 444, 451, 500, 501, 503];
    const wrong: string[] = [];
    for (const status of statuses) {
      for (const body of [html, xml]) {
        await assertTransient({ status, body }, String(status)).catch((error: unknown) => wrong.push(String(error)));
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("costs neither an ad account nor a report", async () => {
    for (const stream of ["ad_account_analytics", "campaign_analytics_report", "campaigns"]) {
      for (const status of [400, 401, 403, 404]) {
        const world = new World({ "500": [{ id: "11", status: "ACTIVE" }], "501": [{ id: "21", status: "ACTIVE" }] });
        const left = ["GET", "POST"].map((method) => ({ method }));
        const server: Server = (request, clock) => {
          const index = left.findIndex(({ method }) => method === request.method);
          if (!request.path.startsWith("/ad_accounts/500/") || index === -1) return world.answer(request, clock);
          left.splice(index, 1);
          return { status, body: html };
        };
        const result = await read(server, [stream]);
        result.assertComplete(stream);
        assert.deepEqual(world.differences(stream, result.records(stream)), [], `${stream}, ${status}`);
      }
    }
  });
});

describe("an error of the API", () => {
  for (const [what, response] of [
    ["the status 499", apiError(499, 0, "Client closed request")],
    ["the status 499 and no body", { status: 499, body: "" }],
    ["the status 460", apiError(460, 0, "x")],
    ["code 2787", apiError(400, 2787, "Sorry! Something went wrong on our end.")],
    ["code 2787 and other words", apiError(400, 2787, "Oops.")],
    ["the words of a rate limit", apiError(400, 1, "Too many requests, try again in 2 seconds")],
    ["the words of a rate limit in capitals", apiError(400, 1, "TOO MANY REQUESTS")],
    ["the words of a rate limit in its middle", apiError(400, 1, "Blocked: too many Requests from this app.")],
  ] as const) {
    it(`with ${what} is retried, then a transient error`, () => assertTransient(response, what));
  }

  it("that passes costs the built program nothing", async () => {
    for (const response of [
      { status: 401, body: html },
      { status: 499, body: "" },
      apiError(400, 1, "too many requests"),
    ]) {
      const { result } = await readBoards(response, first, 1, "program");
      result.assertComplete("boards");
      assert.equal(result.ids("boards").length, boards.length);
    }
  });
});

describe("the file of a report", () => {
  it("of 0 bytes is empty if its size is 0, and only then", async () => {
    for (const [stream, by] of [
      ["campaign_analytics_report", "program"],
      ["campaign_analytics_report", undefined],
      ["campaign_targeting_report", undefined],
      ["template_reports", undefined],
      ["mmm_report", undefined],
      ["brand_category_sku_report", undefined],
      ["catalogs_reports_distribution_issues", undefined],
    ] as const) {
      const { server, downloads } = reporting(() => "", 0);
      const empty = await read(server, [stream], { by });
      empty.assertComplete(stream);
      assert.ok(downloads.some((count) => count > 0));
      assert.deepEqual(empty.records(stream), []);
      (await read(reporting(() => "", 100).server, [stream])).assertIncomplete(stream, "transient_error");
    }
  });

  it("with rows of one key and other numbers is warned of", async () => {
    const stream = "campaign_analytics_report";
    const row = (id: number, spend: number): JsonObject => ({
      CAMPAIGN_ID: String(id),
      DATE: "2026-06-01",
      SPEND_IN_DOLLAR: spend,
    });
    const many = Array.from({ length: 1_000 }, (_, index) => row(100 + index, index));
    const warningsOf = async (rows: readonly JsonObject[]) => {
      const body = JSON.stringify({ "500": rows });
      const result = await read(reporting(() => body, body.length).server, [stream]);
      result.assertComplete(stream);
      return result.warnings().filter((line) => line.startsWith(`${stream}: `));
    };
    assert.deepEqual(await warningsOf(many), []);
    assert.deepEqual(await warningsOf([...many, row(100, 0)]), [], "an equal row");
    for (const rows of [many.slice(0, 1), many].map((some) => [...some, row(100, 5)])) {
      const [warning = "", ...more] = await warningsOf(rows);
      assert.match(warning, /\bkeys?\b/u);
      assert.deepEqual(more, []);
    }
  });
});
