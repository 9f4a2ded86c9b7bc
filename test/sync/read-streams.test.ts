import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import { type ApiResponse, apiError, page, pageOfAll } from "../scripted-api.ts";
import { busy, denied, fault, gone, idsOf, rejected, rows, unauthorized } from "./api.ts";
import { configured, type Script, scriptedRead } from "./scripted-read.ts";
import { itSyncs } from "./situations.ts";

const one = { numWorkers: 1 };
const incremental = { mode: "incremental" } as const;
const job = { job: "81" };

/** Returns Pins of a board, newest first, long enough that a state is due within a few pages. */
const pinsOf = (board: string, count: number) =>
  idsOf(count)
    .toReversed()
    .map((id) => ({
      id: `${board}0${id}`,
      created_at: `2026-01-${id.padStart(2, "0")}T00:00:00`,
      description: "x".repeat(2_000),
    }));

/** Returns boards with the given numbers of Pins, two Pins per page. */
const account =
  (pinsByBoard: Readonly<Record<string, number>>): Script =>
  (request) => {
    if (request.path === "/boards") return pageOfAll(rows(...Object.keys(pinsByBoard)), request, 2);
    const board = /^\/boards\/(\d+)\/pins$/u.exec(request.path)?.[1];
    return board === undefined ? undefined : pageOfAll(pinsOf(board, pinsByBoard[board] ?? 0), request, 2);
  };

