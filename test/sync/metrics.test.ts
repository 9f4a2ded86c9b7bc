import assert from "node:assert/strict";
import { addDays } from "../../src/base/dates.ts";
import { digestOf } from "../../src/base/digest.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { namesInFile } from "../../src/config/setting-names.ts";
import { type ApiRequest, type ApiResponse, listIn } from "../scripted-api.ts";
import { type Account, busy, idsOf, rejected, restricted, type ScriptedResponse, times } from "./api.ts";
import { daysIn, metricsOfAll, metricsOn, pins, pinsIn } from "./pin-metrics.ts";
import type { Read } from "./scripted-read.ts";
import { datesOf, itSyncs, type Sync, valuesOf } from "./syncs.ts";

const config = { startDate: "2026-06-26", numWorkers: 1 };
const isAnalytics = ({ path }: ApiRequest) => path.endsWith("/analytics");
/** Returns the requests for metrics as `from..through firstID-lastID`. */
const requestedIn = ({ requests }: Read) =>
  requests.filter(isAnalytics).map((request) => {
    const ids = pinsIn(request);
    return `${datesOf([request]).join()} ${ids[0]}-${ids.at(-1)}`;
  });

type Metrics = (request: ApiRequest) => ApiResponse;
/** An account with Pins. @param metrics responds to requests for metrics; by default with each day of each Pin */
const account = (all: readonly JsonObject[], metrics: ScriptedResponse = metricsOfAll): Account => ({
  "/pins": all,
  "/pins/analytics": metrics,
  "/pins/*/analytics": metrics,
});
const incremental: Sync = { mode: "incremental", config };

/** Asserts the marks in a state, each with the number of its Pins. */
function assertMarks({ states }: Read, ...expected: readonly string[]): void {
  const { dates } = states.at(-1) ?? {};
  assert.ok(isObject(dates) && isObject(dates.read));
  const marks = Object.entries(dates.read).map(([mark, digests]) => `${mark}: ${asText(digests).length / 7}`);
  assert.deepEqual(marks, expected);
}

