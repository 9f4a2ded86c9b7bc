import assert from "node:assert/strict";
import { isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { type ApiRequest, listIn, page } from "../../scripted-api.ts";
import { readOne, rows, type Script, unauthorized } from "../scripted-read.ts";

/*
 * States of the official connector (airbyte/source-pinterest).
 */

const now = "2024-05-20T12:00:00Z";
const startDate = "2024-02-25";
const ranges = (...slices: readonly Json[]): JsonObject => ({ state_type: "date-range", slices });

/** Reads the metrics of the account with a state. */
async function readDates(state: JsonObject, config = { startDate }) {
  const dates: string[] = [];
  const script = ({ path, query }: ApiRequest) => {
    if (path !== "/user_account/analytics") return { body: { id: "1" } };
    dates.push(query.get("start_date") ?? "");
    return { body: {} };
  };
  const read = await readOne("user_account_analytics", script, { mode: "incremental", state, now, config });
  return { ...read, dates };
}

describe("a date of the official connector", () => {
  /** States whose day is May 1, 2024. */
  const cases: readonly (readonly [string, JsonObject])[] = [
    ["flat", { date: "2024-05-01" }],
    ["with a time behind it", { date: "2024-05-01T00:00:00Z" }],
    ["in epoch seconds as a number", { date: 1_714_521_600 }],
    ["in epoch seconds as text", { date: "1714521600" }],
    ["beside one of another field", { DATE: "2024-05-09", date: "2024-05-01" }],
    [
      "in a range by its most recent value",
      ranges({ start: "2024-01-01", end: "2024-05-03", most_recent_cursor_value: "2024-05-01" }),
    ],
    ["in a range by its end", ranges({ start: "2024-01-01", end: "2024-05-01" })],
    ["in several ranges by the earliest", ranges({ end: "2024-05-09" }, { end: "2024-05-01" })],
    [
      "in ranges without a gap by the end of the last",
      ranges(
        { start: "2024-02-01", end: "2024-03-31", most_recent_cursor_value: "2024-03-12" },
        { start: "2024-04-01", end: "2024-05-09", most_recent_cursor_value: "2024-05-01" },
      ),
    ],
    [
      "in ranges with a gap by the end of the first",
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
      assert.deepEqual([errors, dates], [[], ["2024-04-28"]]);
    });
  }

  it("in ranges has a start, before which an earlier start_date is read", async () => {
    const slices = [
      { start: "2024-04-02", end: "2024-05-01" },
      { start: "2024-03-01", end: "2024-04-01" },
    ];
    assert.deepEqual((await readDates(ranges(...slices))).dates, [startDate]);
    assert.deepEqual((await readDates(ranges(...slices), { startDate: "2024-03-01" })).dates, ["2024-04-28"]);
  });

  for (const state of [
    { created_at: "2024-05-01" },
    { date: "yesterday" },
    { date: "2024-02-30" },
    { date: 1e300 },
    { date: -1e15 },
    // Milliseconds, which would be the year 56,000.
    { date: 1_714_521_600_000 },
    { date: null },
    { states: [null, 3, { cursor: "x" }], slices: "x", state: 1 },
    { states: [3, null] },
    { states: "none" },
    { page: 3 },
    ranges(null, 3, {}),
  ]) {
    it(`is missing in ${JSON.stringify(state)}, which is rejected`, async () => {
      const { messageOf, dates } = await readDates(state);
      assert.match(messageOf("config_error"), /user_account_analytics.*clear/isu);
      assert.deepEqual(dates, []);
    });
  }

  const marker = { __ab_full_refresh_sync_complete: true };
  const partition = { id: "549", parent_slice: {} };
  for (const [title, state] of [
    ["an empty state", {}],
    ["a full refresh of this connector", { version: 1, refresh: { done: [], open: {} } }],
    ["a full refresh", marker],
    ["a stream without a cursor", { __ab_no_cursor_state_message: true }],
    ["an interrupted full refresh", { next_page_token: "Zm9v" }],
    ["a full refresh by partition", { states: [{ partition, cursor: marker }] }],
    ["an interrupted full refresh by partition", { states: [{ partition, cursor: { next_page_token: "Zm9v" } }] }],
    ["partitions without rows", { states: [{ partition, cursor: {} }], parent_state: { ad_accounts: {} } }],
    ["no partitions", { states: [] }],
    [
      "no partitions and no rows",
      { use_global_cursor: false, states: [], state: {}, lookback_window: 3, parent_state: {} },
    ],
  ] satisfies readonly (readonly [string, JsonObject])[]) {
    it(`is missing in the state of ${title}, so everything is read`, async () => {
      const { errors, dates } = await readDates(state);
      assert.deepEqual([errors, dates], [[], [startDate]]);
    });
  }

  it("of each campaign is resumed from the earliest within the lookback window of the latest", async () => {
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
    // The official connector hasn't read what has no cursor or isn't in the list. What it read before the window is read again.
    const from = "2024-04-25";
    const expected = { 1: from, 2: from, 3: startDate, 4: startDate, 5: startDate };
    for (const cutAfter of [0, 1]) {
      first.clear();
      left = cutAfter;
      const cut = await readOne("campaign_analytics", script, { mode: "incremental", state, now, config });
      left = 99;
      const whole = await cut.again();
      assert.deepEqual([cut.complete, whole.errors, Object.fromEntries(first)], [false, [], expected]);
    }
    const early = { startDate: "2024-05-21" };
    const { states } = await readOne("campaign_analytics", script, { mode: "incremental", state, now, config: early });
    assert.deepEqual(states, [state], "nothing is read before the start date, and the state stays");
  });
});