/** An account in which every list is empty. */
const nothing: Script = ({ path }) => {
  if (path === "/user_account") return { body: { id: "1", username: "somebody" } };
  if (path === "/user_account/businesses") return { body: [] };
  if (path.includes("/top_")) return { body: { pins: [] } };
  if (path.startsWith("/trends/keywords/")) return { body: { trends: [] } };
  if (path === "/terms/related") return { body: { related_terms_list: [] } };
  if (/^\/(?:trends|terms|resources\/targeting)\//u.test(path)) return { body: [] };
  if (path.includes("/metrics_ready_state")) return { body: { conversion_metrics_ready: true } };
  return path === "/user_account/analytics" ? { body: {} } : undefined;
};

describe("a read", () => {
  itSyncs(
    "writes each stream's statuses from STARTED to COMPLETE, with records before their state",
    "following_boards",
    {
      api: (request) =>
        request.path === "/user_account/following/boards" ? pageOfAll(rows(...idsOf(5)), request, 2) : undefined,
      ids: idsOf(5),
      also: ({ kinds }) => {
        const pages = ["RECORD", "STATE", "RECORD", "STATE", "RECORD", "STATE"];
        assert.deepEqual(kinds, ["STARTED", "RUNNING", ...pages, "COMPLETE"]);
      },
    },
  );

  for (const mode of ["full_refresh", "incremental"] as const)
    itSyncs(
      `writes a state of each stream in ${mode}, though there is nothing to read`,
      streams.map(({ name }) => name),
      {
        mode,
        api: nothing,
        config: { searchQueries: ["cakes"], terms: ["soup"], countries: ["US"], trendRegions: ["US"] },
        also: ({ of }) => {
          const missing = streams.filter(({ name }) => Object.keys(of(name).states.at(-1) ?? {}).length === 0);
          assert.deepEqual(missing, []);
        },
      },
    );

  it("keeps the namespace of the catalog", async () => {
    const descriptor = { name: "boards", namespace: "one" };
    const { lines } = await scriptedRead([{ descriptor, syncMode: "full_refresh" }], () => undefined);
    const statuses = lines.flatMap(({ body }) => body.stream_descriptor ?? []);
    assert.ok(statuses.length >= 3);
    for (const each of statuses) assert.deepEqual(each, descriptor);
  });

  for (const [wrong, message] of [
    [configured("pinboards"), /Stream pinboards doesn't exist/u],
    [{ descriptor: { name: "followers" }, syncMode: { unknown: "INVALID" } }, /Stream followers: .*"INVALID"/u],
    [configured("search_pins"), /Stream search_pins requires "Search queries for your own content"/u],
  ] as const)
    itSyncs(
      `ends an invalid stream with a config_error and reads the others: ${wrong.descriptor.name}`,
      [wrong, "boards"],
      {
        error: ["config_error", message],
        calls: { "/search/pins": 0 },
        also: ({ kinds, outcomes }) => {
          assert.deepEqual(kinds, ["STARTED", "RUNNING", "ERROR", "INCOMPLETE"]);
          assert.equal(outcomes.get("boards"), "COMPLETE");
        },
      },
    );

  itSyncs("completes the other streams if one fails", ["followers", "boards"], {
    api: ({ path }) => (path === "/user_account/followers" ? denied : undefined),
    error: ["config_error", /permitted/u],
    also: ({ outcomes, errors, messageOf, logs }) => {
      assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
      assert.deepEqual(logs("ERROR"), [`followers: ${messageOf("config_error")}`]);
      assert.deepEqual(errors[0]?.body.stream_descriptor, { name: "followers" });
    },
  });

  for (const [what, response, requests] of [
    ["accessible", { body: { id: "8" } }, 1],
    ["denied", denied, 1],
    ["unavailable", fault, 6],
  ] as const)
    itSyncs(`requests the account once for all streams: ${what}`, ["boards", "pins", "followers", "following_users"], {
      api: ({ path }) => (path === "/user_account" ? response : undefined),
      calls: { "/user_account": requests },
    });

  itSyncs("completes without streams", [], {});

  it("waits for reports concurrently with other streams", async () => {
    let inProgress = 0;
    let most = 0;
    const polls = new Map<string, number>();
    const script: Script = ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows("549", "550"));
      if (!path.endsWith("/reports")) return undefined;
      const token = query.get("token") ?? `job ${polls.size}`;
      const count = polls.get(token) ?? 0;
      polls.set(token, count + 1);
      inProgress += count === 0 ? 1 : count === 5 ? -1 : 0;
      most = Math.max(most, inProgress);
      return {
        body:
          count < 5
            ? { token, report_status: "IN_PROGRESS" }
            : { report_status: "FINISHED", url: "https://files.test/1" },
      };
    };
    const names = ["advertiser_report", "campaign_analytics_report", "ad_group_report", "boards"];
    // With one worker, reports would wait for each other if they occupied it.
    const { complete, clock } = await scriptedRead(names, script, { config: { startDate: "2026-06-01", ...one } });
    assert.deepEqual([complete, most], [true, 6], "three streams of two accounts");
    assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") < 60_000, "concurrently");
  });

  describe("whose bookmarks contain a secret", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
    const packed = Buffer.from(`Bearer ${token}`).toString("base64");

    /** Returns Pins, two per page, until a page fails. Bookmarks contain the position and the token. */
    const failingAt =
      (failsAt: number): Script =>
      ({ path, query }) => {
        const bookmark = query.get("bookmark");
        if (path !== "/pins") return undefined;
        if (bookmark !== null && !bookmark.endsWith(packed)) return rejected("Invalid bookmark.");
        const start = Number(bookmark?.slice(0, -packed.length) ?? 0);
        if (start >= failsAt) return denied;
        return page(pinsOf("7", 12).slice(start, start + 2), start + 2 < 12 ? `${start + 2}${packed}` : null);
      };

    for (const mode of ["full_refresh", "incremental"] as const)
      itSyncs(
        `omits them from the state and restarts the list in the next ${mode}`,
        "pins",
        {
          mode,
          job: "1",
          secrets: [token],
          api: failingAt(6),
          counts: { pins: 6 },
          error: ["transient_error", /denied/u],
          also: ({ lines, states }) => {
            assert.ok(states.length > 1);
            for (const form of [token, packed.slice(10, -4)]) assert.ok(!JSON.stringify(lines).includes(form));
          },
        },
        // Each page once, without an earlier bookmark.
        { api: failingAt(99), calls: { "/pins": 6 }, counts: { pins: 12 } },
      );
  });

  for (const [name, mode, rest] of [
    ["board_pins", "full_refresh", denied],
    ["board_pins", "incremental", gone],
    ["ad_account_analytics", "full_refresh", denied],
    ["campaign_analytics", "incremental", denied],
  ] as const) {
    const script =
      (second: ApiResponse): Script =>
      ({ path, query }) => {
        if (path === "/boards") return page(rows("1", "2"));
        if (path === "/ad_accounts") return page(rows("549", "550"));
        if (path.endsWith("/campaigns")) return page(rows(path.includes("549") ? "1" : "2"));
        if (/^\/(?:ad_accounts\/550|boards\/2)\//u.test(path)) return second;
        const date = { DATE: query.get("start_date"), AD_ACCOUNT_ID: "549", CAMPAIGN_ID: "1" };
        return path.endsWith("/analytics") ? { body: [date] } : page([{ id: "9", created_at: "2026-06-30T11:59:00" }]);
      };
    itSyncs(
      `of ${name} completes if the rest is ${rest.status} and an earlier attempt has read others, in ${mode}`,
      name,
      {
        mode,
        ...job,
        config: one,
        api: script(fault),
        counts: { [name]: 1 },
        error: ["transient_error", /./u],
        warnings: "any",
      },
      { api: script(rest), counts: { [name]: 0 }, warnings: [/skipped/u] },
    );
  }

  for (const [name, mode] of [
    ["board_pins", "incremental"],
    ["user_account_analytics", "incremental"],
    ["ad_accounts", "incremental"],
    ["board_pins", "full_refresh"],
  ] as const)
    it(`requests nothing of ${name} in the job that completed it, but does in the next, in ${mode}`, async () => {
      const days = { body: { all: { daily_metrics: [{ date: "2026-06-29", data_status: "READY", metrics: {} }] } } };
      const world: Script = (request, signal) =>
        request.path.endsWith("/analytics") ? days : account({ "1": 3 })(request, signal);
      const first = await scriptedRead(name, world, { mode, ...job });
      const again = await first.again();
      // The platform requires a state of each stream. It also marks completion for a third attempt.
      assert.deepEqual([again.complete, again.requests, again.states], [true, [], [first.states.at(-1)]]);
      for (const next of [await first.again(world, { job: "82" }), await first.again(world, { job: undefined })]) {
        assert.ok(next.complete && next.requests.length > 0);
        assert.notEqual(next.states.at(-1)?.job, "81");
      }
    });

  for (const response of [unauthorized, fault])
    it(`writes the given state if nothing could be read: ${response.status}`, async () => {
      const first = await scriptedRead("board_pins", account({ "1": 2 }), incremental);
      const { complete, states } = await first.again(() => response);
      assert.deepEqual([complete, states], [false, first.states.slice(-1)]);
    });

  it("writes nothing of a stream that has not started before a stop signal", async () => {
    const stop = new AbortController();
    stop.abort();
    const { complete, lines, requests } = await scriptedRead("boards", () => undefined, { stop });
    assert.deepEqual([complete, lines.map(({ kind }) => kind), requests], [false, ["LOG"], []]);
  });
});

