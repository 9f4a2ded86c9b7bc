import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError } from "../scripted-api.ts";
import { metricRequests, metricsOfAll, pinAccount, pins, pinsIn } from "./pin-metrics.ts";
import { type OneSituation, readOne, unauthorized } from "./scripted-read.ts";

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
/** Returns the marks in a state, each with the number of its Pins. */
function marksIn({ dates }: JsonObject): readonly string[] {
  assert.ok(isObject(dates) && isObject(dates.read));
  return Object.entries(dates.read).map(([mark, digests]) => `${mark}: ${asText(digests).length / 7}`);
}

describe("metrics in incremental mode", () => {
  it("reads all dates of a new Pin", async () => {
    const { last: state } = await read();
    const next = await read({ state, pins: pins(3), ...on("2026-07-01") });
    assert.deepEqual(next.requests.toSorted(), ["2026-04-03..2026-07-01 3-3", "2026-06-23..2026-07-01 1-2"]);
    const after = await read({ state: next.last, pins: pins(3), ...on("2026-07-02") });
    assert.deepEqual(after.requests, ["2026-06-24..2026-07-02 1-3"]);
  });

  it("rereads the last days of a range if no response had them yet", async () => {
    const metrics = (request: ApiRequest) => {
      const query = new URLSearchParams(request.query);
      query.set("end_date", "2026-06-10");
      return metricsOfAll({ ...request, query });
    };
    const { last } = await read({ metrics });
    assert.deepEqual(marksIn(last), ["2026-06-30 2026-06-11: 2"]);
    const next = await read({ state: last, ...on("2026-07-01") });
    assert.deepEqual([next.requests, marksIn(next.last)], [["2026-06-11..2026-07-01 1-2"], ["2026-07-01: 2"]]);
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

  it("requests nothing for a day in the future, warns, and resumes from today later", async () => {
    const first = await read();
    const state = parsed(JSON.stringify(first.last).replace('{"2026-06-30"', '{"2999-12-31"'));
    const { requests, last, errors, warnings } = await read({ state });
    assert.deepEqual([errors, requests, marksIn(last)], [[], [], ["2026-06-30: 2"]]);
    assert.match(warnings, /the saved date \(2999-12-31\) is in the future/u);
  });

  it("writes a state without Pins, and one for a start date in the future", async () => {
    const without = await read({ pins: [] });
    assert.deepEqual([without.complete, without.requests, marksIn(without.last)], [true, [], []]);
    const early = await read({ config: { startDate: "2026-07-05" } });
    assert.deepEqual([early.complete, early.requests, marksIn(early.last)], [true, [], []]);
  });

  describe("with inactive Pins", () => {
    const inactive = (count: number) => pins(count, 10_000, { pin_metrics: { "90d": { impression: 0 } } });
    const told = async ({ log }: Awaited<ReturnType<typeof read>>) =>
      (await log.logs("INFO")).filter((line) => line.includes("show no activity"));

    it("logs how many are skipped, if any are", async () => {
      const [line = "", ...more] = await told(await read({ pins: [...pins(100), ...inactive(950)] }));
      assert.match(line, /skipped 950 of 1,050 Pins, which show no activity/u);
      assert.deepEqual([more, await told(await read())], [[], []]);
    });

    it("asks a seventh of them per day from the second sync on, each once a week, and emits only activity", async () => {
      const all = [...pins(1), ...inactive(70)];
      const metrics = (request: ApiRequest): ApiResponse => {
        const response = metricsOfAll(request);
        assert.ok(!(response instanceof Error) && isObject(response.body));
        const { body } = response;
        const ofPin = (id: string, value: unknown) => (id === "10007" ? value : withoutActivity(value));
        return { body: Object.fromEntries(Object.entries(body).map(([id, value]) => [id, ofPin(id, value)])) };
      };
      let { last: state } = await read({ pins: all, metrics });
      const asked: string[] = [];
      const emitted = new Set<string>();
      for (let day = 1; day <= 7; day += 1) {
        const next = await read({ pins: all, metrics, state, ...on(`2026-07-0${day}`) });
        const queries = next.api.requests.filter((each) => each.startsWith("/pins/analytics"));
        assert.ok(queries.length <= 2, "one more request");
        for (const query of queries)
          for (const id of new URLSearchParams(query.split("?")[1]).getAll("pin_ids").flatMap((ids) => ids.split(",")))
            if (id !== "1") asked.push(id);
        for (const { pin_id: id } of next.records) if (id !== "1") emitted.add(asText(id));
        state = next.last;
      }
      assert.deepEqual([asked.length, new Set(asked).size], [70, 70], "each once");
      assert.deepEqual([...emitted], ["10007"]);
    });
  });
});

function parsed(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  assert.ok(isObject(value));
  return value;
}

/** Returns the metrics of a Pin with zeros. */
function withoutActivity(value: unknown): JsonObject {
  return parsed(JSON.stringify(value).replace(/("[A-Z_]+":)\d+/gu, "$10"));
}

describe("metrics in full refresh", () => {
  const refresh = (situation: Situation) => read({ pins: pins(3), mode: "full_refresh", job: "81", ...situation });
  it("resumes in the same job, also on a later day, and starts over in another", async () => {
    const metrics = (request: ApiRequest) => (pinsIn(request).includes("101") ? unauthorized : metricsOfAll(request));
    const cut = await refresh({ pins: pins(150), metrics });
    assert.equal(cut.complete, false);
    const { requests, states } = await refresh({ pins: pins(150), state: cut.last });
    assert.deepEqual(requests, ["2026-04-02..2026-06-30 101-150"]);
    assert.equal(states.at(-1)?.__ab_full_refresh_sync_complete, true);
    const other = await refresh({ pins: pins(150), state: cut.last, job: "82" });
    assert.deepEqual(other.requests, ["2026-04-02..2026-06-30 1-100", "2026-04-02..2026-06-30 101-150"]);
  });

  it("reads a rejected Pin again, and no other", async () => {
    const metrics = (request: ApiRequest) =>
      pinsIn(request).includes("2") ? apiError(400, 1, "Invalid Pin.") : metricsOfAll(request);
    const { last, messageOf } = await refresh({ metrics });
    assert.match(messageOf("config_error"), /\(pin 2\)/u);
    assert.deepEqual((await refresh({ state: last })).requests, ["2026-04-02..2026-06-30 2-2"]);
  });
});