describe("a timestamp of the official connector", () => {
  const seconds = 1_712_016_000;
  const partition = (id: Json, cursor: Json): JsonObject => ({ partition: { id, parent_slice: {} }, cursor });
  /** Two ad accounts with a campaign before, at, and after the time. */
  const script: Script = ({ path }) => {
    if (path === "/ad_accounts") return page([{ id: "549" }, { id: "550" }]);
    const [, account = ""] = /^\/ad_accounts\/(\d+)\/campaigns$/u.exec(path) ?? [];
    return page([-1, 0, 1].map((after) => ({ id: `${account} ${after}`, updated_time: seconds + after })));
  };
  const read = (state: unknown) => {
    const copy: unknown = JSON.parse(JSON.stringify(state));
    assert.ok(isObject(copy));
    return readOne("campaigns", script, { mode: "incremental", state: copy, now });
  };
  const both = ["549 0", "549 1", "550 0", "550 1"];
  const first = ["549 0", "549 1", "550 -1", "550 0", "550 1"];

  const cases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
    ["flat in seconds", { updated_time: seconds }, both],
    ["flat in seconds as text", { updated_time: String(seconds) }, both],
    ["flat in milliseconds", { updated_time: seconds * 1000 }, both],
    [
      "of each partition by its ad account",
      {
        states: [
          partition("549", { updated_time: String(seconds) }),
          partition("550", { updated_time: String(seconds + 1) }),
        ],
        use_global_cursor: false,
      },
      ["549 0", "549 1", "550 1"],
    ],
    [
      "of partitions although there is a common one beside them, which is the newest of theirs",
      {
        states: [partition("549", { updated_time: String(seconds) })],
        state: { updated_time: "1799999999" },
        updated_time: "1799999999",
      },
      first,
    ],
    [
      "global, less the time that the last sync took",
      { use_global_cursor: true, state: { updated_time: String(seconds + 60) }, lookback_window: 60, states: [] },
      both,
    ],
    ["common without partitions", { use_global_cursor: true, state: { updated_time: String(seconds) } }, both],
    ["common beside an empty list", { states: [], state: { updated_time: String(seconds) } }, both],
    [
      "of the valid ones of several partitions",
      {
        states: [
          null,
          3,
          { cursor: "x" },
          partition(7, { updated_time: 1 }),
          partition("551", { updated_time: "soon" }),
          partition("549", { updated_time: seconds }),
        ],
      },
      first,
    ],
  ];
  for (const [title, state, ids] of cases) {
    it(`is resumed: ${title}`, async () => {
      const { errors, ids: found } = await read(state);
      assert.deepEqual([errors, found.toSorted()], [[], ids]);
    });
  }

  for (const state of [
    { updated_time: null },
    { updated_time: "yesterday" },
    { created_at: seconds },
    { states: "x", state: 1 },
  ]) {
    it(`is missing in ${JSON.stringify(state)}, which is rejected`, async () => {
      const { messageOf, ids } = await read(state);
      assert.match(messageOf("config_error"), /campaigns.*clear/isu);
      assert.deepEqual(ids, []);
    });
  }

  for (const state of [
    { version: 1, refresh: { done: [], open: {} } },
    { states: [], state: {} },
    { states: [{ partition: { id: "549" }, cursor: {} }] },
  ]) {
    it(`is missing in ${JSON.stringify(state)}, so everything is read`, async () => {
      assert.equal((await read(state)).ids.length, 6);
    });
  }
});