describe("a read at a rate limit", () => {
  const limited = apiError(429, 8, "You have exceeded your rate limit.", { "retry-after": "60" });

  const world = account({ "1": 5 });
  itSyncs(
    "ends the stream INCOMPLETE at a daily quota, and resumes in the next sync",
    "board_pins",
    {
      ...incremental,
      api: (request, signal) => (request.query.get("bookmark") === "at 2" ? busy(67_150) : world(request, signal)),
      ids: ["105", "104"],
      error: ["transient_error", /./u],
      also: ({ lines }) => {
        const last = lines.findLast(({ kind, stream }) => stream === "board_pins" && kind !== "LOG");
        const reset = Date.parse("2026-06-30T12:00:00Z") + 67_150_000;
        assert.equal(last?.body.status, "INCOMPLETE");
        assert.deepEqual(last?.body.reasons, [{ type: "RATE_LIMITED", rate_limited: { quota_reset: reset } }]);
      },
    },
    { api: world, ids: ["103", "102", "101"] },
  );

  it("keeps the date of its start after midnight", async () => {
    let calls = 0;
    const script: Script = ({ path }) => {
      if (path === "/user_account") return undefined;
      calls += 1;
      return calls === 1 ? limited : { body: { pins: [] } };
    };
    const situation = { now: "2026-06-30T23:59:30Z", config: one };
    const { requests } = await scriptedRead("user_account_top_pins", script, situation);
    const dates = requests.flatMap(({ query }) => query.get("end_date") ?? []);
    assert.ok(dates.length > 1 && dates.every((date) => date === "2026-06-30"), dates.join());
  });
});

