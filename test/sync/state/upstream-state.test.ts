import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../src/base/json.ts";
import { type ApiRequest, listIn, page } from "../../scripted-api.ts";
import { type Mode, readOne, rows, type Script, unauthorized } from "../scripted-read.ts";

/*
 * States of the official connector (airbyte/source-pinterest).
 */

const now = "2024-05-20T12:00:00Z";
const startDate = "2024-02-25";
const ranges = (...slices: readonly Json[]): JsonObject => ({ state_type: "date-range", slices });

/** Reads the metrics of the account with a state. */
async function readDates(state: JsonObject, config = { startDate }, mode: Mode = "incremental") {
  const dates: string[] = [];
  const script = ({ path, query }: ApiRequest) => {
    if (path !== "/user_account/analytics") return { body: { id: "1" } };
    dates.push(query.get("start_date") ?? "");
    return { body: {} };
  };
  const read = await readOne("user_account_analytics", script, { mode, state, now, config });
  return { ...read, dates };
}

describe("a date of the official connector", () => {
  /** States whose day is May 1, 2024. */
  const cases: readonly (readonly [string, JsonObject])[] = [
    ["flat", { date: "2024-05-01" }],
    ["with a time behind it", { date: "2024-05-01T00:00:00Z" }],
    ["beside one of another field", { DATE: "2024-05-09", date: "2024-05-01" }],
    [
      "in a range by its most recent value",
      ranges({ start: "2024-01-01", end: "2024-05-03", most_recent_cursor_value: "2024-05-01" }),
    ],
    ["in a range by its end", ranges({ start: "2024-01-01", end: "2024-05-01" })],
    ["in several ranges by the earliest", ranges({ end: "2024-05-09" }, { end: "2024-05-01" })],
    [
      "in ranges by the end of the first",
      ranges({ start: "2024-06-01", end: "2024-06-30" }, { start: "2024-02-01", end: "2024-05-01" }),
    ],
    [
      "in ranges without those that have no end",
      ranges({ start: "2024-01-01" }, { start: "2024-02-01", end: "2024-05-01" }),
    ],
    [
      "global, less the time that the last sync took",
      { use_global_cursor: true, state: { date: "2024-05-03" }, lookback_window: 90_000 },
    ],
    [
      "global though there are partitions",
      {
        use_global_cursor: true,
        states: [{ partition: { id: "1" }, cursor: { date: "2024-04-09" } }],
        state: { date: "2024-05-01" },
      },
    ],
    ["common where there are no partitions", { use_global_cursor: true, state: { date: "2024-05-01" } }],
    ["common beside an empty list of partitions", { states: [], state: { date: "2024-05-01" } }],
  ];
  for (const [title, state] of cases) {
    it(`is resumed, less the lookback window: ${title}`, async () => {
      const { errors, dates } = await readDates(state);
      assert.deepEqual([errors, dates], [[], ["2024-04-24"]]);
    });
  }

  it("is not resumed by a full refresh", async () => {
    const { dates } = await readDates({ date: "2024-05-01" }, { startDate }, "full_refresh");
    assert.deepEqual(dates, [startDate]);
  });

  it("in ranges has a start, the days before which an earlier start_date adds", async () => {
    const state = ranges({ start: "2024-03-01", end: "2024-05-01" });
    assert.deepEqual((await readDates(state)).dates, [startDate, "2024-04-24"]);
    assert.deepEqual((await readDates(state, { startDate: "2024-03-01" })).dates, ["2024-04-24"]);
  });

  const marker = { __ab_full_refresh_sync_complete: true };
  const partition = { id: "549", parent_slice: {} };
  for (const state of [
    {},
    { created_at: "2024-05-01" },
    { date: "yesterday" },
    { date: "2024-02-30" },
    { date: null },
    { states: [null, 3, { cursor: "x" }], slices: "x", state: 1 },
    { states: "none" },
    ranges(null, 3, {}),
    marker,
    { next_page_token: "Zm9v" },
    { states: [{ partition, cursor: marker }] },
    { states: [{ partition, cursor: {} }], parent_state: { ad_accounts: {} } },
    { use_global_cursor: false, states: [], state: {}, lookback_window: 3, parent_state: {} },
  ] satisfies readonly JsonObject[]) {
    it(`is missing in ${JSON.stringify(state)}, so everything is read, with a line in the log`, async () => {
      const { errors, dates, log } = await readDates(state);
      assert.deepEqual([errors, dates], [[], [startDate]]);
      const isTold = (await log.logs("INFO")).some((line) => line.includes("starting from the beginning"));
      assert.equal(isTold, Object.keys(state).length > 0);
    });
  }

  it("of each campaign is its own, the earliest of several, and campaigns without one begin at the first day", async () => {
    const chunk = (id: string, statuses: string, cursor: JsonObject) => ({
      partition: { id, campaign_statuses_chunk: statuses, parent_slice: {} },
      cursor,
    });
    const state: JsonObject = {
      use_global_cursor: false,
      lookback_window: 86_400,
      states: [
        { partition: { id: "1", parent_slice: { id: "9", parent_slice: {} } }, cursor: { DATE: "2024-05-09" } },
        chunk("2", "A", { DATE: "2024-05-03" }),
        chunk("2", "B", { DATE: "2024-05-02" }),
        chunk("2", "C", { DATE: "2024-05-04" }),
        chunk("3", "A", { DATE: "2024-05-03" }),
        chunk("3", "B", {}),
        { partition: { id: "4" }, cursor: ranges({ start: "2024-01-01", end: "2024-05-01" }) },
      ],
      state: { DATE: "2024-05-20" },
    };
    const first = new Map<string, string>();
    let left = 0;
    const script: Script = ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows("9"));
      if (path.endsWith("/campaigns")) return page(["1", "2", "3", "4", "5"].map((id) => ({ id, ad_account_id: "9" })));
      left -= 1;
      if (left < 0) return unauthorized;
      const date = query.get("start_date") ?? "";
      for (const id of listIn(query, "campaign_ids")) if (date < (first.get(id) ?? "9")) first.set(id, date);
      return { body: [] };
    };
    const config = { startDate, lookbackDays: 7, analyticsBatchSize: 2, numWorkers: 1 };
    const expected = { 1: "2024-05-02", 2: "2024-04-25", 3: startDate, 4: "2024-04-24", 5: startDate };
    for (const cutAfter of [0, 1, 2]) {
      first.clear();
      left = cutAfter;
      const cut = await readOne("campaign_analytics", script, { mode: "incremental", state, now, config });
      left = 99;
      const whole = await cut.again();
      assert.deepEqual([cut.complete, whole.errors, Object.fromEntries(first)], [false, [], expected]);
    }
  });
});

describe("a timestamp of the official connector", () => {
  const script: Script = ({ path }) => page(path === "/ad_accounts" ? [{ id: "549" }] : [{ id: "1", updated_time: 1 }]);

  const updated_time = 1_712_016_000;
  for (const state of [
    { updated_time },
    { states: [{ partition: { id: "549", parent_slice: {} }, cursor: { updated_time } }], use_global_cursor: false },
  ] satisfies readonly JsonObject[]) {
    it(`starts the list over, with one line: ${JSON.stringify(state)}`, async () => {
      const { errors, ids, log } = await readOne("campaigns", script, { mode: "incremental", state, now });
      const told = (await log.logs("INFO")).filter((line) => line.includes("starting from the beginning"));
      assert.deepEqual([errors, ids, told.length], [[], ["1"], 1]);
    });
  }
});
