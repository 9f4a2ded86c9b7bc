import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../../src/streams/tracking.ts";
import { type ApiRequest, listIn, page, pageOfAll } from "../../scripted-api.ts";
import { idsOf, rows, unauthorized } from "../api.ts";
import { metricsOfAll } from "../pin-metrics.ts";
import { configured, type Mode, type Read, type Script, scriptedRead } from "../scripted-read.ts";
import { itSyncs } from "../situations.ts";

const incremental = { mode: "incremental" } as const;
const job = { job: "81" };
const startingOver = ({ logs }: Read) => logs("INFO").filter((line) => line.includes("starting from the beginning"));

const world: Script = (request) => {
  const { path } = request;
  if (path === "/user_account") return { body: { id: "1", username: "ann" } };
  if (path === "/ad_accounts/1/campaigns/analytics") return { body: [{ CAMPAIGN_ID: "1", DATE: "2026-06-29" }] };
  if (path.endsWith("/analytics")) return path.startsWith("/ad") ? { body: [] } : metricsOfAll(request);
  if (path === "/user_account/followers") return page([{ username: "ann" }, { username: "bob" }]);
  const changed = { board_pins_modified_at: "2026-05-01T00:00:00", created_at: "2026-05-01T00:00:00" };
  return page(["1", "2"].map((id) => ({ id, updated_time: 1_780_000_000, ...changed })));
};

/** Reads a stream with a state, and `integrations` after it. */
async function read(name: string, state?: JsonObject, mode: Mode = "incremental") {
  const tracked = { cursorField: updatedAt, fields: ["username", updatedAt, deletedAt] };
  const wanted = { ...configured(name, mode), ...(name === "followers" ? tracked : {}) };
  const config = { trackChanges: ["followers"] };
  return scriptedRead([wanted, configured("integrations")], world, { ...job, config, ...(state && { state }) });
}

describe("a state of a release before 0.4", () => {
  const pins = { cursor: "2026-06-29T00:00:00", seen: "Zk3V0u1aB7qLw9Xc", floor: "2026-06-20T08:00:11" };
  const known = { "": { known: { "": "~annq3VbX0 ~bobR7wkQa" } } };
  /** States as 0.3.0 wrote them, by stream. */
  const golden: Readonly<Record<string, JsonObject>> = {
    campaign_analytics: {
      cursor: "2026-06-29",
      pass: { first: "2026-04-02", from: "2026-06-26", through: "2026-06-30", days: 90, done: [["1", "2"]] },
    },
    pins: { partitions: { all: pins }, account: "a4ayc_80_OGda4BO" },
    boards: { refresh: { job: "17", done: [["1", "1"]], open: { "2": "b" } } },
    followers: { changes: { at: "2026-06-29T12:00:00.000Z", question: "hZkq0Tt1", read: {}, rows: known } },
    following_boards: { __ab_full_refresh_sync_complete: true, job: "81", completed: "2026-06-29" },
  };
  for (const [name, members] of Object.entries(golden))
    for (const [title, state] of [
      ["", { version: 1, ...members }],
      [" of several profiles", { version: 1, main: "1", profiles: { "1": { version: 1, ...members } } }],
    ] as const)
      it(`starts ${name} over, with one line${title}`, async () => {
        const [fresh, other] = [await read(name), await read(name, state)];
        const told = `${name}: starting from the beginning, since the saved state is of a release before 0.4`;
        assert.deepEqual([other.errors, startingOver(other), other.warnings], [[], [told], fresh.warnings]);
        assert.ok(other.records.length > 0);
        assert.deepEqual([other.records, other.api.requests], [fresh.records, fresh.api.requests]);
        assert.equal(other.states.at(-1)?.version, 2);
      });
});