describe("metrics of Pins in incremental mode", () => {
  for (const body of [{}, { all: {} }, { all: { daily_metrics: [], summary_metrics: {} } }])
    itSyncs(`of the account are read again after none: ${JSON.stringify(body)}`, "user_account_analytics", [
      {
        mode: "incremental",
        account: { "/user_account": { body: { id: "1" } }, "/user_account/analytics": { body } },
      },
      { dates: "2026-04-03..2026-07-01" },
    ]);
  itSyncs("are not requested for a day in the future, with a warning, and resume from today later", "pin_analytics", {
    ...incremental,
    account: account(pins(2)),
    state: { version: 2, dates: { first: "2026-06-26", read: { "2999-12-31": digestOf("1", 7) + digestOf("2", 7) } } },
    requests: { "/pins/analytics": 0 },
    warnings: [/the saved date \(2999-12-31\) is in the future/u],
    also: (read) => assertMarks(read, "2026-06-30: 2"),
  });
  const some: Readonly<Record<string, unknown>> = { "3": {}, "4": { all: { daily_metrics: [] } } };
  const lacking: Metrics = (request) => {
    const given = pinsIn(request).filter((id) => id !== "2" && id !== "104");
    return { body: Object.fromEntries(given.map((id) => [id, some[id] ?? metricsOn(daysIn(request))])) };
  };
  itSyncs("of Pins that a response lacks are read again, with one warning", "pin_analytics", [
    {
      mode: "incremental",
      config: { ...config, lookbackDays: 3 },
      account: account(pins(204), lacking),
      writes: 200 * 5,
      warnings: [
        /^pin_analytics: Pinterest's response lacked 3 of 100 IDs \(2, 3, and 4\); the next sync rereads their dates$/u,
      ],
    },
    {
      account: account(pins(204)),
      after: "5 d",
      writes: "any",
      also: ({ requests }) => {
        const again = requests.filter(({ query }) => query.get("start_date") === config.startDate);
        assert.deepEqual(again.flatMap(pinsIn).toSorted(), ["104", "2", "3", "4"]);
      },
    },
  ]);

  itSyncs("aren't awaited of days before the Pin, but of its first one", "pin_analytics", {
    ...incremental,
    account: account(
      ["2026-06-28", "2026-06-29"].map((day, index) => ({ id: `${index + 1}`, created_at: `${day}T08:00:00` })),
      (request) => ({
        body: Object.fromEntries(
          pinsIn(request).map((id) => [
            id,
            metricsOn(daysIn(request), (day) => (day < "2026-06-29" ? "ESTIMATE" : "READY")),
          ]),
        ),
      }),
    ),
    writes: 10,
    also: (read) => assertMarks(read, "2026-06-30 2026-06-28: 1", "2026-06-30: 1"),
  });

  describe("of inactive Pins", () => {
    const inactive = (count: number) =>
      pins(count, 10_000, { pin_metrics: { "90d": { impression: 0, last_updated: "2026-06-29T11:00:00" } } });
    const isActive = (id: string) => Number(id) < 10_000;
    const silentIn = ({ requests }: Read) =>
      requests.filter(isAnalytics).flatMap((each) => pinsIn(each).filter((id) => !isActive(id)));
    const seventy = [...pins(1), ...inactive(70)];
    const first: Sync = { ...incremental, account: account(seventy), writes: 5 };

    itSyncs("are skipped, and counted in the log, which names the setting", "pin_analytics", {
      config: { ...config, names: namesInFile("config.json") },
      account: account([...pins(100), ...inactive(950)]),
      writes: 500,
      says: [
        /: skipped 950 of 1,050 Pins, which show no activity in the last 90 days. "silent_pin_analytics" syncs them/u,
      ],
    });
    const ofActive: Metrics = (request) => ({
      body: Object.fromEntries(
        pinsIn(request)
          .filter(isActive)
          .map((id) => [id, metricsOn(daysIn(request))]),
      ),
    });
    itSyncs("cause no warning if the response lacks them", "pin_analytics", [
      { ...incremental, account: account([...pins(2), ...inactive(14)], ofActive), writes: 10 },
      { writes: "any", also: (read) => assert.ok(silentIn(read).length > 0) },
    ]);
    /** Metrics with zeros, but for one Pin. */
    const almostNone: Metrics = (request) => {
      const zeros = JSON.parse(JSON.stringify(metricsOn(daysIn(request))).replace(/("[A-Z_]+":)\d+/gu, "$10"));
      const isShown = (id: string) => isActive(id) || id === "10007";
      return {
        body: Object.fromEntries(pinsIn(request).map((id) => [id, isShown(id) ? metricsOn(daysIn(request)) : zeros])),
      };
    };
    itSyncs("are requested once a week from the second sync on, and emitted if there are any", "pin_analytics", [
      { ...first, account: account(seventy, almostNone) },
      ...idsOf(7).map(
        (day): Sync => ({
          writes: "any",
          also: (read, reads) => {
            assert.ok(read.api.calls("/pins/analytics") <= 2, "one more request");
            if (day < "7") return;
            const requested = reads.flatMap(silentIn);
            const emitted = new Set(reads.flatMap(({ records }) => valuesOf(records, "pin_id")));
            assert.deepEqual(
              [requested.length, new Set(requested).size, [...emitted].toSorted()],
              [70, 70, ["1", "10007"]],
            );
          },
        }),
      ),
    ]);
    const weekly: Sync = {
      after: "7 d",
      writes: "any",
      also: (read) => assert.equal(new Set(silentIn(read)).size, 70),
    };
    itSyncs("are all requested by each weekly sync, since each has had its turn", "pin_analytics", [
      first,
      weekly,
      weekly,
    ]);

    const failing: Metrics = (request) => (pinsIn(request).every(isActive) ? metricsOfAll(request) : rejected("No."));
    for (const [what, broken] of [
      ["their turn failed", account(seventy, failing)],
      ["the list of Pins did", { "/pins": rejected("No.") }],
    ] as const)
      itSyncs(`are requested by the next sync if ${what}`, "pin_analytics", [
        first,
        { account: broken, after: "2 d", writes: "any", error: ["config_error", /\bNo\b/u], warnings: "any" },
        {
          account: account(seventy),
          writes: "any",
          also: (read) => assert.equal(silentIn(read).length, 27, "the turns of three days"),
        },
      ]);
    const active = [...pins(1), ...pins(1, 10_000, { pin_metrics: { "90d": { impression: 5 } } })];
    itSyncs("have all of their dates once they show activity again", "pin_analytics", [
      { ...first, account: account([...pins(1), ...inactive(1)]) },
      {
        account: account(active),
        writes: "any",
        also: ({ requests }) => {
          const [ofIt, ...more] = requests.filter((each) => isAnalytics(each) && pinsIn(each).includes("10000"));
          assert.deepEqual([ofIt && daysIn(ofIt)[0], more], [config.startDate, []]);
        },
      },
    ]);
  });
});

