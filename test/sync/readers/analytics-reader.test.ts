import assert from "node:assert/strict";
import { addDays } from "../../../src/base/dates.ts";
import { digestOf } from "../../../src/base/digest.ts";
import { asText } from "../../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError, page } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { daysIn, metricRequests, metricsOfAll, metricsOn, pinAccount, pins, pinsIn } from "../pin-metrics.ts";
import { type OneSituation, readOne, restricted, type Script } from "../scripted-read.ts";

const denied = apiError(401, 7, "Not authorized to access board or Pin.");
const config = { startDate: "2026-06-26" };

async function read(script: Script, situation: OneSituation = {}) {
  const one = await readOne("pin_analytics", script, { ...situation, config: { ...config, ...situation.config } });
  const { requests } = one.api;
  const analytics = requests.filter((request) => (request.split("?")[0] ?? "").endsWith("/analytics"));
  return { ...one, analytics, pinIds: [...new Set(one.records.map(({ pin_id: id }) => asText(id)))] };
}

/** Reads Pins of which each request for these IDs is rejected. */
const readWithout = (count: number, ...culprits: readonly string[]) =>
  read(
    pinAccount(pins(count), (request) =>
      pinsIn(request).some((id) => culprits.includes(id)) ? apiError(400, 1, "Invalid Pin.") : metricsOfAll(request),
    ),
  );

