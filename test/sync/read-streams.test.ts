import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { LinkPolicy } from "../../src/pinterest/network/link-policy.ts";
import { streams } from "../../src/streams/all.ts";
import { apiError, page, pageOfAll } from "../scripted-api.ts";
import { uncovered } from "./message-log.ts";
import { configured, type OneSituation, readOne, type Script, scriptedRead } from "./scripted-read.ts";

const idsOf = (records: readonly JsonObject[]) => records.map(({ id }) => asText(id));
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
    if (request.path === "/boards") return pageOfAll(idRows(Object.keys(pinsByBoard)), request, 2);
    const board = /^\/boards\/(\d+)\/pins$/u.exec(request.path)?.[1];
    return board === undefined ? page([]) : pageOfAll(pinsOf(board, pinsByBoard[board] ?? 0), request, 2);
  };
}

const idRows = (ids: readonly string[]) => ids.map((id) => ({ id, name: id }));

/** Returns a script for boards with sections and their Pins. */
function sectionedBoards(count: number, sectionsOf: (board: string) => readonly string[], size: number): Script {
  return (request) => {
    const [, board = "", section = ""] = /^\/boards\/(\d+)\/sections(?:\/(\d+)\/pins)?$/u.exec(request.path) ?? [];
    if (request.path === "/boards")
      return page(boards(count).map((each) => ({ ...each, board_pins_modified_at: "2026-01-03T00:00:00" })));
    if (section === "") return page(idRows(sectionsOf(board)));
    return pageOfAll(pinsOf(`${board}${section}`, 3), request, size);
  };
}

const denied = apiError(403, 29, "You are not permitted to access that resource.");
const unauthorized = apiError(401, 2, "Authentication failed.");
const notFound = apiError(404, 0, "Not found.");

