import assert from "node:assert/strict";
import { isObject, type Json, type JsonObject } from "../../../src/json.ts";
import { lacksCursor, upstreamDays, upstreamTimestamps } from "../../../src/sync/progress/upstream-state.ts";

describe("upstreamDays", () => {
  const ranges = (...slices: readonly Json[]) => ({ state_type: "date-range", slices });
  /** States whose day is May 1, 2024. */
  const cases: readonly (readonly [string, JsonObject])[] = [
    ["a flat day", { date: "2024-05-01" }],
    ["a day with a time behind it", { date: "2024-05-01T00:00:00Z" }],
    ["epoch seconds as a number", { date: 1_714_521_600 }],
    ["epoch seconds as text", { date: "1714521600" }],
    [
      "a range of dates by its most recent value",
      ranges({ start: "2024-01-01", end: "2024-05-03", most_recent_cursor_value: "2024-05-01" }),
    ],
    ["a range of dates by its end", ranges({ start: "2024-01-01", end: "2024-05-01" })],
    ["several ranges by the earliest", ranges({ end: "2024-05-09" }, { end: "2024-05-01" })],
    [
      "ranges without a gap by the end of the last",
      ranges(
        { start: "2024-03-01", end: "2024-03-31", most_recent_cursor_value: "2024-03-12" },
        { start: "2024-04-01", end: "2024-05-09", most_recent_cursor_value: "2024-05-01" },
      ),
    ],
    [
      "ranges with a gap by the end of the first",
      ranges({ start: "2024-06-01", end: "2024-06-30" }, { start: "2024-03-01", end: "2024-05-01" }),
    ],
    [
      "ranges without those that have no end",
      ranges({ start: "2024-01-01" }, { start: "2024-03-01", end: "2024-05-01" }),
    ],
    [
      "a global cursor, less the time that the last sync took",
      { use_global_cursor: true, state: { date: "2024-05-03" }, lookback_window: 90_000 },
    ],
    [
      "a global cursor though there are partitions",
      {
        use_global_cursor: true,
        states: [{ partition: { id: "1" }, cursor: { date: "2024-04-09" } }],
        state: { date: "2024-05-01" },
      },
    ],
    ["a common cursor where there are no partitions", { use_global_cursor: true, state: { date: "2024-05-01" } }],
    ["a common cursor beside an empty list of partitions", { states: [], state: { date: "2024-05-01" } }],
  ];
  for (const [title, state] of cases) {
    it(`finds ${title}`, () => {
      const found = upstreamDays(state, "date");
      assert.deepEqual([found?.common, found?.partitions.size], ["2024-05-01", 0]);
    });
  }

  for (const state of [
    {},
    { created_at: "2024-05-01" },
    { date: "yesterday" },
    { date: "2024-02-30" },
    { date: 1e300 },
    { date: -1e15 },
    // Milliseconds, which would be the year 56,000.
    { date: 1_714_521_600_000 },
    { date: null },
    { states: [null, 3, { cursor: "x" }], slices: "x", state: 1 },
    ranges(null, 3, {}),
  ]) {
    it(`finds nothing in ${JSON.stringify(state)}`, () => {
      assert.equal(upstreamDays(state, "date"), undefined);
    });
  }

  it("finds the earliest cursor of each partition", () => {
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
    const found = upstreamDays(state, "DATE");
    assert.equal(found?.common, undefined, "a partition outside the list was not read");
    assert.deepEqual(Object.fromEntries(found?.partitions ?? []), {
      "1": "2024-05-09",
      "2": "2024-05-02",
      "4": "2024-05-01",
    });
  });

  it("reads the given field", () => {
    assert.equal(upstreamDays({ DATE: "2024-05-01", date: "2024-06-01" }, "DATE")?.common, "2024-05-01");
  });
});

describe("upstreamDays: start", () => {
  it("is the start of the earliest range", () => {
    const slices = [
      { start: "2024-04-02", end: "2024-05-01" },
      { start: "2024-03-01", end: "2024-04-01" },
    ];
    const found = upstreamDays({ state_type: "date-range", slices }, "date");
    assert.equal(found?.common, "2024-05-01");
    assert.equal(found?.start, "2024-03-01");
  });

  it("is missing in other states", () => {
    assert.equal(upstreamDays({ date: "2024-05-01" }, "date")?.start, undefined);
  });
});