describe("requests for metrics of Pins", () => {
  const nearMidnight = "2026-06-30T23:59:50Z";
  for (const [name, parents, daysBack] of [
    ["pin_analytics", "/pins", 89],
    ["campaign_analytics_report", "/ad_accounts", 913],
  ] as const) {
    const oldest = addDays("2026-06-30", -daysBack);
    const read = { [`2026-06-30,${oldest}/${oldest}`]: digestOf("1", 7) };
    itSyncs(`of ${name} aren't sent at all if Pinterest has none of the days any more after midnight`, name, () => ({
      now: nearMidnight,
      job: "81",
      account: { [parents]: times(1, busy(20), pins(1)) },
      state: { version: 2, refresh: true, attempt: "81", dates: { first: oldest, open: "2026-06-30", read } },
      config: { startDate: oldest },
      requests: { [parents]: 2 },
    }));
  }
  itSyncs("are sent Pin by Pin after one restricted batch", "pin_analytics", {
    config,
    account: { ...account(pins(103)), "/pins/analytics": restricted },
    writes: 103 * 5,
    says: [/requesting one ID at a time/u],
    requests: { "/pins/analytics": 1, "/pins/*/analytics": idsOf(103).join(" ") },
  });

  describe("that Pinterest rejects as too old", () => {
    const tooOld = rejected("You can only get data from the last 90 days.");
    const [all, later] = ["2026-06-26..2026-06-30 1-2", "2026-06-27..2026-06-30 1-2"];
    itSyncs("are sent without the first day after the retries, and ask again", "pin_analytics", [
      {
        ...incremental,
        account: account(pins(102), (request) =>
          request.query.get("start_date") === config.startDate ? tooOld : metricsOfAll(request),
        ),
        writes: 102 * 4,
        warnings: [/^pin_analytics: read without 2026-06-26, which Pinterest rejected as too old: .*90 days/u],
        also: (read) => {
          const counts = (days: string) => requestedIn(read).filter((each) => each.startsWith(days)).length;
          assert.deepEqual([counts("2026-06-26"), counts("2026-06-27")], [12, 2]);
          assertMarks(read, "2026-06-30 2026-06-26: 102");
        },
      },
      { account: account(pins(102)), writes: 102 * 6, dates: "2026-06-26..2026-07-01" },
    ]);
    itSyncs("leave the stream incomplete if they are rejected without the first day, too", "pin_analytics", {
      config,
      account: account(pins(2), () => tooOld),
      error: ["transient_error", /rejected dates as too old, even after retries.*this machine's clock.*90 days/u],
      also: (read) => assert.deepEqual(new Set(requestedIn(read)), new Set([all, later])),
    });
  });

  itSyncs("aren't sent for ads without a Pin", "ad_pin_analytics", {
    config,
    account: {
      "/ad_accounts": "1",
      "/ad_accounts/1/ads": ["5", null].map((pin, index) => ({
        id: `${index + 1}`,
        ad_account_id: "1",
        campaign_id: "7",
        pin_id: pin,
      })),
      "/ad_accounts/1/pins/analytics": { body: [] },
    },
    also: ({ requests }) =>
      assert.deepEqual(
        requests.filter(isAnalytics).map(({ query }) => query.get("pin_ids")),
        ["5"],
      ),
  });

  const video = { media: { media_type: "video" } };
  const metricsIn = ({ query }: ApiRequest) => listIn(query, "metric_types");
  itSyncs("leave out metrics that Pinterest rejects by name twice", "pin_analytics", {
    config,
    account: account(pins(103, 1, video), (request) =>
      metricsIn(request).includes("PROFILE_VISIT")
        ? rejected("Parameter 'metric_types' (value PROFILE_VISIT) is not one of SAVE, USER_FOLLOW, VIDEO_START.")
        : metricsOfAll(request),
    ),
    writes: 103 * 5,
    warnings: [/rejected the metric types PROFILE_VISIT, and accepted the request without them: /u],
    also: ({ requests }) => {
      const requested = requests.filter(isAnalytics).map(metricsIn);
      assert.equal(requested.length, 4, "two rejections, one without it, and the rest");
      for (const metric of ["VIDEO_START", "USER_FOLLOW", "SAVE"]) assert.ok(requested.at(-1)?.includes(metric));
    },
  });
  for (const [what, culprits, warnings] of [
    ["the first", ["1"], []],
    ["the last", ["100"], []],
    ["two", ["2", "60"], [/^pin_analytics: not read: pin 60: .*Invalid Pin/u]],
    ["forty", idsOf(40, 3).map((id) => String(2 * Number(id))), "any"],
  ] as const)
    itSyncs(`have the other Pins, and an error that names one, if ${what} of 100 are rejected`, "pin_analytics", {
      config,
      account: account(pins(100), (request) =>
        pinsIn(request).some((id) => culprits.some((each) => each === id))
          ? rejected("Invalid Pin.")
          : metricsOfAll(request),
      ),
      writes: 5 * (100 - culprits.length),
      error: ["config_error", new RegExp(`Invalid Pin\\. \\(pin ${culprits[0]}\\)`, "u")],
      warnings,
    });
  itSyncs("are given up after twenty rejections of a single one if no Pin is accepted", "pin_analytics", {
    config,
    account: account(pins(100), () => rejected("Invalid Pin.")),
    error: ["config_error", /Invalid Pin/u],
    warnings: "any",
    also: (read) => assert.equal(requestedIn(read).length, 44),
  });
});
