import assert from "node:assert/strict";
import { asText, isObject, type Json } from "../../src/base/json.ts";
import { page } from "../../test/scripted-api.ts";
import { words } from "../../test/words.ts";
import { dayAfter, daysFrom } from "./facts.ts";
import { read, type Server } from "./server.ts";

/** What a response has of a date: undefined if it has no row. */
type Daily = (
  id: string,
  day: string,
  today: string,
) => { readonly status: string | null | undefined; readonly value: number } | undefined;

const first = "2026-06-30";
const streams = ["pin_analytics", "user_account_analytics"] as const;
type Metrics = (typeof streams)[number];

const metricOf = (id: string, day: string) => 1 + ((Number(day.replaceAll("-", "")) + (id === "72" ? 500 : 0)) % 997);
const final: Daily = (id, day) => ({ status: "READY", value: metricOf(id, day) });

/** Returns daily metrics that are as `early` says on some dates of Pin 71 and the account until a day, and then final. */
const lateOn =
  (days: readonly string[], ready: string, early: ReturnType<Daily>): Daily =>
  (id, day, today) =>
    id !== "72" && days.includes(day) && today < ready ? early : final(id, day, today);

interface Asked {
  readonly from: string;
  readonly through: string;
}

function serverOf(daily: Daily, today: string, created: string, asked: Asked[]): Server {
  return ({ path, query }) => {
    if (path === "/user_account") return { body: { id: "1", username: "shop" } };
    if (path === "/pins") return page(["71", "72"].map((id) => ({ id, created_at: `${created}T00:00:00` })));
    if (!path.endsWith("/analytics")) return undefined;
    const [from, through] = [asText(query.get("start_date")), asText(query.get("end_date"))];
    asked.push({ from, through });
    const rowsOf = (id: string) => {
      const rows = daysFrom(from, through).flatMap((date) => {
        const found = daily(id, date, today);
        if (found === undefined || (id !== "account" && date < created)) return [];
        const status = found.status === undefined ? {} : { data_status: found.status };
        return [{ date, ...status, metrics: { IMPRESSION: found.value } }];
      });
      return { all: { daily_metrics: rows } };
    };
    if (path === "/user_account/analytics") return { body: rowsOf("account") };
    const ids = query.getAll("pin_ids").flatMap((list) => list.split(","));
    return { body: Object.fromEntries(ids.map((id) => [id, rowsOf(id)])) };
  };
}

/** Syncs a stream on some days and returns its table, and the date ranges that each sync requested. */
async function syncs(
  stream: Metrics,
  daily: Daily,
  days: readonly string[],
  { created = "2026-01-01", by }: { created?: string; by?: "program" } = {},
) {
  const table = new Map<string, Json>();
  const requested: Asked[][] = [];
  let state: Awaited<ReturnType<typeof read>>["state"] = [];
  for (const today of days) {
    const asked: Asked[] = [];
    const time = Date.parse(`${today}T12:00:00Z`);
    const result = await read(serverOf(daily, today, created, asked), [stream], { state, now: time, by });
    result.assertComplete(stream);
    for (const record of result.records(stream)) {
      const metrics = isObject(record.metrics) ? record.metrics : {};
      table.set(`${asText(record.pin_id ?? "account")} ${asText(record.date)}`, metrics.IMPRESSION ?? null);
    }
    requested.push(asked);
    state = result.state;
  }
  const ids = stream === "pin_analytics" ? ["71", "72"] : ["account"];
  const wrong = daysFrom("2026-05-01", days.at(-1) ?? first).flatMap((day) =>
    ids.filter((id) => day >= created && table.get(`${id} ${day}`) !== metricOf(id, day)).map((id) => `${id} ${day}`),
  );
  return { wrong, requested };
}

const covers = (asked: readonly Asked[], day: string) =>
  asked.some(({ from, through }) => from <= day && day <= through);