describe("a damaged state", () => {
  const open = (more: JsonObject) => ({ open: { abcdefg: { bookmark: "b", begun: 1_782_691_200, ...more } } });
  const rowsOf = (...texts: readonly string[]) => texts.map((text) => ({ table: { rows: text } }));
  /** By stream: states with a damaged member, by the path that the message names. */
  const damaged: Readonly<Record<string, Readonly<Record<string, readonly JsonObject[]>>>> = {
    user_account_analytics: {
      dates: [{ dates: "x" }, { dates: [] }],
      "dates.first": [{ dates: { first: "soon" } }, { dates: { first: "2026-02-30" } }, { dates: { first: 1 } }],
      "dates.ended": [{ dates: { open: "2026-06-30", ended: "true" } }],
      "dates.read.soon": [{ dates: { read: { soon: "abcdefg" } } }],
      "dates.read.2026-06-29": [1, "abc", "abcdef;"].map((read) => ({ dates: { read: { "2026-06-29": read } } })),
      account: [{ account: 1 }],
      completed: [{ completed: "soon" }],
    },
    pins: {
      feed: [{ feed: 1 }],
      "feed.lists.2026-06-29": ["short", null].map((list) => ({ feed: { lists: { "2026-06-29": list } } })),
      "feed.lists.today": [{ feed: { lists: { today: "a4ayc_80tgvq80" } } }],
      "feed.open.abcdefg": [{ feed: { open: { abcdefg: "b" } } }],
      "feed.open.abcdefg.begun": [{ feed: open({ begun: "2026-06-29T00:00:00" }) }, { feed: open({ begun: null }) }],
      "feed.open.abc": [{ feed: { open: { abc: { bookmark: "b", begun: 1 } } } }],
      "feed.open.abcdefg.paged": [{ feed: open({ paged: "abc" }) }],
      "feed.open.abcdefg.complete": [{ feed: open({ complete: 1 }) }],
      "feed.finished": [7, "abcdef"].map((finished) => ({ attempt: "81", feed: { finished } })),
      profiles: [{ profiles: { "1": "x" } }],
    },
    ad_pins: {
      containers: [{ containers: "1" }],
      "containers.2026-06-29": [{ containers: { "2026-06-29": 1 } }],
      "containers.soon": [{ containers: { soon: "1" } }],
      lookups: [{ lookups: [] }],
      "lookups.denied.soon": [{ lookups: { denied: { soon: "xPk8PdQ" } } }],
      "lookups.read": [{ lookups: { read: 7 } }, { lookups: { read: "xPk8Pd" } }],
    },
    followers: {
      "table.rows": [
        { table: { rows: 1 } },
        // A row without a part, a number without an end, a minute that is none, a text cut off, and more or other values in a key.
        ...rowsOf("~ann no-part", "~all", "~all;;~ann!NaN!!", "~all;;~ann!123", "~all;;~q3V", "~all;;~annq3VbX;"),
        ...rowsOf("~all;;~ann,~bobq3VbX", "~all;;annq3VbX", "~all;;#{q3VbX", "~all;;~%zzq3VbX", "#1;;~annq3VbX"),
        // Notes: a day that is none, or cut off.
        ...rowsOf("~all;abcd;~annq3VbX", "~all;abcd!!;~annq3VbX", "~all;abcdzzzzzz;~annq3VbX", "~all;?;~annq3VbX"),
      ],
      "table.finished": [{ attempt: "81", table: { finished: "abc" } }],
      table: [{ table: "x" }],
      stamped: [{ stamped: "1" }, { stamped: -1 }],
    },
    boards: {
      refresh: [{ refresh: "true" }],
    },
    following_boards: {
      "table.open": [{ refresh: true, attempt: "81", table: { open: ["b"] } }],
    },
  };
  for (const [name, members] of Object.entries(damaged))
    it(`starts ${name} over, with a warning that names the member`, async () => {
      const mode = name.endsWith("boards") ? "full_refresh" : "incremental";
      const fresh = await read(name, undefined, mode);
      for (const [field, states] of Object.entries(members))
        for (const state of states) {
          const { logs, errors, records, states: after } = await read(name, { version: 2, ...state }, mode);
          const what = JSON.stringify(state);
          const [warning = "", ...others] = logs("WARN");
          assert.match(
            warning,
            new RegExp(`^${name}: starting from the beginning, since .* To remove .*clear`, "u"),
            what,
          );
          assert.ok(warning.includes(`the saved state is damaged ("${field}" is not as expected)`), warning);
          assert.deepEqual([errors, others, records.length], [[], fresh.logs("WARN"), fresh.records.length], what);
          assert.equal(JSON.stringify(after.at(-1)).includes("NaN"), false);
        }
    });

  it("of another version is an error that keeps it", async () => {
    for (const version of [null, 0, "2", true, 3])
      for (const more of [{ feed: {} }, { main: "1", profiles: "x" }]) {
        const { messageOf, records, states } = await read("pins", { version, ...more });
        assert.match(messageOf("config_error"), /The state of pins .*"version".*clear the stream/u);
        assert.deepEqual([records, states], [[], [{ version, ...more }]]);
      }
  });

  it("isn't one that lacks a member, or has null in its place; and none has inherited ones", async () => {
    for (const state of ['{"version":2}', '{"version":2,"feed":null}', '{"version":2,"__proto__":{"feed":1}}']) {
      const { errors, records } = await read("pins", JSON.parse(state));
      assert.deepEqual([errors, records.length], [[], 2]);
    }
  });
});

