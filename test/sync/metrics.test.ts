import assert from "node:assert/strict";
import { digestOf } from "../../src/base/digest.ts";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError } from "../scripted-api.ts";
import { metricRequests, metricsOfAll, pinAccount, pins, pinsIn } from "./pin-metrics.ts";
import { type OneSituation, readOne, restricted, unauthorized } from "./scripted-read.ts";

interface Situation extends OneSituation {
  readonly pins?: readonly JsonObject[];
  readonly metrics?: (request: ApiRequest) => ApiResponse;
}

/** Reads the metrics of Pins incrementally. `today` replaces the day of the read. */
async function read({ pins: all = pins(2), metrics, ...situation }: Situation = {}) {
  const one = await readOne("pin_analytics", pinAccount(all, metrics), { mode: "incremental", ...situation });
  return { ...one, requests: metricRequests(one.api.requests), last: one.states.at(-1) ?? {} };
}

const on = (day: string) => ({ now: `${day}T12:00:00Z` });
/** Digests of the Pins that a state knows. */
const known = (all: readonly JsonObject[]) => all.map(({ id }) => digestOf(asText(id), 6)).join("");

describe("metrics in incremental mode", () => {
  it("reads all dates of a new Pin", async () => {
    const { last: state } = await read();
    const next = await read({ state, pins: pins(3), ...on("2026-07-01") });
    assert.deepEqual(next.requests, ["2026-04-03..2026-07-01 3-3", "2026-06-27..2026-07-01 1-2"]);
    const after = await read({ state: next.last, pins: pins(3), ...on("2026-07-02") });
    assert.deepEqual(after.requests, ["2026-06-28..2026-07-02 1-3"]);
  });

  it("rereads dates with provisional metrics", async () => {
    for (const status of ["ESTIMATE", "PROCESSING"]) {
      const { last } = await read({
        metrics: (request) => metricsOfAll(request, (day) => (day === "2026-06-30" ? status : "READY")),
      });
      assert.equal(last.unsettled, "2026-06-30");
      assert.deepEqual((await read({ state: last, ...on("2026-07-20") })).requests, ["2026-06-27..2026-07-20 1-2"]);
      const late = await read({ state: { ...last, unsettled: "2026-06-10" }, ...on("2026-07-01") });
      assert.deepEqual([late.requests, late.last.unsettled], [["2026-06-10..2026-07-01 1-2"], undefined]);
    }
    const final = await read({ metrics: (request) => metricsOfAll(request, () => "BEFORE_PIN_CREATED") });
    assert.equal(final.last.unsettled, undefined);
  });

  it("rereads the last days of a range if no response had them yet", async () => {
    const metrics = (request: ApiRequest) => {
      const query = new URLSearchParams(request.query);
      query.set("end_date", "2026-06-20");
      return metricsOfAll({ ...request, query });
    };
    const { last } = await read({ metrics });
    assert.deepEqual([last.cursor, last.unsettled], ["2026-06-30", "2026-06-21"]);
    const next = await read({ state: last, ...on("2026-07-01") });
    assert.deepEqual([next.requests, next.last.unsettled], [["2026-06-21..2026-07-01 1-2"], undefined]);
  });

  for (const body of [{}, { all: {} }, { all: { daily_metrics: [], summary_metrics: {} } }]) {
    it(`rereads all dates of the account after a response without any: ${JSON.stringify(body)}`, async () => {
      const script = ({ path }: ApiRequest) => (path === "/user_account/analytics" ? { body } : { body: { id: "1" } });
      const first = await readOne("user_account_analytics", script, { mode: "incremental" });
      const { api } = await first.again(script, on("2026-07-01"));
      const [range] = api.requests.filter((request) => request.startsWith("/user_account/analytics"));
      assert.equal(range, "/user_account/analytics?start_date=2026-04-03&end_date=2026-07-01");
    });
  }

  it("requests nothing for a cursor in the future, and resumes from today later", async () => {
    const state = { version: 1, cursor: "2999-12-31", known: known(pins(2)) };
    const { requests, states, errors } = await read({ state });
    assert.deepEqual([errors, requests], [[], []]);
    assert.deepEqual(states, [{ ...state, cursor: "2026-06-30", completed: "2026-06-30" }]);
  });

  it("restarts a pass that a clock ahead of time began", async () => {
    const round = { from: "2026-07-02", through: "2026-07-05", first: "2026-04-07", done: [], members: "" };
    const state = { version: 1, cursor: "2026-06-29", start: "2026-04-01", known: known(pins(2)), round };
    const { requests, last } = await read({ state });
    assert.deepEqual([requests, last.cursor], [["2026-06-26..2026-06-30 1-2"], "2026-06-30"]);
  });

  it("writes a state without Pins, and one for a start date in the future", async () => {
    const without = await read({ pins: [] });
    assert.deepEqual([without.requests, without.last.cursor], [[], "2026-06-30"]);
    const early = await read({ config: { startDate: "2026-07-05" } });
    assert.deepEqual([early.requests, early.states], [[], [{ version: 1, completed: "2026-06-30" }]]);
  });

  describe("when interrupted", () => {
    const failing = (request: ApiRequest): ApiResponse =>
      pinsIn(request).includes("101")
        ? unauthorized
        : metricsOfAll(request, (day) => (day === "2026-06-30" ? "ESTIMATE" : "READY"));
    const begun = { version: 1, cursor: "2026-06-29", start: "2026-04-01", known: known(pins(250)) };
    const config = { numWorkers: 1 };
    const cut = (situation: Situation = {}) => read({ pins: pins(250), metrics: failing, config, ...situation });

    it("saves the progress of the pass and keeps the cursor", async () => {
      const { complete, last } = await cut({ state: begun });
      assert.equal(complete, false);
      assert.deepEqual(last, {
        ...begun,
        round: {
          first: "2026-04-02",
          from: "2026-06-26",
          through: "2026-06-30",
          done: [["2026-06-26/1", "2026-06-26/100"]],
          unsettled: "2026-06-30",
        },
      });
    });

    it("finishes the pass on a later day, then reads up to today", async () => {
      const { last: state } = await cut();
      const again = await read({ state, pins: pins(250), config, ...on("2026-07-10") });
      assert.deepEqual(again.requests, [
        "2026-04-12..2026-06-30 101-200",
        "2026-04-12..2026-06-30 201-250",
        "2026-06-27..2026-07-10 1-100",
        "2026-06-27..2026-07-10 101-200",
        "2026-06-27..2026-07-10 201-250",
      ]);
      assert.equal(again.last.cursor, "2026-07-10");
    });
  });

  describe("with inactive Pins", () => {
    const inactive = (count: number) => pins(count, 10_000, { pin_metrics: { "90d": { impression: 0 } } });
    const told = async ({ log }: Awaited<ReturnType<typeof read>>) =>
      (await log.logs("INFO")).filter((line) => line.includes("show no activity"));

    it("logs the number of API calls saved, if there are any", async () => {
      const [line = "", ...more] = await told(await read({ pins: [...pins(100), ...inactive(950)] }));
      assert.match(line, /950 of 1,050 Pins, which show no activity.*saved 10 API calls/u);
      assert.deepEqual([more, await told(await read())], [[], []]);
    });

    it("logs them as single API calls if the app has no access to batches", async () => {
      const metrics = (request: ApiRequest) =>
        request.path === "/pins/analytics" ? restricted : metricsOfAll(request);
      const [line = ""] = await told(await read({ pins: [...pins(2), ...inactive(950)], metrics }));
      assert.match(line, /saved 950 API calls/u);
    });
  });
});