/** The statuses of the API's document (DataStatus) but PROCESSING and ESTIMATE. */
const finalStatuses = words(`
  READY BEFORE_BUSINESS_CREATED BEFORE_DATA_RETENTION_PERIOD BEFORE_PIN_DATA_RETENTION_PERIOD BEFORE_METRIC_START_DATE
  BEFORE_CORE_METRIC_START_DATE BEFORE_PIN_FORMAT_METRIC_START_DATE BEFORE_AUDIENCE_METRIC_START_DATE
  BEFORE_AUDIENCE_MONTHLY_METRIC_START_DATE BEFORE_VIDEO_METRIC_START_DATE BEFORE_CONVERSION_METRIC_START_DATE
  PURCHASERS_METRIC_SMALLER_THAN_THRESHOLD IN_BAD_TAG_DATE BEFORE_PUBLISHED_METRIC_START_DATE
  BEFORE_ASSIST_METRIC_START_DATE BEFORE_PIN_CREATED BEFORE_ACCOUNT_CLAIMED BEFORE_DEMOGRAPHIC_FILTERS_START_DATE
  AUDIENCE_SEGMENT_SMALLER_THAN_THRESHOLD AUDIENCE_TOTAL_SMALLER_THAN_THRESHOLD BEFORE_PRODUCT_GROUP_FILTER_START_DATE
`);

describe("a date of metrics", () => {
  const days = [first, dayAfter(first, 5)];

  for (const stream of streams) {
    it(`of ${stream} that a response lacks, or has with an unknown status, is read again by later syncs`, async () => {
      for (const lacked of [["2026-06-20"], daysFrom("2026-06-19", first), ["2026-06-10", "2026-06-24"]])
        assert.deepEqual((await syncs(stream, lateOn(lacked, "2026-07-05", undefined), days)).wrong, [], lacked.join());
      for (const status of ["PROCESSING", "ESTIMATE", "NEW_STATUS_OF_2027", "", null, undefined]) {
        const daily = lateOn(["2026-06-12", "2026-06-13"], "2026-07-02", { value: 0, status });
        assert.deepEqual((await syncs(stream, daily, days)).wrong, [], String(status));
      }
    });

    it(`of ${stream} that is never final is read in each sync until it is 30 days old`, async () => {
      for (const early of [undefined, { status: "ESTIMATE", value: 0 }, { status: null, value: 0 }]) {
        const day = "2026-06-15";
        const later = [first, "2026-07-01", "2026-07-05", "2026-07-10", "2026-07-14", "2026-07-16", "2026-07-20"];
        const { requested } = await syncs(stream, lateOn([day], "2027-01-01", early), later);
        assert.deepEqual(
          requested.map((asked) => covers(asked, day)),
          [true, true, true, true, true, false, false],
          JSON.stringify(early),
        );
      }
    });

    it(`of ${stream} that is not final is read again after an earlier one is 30 days old`, async () => {
      const daily = lateOn(["2026-06-03", "2026-06-24"], "2026-07-08", undefined);
      const { wrong } = await syncs(stream, daily, [first, "2026-07-04", "2026-07-08"]);
      assert.deepEqual(
        wrong.filter((each) => !each.endsWith("2026-06-03")),
        [],
      );
    });

    it(`of ${stream} that is final is read again in the lookback window only`, async () => {
      for (const status of finalStatuses) {
        const { requested } = await syncs(stream, (id, day) => ({ status, value: metricOf(id, day) }), days);
        assert.deepEqual(
          requested[1]?.map(({ from }) => from),
          ["2026-06-23"],
          status,
        );
      }
    });
  }

  it("before a Pin was created is none, and is not read again", async () => {
    const { requested, wrong } = await syncs("pin_analytics", final, days, { created: "2026-06-20" });
    assert.deepEqual([requested[1]?.map(({ from }) => from), wrong], [["2026-06-23"], []]);
  });

  it("that one Pin of a request lacks, or has without a status, is read again by the built program", async () => {
    const lacked = [...daysFrom("2026-06-10", "2026-06-11"), ...daysFrom("2026-06-19", "2026-06-27")];
    for (const early of [undefined, { status: null, value: 0 }]) {
      const { wrong } = await syncs("pin_analytics", lateOn(lacked, "2026-07-02", early), days, { by: "program" });
      assert.deepEqual(wrong, []);
    }
  });
});
