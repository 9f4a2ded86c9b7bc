import assert from "node:assert/strict";
import { streams } from "../../src/streams/all.ts";
import { type ApiResponse, apiError, page, pageOfAll } from "../scripted-api.ts";
import {
  configured,
  denied,
  fault,
  gone,
  type OneSituation,
  readOne,
  rows,
  type Script,
  scriptedRead,
  unauthorized,
} from "./scripted-read.ts";

const boards = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index + 1), name: `Board ${index + 1}` }));

/** Returns Pins of a board, newest first, long enough that a state is due within a few pages. */
function pinsOf(board: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `${board}0${count - index}`,
    created_at: `2026-01-${String(count - index).padStart(2, "0")}T00:00:00`,
    description: "x".repeat(2_000),
  }));
}

/** Returns a script for boards with the given numbers of Pins, two Pins per page. */
function account(pinsByBoard: Readonly<Record<string, number>>): Script {
  return (request) => {
    if (request.path === "/boards") return pageOfAll(rows(...Object.keys(pinsByBoard)), request, 2);
    const board = /^\/boards\/(\d+)\/pins$/u.exec(request.path)?.[1];
    return board === undefined ? page([]) : pageOfAll(pinsOf(board, pinsByBoard[board] ?? 0), request, 2);
  };
}

