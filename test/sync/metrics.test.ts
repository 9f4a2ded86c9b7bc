import assert from "node:assert/strict";
import { addDays } from "../../src/base/dates.ts";
import { digestOf } from "../../src/base/digest.ts";
import { asText, isObject } from "../../src/base/json.ts";
import { parsedObject } from "../narrow.ts";
import { type ApiRequest, type ApiResponse, listIn, page } from "../scripted-api.ts";
import { busy, idsOf, rejected, restricted } from "./api.ts";
import { daysIn, metricRequests, metricsOfAll, metricsOn, pinAccount, pins, pinsIn } from "./pin-metrics.ts";
import { type Read, type Script, type Situation, scriptedRead } from "./scripted-read.ts";
import { itSyncs, valuesOf } from "./situations.ts";

const config = { startDate: "2026-06-26", numWorkers: 1 };
const on = (day: string) => ({ now: `${day}T12:00:00Z` });
const askedIn = ({ api }: Read) => metricRequests(api.requests);
const pinsOf = ({ records }: Read) => valuesOf(records, "pin_id");

/** Reads the metrics of Pins incrementally. */
const read = (count: number, situation: Situation = {}, metrics?: (request: ApiRequest) => ApiResponse) =>
  scriptedRead("pin_analytics", pinAccount(pins(count), metrics), { mode: "incremental", ...situation });

/** Returns the marks in a state, each with the number of its Pins. */
function marksIn({ states }: Read): readonly string[] {
  const { dates } = states.at(-1) ?? {};
  assert.ok(isObject(dates) && isObject(dates.read));
  return Object.entries(dates.read).map(([mark, digests]) => `${mark}: ${asText(digests).length / 7}`);
}

