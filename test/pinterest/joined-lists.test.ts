import assert from "node:assert/strict";
import { ApiError } from "../../src/pinterest/errors/api-error.ts";
import { FakeClock } from "../fake-clock.ts";
import { apiError, listIn, page, ScriptedApi } from "../scripted-api.ts";

const noon = Date.parse("2026-07-09T12:00:00Z");
const rejection = apiError(400, 1, "Invalid request.");

/**
 * Returns a function that requests campaigns with some statuses and returns the error, if any, and the statuses of each request.
 * @param isRejected whether a request with some statuses is rejected
 */
function setUp(
  isRejected: (statuses: readonly string[], attempt: number) => boolean,
  { error = rejection }: { readonly error?: ReturnType<typeof apiError> } = {},
) {
  let requests: string[] = [];
  let attempts = 0;
  const { client } = new ScriptedApi(new FakeClock(noon), ({ query }) => {
    const statuses = listIn(query, "entity_statuses");
    requests.push(statuses.join());
    attempts += 1;
    return isRejected(statuses, attempts) ? error : page([]);
  });
  return async (...entity_statuses: readonly string[]) => {
    requests = [];
    const parameters = { ad_account_id: "549", entity_statuses };
    const caller = { signal: new AbortController().signal };
    const thrown = await client
      .call("campaigns/list", parameters, caller, (body) => body)
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    assert.ok(thrown === undefined || thrown instanceof ApiError, String(thrown));
    return { error: thrown, requests };
  };
}

describe("a rejected request with several values in a list", () => {
  it("is an error that names the list if each value is accepted alone", async () => {
    const list = setUp((statuses) => statuses.length > 1);
    const { error, requests } = await list("ACTIVE", "PAUSED");
    assert.deepEqual(requests, ["ACTIVE,PAUSED", "ACTIVE", "PAUSED", "ACTIVE,PAUSED"]);
    assert.deepEqual(
      [error?.kind, error?.status, error?.reason],
      [
        "invalid_request",
        undefined,
        "Invalid request (HTTP 400, code 1). Pinterest accepts one value of entity_statuses, but not 2 joined by commas",
      ],
    );
    const later = await list("ACTIVE", "PAUSED", "DRAFT");
    assert.deepEqual(later.requests, ["ACTIVE,PAUSED,DRAFT"], "known from then on");
    assert.match(later.error?.reason ?? "", /not 3 joined by commas$/u);
  });

  it("is a usual rejection if one of the values is rejected alone", async () => {
    for (const [wrong, expected] of [
      ["ACTIVE", ["ACTIVE,PAUSED", "ACTIVE"]],
      ["PAUSED", ["ACTIVE,PAUSED", "ACTIVE", "PAUSED"]],
    ] as const) {
      const { error, requests } = await setUp((statuses) => statuses.includes(wrong))("ACTIVE", "PAUSED");
      assert.deepEqual([requests, error?.status, error?.reason], [expected, 400, "Invalid request."]);
    }
  });

  it("is a usual rejection if the same request is accepted later, and from then on", async () => {
    const list = setUp((_, attempt) => attempt === 1 || attempt === 5);
    const { error, requests } = await list("ACTIVE", "PAUSED");
    assert.deepEqual([requests.length, error?.status], [4, 400]);
    const again = await list("ACTIVE", "PAUSED");
    assert.deepEqual([again.requests.length, again.error?.status], [1, 400]);
  });

  it("costs no further request if two values were accepted before, or there are more or fewer than two", async () => {
    const list = setUp((statuses) => statuses.includes("DRAFT"));
    assert.equal((await list("ACTIVE", "PAUSED", "DRAFT")).requests.length, 1);
    assert.equal((await list("DRAFT")).requests.length, 1);
    assert.equal((await list("ACTIVE", "PAUSED")).error, undefined);
    assert.equal((await list("PAUSED", "DRAFT")).requests.length, 1);
  });

  it("costs no further request for IDs, which are requested alone, and for later pages", async () => {
    for (const [operation, parameters] of [
      ["keywords/get", { ad_account_id: "549", ad_group_ids: ["1", "2"] }],
      ["campaigns/list", { ad_account_id: "549", entity_statuses: ["ACTIVE", "DRAFT"], bookmark: "expired" }],
    ] as const) {
      const api = new ScriptedApi(new FakeClock(noon), () => rejection);
      const caller = { signal: new AbortController().signal };
      await assert.rejects(
        api.client.call(operation, parameters, caller, (body) => body),
        ApiError,
      );
      assert.equal(api.requests.length, 1);
    }
  });

  it("costs no further request if the error is another one", async () => {
    for (const error of [apiError(403, 29, "You are not permitted."), apiError(414, 1, "Too long.")]) {
      const { requests } = await setUp(() => true, { error })("ACTIVE", "PAUSED");
      assert.equal(requests.length, 1);
    }
  });
});