describe("upstreamTimestamps", () => {
  const time = "2024-04-02T00:00:00";
  const partition = (id: unknown, cursor: unknown) => ({ partition: { id, parent_slice: {} }, cursor });
  const cases: readonly (readonly [string, unknown, string | undefined, Readonly<Record<string, string>>])[] = [
    ["a flat time in seconds", { updated_time: 1_712_016_000 }, time, {}],
    ["a flat time in seconds as text", { updated_time: "1712016000" }, time, {}],
    ["a flat time in milliseconds", { updated_time: 1_712_016_000_000 }, time, {}],
    [
      "the time of each partition by its ad account",
      {
        states: [partition("549", { updated_time: "1712016000" }), partition("550", { updated_time: "1712016001" })],
        use_global_cursor: false,
      },
      undefined,
      { "549": time, "550": "2024-04-02T00:00:01" },
    ],
    [
      "partitions alone where there is a common time beside them: it is the newest of theirs",
      {
        states: [partition("549", { updated_time: "1712016000" })],
        state: { updated_time: "1799999999" },
        updated_time: "1799999999",
      },
      undefined,
      { "549": time },
    ],
    [
      "a global time, less the time that the last sync took",
      { use_global_cursor: true, state: { updated_time: "1712016060" }, lookback_window: 60, states: [] },
      time,
      {},
    ],
    ["a common time without partitions", { use_global_cursor: true, state: { updated_time: "1712016000" } }, time, {}],
    ["a common time beside an empty list", { states: [], state: { updated_time: "1712016000" } }, time, {}],
    [
      "the sound ones of damaged partitions",
      {
        states: [
          null,
          3,
          { cursor: "x" },
          partition(7, { updated_time: 1 }),
          partition("551", { updated_time: "soon" }),
          partition("549", { updated_time: 1_712_016_000 }),
        ],
      },
      undefined,
      { "549": time },
    ],
  ];
  for (const [title, state, common, partitions] of cases) {
    it(`finds ${title}`, () => {
      const copy: unknown = JSON.parse(JSON.stringify(state));
      assert.ok(isObject(copy));
      const found = upstreamTimestamps(copy, "updated_time");
      assert.ok(found !== undefined);
      assert.equal(found.common, common);
      assert.deepEqual(Object.fromEntries(found.partitions), partitions);
    });
  }

  for (const state of [
    {},
    { updated_time: null },
    { updated_time: "yesterday" },
    { created_at: 1_712_016_000 },
    { states: [], state: {} },
    { states: "x", state: 1 },
    { states: [{ partition: { id: "549" }, cursor: {} }] },
  ]) {
    it(`finds nothing in ${JSON.stringify(state)}`, () => {
      assert.equal(upstreamTimestamps(state, "updated_time"), undefined);
    });
  }
});

describe("lacksCursor", () => {
  const marker = { __ab_full_refresh_sync_complete: true };
  const partition = { id: "549", parent_slice: {} };
  const without: readonly (readonly [string, JsonObject])[] = [
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
  ];
  for (const [title, state] of without) it(`is true for ${title}`, () => assert.equal(lacksCursor(state), true));

  const others: readonly (readonly [string, JsonObject])[] = [
    ["a cursor", { date: "2024-05-01" }],
    [
      "a cursor of a partition",
      {
        states: [
          { partition, cursor: marker },
          { partition, cursor: { DATE: "x" } },
        ],
      },
    ],
    ["a global cursor", { use_global_cursor: true, states: [], state: { DATE: "2024-05-01" } }],
    ["a state of this connector", { version: 1, cursor: "2024-05-01" }],
    ["a state of another connector", { page: 3 }],
    ["states that are no partitions", { states: [3, null] }],
    ["states that are no list", { states: "none" }],
  ];
  for (const [title, state] of others) it(`is false for ${title}`, () => assert.equal(lacksCursor(state), false));
});