describe("metrics in full refresh", () => {
  const refresh = (situation: Situation) => read({ pins: pins(3), mode: "full_refresh", job: "81", ...situation });
  const days = { job: "81", from: "2026-04-02", through: "2026-06-30" };

  it("resumes in the same job, with the dates that Pinterest still has", async () => {
    const state = { version: 1, refresh: { ...days, done: [["2026-04-02/1", "2026-04-02/2"]], open: {} } };
    const { requests, states } = await refresh({ state, ...on("2026-07-01") });
    assert.deepEqual(requests, ["2026-04-03..2026-06-30 3-3"]);
    assert.equal(states.at(-1)?.__ab_full_refresh_sync_complete, true);
    assert.deepEqual((await refresh({ state, job: "82" })).requests, ["2026-04-02..2026-06-30 1-3"]);
  });

  it("reads a rejected Pin again, and no other", async () => {
    const metrics = (request: ApiRequest) =>
      pinsIn(request).includes("2") ? apiError(400, 1, "Invalid Pin.") : metricsOfAll(request);
    const { last, messageOf } = await refresh({ metrics });
    assert.match(messageOf("config_error"), /\(pin_ids 2\)/u);
    assert.deepEqual((await refresh({ state: last })).requests, ["2026-04-02..2026-06-30 2-2"]);
  });
});