describe("metrics of Pins", () => {
  it("are written once each from a response with many rows", async () => {
    const { records, kinds } = await read(pinAccount(pins(100)));
    assert.equal(new Set(records.map(({ pin_id: id, date }) => `${asText(id)} ${asText(date)}`)).size, 500);
    assert.deepEqual([records.length, kinds.filter((kind) => kind === "STATE").length], [500, 1]);
  });

  it("are not requested of a day that Pinterest no longer has after midnight", async () => {
    const busy = apiError(429, 8, "Too many.", { "x-ratelimit-reset": "20" });
    let requests = 0;
    const script = pinAccount(pins(101), (request) => {
      requests += 1;
      return requests === 1 ? busy : metricsOfAll(request);
    });
    const now = "2026-06-30T23:59:50Z";
    const { analytics, complete } = await read(script, { now, config: { startDate: "2026-04-02", numWorkers: 1 } });
    assert.equal(complete, true);
    assert.deepEqual(metricRequests(analytics), [
      "2026-04-02..2026-06-30 1-100",
      "2026-04-02..2026-06-30 1-100",
      "2026-04-03..2026-06-30 101-101",
    ]);
  });

  it("are not requested at all if Pinterest has none of the days any more after midnight", async () => {
    const busy = apiError(429, 8, "Too many.", { "x-ratelimit-reset": "20" });
    for (const [name, parents, key] of [
      ["pin_analytics", "/pins", "1"],
      ["campaign_analytics_report", "/ad_accounts", "1"],
    ] as const) {
      const { reading } = streamNamed(name);
      assert.ok("daysBack" in reading);
      const oldest = addDays("2026-06-30", -reading.daysBack);
      const read = { [`2026-06-30,${oldest}/${oldest}`]: digestOf(key, 7) };
      let waits = 1;
      const { complete, api } = await readOne(
        name,
        ({ path }) => {
          if (path !== parents) return undefined;
          waits -= 1;
          return waits >= 0 ? busy : page(pins(1));
        },
        {
          now: "2026-06-30T23:59:50Z",
          job: "81",
          state: { version: 2, refresh: true, attempt: "81", dates: { first: oldest, open: "2026-06-30", read } },
          config: { startDate: oldest },
        },
      );
      const paths = new Set(api.requests.map((request) => request.split("?")[0]));
      paths.delete("/user_account");
      assert.deepEqual([complete, [...paths]], [true, [parents]]);
    }
  });

  it("of Pins without a row in the response are read again from the first day, with one warning", async () => {
    const some: Readonly<Record<string, unknown>> = { "3": {}, "4": { all: { daily_metrics: [] } } };
    const script = pinAccount(pins(204), (request) => ({
      body: Object.fromEntries(
        pinsIn(request).flatMap((id) =>
          id === "2" || id === "104" ? [] : [[id, some[id] ?? metricsOn(daysIn(request))]],
        ),
      ),
    }));
    const first = await read(script, { mode: "incremental", config: { numWorkers: 1, lookbackDays: 3 } });
    assert.equal(
      first.warnings,
      "pin_analytics: Pinterest's response lacked 3 of 100 IDs (2, 3, 4); the next sync rereads their dates",
    );
    const next = await first.again(pinAccount(pins(204)), { now: "2026-07-05T12:00:00Z" });
    assert.deepEqual(
      next.api.requests
        .filter((request) => request.startsWith("/pins/analytics"))
        .map((request) => new URLSearchParams(request.split("?")[1]).getAll("pin_ids").join().split(",").toSorted())
        .filter((ids) => ids.length < 20),
      [["104", "2", "3", "4"]],
    );
  });

  describe("without access to batches", () => {
    const script = (request: ApiRequest): ApiResponse =>
      request.path === "/pins/analytics" ? restricted : metricsOfAll(request);

    it("are requested Pin by Pin after one rejected batch", async () => {
      const { analytics, pinIds, log } = await read(pinAccount(pins(103), script), { config: { numWorkers: 1 } });
      assert.deepEqual(new Set(pinIds), new Set(pins(103).map(({ id }) => id)));
      assert.deepEqual(
        analytics.slice(0, 2).map((request) => request.split("?")[0]),
        ["/pins/analytics", "/pins/1/analytics"],
      );
      assert.equal(analytics.length, 104);
      assert.match((await log.logs("INFO")).join(), /requesting one ID at a time/u);
    });
  });

  it("of an inaccessible Pin are skipped with a warning, and it is found by halves", async () => {
    const { analytics, pinIds, errors, warnings } = await read(
      pinAccount(pins(100), (request) => (pinsIn(request).includes("37") ? denied : metricsOfAll(request))),
    );
    assert.deepEqual([errors, pinIds.length, pinIds.includes("37")], [[], 99, false]);
    assert.ok(analytics.length <= 15, `${analytics.length} requests`);
    assert.match(warnings, /^pin_analytics: skipped pin 37:[^\n]*$/u);
  });

  describe("with metrics that can be rejected", () => {
    const video = { media: { media_type: "video" } };
    const metricsIn = ({ query }: ApiRequest) => (query.get("metric_types") ?? "").split(",");

    it("are requested without those that Pinterest rejects by name twice", async () => {
      const { analytics, pinIds, warnings } = await read(
        pinAccount(pins(103, 1, video), (request) =>
          metricsIn(request).includes("PROFILE_VISIT")
            ? apiError(400, 1, "Metric types PROFILE_VISIT are invalid.")
            : metricsOfAll(request),
        ),
        { config: { numWorkers: 1 } },
      );
      assert.equal(pinIds.length, 103);
      assert.equal(analytics.length, 4, "two rejections, one without it, and the rest");
      assert.ok(["VIDEO_START", "USER_FOLLOW", "SAVE"].every((metric) => analytics.at(-1)?.includes(metric)));
      const [said, ...more] = warnings.split("\n").filter((line) => !line.includes("retrying"));
      assert.match(said ?? "", /rejected the metric types PROFILE_VISIT, and accepted the request without them: /u);
      assert.deepEqual(more, []);
    });

    it("are requested by group, each with its own metrics", async () => {
      const { analytics } = await read(pinAccount([...pins(2), ...pins(2, 3, video)]));
      assert.deepEqual(
        analytics.map((request) => [metricRequests([request])[0]?.split(" ")[1], request.includes("VIDEO_START")]),
        [
          ["1-2", false],
          ["3-4", true],
        ],
      );
    });
  });

  describe("if the first request is rejected for one Pin", () => {
    for (const culprit of ["1", "37", "100"]) {
      it(`are read of the others: number ${culprit} of 100`, async () => {
        const { pinIds, messageOf, warnings } = await readWithout(100, culprit);
        assert.deepEqual([pinIds.length, pinIds.includes(culprit)], [99, false]);
        assert.equal(warnings, "");
        assert.match(messageOf("config_error"), new RegExp(`Invalid Pin\\. \\(pin ${culprit}\\)`, "u"));
      });
    }

    it("are an error that names one rejected Pin, and a warning for each other", async () => {
      const { pinIds, messageOf, warnings } = await readWithout(100, "2", "60");
      assert.equal(pinIds.length, 98);
      assert.match(messageOf("config_error"), /\(pin 2\)/u);
      assert.match(warnings, /^pin_analytics: not read: pin 60: .*Invalid Pin/u);
    });

    it("are read of each other Pin, however many are rejected, once one is accepted", async () => {
      const culprits = Array.from({ length: 40 }, (_, index) => String(Math.floor(index * 2.5) + 3));
      const { pinIds } = await readWithout(100, ...culprits);
      assert.equal(pinIds.length, 60);
    });

    it("are given up after twenty rejected Pins if none is accepted", async () => {
      const { pinIds, messageOf, analytics } = await readWithout(100, ...pins(100).map(({ id }) => asText(id)));
      assert.match(messageOf("config_error"), /Invalid Pin/u);
      // Each Pin, and the batches that contained it.
      assert.deepEqual([pinIds, analytics.length], [[], 44]);
    });
  });
});
