import assert from "node:assert/strict";
import { digestOf } from "../../../src/base/digest.ts";
import type { Json, JsonObject } from "../../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../../src/streams/tracking.ts";
import { type Account, idsOf, paged, pages, reporting, unauthorized } from "../api.ts";
import { metricsOn } from "../pin-metrics.ts";
import type { Read } from "../scripted-read.ts";
import { itSyncs, type Sync } from "../syncs.ts";

const incremental = { mode: "incremental" } as const;
const startingOver = ({ logs }: Read) => logs("INFO").filter((line) => line.includes("starting from the beginning"));

const two: readonly JsonObject[] = ["1", "2"].map((id) => ({
  id,
  pin_id: id,
  updated_time: 1_780_000_000,
  board_pins_modified_at: "2026-05-01T00:00:00",
  created_at: "2026-05-01T00:00:00",
}));
const account: Account = {
  "/user_account": { body: { id: "1", username: "ann" } },
  "/user_account/analytics": { body: metricsOn(["2026-06-28", "2026-06-29"]) },
  "/user_account/followers": [{ username: "ann" }, { username: "bob" }],
  "/user_account/following/boards": two,
  "/ad_accounts": [{ id: "1" }],
  "/ad_accounts/*/*": two,
  "/ad_accounts/*/campaigns/analytics": { body: [1, 2].map((id) => ({ CAMPAIGN_ID: `${id}`, DATE: "2026-06-29" })) },
  "/boards": two,
  "/pins": two,
  "/pins/*": ({ path }) => ({ body: { id: path.split("/")[2] } }),
};
const tracked = { cursorField: updatedAt, fields: ["username", updatedAt, deletedAt] };
/** A sync of a stream that has two records, with a state. */
const given = (name: string, state: JsonObject): Sync => ({
  mode: name.endsWith("boards") ? "full_refresh" : "incremental",
  job: "81",
  now: "2026-06-30T12:00:00Z",
  account,
  config: { startDate: "2026-06-20", trackChanges: ["followers"] },
  ...(name === "followers" && { as: tracked }),
  state,
  writes: 2,
});

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
      itSyncs(`starts ${name} over, with one line${title}`, name, {
        ...given(name, state),
        ...(name === "campaign_analytics" && { dates: "2026-06-20..2026-06-30" }),
        also: (read) => {
          const told = `${name}: starting from the beginning, since the saved state is of a release before 0.4`;
          assert.deepEqual([startingOver(read), read.states.at(-1)?.version], [[told], 2]);
        },
      });
});

