import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { ApiClient } from "../../../src/pinterest/client.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import { StoppedError } from "../../../src/signals.ts";
import { AccessClient } from "../../../src/sync/access/access-client.ts";

describe("AccessClient", () => {
  it("finds no denied ad account for a token request", () => {
    const client = new AccessClient({ call: () => assert.fail("nothing is requested") });
    for (const operation of ["oauth/token", "campaigns/list"]) {
      assert.equal(client.isAdAccountDenied(operation, { ad_account_id: "1" }), false);
    }
  });

  it("sends no further request of an operation whose scope is missing, unless one has succeeded", async () => {
    const missing = (operation: string) => new ApiError({ kind: "missing_scope", operation, reason: "no boards:read" });
    const sent: unknown[] = [];
    const call: ApiClient["call"] = (operation, { board_id: board }, _, decode) => {
      sent.push(board);
      return board === "good" ? Promise.resolve(decode({})) : Promise.reject(missing(operation));
    };
    const { signal } = new AbortController();
    const read = (client: AccessClient, board: string) =>
      client.call("boards/list_pins", { board_id: board }, { signal }, () => board);
    const client = new AccessClient({ call });
    for (const board of ["1", "2"]) await assert.rejects(read(client, board), /no boards:read/u);
    assert.deepEqual(sent.splice(0), ["1"]);
    const other = new AccessClient({ call });
    assert.equal(await read(other, "good"), "good");
    for (const board of ["1", "2"]) await assert.rejects(read(other, board), /no boards:read/u);
    assert.deepEqual(sent, ["good", "1", "2"]);
  });

  it("sends requests without an ad account concurrently", async () => {
    const responses: (() => void)[] = [];
    const call: ApiClient["call"] = async (_, __, ___, decode) => {
      await new Promise<void>((resolve) => responses.push(resolve));
      return decode({});
    };
    const client = new AccessClient({ call });
    const { signal } = new AbortController();
    const reads = ["1", "2"].map((board) =>
      client.call("boards/list_pins", { board_id: board }, { signal }, () => board),
    );
    await turn();
    assert.equal(responses.length, 2);
    for (const respond of responses) respond();
    assert.deepEqual(await Promise.all(reads), ["1", "2"]);
  });

  it("sends nothing for a caller that was stopped while the ad account's first request was in flight", async () => {
    const sent: unknown[] = [];
    let respond = () => {};
    const arrived = new Promise<void>((resolve) => {
      respond = resolve;
    });
    const call: ApiClient["call"] = async (_, parameters, __, decode) => {
      sent.push(parameters.bookmark);
      await arrived;
      return decode({});
    };
    const client = new AccessClient({ call });
    const stop = new AbortController();
    const read = (bookmark: string, signal = new AbortController().signal) =>
      client.call("campaigns/list", { ad_account_id: "1", bookmark }, { signal }, () => bookmark);
    const first = read("a");
    const stopped = assert.rejects(read("b", stop.signal), StoppedError);
    const other = read("c");
    await turn();
    assert.deepEqual(sent, ["a"]);
    stop.abort();
    respond();
    await stopped;
    assert.deepEqual([await first, await other, sent], ["a", "c", ["a", "c"]]);
  });
});