describe("metrics of Pins in incremental mode", () => {
  it("are read again of the last days of a range if no response had them yet", async () => {
    const first = await read(2, {}, (request) => {
      const query = new URLSearchParams(request.query);
      query.set("end_date", "2026-06-10");
      return metricsOfAll({ ...request, query });
    });
    assert.deepEqual(marksIn(first), ["2026-06-30 2026-06-11: 2"]);
    const next = await first.again(pinAccount(pins(2)), on("2026-07-01"));
    assert.deepEqual([askedIn(next), marksIn(next)], [["2026-06-11..2026-07-01 1-2"], ["2026-07-01: 2"]]);
  });

  for (const body of [{}, { all: {} }, { all: { daily_metrics: [], summary_metrics: {} } }])
    itSyncs(
      `of the account are read again of all dates after a response without any: ${JSON.stringify(body)}`,
      "user_account_analytics",
      { mode: "incremental", api: ({ path }) => ({ body: path === "/user_account/analytics" ? body : { id: "1" } }) },
      { ...on("2026-07-01"), also: (next) => assert.deepEqual(askedIn(next), ["2026-04-03..2026-07-01 -"]) },
    );

  it("are not requested for a day in the future, with a warning, and resume from today later", async () => {
    const [state] = (await read(2)).states.slice(-1);
    const ahead = parsedObject(JSON.stringify(state).replace('{"2026-06-30"', '{"2999-12-31"'));
    const next = await read(2, { state: ahead });
    assert.deepEqual([next.errors, askedIn(next), marksIn(next)], [[], [], ["2026-06-30: 2"]]);
    assert.match(next.warnings, /the saved date \(2999-12-31\) is in the future/u);
  });

  it("of Pins without a row in the response are read again from the first day, with one warning", async () => {
    const some: Readonly<Record<string, unknown>> = { "3": {}, "4": { all: { daily_metrics: [] } } };
    const lacking = (request: ApiRequest) => {
      const given = pinsIn(request).filter((id) => id !== "2" && id !== "104");
      return { body: Object.fromEntries(given.map((id) => [id, some[id] ?? metricsOn(daysIn(request))])) };
    };
    const first = await read(204, { config: { ...config, lookbackDays: 3 } }, lacking);
    const text = "Pinterest's response lacked 3 of 100 IDs (2, 3, and 4); the next sync rereads their dates";
    assert.deepEqual([first.warnings, first.records.length], [`pin_analytics: ${text}`, 200 * 5]);
    const next = await first.again(pinAccount(pins(204)), on("2026-07-05"));
    const again = next.requests.filter(({ query }) => query.get("start_date") === config.startDate);
    assert.deepEqual(again.flatMap(pinsIn).toSorted(), ["104", "2", "3", "4"]);
  });

  describe("of inactive Pins", () => {
    const inactive = (count: number) =>
      pins(count, 10_000, { pin_metrics: { "90d": { impression: 0, last_updated: "2026-06-29T11:00:00" } } });
    /** Returns the metrics of a Pin with zeros. */
    const withoutActivity = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/("[A-Z_]+":)\d+/gu, "$10"));

    itSyncs("are skipped, and counted in the log", "pin_analytics", {
      api: pinAccount([...pins(100), ...inactive(950)]),
      config,
      also: ({ logs }) => assert.match(logs("INFO").join("\n"), /skipped 950 of 1,050 Pins, which show no activity/u),
    });

    it("cause no warning if the response lacks them", async () => {
      const active = (id: string) => Number(id) < 10_000;
      const script = pinAccount([...pins(2), ...inactive(14)], (request) => {
        const given = pinsIn(request).filter(active);
        return { body: Object.fromEntries(given.map((id) => [id, metricsOn(daysIn(request))])) };
      });
      const first = await scriptedRead("pin_analytics", script, { mode: "incremental", config });
      const next = await first.again(script, on("2026-07-01"));
      assert.ok(next.requests.some((request) => pinsIn(request).some((id) => !active(id))));
      assert.deepEqual([first.warnings, next.warnings], ["", ""]);
    });

    it("are requested for a seventh per day from the second sync on, each once a week, and emitted only if there are any", async () => {
      const script = pinAccount([...pins(1), ...inactive(70)], (request) => {
        const response = metricsOfAll(request);
        assert.ok(!(response instanceof Error) && isObject(response.body));
        const all = Object.entries(response.body);
        return { body: Object.fromEntries(all.map(([id, of]) => [id, id === "10007" ? of : withoutActivity(of)])) };
      });
      let sync = await scriptedRead("pin_analytics", script, { mode: "incremental", config });
      const asked: string[] = [];
      const emitted = new Set<string>();
      for (let day = 1; day <= 7; day += 1) {
        sync = await sync.again(script, on(`2026-07-0${day}`));
        const queries = sync.requests.filter(({ path }) => path === "/pins/analytics");
        assert.ok(queries.length <= 2, "one more request");
        asked.push(...queries.flatMap(pinsIn).filter((id) => id !== "1"));
        for (const id of pinsOf(sync)) emitted.add(id);
      }
      assert.deepEqual([asked.length, new Set(asked).size, [...emitted].toSorted()], [70, 70, ["1", "10007"]]);
    });

    it("are all requested by each weekly sync, since each has had its turn", async () => {
      const script = pinAccount([...pins(1), ...inactive(70)]);
      let sync = await scriptedRead("pin_analytics", script, { mode: "incremental", config });
      for (const day of ["2026-07-07", "2026-07-14", "2026-07-21"]) {
        sync = await sync.again(script, on(day));
        assert.equal(new Set(sync.requests.flatMap(pinsIn)).size, 71, day);
      }
    });

    it("are requested by the next sync if their turn failed, or if the list of Pins did", async () => {
      const all = [...pins(1), ...inactive(70)];
      const silentIn = ({ requests }: Read) =>
        requests
          .filter((request) => !request.path.endsWith("/pins"))
          .flatMap((each) => pinsIn(each).filter((id) => id !== "1"));
      const isOfSilent = (request: ApiRequest) => pinsIn(request).some((id) => id !== "1");
      const script = pinAccount(all);
      const first = await scriptedRead("pin_analytics", script, { mode: "incremental", config });
      const usual = silentIn(await first.again(script, on("2026-07-02")));
      const failing = pinAccount(all, (request) => (isOfSilent(request) ? rejected("No.") : metricsOfAll(request)));
      const unlisted: Script = (request) => (request.path === "/pins" ? rejected("No list.") : script(request));
      for (const broken of [failing, unlisted]) {
        const failed = await first.again(broken, on("2026-07-02"));
        assert.notDeepEqual(failed.errors, []);
        const next = await failed.again(script, on("2026-07-03"));
        const asked = silentIn(next);
        assert.deepEqual([usual.length > 0, usual.filter((id) => !asked.includes(id))], [true, []]);
        const after = silentIn(await next.again(script, on("2026-07-04")));
        assert.deepEqual(
          after.filter((id) => asked.includes(id)),
          [],
        );
      }
    });

    it("have all of their dates once they show activity again", async () => {
      const [pin] = inactive(1);
      const script = pinAccount([...pins(1), ...inactive(1)]);
      const active = pinAccount([...pins(1), { ...pin, pin_metrics: { "90d": { impression: 5 } } }]);
      const failing = pinAccount([...pins(1), ...inactive(1)], (request) =>
        pinsIn(request).includes("10000") ? rejected("No.") : metricsOfAll(request),
      );
      let sync = await scriptedRead("pin_analytics", script, { mode: "incremental", config });
      for (const day of [1, 2, 3, 4, 5, 6, 7]) sync = await sync.again(failing, on(`2026-07-0${day}`));
      sync = await sync.again(active, on("2026-07-08"));
      const dates = sync.requests.filter((request) => pinsIn(request).includes("10000")).map((each) => daysIn(each)[0]);
      assert.deepEqual(dates, [config.startDate]);
    });
  });
});