describe("readStreams", () => {
  it("writes each stream's statuses from STARTED to COMPLETE, with records before their state", async () => {
    const { complete, log, lines, kinds, ids } = await readOne("boards", (request) =>
      request.path === "/boards" ? pageOfAll(boards(5), request, 2) : undefined,
    );
    assert.equal(complete, true);
    const pages = ["RECORD", "STATE", "RECORD", "STATE", "RECORD", "STATE"];
    assert.deepEqual(kinds, ["STARTED", "RUNNING", ...pages, "COMPLETE"]);
    assert.deepEqual(ids, ["1", "2", "3", "4", "5"]);
    assert.equal(uncovered(lines, "boards"), 0);
    const told = (await log.logs("INFO")).join("\n");
    assert.match(told, /boards: read 5 records? with \d+ API calls?/u);
    assert.match(told, /^\d+ of \d+ streams are complete: read \d+ records? with \d+ API calls?/mu);
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
    const { lines } = await scriptedRead([{ descriptor, syncMode: "full_refresh" }], ({ path }) =>
      path === "/user_account" ? { body: { board_count: 0 } } : undefined,
    );
    assert.equal(lines.find(({ kind }) => kind === "ESTIMATE")?.body.namespace, "one");
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

  it("reads without an estimate if the account can't be read", async () => {
    for (const [response, requests] of [
      [denied, 1],
      [apiError(500, 0, "Something went wrong on our end."), 6],
    ] as const) {
      const { outcomes, lines, log, api, errors } = await scriptedRead(
        [configured("user_account_top_pins"), configured("boards")],
        ({ path }) => {
          if (path === "/user_account") return response;
          return path.includes("/top_") ? { body: { pins: [] } } : undefined;
        },
      );
      assert.deepEqual([...outcomes.values(), ...errors], ["COMPLETE", "COMPLETE"]);
      assert.equal(api.calls("/user_account"), requests);
      assert.ok(!lines.some(({ kind }) => kind === "ESTIMATE"));
      assert.match((await log.logs("DEBUG")).join(), /boards: user account unknown/u);
    }
  });

  it("requests the account once for the estimates of all streams", async () => {
    const body = { board_count: 3, pin_count: 0, follower_count: -1, following_count: 0.1 };
    const { api, lines } = await scriptedRead(
      ["boards", "pins", "followers", "following_users"].map((name) => configured(name)),
      ({ path }) => (path === "/user_account" ? { body } : undefined),
    );
    assert.equal(api.calls("/user_account"), 1);
    const estimates = lines.filter(({ kind }) => kind === "ESTIMATE").map(({ body }) => [body.name, body.row_estimate]);
    assert.deepEqual(Object.fromEntries(estimates), { boards: 3, pins: 0 });
  });

  it("opens more than two lists at a time once the size of a page is known", async () => {
    let open = 0;
    let most = 0;
    await readOne("board_sections", async ({ path }) => {
      if (path === "/boards") return page(boards(20));
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      open -= 1;
      return undefined;
    });
    assert.ok(most > 2, `${most} lists`);
  });

  it("completes without streams", async () => {
    assert.equal((await scriptedRead([], () => undefined)).complete, true);
  });

  describe("with reports", () => {
    const accounts = idRows(["549", "550"]);
    const config = { startDate: "2026-06-01" };
    const file = '{"550":[{"DATE":"2026-06-02","SPEND_IN_MICRO_DOLLAR":1}]}';

    it("waits for reports concurrently with other streams", async () => {
      const names = ["advertiser_report", "campaign_analytics_report", "ad_group_report", "boards"];
      let inProgress = 0;
      let max = 0;
      const polls = new Map<string, number>();
      const { outcomes, clock } = await scriptedRead(
        names.map((name) => configured(name)),
        ({ path, query }) => {
          if (path === "/ad_accounts") return page(accounts);
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
        { config: { ...config, numWorkers: 1 } },
      );
      assert.equal(max, 6, "three streams of two accounts");
      assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") < 60_000, "concurrently");
      assert.deepEqual(new Set(outcomes.values()), new Set(["COMPLETE"]));
    });

    it("saves no state within a file, since a read can't resume there", async () => {
      const { complete, records, states } = await readOne(
        "advertiser_report",
        ({ path, query }) =>
          path === "/ad_accounts"
            ? page(accounts.slice(1))
            : { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } },
        { mode: "incremental", config, file: () => file },
      );
      assert.deepEqual([complete, records.length], [true, 1]);
      for (const { round } of states)
        assert.ok(!isObject(round) || (Array.isArray(round.done) && round.done.length > 0), JSON.stringify(round));
    });

    it("reads the templates of each ad account from the date that was read", async () => {
      let requested: string[] = [];
      const script: Script = ({ path, query, content }) => {
        if (path === "/ad_accounts") return page(accounts);
        const [, account = "", rest = ""] = /^\/ad_accounts\/(\d+)\/(.*)$/u.exec(path) ?? [];
        if (rest === "templates") return page([{ id: `1${account}` }, { id: `2${account}`, is_deleted: true }]);
        if (!rest.startsWith("templates/")) return { body: { report_status: "FINISHED", url: "u" } };
        // Other clients send the dates in the body.
        requested.push(`${rest} ${query.get("start_date") ?? ""} ${asText(content?.start_date)}`);
        return { body: { token: "t" } };
      };
      const from = (day: string) => ["1549", "1550"].map((id) => `templates/${id}/reports ${day} ${day}`);
      const first = await readOne("template_reports", script, { mode: "incremental", config, file: () => file });
      assert.deepEqual(requested.toSorted(), from("2026-06-01"));
      requested = [];
      await first.again(script, { now: "2026-07-10T12:00:00Z", config: { ...config, lookbackDays: 3 } });
      assert.deepEqual(requested.toSorted(), from("2026-06-27"));
      assert.match((await first.log.logs("INFO")).join(), /2 of 4 templates are skipped/u);
    });

    it("reads the other accounts if one has an unsafe link, without a retry", async () => {
      const { complete, records, kinds, lines, api, messageOf } = await readOne(
        "advertiser_report",
        ({ path, query }) => {
          if (path === "/ad_accounts") return page(accounts);
          const host = path === "/ad_accounts/549/reports" ? "169.254.169.254" : "files.test";
          const url = `https://${host}/?SECRET`;
          return { body: query.has("token") ? { report_status: "FINISHED", url } : { token: "t" } };
        },
        {
          mode: "incremental",
          config,
          file: (url) => {
            new LinkPolicy("https://api.pinterest.com/v5").parse(url);
            return file;
          },
        },
      );
      assert.deepEqual([complete, records.length, kinds.at(-1)], [false, 1, "INCOMPLETE"]);
      assert.match(
        messageOf("config_error"),
        /leads to 169\.254\.169\.254, which has a link-local address \(ad account 549\)\./u,
      );
      assert.doesNotMatch(JSON.stringify(lines), /SECRET/u);
      assert.equal(api.calls("/ad_accounts/549/reports"), 2, "one job, and one poll for its link");
    });
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
        assert.equal(first.complete, false);
        assert.deepEqual(first.ids, idsOf(pins.slice(0, 6)));
        assert.ok(first.states.length > 1);
        const text = JSON.stringify(first.lines);
        for (const form of [token, packed.slice(10, -4)]) assert.ok(!text.includes(form));
        const second = await first.again(failingAt(99));
        assert.equal(second.complete, true);
        assert.deepEqual(second.ids, idsOf(pins));
        assert.equal(second.api.calls("/pins"), 6, "each page once, without an earlier bookmark");
      });
    }
  });

  describe("in full refresh", () => {
    const world = account({ "1": 5, "2": 3, "3": 1 });
    const broken: Script = (request, signal) =>
      request.path === "/boards/2/pins" && request.query.has("bookmark") ? unauthorized : world(request, signal);
    const all = ["101", "102", "103", "104", "105", "201", "202", "203", "301"];

    it("resumes at the page where the same job stopped, and repeats nothing", async () => {
      const first = await readOne("board_pins", broken, { job: "81", config: { numWorkers: 1 } });
      assert.equal(first.complete, false);
      const second = await first.again(world);
      assert.equal(second.complete, true);
      assert.deepEqual([...first.ids, ...second.ids].toSorted(), all, "each Pin once");
      assert.equal(second.api.calls("/boards/1/pins"), 0);
      const again = second.api.requests.filter((request) => request.startsWith("/boards/2/pins"));
      assert.ok(again.every((request) => request.includes("bookmark=")));
    });

    it("restarts a list once after a rejected bookmark, then fails", async () => {
      const state = { version: 1, refresh: { job: "81", done: [], open: { "1": { bookmark: "at 2" } } } };
      const script: Script = (request, signal) =>
        request.query.get("bookmark") === "at 4" ? apiError(400, 1, "Invalid bookmark.") : world(request, signal);
      const { complete, api, messageOf } = await readOne("board_pins", script, { job: "81", state });
      assert.equal(complete, false);
      assert.equal(api.calls("/boards/1/pins"), 5, "two pages after the resume and three after the restart");
      messageOf("transient_error");
    });

    it("starts over in another job, and after an incremental sync", async () => {
      const cut = await readOne("board_pins", broken, { job: "81" });
      const incremental = await readOne("board_pins", world, { mode: "incremental", job: "81" });
      for (const before of [cut, incremental])
        assert.deepEqual((await before.again(world, { mode: "full_refresh", job: "82" })).ids.toSorted(), all);
    });

    it("requests nothing if the same job has completed it", async () => {
      const first = await readOne("board_pins", world, { job: "81" });
      const again = await first.again();
      assert.deepEqual([again.complete, again.api.requests, again.states.length], [true, [], 1]);
      assert.deepEqual((await first.again(world, { job: "82" })).ids.toSorted(), all);
    });

    it("completes if the rest is denied or not found and an earlier attempt has read others", async () => {
      const days = { from: "2026-06-01", through: "2026-06-30", days: 30 };
      for (const [name, done, rest] of [
        ["board_pins", "1", denied],
        ["board_pins", "1", notFound],
        ["ad_account_analytics", "2026-06-01/549", denied],
        ["campaign_analytics", "2026-06-01/549/1", denied],
        ["advertiser_report", "2026-06-01/549", denied],
      ] as const) {
        const { errors, complete, warnings } = await readOne(
          name,
          ({ path }) => {
            if (path === "/boards") return page(boards(2));
            if (path === "/ad_accounts") return page(idRows(["549", "550"]));
            if (path.endsWith("/campaigns")) return page([{ id: path.includes("549") ? "1" : "2" }]);
            assert.match(path, /^\/(?:ad_accounts\/550|boards\/2)\//u, "a completed partition is requested again");
            return rest;
          },
          {
            job: "81",
            state: {
              version: 1,
              refresh: { job: "81", ...(name === "board_pins" ? {} : days), done: [[done, done]], open: {} },
            },
          },
        );
        assert.deepEqual([errors, complete], [[], true], name);
        assert.match(warnings, /skipped/u, name);
      }
    });
  });

  describe("in incremental mode", () => {
    const read = (script: Script, situation: OneSituation = {}) =>
      readOne("board_pins", script, { mode: "incremental", ...situation });

    for (const name of ["board_pins", "user_account_analytics", "ad_accounts"]) {
      it(`requests nothing of ${name} in the job that completed it, but does in the next`, async () => {
        const days = { body: { all: { daily_metrics: [{ date: "2026-06-29", data_status: "READY", metrics: {} }] } } };
        const pins = account({ "1": 3 });
        const world: Script = (request, signal) => (request.path.endsWith("/analytics") ? days : pins(request, signal));
        const first = await readOne(name, world, { mode: "incremental", job: "81" });
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

    it("resumes after the completed partitions in the same job, and starts over in another", async () => {
      // The board changed recently. Due to clock skew, the next sync can repeat it.
      const campaigns = page([{ id: "9", updated_time: Date.parse("2026-06-30T11:59:00Z") / 1000 }]);
      const world: Script = ({ path }) => (path === "/ad_accounts" ? page(idRows(["1", "2", "3"])) : campaigns);
      const first = await readOne(
        "campaigns",
        (request, signal) => (request.path === "/ad_accounts/2/campaigns" ? unauthorized : world(request, signal)),
        { mode: "incremental", job: "81", config: { numWorkers: 1 } },
      );
      assert.equal(first.complete, false);
      for (const [job, calls] of [
        ["81", [0, 1, 1]],
        ["82", [1, 1, 1]],
        [undefined, [1, 1, 1]],
      ] as const) {
        const { complete, api } = await first.again(world, { job });
        assert.equal(complete, true);
        assert.deepEqual(
          ["1", "2", "3"].map((id) => api.calls(`/ad_accounts/${id}/campaigns`)),
          calls,
          `job ${job}`,
        );
      }
    });

    it("reads again in the same job if it is incomplete", async () => {
      const first = await read(account({ "1": 3 }), { job: "81", config: { boardIds: ["1", "7"] } });
      assert.equal(first.complete, false);
      assert.ok((await first.again()).api.requests.length > 0);
    });

    it("requests nothing of unchanged boards", async () => {
      const first = await read(({ path }) =>
        path === "/boards"
          ? page([{ id: "1", board_pins_modified_at: "2026-01-05T00:00:00" }, { id: "2" }])
          : page(pinsOf(path.slice("/boards/".length, -"/pins".length), 1)),
      );
      const { api } = await first.again();
      assert.deepEqual([api.calls("/boards/1/pins"), api.calls("/boards/2/pins")], [0, 1]);
    });

    it("writes the given state if nothing could be read", async () => {
      const state = { version: 1, partitions: { "1": { cursor: "2026-01-01T00:00:00" } } };
      const { complete, states } = await read(() => unauthorized, { state });
      assert.deepEqual([complete, states], [false, [state]]);
    });

    it("keeps the progress of all boards if one that the user named is missing", async () => {
      const first = await read(account({ "1": 5, "2": 5 }), { config: { boardIds: ["1", "2", "9"] } });
      assert.deepEqual([first.complete, first.records.length, uncovered(first.lines, "board_pins")], [false, 10, 0]);
      assert.match(first.messageOf("config_error"), /"Board IDs": 9 doesn't exist/u);
      const second = await first.again(account({ "1": 5 }));
      assert.equal(second.complete, false);
      assert.deepEqual((await second.again(account({ "1": 5, "2": 6 }))).ids, ["206"]);
    });

    it("starts over from an empty state or a full refresh state", async () => {
      const complete = { __ab_full_refresh_sync_complete: true };
      for (const state of [{}, complete, { version: 1, refresh: { done: [], open: {} } }]) {
        for (const name of ["board_pins", "user_account_analytics"]) {
          const pins = account({ "1": 1 });
          const script: Script = (request, signal) =>
            request.path === "/user_account/analytics" ? { body: {} } : pins(request, signal);
          const { complete, api } = await readOne(name, script, { mode: "incremental", state });
          assert.equal(complete, true, `${name} ${JSON.stringify(state)}`);
          assert.ok(api.requests.length > 0);
        }
      }
    });

    it("rejects a state that is invalid, newer, or of another connector", async () => {
      for (const state of [
        { bookmark: "x" },
        { version: 9, partitions: {} },
        { version: 1, partitions: { "1": { cursor: 5 } } },
      ]) {
        const { complete, messageOf } = await read(account({ "1": 0 }), { state });
        assert.equal(complete, false);
        assert.match(messageOf("config_error"), /board_pins/u);
      }
    });

    it("treats a cursor in the future as the current time, with a warning", async () => {
      const partitions = (cursor: string) => ({ version: 1, partitions: { "1": { cursor } } });
      const first = await read(account({ "1": 3 }), { state: partitions("2999-12-31T00:00:00") });
      assert.deepEqual([first.complete, first.records, first.states.length], [true, [], 1]);
      assert.match(first.warnings, /\(2999-12-31T00:00:00\) is in the future/u);
      const pins = [{ id: "9", created_at: "2026-06-30T12:00:01" }, ...pinsOf("1", 3)];
      const later = await first.again(({ path }) => page(path === "/boards" ? boards(1) : pins), {
        now: "2026-07-01T12:00:00Z",
      });
      assert.deepEqual([later.ids, later.warnings], [["9"], ""]);
      const near = await read(account({ "1": 3 }), { state: partitions("2026-06-30T13:30:00") });
      assert.deepEqual([near.records, near.warnings], [[], ""], "within the clock skew");
    });
  });

  describe("with parents and children", () => {
    it("requests a list once for the parent stream and its children", async () => {
      const wanted = ["board_sections", "board_section_pins", "board_pins", "likes"].map((name) => configured(name));
      const { complete, api, log } = await scriptedRead(wanted, ({ path }) => {
        if (path === "/boards") return page(boards(60));
        return path.endsWith("/sections") ? page(idRows(["5"])) : page([{ id: "9" }]);
      });
      assert.equal(complete, true);
      for (const {
        descriptor: { name },
      } of wanted.slice(0, 2))
        assert.equal((await log.records(name)).length, 60, name);
      const calls = boards(60).map(({ id }) => api.calls(`/boards/${asText(id)}/sections`));
      assert.deepEqual([api.calls("/boards"), new Set(calls)], [1, new Set([1])]);
    });

    it("fails child streams of an unreadable parent with the name of the operation", async () => {
      const { messageOf, warnings } = await readOne("board_pins", () => denied);
      assert.match(messageOf("config_error"), /boards\/list/u);
      assert.equal(warnings, "");
    });

    it("skips denied parents of nested children with a warning", async () => {
      const { complete, log, records, warnings } = await readOne("board_section_pins", ({ path }) => {
        if (path === "/boards") return page(boards(2));
        if (path === "/boards/1/sections") return denied;
        return path === "/boards/2/sections" ? page(idRows(["5"])) : page([{ id: "9" }]);
      });
      assert.equal(complete, true);
      assert.deepEqual(
        records.map(({ id, board_id: board, board_section_id: section }) => [id, board, section]),
        [["9", "2", "5"]],
      );
      assert.match(warnings, /board_sections: skipped board 1/u);
      assert.match(
        (await log.logs("INFO")).at(-1) ?? "",
        /streams? are complete: .*; skipped 1: the warnings say why$/u,
      );
    });

    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`reads nested children by parent, so that a small daily quota suffices, in ${mode}`, async () => {
        const world = sectionedBoards(12, () => ["1", "2"], 2);
        const found: string[] = [];
        let state: JsonObject | undefined;
        let requests = 0;
        let days = 0;
        for (let complete = false; !complete; days += 1) {
          assert.ok(days < 12, "it does not complete");
          let calls = 0;
          const run = await readOne(
            "board_section_pins",
            (request, signal) => {
              calls += 1;
              if (calls <= 10) return world(request, signal);
              return apiError(429, 8, "Too many requests today.", { "x-ratelimit-reset": "86400" });
            },
            // In one job, or in one sync per day.
            { mode, state, job: mode === "full_refresh" ? "81" : String(days), config: { numWorkers: 2 } },
          );
          ({ complete } = run);
          found.push(...run.ids);
          requests += Math.min(calls, 10);
          state = run.states.at(-1);
        }
        assert.deepEqual([found.length, new Set(found).size], [72, 72], "each once");
        // 12 boards with two sections of two pages each, plus the boards each day and two open lists.
        assert.ok(requests <= 12 + 12 * 2 * 2 + 4 * days, `${requests} calls in ${days} days`);
      });

      it(`misses no nested child after two resumes from any states, in ${mode}`, async () => {
        const name = "board_section_pins";
        const world = sectionedBoards(5, (board) => ["1", "2", "3"].slice(0, Number(board) % 4), 1);
        const options = { mode, job: "81", config: { numWorkers: 3 } };
        const first = await readOne(name, world, options);
        const all = first.ids.toSorted();
        const before: string[] = [];
        let resumed = 0;
        for (const { kind, body } of first.lines) {
          if (kind === "RECORD") before.push(asText(body.id));
          if (kind !== "STATE") continue;
          const ids = [...before];
          // Interrupted again at the second state.
          const more = await readOne(name, world, { ...options, state: body });
          const second = more.states[1] ?? more.states[0];
          const end = more.lines.findIndex((line) => line.kind === "STATE" && line.body === second);
          ids.push(
            ...idsOf(
              more.lines
                .slice(0, end)
                .filter((line) => line.kind === "RECORD")
                .map(({ body: record }) => record),
            ),
          );
          ids.push(...(await readOne(name, world, { ...options, state: second })).ids);
          assert.deepEqual([...new Set(ids)].toSorted(), all, JSON.stringify(body));
          resumed += 1;
        }
        assert.ok(resumed > 5);
      });
    }

    it("rereads parents that changed during the pass", async () => {
      const moved = "2026-01-09T00:00:00";
      const world =
        (changed: boolean): Script =>
        ({ path }) => {
          const timeOf = (id: string) => (changed && id === "1" ? moved : "2026-01-03T00:00:00");
          if (path === "/boards")
            return page(boards(3).map((each) => ({ ...each, board_pins_modified_at: timeOf(each.id) })));
          if (path.endsWith("/sections")) return page(idRows(["5"]));
          const board = path.split("/")[2] ?? "";
          if (board === "3" && !changed) return unauthorized;
          const pins = pinsOf(board, 2);
          return page(changed && board === "1" ? [{ id: "new", created_at: moved }, ...pins] : pins);
        };
      const first = await readOne("board_section_pins", world(false), {
        mode: "incremental",
        config: { numWorkers: 1 },
      });
      assert.equal(first.complete, false);
      const second = await first.again(world(true));
      assert.equal(second.complete, true);
      assert.deepEqual(second.ids.toSorted(), ["301", "302", "new"]);
      assert.equal(second.api.calls("/boards/2/sections"), 0);
      assert.equal("round" in (second.states.at(-1) ?? {}), false);
    });

    it("requests parents and children for the configured ad account", async () => {
      const { api } = await readOne("board_pins", account({ "1": 1 }), { config: { adAccountIds: ["549"] } });
      assert.ok(api.requests.length > 1 && api.requests.every((request) => request.includes("ad_account_id=549")));
    });
  });

  describe("if a child's operation is denied or not found", () => {
    const countSkipped = (warnings: string) => warnings.match(/skipped board \d+/gu)?.length ?? 0;
    const modes = [
      ["board_sections", "full_refresh"],
      ["board_pins", "incremental"],
    ] as const;

    it("skips a denied parent, or even the only one if not found, with a warning that names it", async () => {
      for (const [name, mode] of modes) {
        for (const [count, response] of [
          [1, notFound],
          [3, notFound],
          [2, denied],
        ] as const) {
          const { complete, warnings } = await readOne(
            name,
            ({ path }) => {
              if (path === "/boards") return page(boards(count));
              return path.startsWith("/boards/1/") ? response : page(pinsOf("2", 1));
            },
            { mode },
          );
          assert.equal(complete, true);
          assert.match(warnings, /skipped board 1/u);
        }
      }
    });

    it("fails if every parent is denied or several are not found", async () => {
      for (const [name, mode] of modes) {
        for (const [response, message] of [
          [denied, /You are not permitted/u],
          [notFound, /returned "not found" to a request/u],
        ] as const) {
          const read = await readOne(name, ({ path }) => (path === "/boards" ? page(boards(3)) : response), { mode });
          assert.equal(read.complete, false);
          assert.match(read.messageOf("config_error"), message);
          assert.equal(countSkipped(read.warnings), 3);
        }
      }
    });

    it("fails nested children if a list of each of several parents is not found", async () => {
      for (const what of ["sections", "pins"]) {
        for (const count of [1, 3]) {
          for (const mode of ["full_refresh", "incremental"] as const) {
            const { complete, warnings } = await readOne(
              "board_section_pins",
              ({ path }) => {
                if (path === "/boards") return page(boards(count));
                return path.endsWith(what) ? notFound : page(idRows(["5"]));
              },
              { mode },
            );
            assert.deepEqual(
              [complete, countSkipped(warnings)],
              [count === 1, count],
              `${what}, ${mode}, ${count} boards`,
            );
          }
        }
      }
    });

    it("fails metrics if several campaigns are not found, but skips a single one", async () => {
      for (const mode of ["full_refresh", "incremental"] as const) {
        for (const count of [1, 3]) {
          const { complete, errors } = await readOne(
            "campaign_analytics",
            ({ path }) => {
              if (path === "/ad_accounts") return page(idRows(["549"]));
              return path.endsWith("/campaigns") ? page(boards(count)) : notFound;
            },
            { mode },
          );
          assert.equal(complete, count === 1, mode);
          if (count > 1) assert.match(asText(errors[0]?.body.message), /returned "not found" to a request/u);
        }
      }
    });

    it("skips the only ad account if it is not found, for any dates and values", async () => {
      for (const name of ["campaign_analytics_report", "advertiser_targeting_report", "audiences"]) {
        const read = await readOne(name, ({ path }) => (path === "/ad_accounts" ? page(idRows(["549"])) : notFound));
        assert.equal(read.complete, true, name);
        assert.match(read.warnings, /skipped/u, name);
      }
    });
  });

  describe("at a rate limit", () => {
    const limited = apiError(429, 8, "You have exceeded your rate limit.", { "retry-after": "60" });

    it("reads streams of other categories while one with many partitions waits", async () => {
      let refusals = 0;
      const script: Script = ({ path }) => {
        if (path === "/boards") return page(boards(9));
        if (path === "/ad_accounts") return page(idRows(["549"]));
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

    it("writes RATE_LIMITED with the time of the reset while it waits, and completes", async () => {
      let refused = false;
      const { kinds, lines, clock } = await readOne("followers", ({ path }) => {
        if (path !== "/user_account/followers" || refused) return undefined;
        refused = true;
        return limited;
      });
      assert.deepEqual(kinds, ["STARTED", "RUNNING", "RATE_LIMITED", "STATE", "COMPLETE"]);
      const [reset] =
        JSON.stringify(lines.find(({ kind }) => kind === "RATE_LIMITED")?.body.reasons).match(/\d{13}/u) ?? [];
      assert.ok(Number(reset) >= Date.parse("2026-06-30T12:01:00Z") && Number(reset) <= clock.now() + 1);
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
      assert.equal(uncovered(first.lines, "board_pins"), 0);
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

  describe("after a stop signal", () => {
    it("ends INCOMPLETE with a state of the written records and without an error", async () => {
      const stop = new AbortController();
      const world = account({ "1": 6 });
      const script: Script = (request, signal) => {
        if (request.query.get("bookmark") === "at 4") stop.abort();
        return world(request, signal);
      };
      const read = await readOne("board_pins", script, { mode: "incremental", stop });
      assert.deepEqual([read.complete, read.kinds.slice(-2), read.errors], [false, ["STATE", "INCOMPLETE"], []]);
      assert.deepEqual([read.records.length, uncovered(read.lines, "board_pins")], [4, 0]);
    });

    it("writes nothing of a stream that has not started", async () => {
      const stop = new AbortController();
      stop.abort();
      const { complete, lines, api } = await readOne("boards", () => undefined, { stop });
      assert.deepEqual([complete, lines, api.requests], [false, [], []]);
    });
  });
});