describe("an invalid state", () => {
  const open = (more: JsonObject) => ({ open: { abcdefg: { bookmark: "b", begun: 1_782_691_200, ...more } } });
  const rowsOf = (...texts: readonly string[]) => texts.map((text) => ({ table: { rows: text } }));
  /** By stream: states with an invalid member, by the path that the message names. */
  const invalid: Readonly<Record<string, Readonly<Record<string, readonly JsonObject[]>>>> = {
    user_account_analytics: {
      dates: [{ dates: "x" }, { dates: [] }],
      "dates.first": [{ dates: { first: "soon" } }, { dates: { first: "2026-02-30" } }, { dates: { first: 1 } }],
      "dates.ended": [{ dates: { open: "2026-06-30", ended: "true" } }],
      "dates.read.soon": [{ dates: { read: { soon: "abcdefg" } } }],
      "dates.read.2026-06-29": [1, "abc", "abcdef;", []].map((read) => ({ dates: { read: { "2026-06-29": read } } })),
      "dates.read.2026-06-29 2026-06-28 2026-06-27": [
        { dates: { read: { "2026-06-29 2026-06-28 2026-06-27": "abcdefg" } } },
      ],
      "tried.soon": [{ tried: { soon: "abcdefg" } }],
      account: [{ account: 1 }],
      completed: [{ completed: "soon" }],
      waiting: [{ waiting: "yes" }],
    },
    pins: {
      feed: [{ feed: 1 }],
      "feed.lists.2026-06-29": ["short", null].map((list) => ({ feed: { lists: { "2026-06-29": list } } })),
      "feed.lists.today": [{ feed: { lists: { today: "a4ayc_80tgvq80" } } }],
      "feed.open.abcdefg": [{ feed: { open: { abcdefg: "b" } } }],
      "feed.open.abcdefg.begun": [
        { feed: open({ begun: "2026-06-29T00:00:00" }) },
        { feed: open({ begun: null }) },
        { feed: open({ begun: 1.5 }) },
      ],
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
      "tried.soon": [{ tried: { soon: "xPk8PdQ" } }],
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
  for (const [name, members] of Object.entries(invalid))
    itSyncs(
      `starts ${name} over, with a warning that names the member`,
      name,
      Object.entries(members).flatMap(([field, states]) =>
        states.map((state): Sync => {
          const reason = `the saved state is damaged \\("${field.replaceAll(".", "\\.")}" is not as expected\\)`;
          return {
            ...given(name, { version: 2, ...state }),
            warnings: [new RegExp(`^${name}: starting from the beginning, since ${reason}\\. To remove .*clear`, "u")],
            also: ({ states: after }) => assert.ok(!JSON.stringify(after.at(-1)).includes("NaN")),
          };
        }),
      ),
    );

  itSyncs(
    "of another version is an error that keeps it",
    "pins",
    [null, 0, "2", true, 3].flatMap((version) =>
      [{ feed: {} }, { main: "1", profiles: "x" }].map(
        (more): Sync => ({
          ...given("pins", { version, ...more }),
          writes: "",
          error: ["config_error", /The state of pins .*"version".*clear the stream/u],
          also: ({ states }) => assert.deepEqual(states, [{ version, ...more }]),
        }),
      ),
    ),
  );
  itSyncs(
    "isn't one that lacks a member, has null, or inherits one",
    "pins",
    ['{"version":2}', '{"version":2,"feed":null}', '{"version":2,"__proto__":{"feed":1}}'].map((state) =>
      given("pins", JSON.parse(state)),
    ),
  );
});

describe("a state of the other sync mode", () => {
  itSyncs("isn't resumed by an incremental read, also in the same job", "user_account_analytics", {
    ...incremental,
    account,
    job: "81",
    state: {
      version: 2,
      refresh: true,
      attempt: "81",
      dates: { first: "2026-06-20", read: { "2026-06-29": digestOf("all", 7) } },
    },
    config: { startDate: "2026-06-20", lookbackDays: 0 },
    writes: "any",
    dates: "2026-06-20..2026-06-30",
  });
});

describe("a stream whose key changed", () => {
  const report: Sync = { ...incremental, api: reporting(["1"]), config: { startDate: "2026-06-20" } };
  itSyncs("asks once to be cleared, and goes on", "product_group_report", [
    {
      ...report,
      state: { version: 2, dates: { first: "2026-06-20", read: { "2026-06-29": digestOf("1", 7) } } },
      warnings: [/^product_group_report: must be cleared once, since release 0\.4\.0 changed the key/u],
    },
    {},
  ]);
  itSyncs("isn't one without a state, or whose key stayed", ["product_group_report", "ad_group_report"], [report, {}]);
});

describe("a full refresh", () => {
  const open = { table: { open: { all: "at 1" } } };
  for (const [title, state, job] of [
    ["the official connector's", { date: "2024-05-01" }, "81"],
    ["one of a stream without cursor", { __ab_no_cursor_state_message: true }, "81"],
    ["one of an incremental read", { version: 2, attempt: "81", table: { rows: "" } }, "81"],
    ["one of another job", { version: 2, refresh: true, attempt: "80", ...open }, "81"],
    [
      "nine days old, although it is of the same job",
      { version: 2, refresh: true, attempt: "81", attempted: "2026-06-21", ...open },
      "81",
    ],
    ["one without a job, as it is itself", { version: 2, refresh: true, ...open }, undefined],
  ] as const)
    itSyncs(`starts over from a state that is ${title}`, "boards", {
      account: { "/boards": paged(1, "a b c") },
      job,
      state,
      writes: "a b c",
    });
  itSyncs("starts over in an attempt that comes nine days later", "boards", [
    { account: { "/boards": pages("a", unauthorized) }, writes: "a", error: ["config_error", /token/u] },
    { account: { "/boards": pages("a", "b") }, isRetry: true, after: "9 d", writes: "a b" },
  ]);
  itSyncs("resumes within the list of any partition, such as one named __proto__", "search_boards", [
    {
      account: { "/search/boards": pages("a", unauthorized) },
      config: { searchQueries: ["__proto__", "constructor"], numWorkers: 1 },
      writes: "a",
      error: ["config_error", /token/u],
    },
    { account: { "/search/boards": pages("a", "b") }, isRetry: true, writes: "b a b" },
  ]);
});

/*
 * States of the official connector (airbyte/source-pinterest).
 */

const now = "2024-05-20T12:00:00Z";
const startDate = "2024-02-25";
const ranges = (...slices: readonly Json[]): JsonObject => ({ state_type: "date-range", slices });
/** A sync of the account's metrics with a state, and the first date that is requested. */
const upstream = (state: JsonObject, from: string): Sync => ({
  ...incremental,
  account: { ...account, "/user_account/analytics": { body: {} } },
  now,
  config: { startDate },
  state,
  dates: `${from}..2024-05-20`,
  also: (read) => assert.deepEqual(startingOver(read), []),
});

describe("a date of the official connector", () => {
  /** States whose day is May 1, 2024. */
  const cases: Readonly<Record<string, JsonObject>> = {
    flat: { date: "2024-05-01" },
    "with a time behind it": { date: "2024-05-01T00:00:00Z" },
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
  };
  for (const [title, state] of Object.entries(cases))
    itSyncs(`is resumed, less the lookback window: ${title}`, "user_account_analytics", upstream(state, "2024-04-24"));

  itSyncs("is not resumed by a full refresh", "user_account_analytics", {
    ...upstream({ date: "2024-05-01" }, startDate),
    mode: "full_refresh",
  });
  itSyncs("in ranges has a start, the days before which an earlier start_date adds", "user_account_analytics", {
    ...upstream(ranges({ start: "2024-03-01", end: "2024-05-01" }), ""),
    dates: "2024-02-25..2024-02-29 2024-04-24..2024-05-20",
    warnings: [/not read: 2024-02-25 to 2024-02-29/u],
  });

  const marker = { __ab_full_refresh_sync_complete: true };
  const partition = { id: "549", parent_slice: {} };
  for (const state of [
    {},
    { created_at: "2024-05-01" },
    { date: "yesterday" },
    { date: 1e300 },
    // Milliseconds, which would be the year 56,000.
    { date: 1_714_521_600_000 },
    { states: [null, 3, { cursor: "x" }], slices: "x", state: 1 },
    { states: [{ partition, cursor: marker }] },
    { use_global_cursor: false, states: [], state: {}, lookback_window: 3, parent_state: {} },
  ] satisfies readonly JsonObject[])
    itSyncs(`is missing in ${JSON.stringify(state)}`, "user_account_analytics", {
      ...upstream(state, startDate),
      also: (read) => assert.equal(startingOver(read).length, Object.keys(state).length > 0 ? 1 : 0),
    });

  const chunk = (id: string, cursor: JsonObject) => ({ partition: { id, parent_slice: {} }, cursor });
  const ofCampaigns: JsonObject = {
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
  itSyncs(
    "of each campaign is its own, the earliest of several, and others begin at the first day",
    "campaign_analytics",
    {
      ...incremental,
      account: {
        "/ad_accounts": "9",
        "/ad_accounts/9/campaigns": idsOf(5).map((id) => ({ id, ad_account_id: "9" })),
        "/ad_accounts/9/campaigns/analytics": { body: [] },
      },
      state: ofCampaigns,
      now,
      config: { startDate, lookbackDays: 7, analyticsBatchSize: 1 },
      warnings: "any",
      also: ({ requests }) => {
        const requested = requests.filter(({ path }) => path.endsWith("/analytics"));
        assert.deepEqual(
          requested.map(({ query }) => `${query.get("campaign_ids")} ${query.get("start_date")}`).toSorted(),
          ["1 2024-05-02", "2 2024-04-25", `3 ${startDate}`, "4 2024-04-24", `5 ${startDate}`],
        );
      },
    },
  );

  const updated_time = 1_712_016_000;
  for (const state of [
    { updated_time },
    { states: [{ partition, cursor: { updated_time } }], use_global_cursor: false },
  ] satisfies readonly JsonObject[])
    itSyncs(`of a list starts it over, with one line: ${JSON.stringify(state)}`, "campaigns", {
      ...given("campaigns", state),
      also: (read) => assert.equal(startingOver(read).length, 1),
    });
});