describe("readStreams", () => {
  it("writes each stream's statuses from STARTED to COMPLETE, with records before their state", async () => {
    const { kinds, ids } = await readOne("boards", (request) =>
      request.path === "/boards" ? pageOfAll(boards(5), request, 2) : undefined,
    );
    const pages = ["RECORD", "STATE", "RECORD", "STATE", "RECORD", "STATE"];
    assert.deepEqual(kinds, ["STARTED", "RUNNING", ...pages, "COMPLETE"]);
    assert.deepEqual(ids, ["1", "2", "3", "4", "5"]);
  });

  for (const mode of ["full_refresh", "incremental"] as const) {
    it(`writes a state of each stream in ${mode}, though there is nothing to read`, async () => {
      const { errors, lines, outcomes } = await scriptedRead(
        streams.map(({ name }) => configured(name, mode)),
        ({ path }) => {
          if (path === "/user_account") return { body: { id: "1", username: "somebody" } };
          if (path === "/user_account/businesses") return { body: [] };
          if (path.includes("/top_")) return { body: { pins: [] } };
          if (path.startsWith("/trends/keywords/")) return { body: { trends: [] } };
          if (path === "/terms/related") return { body: { related_terms_list: [] } };
          if (/^\/(?:trends|terms|resources\/targeting)\//u.test(path)) return { body: [] };
          if (path.includes("/metrics_ready_state")) return { body: { conversion_metrics_ready: true } };
          return path === "/user_account/analytics" ? { body: {} } : undefined;
        },
        { config: { searchQueries: ["cakes"], terms: ["soup"], countries: ["US"], trendRegions: ["US"] } },
      );
      assert.deepEqual(errors, []);
      const stated = lines.filter(({ kind, body }) => kind === "STATE" && Object.keys(body).length > 0);
      const missing = streams.filter(({ name }) => !stated.some(({ stream }) => stream === name));
      assert.deepEqual([missing, new Set(outcomes.values())], [[], new Set(["COMPLETE"])]);
    });
  }

  it("keeps the namespace of the catalog", async () => {
    const descriptor = { name: "boards", namespace: "one" };
    const { lines } = await scriptedRead([{ descriptor, syncMode: "full_refresh" }], () => undefined);
    const statuses = lines.flatMap(({ body }) => body.stream_descriptor ?? []);
    assert.ok(statuses.length >= 3);
    for (const each of statuses) assert.deepEqual(each, descriptor);
  });

  it("ends invalid streams of the catalog or the settings with a config_error and reads the others", async () => {
    for (const [wrong, message] of [
      [configured("pinboards"), /Stream pinboards doesn't exist/u],
      [{ descriptor: { name: "followers" }, syncMode: { unknown: "INVALID" } }, /Stream followers: .*"INVALID"/u],
      [configured("search_pins"), /Stream search_pins requires "Search queries for your own content"/u],
    ] as const) {
      const { name } = wrong.descriptor;
      const { complete, log, api, outcomes, messageOf } = await scriptedRead(
        [wrong, configured("boards")],
        () => undefined,
      );
      assert.equal(complete, false);
      assert.deepEqual(await log.kinds(name), ["STARTED", "RUNNING", "ERROR", "INCOMPLETE"]);
      assert.equal(outcomes.get("boards"), "COMPLETE");
      assert.match(messageOf("config_error"), message);
      assert.equal(api.calls("/search/pins"), 0);
    }
  });

  it("completes the other streams if one fails", async () => {
    const { outcomes, errors, messageOf, log } = await scriptedRead(
      [configured("followers"), configured("boards")],
      ({ path }) => (path === "/user_account/followers" ? denied : undefined),
    );
    assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
    assert.deepEqual(await log.logs("ERROR"), [`followers: ${messageOf("config_error")}`]);
    assert.deepEqual(errors[0]?.body.stream_descriptor, { name: "followers" });
  });

  it("completes without streams", async () => {
    assert.equal((await scriptedRead([], () => undefined)).complete, true);
  });

  it("waits for reports concurrently with other streams", async () => {
    const names = ["advertiser_report", "campaign_analytics_report", "ad_group_report", "boards"];
    let inProgress = 0;
    let max = 0;
    const polls = new Map<string, number>();
    const { outcomes, clock } = await scriptedRead(
      names.map((name) => configured(name)),
      ({ path, query }) => {
        if (path === "/ad_accounts") return page(rows("549", "550"));
        if (!path.endsWith("/reports")) return undefined;
        const token = query.get("token");
        if (token === null) {
          inProgress += 1;
          max = Math.max(max, inProgress);
          const next = `job ${polls.size}`;
          polls.set(next, 0);
          return { body: { token: next, report_status: "IN_PROGRESS" } };
        }
        const count = polls.get(token) ?? 0;
        polls.set(token, count + 1);
        if (count < 5) return { body: { report_status: "IN_PROGRESS" } };
        inProgress -= 1;
        return { body: { report_status: "FINISHED", url: "https://files.test/1" } };
      },
      // With one worker, reports would wait for each other if they occupied it.
      { config: { startDate: "2026-06-01", numWorkers: 1 } },
    );
    assert.equal(max, 6, "three streams of two accounts");
    assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") < 60_000, "concurrently");
    assert.deepEqual(new Set(outcomes.values()), new Set(["COMPLETE"]));
  });

  describe("if bookmarks contain a secret", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
    const packed = Buffer.from(`Bearer ${token}`).toString("base64");
    const pins = pinsOf("7", 12);

    /** Returns a script for Pins, two per page, until a page fails. Bookmarks contain the position and the token. */
    const failingAt =
      (failsAt: number): Script =>
      ({ path, query }) => {
        if (path !== "/pins") return undefined;
        const bookmark = query.get("bookmark");
        if (bookmark !== null && !bookmark.endsWith(packed)) return apiError(400, 1, "Invalid bookmark.");
        const start = Number(bookmark?.slice(0, -packed.length) ?? 0);
        if (start >= failsAt) return denied;
        return page(pins.slice(start, start + 2), start + 2 < pins.length ? `${start + 2}${packed}` : null);
      };

    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`omits them from the state and restarts the list in the next ${mode}`, async () => {
        const first = await readOne("pins", failingAt(6), { mode, secrets: [token], job: "1" });
        assert.deepEqual([first.complete, first.ids.length, first.states.length > 1], [false, 6, true]);
        const text = JSON.stringify(first.lines);
        for (const form of [token, packed.slice(10, -4)]) assert.ok(!text.includes(form));
        const second = await first.again(failingAt(99));
        // Each page once, without an earlier bookmark.
        assert.deepEqual([second.complete, new Set(second.ids).size, second.api.calls("/pins")], [true, 12, 6]);
      });
    }
  });

  it("completes if the rest is denied or not found and an earlier attempt has read others", async () => {
    for (const [name, mode, rest] of [
      ["board_pins", "full_refresh", denied],
      ["board_pins", "incremental", gone],
      ["board_sections", "full_refresh", denied],
      ["ad_account_analytics", "full_refresh", denied],
      ["campaign_analytics", "incremental", denied],
    ] as const) {
      const script =
        (second: ApiResponse): Script =>
        ({ path, query }) => {
          if (path === "/boards") return page(boards(2));
          if (path === "/ad_accounts") return page(rows("549", "550"));
          if (path.endsWith("/campaigns")) return page([{ id: path.includes("549") ? "1" : "2" }]);
          if (/^\/(?:ad_accounts\/550|boards\/2)\//u.test(path)) return second;
          const date = { DATE: query.get("start_date"), AD_ACCOUNT_ID: "549", CAMPAIGN_ID: "1" };
          return path.endsWith("/analytics")
            ? { body: [date] }
            : page([{ id: "9", created_at: "2026-06-30T11:59:00" }]);
        };
      const config = { numWorkers: 1 };
      const first = await readOne(name, script(fault), { mode, job: "81", config });
      assert.deepEqual([first.complete, first.records.length], [false, 1], name);
      const { errors, complete, warnings, records } = await first.again(script(rest));
      assert.deepEqual([errors, complete, records], [[], true, []], name);
      assert.match(warnings, /skipped/u, name);
    }
  });

  describe("in incremental mode", () => {
    const read = (script: Script, situation: OneSituation = {}) =>
      readOne("board_pins", script, { mode: "incremental", ...situation });

    for (const [name, mode] of [
      ["board_pins", "incremental"],
      ["user_account_analytics", "incremental"],
      ["ad_accounts", "incremental"],
      ["board_pins", "full_refresh"],
    ] as const) {
      it(`requests nothing of ${name} in the job that completed it, but does in the next, in ${mode}`, async () => {
        const days = { body: { all: { daily_metrics: [{ date: "2026-06-29", data_status: "READY", metrics: {} }] } } };
        const pins = account({ "1": 3 });
        const world: Script = (request, signal) => (request.path.endsWith("/analytics") ? days : pins(request, signal));
        const first = await readOne(name, world, { mode, job: "81" });
        const again = await first.again();
        // The platform requires a state of each stream. It also marks completion for a third attempt.
        assert.deepEqual([again.complete, again.api.requests, again.states], [true, [], [first.states.at(-1)]]);
        for (const job of ["82", undefined]) {
          const next = await first.again(world, { job });
          assert.equal(next.complete, true);
          assert.ok(next.api.requests.length > 0, `job ${job}`);
          assert.equal(next.states.at(-1)?.job, job);
        }
      });
    }

    it("writes the given state if nothing could be read", async () => {
      const first = await read(account({ "1": 2 }));
      for (const script of [() => unauthorized, () => fault] satisfies readonly Script[]) {
        const { complete, states } = await first.again(script);
        assert.deepEqual([complete, states], [false, first.states.slice(-1)]);
      }
    });

    it("keeps the progress of all boards if one that the user named is missing", async () => {
      const first = await read(account({ "1": 5, "2": 5 }), { job: "81", config: { boardIds: ["1", "2", "9"] } });
      assert.deepEqual([first.complete, first.records.length], [false, 10]);
      assert.match(first.messageOf("config_error"), /"Board IDs": 9 doesn't exist/u);
      // Also in the same job, since it is incomplete.
      const second = await first.again(account({ "1": 5 }));
      assert.deepEqual([second.complete, second.api.calls("/boards")], [false, 1]);
      // The newest Pin is within an hour of the cursor.
      assert.deepEqual((await second.again(account({ "1": 5, "2": 6 }), { job: "82" })).ids, ["105", "206", "205"]);
    });
  });

  describe("at a rate limit", () => {
    const limited = apiError(429, 8, "You have exceeded your rate limit.", { "retry-after": "60" });

    it("reads streams of other categories while one with many partitions waits", async () => {
      let refusals = 0;
      const script: Script = ({ path }) => {
        if (path === "/boards") return page(boards(9));
        if (path === "/ad_accounts") return page(rows("549"));
        if (path.endsWith("/campaigns")) return page([{ id: "626", ad_account_id: "549" }]);
        refusals += 1;
        return refusals > 1 ? page([]) : limited;
      };
      const wanted = ["board_sections", "campaigns"].map((name) => configured(name));
      const { complete, api } = await scriptedRead(wanted, script, { config: { numWorkers: 1 } });
      assert.equal(complete, true);
      const order = api.requests.filter((path) => /campaigns|sections/u.test(path));
      assert.match(order.slice(0, 2).join(), /campaigns/u, order.join());
    });

    it("ends the stream INCOMPLETE at a daily quota, and resumes in the next sync", async () => {
      const world = account({ "1": 5 });
      const daily = apiError(429, 8, "You have exceeded your rate limit.", { "x-ratelimit-reset": "67150" });
      const first = await readOne(
        "board_pins",
        (request, signal) => (request.query.get("bookmark") === "at 2" ? daily : world(request, signal)),
        { mode: "incremental" },
      );
      assert.equal(first.complete, false);
      first.messageOf("transient_error");
      const last = first.lines.filter(({ kind, stream }) => stream === "board_pins" && kind !== "LOG").at(-1);
      const reset = Date.parse("2026-06-30T12:00:00Z") + 67_150_000;
      assert.deepEqual(last?.body, {
        stream_descriptor: { name: "board_pins" },
        status: "INCOMPLETE",
        reasons: [{ type: "RATE_LIMITED", rate_limited: { quota_reset: reset } }],
      });
      assert.deepEqual([...first.ids, ...(await first.again(world)).ids], ["105", "104", "103", "102", "101"]);
    });

    it("keeps the date of its start after midnight", async () => {
      let calls = 0;
      const { api } = await readOne(
        "user_account_top_pins",
        ({ path }) => {
          if (path === "/user_account") return undefined;
          calls += 1;
          return calls === 1 ? limited : { body: { pins: [] } };
        },
        { now: "2026-06-30T23:59:30Z", config: { numWorkers: 1 } },
      );
      const analytics = api.requests.filter((request) => request.startsWith("/user_account/"));
      assert.ok(analytics.length > 1 && analytics.every((request) => request.includes("end_date=2026-06-30")));
    });
  });

  it("writes nothing of a stream that has not started before a stop signal", async () => {
    const stop = new AbortController();
    stop.abort();
    const { complete, kinds, api } = await readOne("boards", () => undefined, { stop });
    assert.deepEqual([complete, kinds, api.requests], [false, [], []]);
  });
});