describe("requests for metrics of Pins", () => {
  const refresh = { mode: "full_refresh", config } as const;

  it("don't ask after midnight for a day that Pinterest no longer has", async () => {
    let left = 1;
    const waiting = (request: ApiRequest) => {
      left -= 1;
      return left >= 0 ? busy(20) : metricsOfAll(request);
    };
    const situation = { now: "2026-06-30T23:59:50Z", config: { ...config, startDate: "2026-04-02" } };
    const done = await read(101, situation, waiting);
    const [first, ...others] = askedIn(done);
    assert.deepEqual([first, others], ["2026-04-02..2026-06-30 1-100", [first, "2026-04-03..2026-06-30 101-101"]]);
  });

  for (const [name, parents, daysBack] of [
    ["pin_analytics", "/pins", 89],
    ["campaign_analytics_report", "/ad_accounts", 913],
  ] as const)
    it(`of ${name} aren't sent at all if Pinterest has none of the days any more after midnight`, async () => {
      const oldest = addDays("2026-06-30", -daysBack);
      const read = { [`2026-06-30,${oldest}/${oldest}`]: digestOf("1", 7) };
      let waits = 1;
      const { complete, requests } = await scriptedRead(
        name,
        ({ path }) => {
          if (path !== parents) return undefined;
          waits -= 1;
          return waits >= 0 ? busy(20) : page(pins(1));
        },
        {
          now: "2026-06-30T23:59:50Z",
          job: "81",
          state: { version: 2, refresh: true, attempt: "81", dates: { first: oldest, open: "2026-06-30", read } },
          config: { startDate: oldest },
        },
      );
      const paths = requests.map(({ path }) => path).filter((path) => path !== "/user_account");
      assert.deepEqual([complete, new Set(paths)], [true, new Set([parents])]);
    });

  it("are sent Pin by Pin after one restricted batch", async () => {
    const done = await read(103, refresh, (request) =>
      request.path === "/pins/analytics" ? restricted : metricsOfAll(request),
    );
    assert.deepEqual(pinsOf(done).toSorted(), idsOf(103).toSorted());
    const asked = done.requests.filter(({ path }) => path.endsWith("/analytics"));
    assert.deepEqual([asked.length, asked[0]?.path, asked[1]?.path], [104, "/pins/analytics", "/pins/1/analytics"]);
    assert.match(done.logs("INFO").join(), /requesting one ID at a time/u);
  });

  describe("that Pinterest rejects as too old", () => {
    const tooOld = rejected("You can only get data from the last 90 days.");
    const dates = (days: string) => `${days} 1-2`;
    const [all, later] = [dates("2026-06-26..2026-06-30"), dates("2026-06-27..2026-06-30")];

    it("are sent again, since the next one is accepted", async () => {
      let rejections = 3;
      const done = await read(2, refresh, (request) => {
        rejections -= 1;
        return rejections >= 0 ? tooOld : metricsOfAll(request);
      });
      assert.deepEqual([done.complete, done.warnings, done.records.length], [true, "", 10]);
      assert.deepEqual(askedIn(done), [all, all, all, all]);
    });

    it("are sent without the first day after the retries, and ask for it again in the next sync", async () => {
      const done = await read(102, { config }, (request) =>
        request.query.get("start_date") === config.startDate ? tooOld : metricsOfAll(request),
      );
      const counts = (days: string) => askedIn(done).filter((each) => each.startsWith(days)).length;
      assert.deepEqual([done.complete, done.records.length], [true, 102 * 4]);
      assert.deepEqual([counts("2026-06-26"), counts("2026-06-27")], [12, 2]);
      assert.match(
        done.warnings,
        /^pin_analytics: read without 2026-06-26, which Pinterest rejected as too old: [^\n]*90 days[^\n]*$/u,
      );
      assert.deepEqual(marksIn(done), ["2026-06-30 2026-06-26: 102"]);
      const next = await done.again(undefined, on("2026-07-01"));
      assert.match(askedIn(next)[0] ?? "", /^2026-06-26\.\./u);
    });

    itSyncs("leave the stream incomplete if they are rejected without the first day, too", "pin_analytics", {
      ...refresh,
      api: pinAccount(pins(2), () => tooOld),
      error: ["transient_error", /rejected dates as too old, even after retries.*this machine's clock.*90 days/u],
      also: (done) => assert.deepEqual([done.records, new Set(askedIn(done))], [[], new Set([all, later])]),
    });
  });

  const video = { media: { media_type: "video" } };
  it("leave out metrics that Pinterest rejects by name twice", async () => {
    const script = pinAccount(pins(103, 1, video), (request) =>
      listIn(request.query, "metric_types").includes("PROFILE_VISIT")
        ? rejected("Metric types PROFILE_VISIT are invalid.")
        : metricsOfAll(request),
    );
    const done = await scriptedRead("pin_analytics", script, refresh);
    assert.deepEqual(
      [pinsOf(done).length, askedIn(done).length],
      [103, 4],
      "two rejections, one without it, and the rest",
    );
    const left = listIn(done.requests.at(-1)?.query ?? new URLSearchParams(), "metric_types");
    for (const metric of ["VIDEO_START", "USER_FOLLOW", "SAVE"]) assert.ok(left.includes(metric), left.join());
    assert.match(
      done.warnings,
      /^[^\n]*rejected the metric types PROFILE_VISIT, and accepted the request without them: [^\n]*$/u,
    );
  });

  it("are sent by group, each with its own metrics", async () => {
    const { requests } = await scriptedRead("pin_analytics", pinAccount([...pins(2), ...pins(2, 3, video)]), refresh);
    const asked = requests.filter(({ path }) => path.endsWith("/analytics"));
    assert.deepEqual(
      asked.map((request) => [pinsIn(request).join(), listIn(request.query, "metric_types").includes("VIDEO_START")]),
      [
        ["1,2", false],
        ["3,4", true],
      ],
    );
  });

  for (const [what, culprits, warnings] of [
    ["the first", ["1"], []],
    ["the last", ["100"], []],
    ["two", ["2", "60"], [/^pin_analytics: not read: pin 60: .*Invalid Pin/u]],
    ["forty", idsOf(40, 3).map((id) => String(2 * Number(id))), "any"],
  ] as const)
    itSyncs(`have the other Pins, and an error that names one, if ${what} of 100 are rejected`, "pin_analytics", {
      ...refresh,
      api: pinAccount(pins(100), (request) =>
        pinsIn(request).some((id) => culprits.some((each) => each === id))
          ? rejected("Invalid Pin.")
          : metricsOfAll(request),
      ),
      error: ["config_error", new RegExp(`Invalid Pin\\. \\(pin ${culprits[0]}\\)`, "u")],
      warnings,
      also: (done) => assert.equal(pinsOf(done).length, 100 - culprits.length),
    });

  itSyncs("are given up after twenty rejections of a single one if no Pin is accepted", "pin_analytics", {
    ...refresh,
    api: pinAccount(pins(100), () => rejected("Invalid Pin.")),
    error: ["config_error", /Invalid Pin/u],
    warnings: "any",
    also: (done) => assert.deepEqual([done.records, askedIn(done).length], [[], 44]),
  });
});