describe("a full refresh", () => {
  const boards: Script = (request) =>
    request.path === "/boards" ? pageOfAll(rows("a", "b", "c"), request, 1) : undefined;

  for (const [title, state, own] of [
    ["the official connector's", { date: "2024-05-01" }, job],
    ["one of a stream without cursor", { __ab_no_cursor_state_message: true }, job],
    ["one of an incremental read", { version: 2, attempt: "81", table: { rows: "" } }, job],
    ["one of another job", { version: 2, refresh: true, attempt: "80", table: { open: { all: "at 1" } } }, job],
    [
      "nine days old, although it is of the same job",
      { version: 2, refresh: true, attempt: "81", attempted: "2026-06-21", table: { open: { all: "at 1" } } },
      job,
    ],
    ["one without a job, as it is itself", { version: 2, refresh: true, table: { open: { all: "at 1" } } }, {}],
  ] as const)
    itSyncs(`starts over from a state that is ${title}`, "boards", {
      ...own,
      api: boards,
      state,
      ids: ["a", "b", "c"],
    });

  const list: Script = (request) =>
    request.path === "/search/boards" ? pageOfAll(rows("a", "b"), request, 1) : undefined;
  itSyncs(
    "resumes within the list of any partition, such as one named __proto__",
    "search_boards",
    {
      ...job,
      api: (request, signal) => (request.query.has("bookmark") ? unauthorized : list(request, signal)),
      config: { searchQueries: ["__proto__", "constructor"], numWorkers: 1 },
      ids: ["a"],
      error: ["config_error", /token/u],
    },
    { api: list, ids: ["b", "a", "b"] },
  );
});

/*
 * States of the official connector (airbyte/source-pinterest).
 */

const now = "2024-05-20T12:00:00Z";
const startDate = "2024-02-25";
const ranges = (...slices: readonly Json[]): JsonObject => ({ state_type: "date-range", slices });
const account = ({ path }: ApiRequest) => ({ body: path === "/user_account/analytics" ? {} : { id: "1" } });
const requestDates =
  (...dates: readonly string[]) =>
  ({ requests }: Read) =>
    assert.deepEqual(
      requests.flatMap(({ query }) => query.get("start_date") ?? []),
      dates,
    );
const given = (state: JsonObject, ...dates: readonly string[]) => ({
  ...incremental,
  api: account,
  now,
  config: { startDate },
  state,
  also: requestDates(...dates),
});