describe("account_snapshots", () => {
  const body = (followers: number) => ({ id: "1", username: "a", follower_count: followers });
  const script =
    (followers: number): Script =>
    ({ path }) =>
      path === "/user_account" ? { body: body(followers) } : undefined;

  itSyncs("share their request with account and the owner of states", ["account_snapshots", "account", "boards"], {
    ...incremental,
    api: script(7),
    now: "2026-06-30T23:59:00Z",
    calls: { "/user_account": 1 },
    also: ({ records, of }) => {
      const [row] = of("account").records;
      assert.equal(row?.follower_count, 7);
      assert.deepEqual(records, [{ ...row, date: "2026-06-30" }]);
    },
  });

  it("have a row per sync with the date in UTC, but none in another attempt of a job", async () => {
    let sync = await scriptedRead("account_snapshots", script(7), {
      ...incremental,
      now: "2026-06-30T09:00:00Z",
      job: "1",
    });
    const rowsOf = () => sync.records.map(({ date, follower_count: count }) => `${asText(date)} ${asText(count)}`);
    const snapshots = [rowsOf()];
    for (const [now, id, followers] of [
      ["2026-06-30T10:00:00Z", "1", 8],
      ["2026-06-30T21:00:00Z", "2", 9],
      ["2026-07-01T01:00:00Z", "3", 10],
    ] as const) {
      sync = await sync.again(script(followers), { now, job: id });
      snapshots.push(rowsOf());
    }
    assert.deepEqual(snapshots, [["2026-06-30 7"], [], ["2026-06-30 9"], ["2026-07-01 10"]]);
  });
});

describe("the currency of amounts", () => {
  const accounts = [
    { id: "1", currency: "USD" },
    { id: "2", currency: "JPY" },
    { id: "3", currency: null },
    { id: "4" },
  ];
  /** Campaigns and metrics of each ad account. IDs in metrics are numbers. @param more added to campaigns */
  const script =
    (more = {}): Script =>
    ({ path, query }) => {
      if (path === "/ad_accounts") return page(accounts);
      const [, , id = "", what] = path.split("/");
      if (what === "campaigns") return page([{ id: `${id}0`, lifetime_spend_cap: 5, ...more }]);
      const row = { AD_ACCOUNT_ID: Number(id), DATE: query.get("end_date"), SPEND_IN_DOLLAR: 1.5 };
      return what === "analytics" ? { body: [row] } : undefined;
    };

  itSyncs(
    "is that of the ad account in lists and metrics, null if unknown, and known if ad_accounts has no new rows",
    ["campaigns", "ad_account_analytics", "ad_accounts"],
    {
      ...incremental,
      api: script(),
      calls: { "/ad_accounts": 1 },
      also: ({ records, of }) => {
        const expected = ["USD", "JPY", null, null];
        assert.deepEqual(
          records.map(({ currency }) => currency),
          expected,
        );
        const currencies = of("ad_account_analytics").records.map(({ AD_ACCOUNT_ID: id, currency }) => [id, currency]);
        assert.deepEqual(
          Object.fromEntries(currencies),
          Object.fromEntries(expected.map((each, index) => [index + 1, each])),
        );
      },
    },
    {
      api: script({ name: "changed" }),
      counts: { ad_accounts: 0 },
      also: ({ records }) =>
        assert.deepEqual(
          records.map(({ currency }) => currency),
          ["USD", "JPY", null, null],
        ),
    },
  );
});