describe("a date of the official connector", () => {
  /** States whose day is May 1, 2024. */
  const cases: Readonly<Record<string, JsonObject>> = {
    flat: { date: "2024-05-01" },
    "with a time behind it": { date: "2024-05-01T00:00:00Z" },
    "beside one of another field": { DATE: "2024-05-09", date: "2024-05-01" },
    "in a range by its most recent value": ranges({
      start: "2024-01-01",
      end: "2024-05-03",
      most_recent_cursor_value: "2024-05-01",
    }),
    "in several ranges by the earliest": ranges({ end: "2024-05-09" }, { end: "2024-05-01" }),
    "in ranges by the end of the first": ranges(
      { start: "2024-06-01", end: "2024-06-30" },
      { start: "2024-02-01", end: "2024-05-01" },
    ),
    "in ranges without those that have no end": ranges(
      { start: "2024-01-01" },
      { start: "2024-02-01", end: "2024-05-01" },
    ),
    "global, less the time that the last sync took": {
      use_global_cursor: true,
      state: { date: "2024-05-03" },
      lookback_window: 90_000,
    },
    "global though there are partitions": {
      use_global_cursor: true,
      states: [{ partition: { id: "1" }, cursor: { date: "2024-04-09" } }],
      state: { date: "2024-05-01" },
    },
    "common beside an empty list of partitions": { states: [], state: { date: "2024-05-01" } },
  };
  for (const [title, state] of Object.entries(cases))
    itSyncs(`is resumed, less the lookback window: ${title}`, "user_account_analytics", given(state, "2024-04-24"));

  itSyncs("is not resumed by a full refresh", "user_account_analytics", {
    ...given({ date: "2024-05-01" }, startDate),
    mode: "full_refresh",
  });
  const slices = ranges({ start: "2024-03-01", end: "2024-05-01" });
  itSyncs("in ranges has a start, the days before which an earlier start_date adds", "user_account_analytics", {
    ...given(slices),
    warnings: [/not read: 2024-02-25 to 2024-02-29/u],
    also: ({ requests }) =>
      assert.deepEqual(requests.flatMap(({ query }) => query.get("start_date") ?? []).toSorted(), [
        startDate,
        "2024-04-24",
      ]),
  });

  const marker = { __ab_full_refresh_sync_complete: true };
  const partition = { id: "549", parent_slice: {} };
  for (const state of [
    {},
    { created_at: "2024-05-01" },
    { date: "yesterday" },
    { date: "2024-02-30" },
    { date: 1e300 },
    { date: -1e15 },
    // Milliseconds, which would be the year 56,000.
    { date: 1_714_521_600_000 },
    { states: [null, 3, { cursor: "x" }], slices: "x", state: 1 },
    ranges(null, 3, {}),
    { next_page_token: "Zm9v" },
    { states: [{ partition, cursor: marker }] },
    { use_global_cursor: false, states: [], state: {}, lookback_window: 3, parent_state: {} },
  ] satisfies readonly JsonObject[])
    itSyncs(
      `is missing in ${JSON.stringify(state)}, so everything is read, with a line in the log`,
      "user_account_analytics",
      {
        ...given(state),
        also: (read) => {
          requestDates(startDate)(read);
          assert.equal(startingOver(read).length, Object.keys(state).length > 0 ? 1 : 0);
        },
      },
    );

  it("of each campaign is its own, the earliest of several, and campaigns without one begin at the first day", async () => {
    const chunk = (id: string, cursor: JsonObject) => ({ partition: { id, parent_slice: {} }, cursor });
    const state: JsonObject = {
      use_global_cursor: false,
      lookback_window: 86_400,
      states: [
        { partition: { id: "1", parent_slice: { id: "9", parent_slice: {} } }, cursor: { DATE: "2024-05-09" } },
        ...["2024-05-03", "2024-05-02", "2024-05-04"].map((DATE) => chunk("2", { DATE })),
        chunk("3", { DATE: "2024-05-03" }),
        chunk("3", {}),
        chunk("4", ranges({ start: "2024-01-01", end: "2024-05-01" })),
      ],
      state: { DATE: "2024-05-20" },
    };
    const first = new Map<string, string>();
    let left = 0;
    const script: Script = ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows("9"));
      if (path.endsWith("/campaigns")) return page(idsOf(5).map((id) => ({ id, ad_account_id: "9" })));
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
      const cut = await scriptedRead("campaign_analytics", script, { ...incremental, state, now, config });
      left = 99;
      const whole = await cut.again();
      assert.deepEqual([cut.complete, whole.errors, Object.fromEntries(first)], [false, [], expected]);
    }
  });

  const updated_time = 1_712_016_000;
  for (const state of [
    { updated_time },
    { states: [{ partition, cursor: { updated_time } }], use_global_cursor: false },
  ] satisfies readonly JsonObject[])
    itSyncs(`of a list starts it over, with one line: ${JSON.stringify(state)}`, "campaigns", {
      ...incremental,
      api: ({ path }) => page(path === "/ad_accounts" ? rows("549") : [{ id: "1", updated_time: 1 }]),
      now,
      state,
      ids: ["1"],
      also: (read) => assert.equal(startingOver(read).length, 1),
    });
});
