import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { LinkPolicy } from "../../src/pinterest/network/link-policy.ts";
import { streams } from "../../src/streams/all.ts";
import { type Answer, type Asked, page, pageOfAll, refuse } from "../scripted-api.ts";
import { type MessageLog, uncovered } from "./message-log.ts";
import { configured, type Script, scriptedRead } from "./scripted-read.ts";

const idsOf = (records: readonly JsonObject[]) => records.map(({ id }) => asText(id));
const boards = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index + 1), name: `Board ${index + 1}` }));

/** Pins of a board, newest first. */
function pinsOf(board: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `${board}0${count - index}`,
    created_at: `2026-01-${String(count - index).padStart(2, "0")}T00:00:00`,
    // Enough for a state to become due within a few pages.
    description: "x".repeat(2_000),
  }));
}

/** An account with boards, each with its Pins, two a page. */
function account(pinsByBoard: Readonly<Record<string, readonly unknown[]>>): Script {
  return (asked) => {
    if (asked.path === "/boards")
      return pageOfAll(
        Object.keys(pinsByBoard).map((id) => ({ id, name: id })),
        asked,
        2,
      );
    const board = /^\/boards\/(\d+)\/pins$/u.exec(asked.path)?.[1];
    return board === undefined ? page([]) : pageOfAll(pinsByBoard[board] ?? [], asked, 2);
  };
}

const denied = refuse(403, 29, "You are not permitted to access that resource.");
const unauthorized = refuse(401, 2, "Authentication failed.");

describe("readStreams", () => {
  it("tells each stream's way from STARTED to COMPLETE, with records before their state", async () => {
    const { complete, log } = await scriptedRead([configured("boards")], (asked) =>
      asked.path === "/boards" ? pageOfAll(boards(5), asked, 2) : undefined,
    );
    assert.equal(complete, true);
    assert.deepEqual(await log.kinds("boards"), [
      "STARTED",
      "RUNNING",
      "RECORD",
      "STATE",
      "RECORD",
      "STATE",
      "RECORD",
      "STATE",
      "COMPLETE",
    ]);
    assert.deepEqual(idsOf(await log.records("boards")), ["1", "2", "3", "4", "5"]);
    assert.equal(uncovered(await log.lines(), "boards"), 0);
    const told = (await log.logs("INFO")).join("\n");
    assert.match(told, /boards: read 5 records with \d+ API calls/u);
    assert.match(told, /^\d+ of \d+ streams are complete: read \d+ records with \d+ API calls/mu);
  });

  for (const { name } of streams) {
    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`writes a state of ${name} in ${mode}, though there is nothing to read`, async () => {
        const { complete, log } = await scriptedRead(
          [configured(name, mode)],
          ({ path }) => {
            if (path === "/user_account") return { body: { id: "1", username: "somebody" } };
            if (path === "/user_account/businesses") return { body: [] };
            if (path.includes("/top_")) return { body: { pins: [] } };
            if (path.startsWith("/trends/keywords/")) return { body: { trends: [] } };
            if (path === "/terms/related") return { body: { related_terms_list: [] } };
            if (/^\/(?:trends|terms|resources\/targeting)\//u.test(path)) return { body: [] };
            return path === "/user_account/analytics" ? { body: {} } : undefined;
          },
          { config: { searchQueries: ["cakes"], terms: ["soup"], countries: ["US"], trendRegions: ["US"] } },
        );
        assert.deepEqual(await log.errors(), []);
        assert.equal(complete, true);
        const states = await log.states(name);
        assert.ok(states.length > 0 && Object.keys(states.at(-1) ?? {}).length > 0);
        assert.equal((await log.kinds(name)).at(-1), "COMPLETE");
      });
    }
  }

  it("keeps the namespace of the catalog", async () => {
    const descriptor = { name: "boards", namespace: "one" };
    const { lines } = await scriptedRead([{ descriptor, syncMode: "full_refresh" }], ({ path }) =>
      path === "/user_account" ? { body: { board_count: 0 } } : undefined,
    );
    assert.equal(lines.find(({ kind }) => kind === "ESTIMATE")?.body.namespace, "one");
    const statuses = lines
      .filter(({ body }) => body.stream_descriptor !== undefined)
      .map(({ body }) => body.stream_descriptor);
    assert.ok(statuses.length >= 3);
    for (const each of statuses) assert.deepEqual(each, descriptor);
  });

  describe("what is wrong with the catalog", () => {
    it("is an error of the stream that does not exist, and of no other", async () => {
      const { complete, log } = await scriptedRead([configured("pinboards"), configured("boards")], () => undefined);
      assert.equal(complete, false);
      assert.deepEqual(await log.kinds("pinboards"), ["STARTED", "RUNNING", "ERROR", "INCOMPLETE"]);
      assert.equal((await log.kinds("boards")).at(-1), "COMPLETE");
      const [error] = await log.errors();
      assert.equal(error?.failure_type, "config_error");
      assert.match(asText(error?.message), /Stream pinboards doesn't exist/u);
    });

    it("is an error of the stream whose sync mode does not exist", async () => {
      const { complete, log } = await scriptedRead(
        [{ descriptor: { name: "boards" }, syncMode: { unknown: "INVALID" } }],
        () => undefined,
      );
      assert.equal(complete, false);
      assert.match(asText((await log.errors())[0]?.message), /Stream boards: .*"INVALID"/u);
      assert.equal((await log.kinds("boards")).at(-1), "INCOMPLETE");
    });
  });

  it("reads a list in full where incremental is asked of it", async () => {
    const script: Script = (asked) => (asked.path === "/boards" ? pageOfAll(boards(3), asked, 2) : page([]));
    const first = await scriptedRead([configured("boards", "incremental")], script);
    assert.equal(first.complete, true);
    const state = await first.back("boards");
    const second = await scriptedRead([configured("boards", "incremental")], script, { state });
    assert.deepEqual(idsOf(await second.log.records("boards")), ["1", "2", "3"]);
  });

  it("lets other streams complete when one fails", async () => {
    const { complete, log } = await scriptedRead([configured("followers"), configured("boards")], (asked) => {
      if (asked.path === "/user_account/followers") return denied;
      return asked.path === "/boards" ? pageOfAll(boards(3), asked, 2) : undefined;
    });
    assert.equal(complete, false);
    assert.deepEqual((await log.kinds("followers")).slice(-2), ["ERROR", "INCOMPLETE"]);
    assert.equal((await log.kinds("boards")).at(-1), "COMPLETE");
    const errors = await log.errors();
    assert.deepEqual(
      errors.map(({ stream_descriptor, failure_type }) => [stream_descriptor, failure_type]),
      [[{ name: "followers" }, "config_error"]],
    );
  });

  it("goes on without an estimate", async () => {
    const script: Script = (asked) => (asked.path === "/user_account" ? denied : pageOfAll(boards(1), asked, 2));
    const { complete, lines } = await scriptedRead([configured("boards")], script);
    assert.equal(complete, true);
    assert.ok(!lines.some(({ kind }) => kind === "ESTIMATE"));
  });

  it("reads on without an estimate when the account can't be read after all retries", async () => {
    const { complete, lines, log, api } = await scriptedRead(
      [configured("user_account_top_pins"), configured("boards")],
      ({ path }) => {
        if (path === "/user_account") return refuse(500, 0, "Something went wrong on our end.");
        return path.includes("/top_") ? { body: { pins: [] } } : undefined;
      },
    );
    assert.equal(complete, true);
    assert.equal(api.calls("/user_account"), 6);
    assert.ok(!lines.some(({ kind }) => kind === "ESTIMATE"));
    assert.deepEqual(await log.errors(), []);
    assert.match((await log.logs("DEBUG")).join(), /boards: user account unknown/u);
  });

  it("is an error of a stream whose setting is left out, and of no other", async () => {
    const { complete, log, api } = await scriptedRead(
      [configured("search_pins"), configured("boards")],
      () => undefined,
    );
    assert.equal(complete, false);
    assert.deepEqual(await log.kinds("search_pins"), ["STARTED", "RUNNING", "ERROR", "INCOMPLETE"]);
    assert.equal((await log.kinds("boards")).at(-1), "COMPLETE");
    const [error] = await log.errors();
    assert.equal(error?.failure_type, "config_error");
    assert.match(asText(error?.message), /Stream search_pins requires "Search queries for your own content"/u);
    assert.equal(api.calls("/search/pins"), 0);
  });

  describe("report streams", () => {
    const names = ["advertiser_report", "campaign_analytics_report", "ad_group_report"];
    const accounts = [{ id: "549" }, { id: "550" }];

    it("wait for their files side by side, beside the other streams", async () => {
      let underway = 0;
      let most = 0;
      const started = new Map<string, number>();
      const { complete, log, clock } = await scriptedRead(
        [...names, "boards"].map((name) => configured(name)),
        (asked) => {
          if (asked.path === "/ad_accounts") return page(accounts);
          if (!asked.path.endsWith("/reports")) return undefined;
          const token = asked.query.get("token");
          if (token === null) {
            underway += 1;
            most = Math.max(most, underway);
            const next = `job ${started.size}`;
            started.set(next, 0);
            return { body: { token: next, report_status: "IN_PROGRESS" } };
          }
          const polls = started.get(token) ?? 0;
          started.set(token, polls + 1);
          if (polls < 5) return { body: { report_status: "IN_PROGRESS" } };
          underway -= 1;
          return { body: { report_status: "FINISHED", url: "https://files.test/1" } };
        },
        {
          // One worker: were reports among its work, one would wait for the other.
          config: { numWorkers: 1, startDate: "2026-06-01" },
        },
      );
      assert.equal(complete, true);
      assert.equal(most, 6, "three streams of two accounts");
      assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") < 60_000, "not one after the other");
      for (const name of [...names, "boards"]) assert.equal((await log.kinds(name)).at(-1), "COMPLETE");
    });

    it("save no state before a file is read to its end, since none could be gone on from", async () => {
      const { complete, log } = await scriptedRead(
        [configured("advertiser_report", "incremental")],
        ({ path, query }) =>
          path === "/ad_accounts"
            ? page([{ id: "550" }])
            : { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } },
        {
          config: { startDate: "2026-06-01" },
          file: () => '{"550":[{"DATE":"2026-06-02","SPEND_IN_MICRO_DOLLAR":1}]}',
        },
      );
      assert.equal(complete, true);
      assert.equal((await log.records("advertiser_report")).length, 1);
      for (const { round } of await log.states("advertiser_report"))
        assert.ok(!isObject(round) || (Array.isArray(round.done) && round.done.length > 0), JSON.stringify(round));
    });

    it("read the other accounts where the link of one must not be followed, which is requested once", async () => {
      const { complete, log, api } = await scriptedRead(
        [configured("advertiser_report", "incremental")],
        ({ path, query }) => {
          if (path === "/ad_accounts") return page(accounts);
          const host = path === "/ad_accounts/549/reports" ? "169.254.169.254" : "files.test";
          return {
            body: query.has("token") ? { report_status: "FINISHED", url: `https://${host}/?SECRET` } : { token: "t" },
          };
        },
        {
          config: { startDate: "2026-06-01" },
          file: (url) => {
            new LinkPolicy("https://api.pinterest.com/v5").parse(url);
            return '{"550":[{"DATE":"2026-06-02","SPEND_IN_MICRO_DOLLAR":1}]}';
          },
        },
      );
      assert.equal(complete, false);
      assert.equal((await log.records("advertiser_report")).length, 1);
      assert.equal((await log.kinds("advertiser_report")).at(-1), "INCOMPLETE");
      const [error] = await log.errors();
      assert.equal(error?.failure_type, "config_error");
      assert.match(asText(error?.message), /leads to 169\.254\.169\.254, which has a link-local address\./u);
      assert.doesNotMatch(JSON.stringify(await log.lines()), /SECRET/u);
      assert.equal(api.calls("/ad_accounts/549/reports"), 2, "one job, and one poll for its link");
    });

    it("leave an ad account out with a warning that may not be seen", async () => {
      const { complete, log } = await scriptedRead(
        [configured("advertiser_report")],
        ({ path, query }) => {
          if (path === "/ad_accounts") return page(accounts);
          if (path === "/ad_accounts/550/reports") return denied;
          return { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } };
        },
        {
          config: { startDate: "2026-06-01" },
        },
      );
      assert.equal(complete, true);
      assert.match((await log.logs("WARN")).join(), /skipped ad account 550/u);
    });
  });

  describe("where bookmarks hold a secret", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
    const packed = Buffer.from(`Bearer ${token}`).toString("base64");
    const pins = pinsOf("7", 12);

    /** The Pins, two a page, up to a page that fails; the bookmarks tell where it goes on, and repeat the token. */
    function script(failsAt: number, asked: Asked): Answer | undefined {
      if (asked.path !== "/pins") return undefined;
      const bookmark = asked.query.get("bookmark");
      if (bookmark !== null && !bookmark.endsWith(packed)) return refuse(400, 1, "Invalid bookmark.");
      const start = Number(bookmark?.slice(0, -packed.length) ?? 0);
      if (start >= failsAt) return refuse(403, 29, "You are not permitted to access that resource.");
      return page(pins.slice(start, start + 2), start + 2 < pins.length ? `${start + 2}${packed}` : null);
    }

    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`shows it in no state, and reads the list from its beginning in the next ${mode}`, async () => {
        const secrets = [token];
        const first = await scriptedRead([configured("pins", mode)], (asked) => script(6, asked), {
          secrets,
          job: "1",
        });
        assert.equal(first.complete, false);
        assert.deepEqual(
          idsOf(await first.log.records("pins")),
          pins.slice(0, 6).map(({ id }) => id),
        );
        const states = await first.log.states("pins");
        assert.ok(states.length > 1);
        const text = JSON.stringify(await first.log.lines());
        for (const form of [token, packed.slice(10, -4)]) assert.ok(!text.includes(form));

        const second = await scriptedRead([configured("pins", mode)], (asked) => script(99, asked), {
          secrets,
          job: "1",
          state: await first.back("pins"),
        });
        assert.equal(second.complete, true);
        assert.deepEqual(
          idsOf(await second.log.records("pins")),
          pins.map(({ id }) => id),
        );
        assert.equal(second.api.calls("/pins"), 6, "each page once: no bookmark of before is sent");
      });
    }
  });

  it("asks once for the estimates of all streams", async () => {
    const { api, lines } = await scriptedRead(
      [configured("boards"), configured("pins"), configured("followers"), configured("following_users")],
      ({ path }) =>
        path === "/user_account"
          ? { body: { board_count: 3, pin_count: 0, follower_count: -1, following_count: 0.1 } }
          : undefined,
    );
    assert.equal(api.calls("/user_account"), 1);
    const estimates = lines.filter(({ kind }) => kind === "ESTIMATE").map(({ body }) => body);
    assert.deepEqual(estimates.map(({ name, row_estimate: rows }) => `${asText(name)} ${asText(rows)}`).toSorted(), [
      "boards 3",
      "pins 0",
    ]);
  });

  it("reads no stream when there is none", async () => {
    assert.equal((await scriptedRead([], () => undefined)).complete, true);
  });

  describe("full refresh", () => {
    const world = account({ "1": pinsOf("1", 5), "2": pinsOf("2", 3), "3": pinsOf("3", 1) });
    const broken: Script = (asked, signal) =>
      asked.path === "/boards/2/pins" && asked.query.has("bookmark") ? unauthorized : world(asked, signal);
    const wanted = [configured("board_pins")];
    const all = ["101", "102", "103", "104", "105", "201", "202", "203", "301"];

    it("is resumed by the same job at the page where it stopped, and reads nothing else again", async () => {
      const first = await scriptedRead(wanted, broken, { job: "81", config: { numWorkers: 1 } });
      assert.equal(first.complete, false);
      const second = await scriptedRead(wanted, world, {
        job: "81",
        state: await first.back("board_pins"),
        config: { numWorkers: 1 },
      });
      assert.equal(second.complete, true);
      const got = [...(await first.log.records("board_pins")), ...(await second.log.records("board_pins"))];
      assert.deepEqual(idsOf(got).toSorted(), all, "each Pin once");
      assert.equal(second.api.calls("/boards/1/pins"), 0);
      assert.ok(
        !second.api.asked.some((request) => request.startsWith("/boards/2/pins") && !request.includes("bookmark=")),
      );
    });

    it("begins anew once where a later page is refused, and fails where that one is refused again", async () => {
      const state = {
        board_pins: { version: 1, refresh: { job: "81", done: [], open: { "1": { bookmark: "at 2" } } } },
      };
      const script: Script = (asked, signal) =>
        asked.query.get("bookmark") === "at 4" ? refuse(400, 1, "Invalid bookmark.") : world(asked, signal);
      const { complete, api, log } = await scriptedRead(wanted, script, { job: "81", state });
      assert.equal(complete, false);
      assert.equal(api.calls("/boards/1/pins"), 5, "two pages from the state on, and three from the beginning");
      assert.deepEqual(
        (await log.errors()).map(({ failure_type: type }) => type),
        ["transient_error"],
      );
    });

    it("is begun anew by another job", async () => {
      const first = await scriptedRead(wanted, broken, { job: "81" });
      const second = await scriptedRead(wanted, world, {
        job: "82",
        state: await first.back("board_pins"),
      });
      assert.deepEqual(idsOf(await second.log.records("board_pins")).toSorted(), all);
    });

    it("is not read again by the job that has finished it, and is by the next", async () => {
      const first = await scriptedRead(wanted, world, { job: "81" });
      const state = await first.back("board_pins");
      const again = await scriptedRead(wanted, world, { job: "81", state });
      assert.equal(again.complete, true);
      assert.deepEqual(again.api.asked, []);
      assert.equal((await again.log.states("board_pins")).length, 1);
      const next = await scriptedRead(wanted, world, { job: "82", state });
      assert.deepEqual(idsOf(await next.log.records("board_pins")).toSorted(), all);
    });

    it("reads a partition from its beginning when its bookmark has expired", async () => {
      const first = await scriptedRead(wanted, broken, { job: "81" });
      const expired = (asked: Asked) => asked.query.get("bookmark") === "at 2" && asked.path === "/boards/2/pins";
      let refused = false;
      const second = await scriptedRead(
        wanted,
        (asked, signal) => {
          if (!expired(asked) || refused) return world(asked, signal);
          refused = true;
          return refuse(400, 1, "Invalid bookmark.");
        },
        { job: "81", state: await first.back("board_pins") },
      );
      assert.equal(second.complete, true);
      assert.match((await second.log.logs("WARN")).join(), /bookmark expired/u);
      const ids = idsOf(await second.log.records("board_pins"));
      for (const id of ["201", "202", "203"]) assert.ok(ids.includes(id));
    });

    it("is not failed by a denied board, when all others were read in an attempt before", async () => {
      const state = { board_pins: { version: 1, refresh: { job: "81", done: [["1", "2"]], open: {} } } };
      const { complete, log } = await scriptedRead(
        wanted,
        (asked, signal) => (asked.path === "/boards/3/pins" ? denied : world(asked, signal)),
        { job: "81", state },
      );
      assert.equal(complete, true);
      assert.match((await log.logs("WARN")).join(), /skipped board 3/u);
    });

    for (const [name, done] of [
      ["ad_account_analytics", "2026-06-01/549"],
      ["campaign_analytics", "2026-06-01/549/1"],
      ["advertiser_report", "2026-06-01/549"],
    ] as const) {
      it(`of ${name} is not failed by a denied ad account, when all others were read in an attempt before`, async () => {
        const days = { from: "2026-06-01", through: "2026-06-30" };
        const { complete, log } = await scriptedRead(
          [configured(name)],
          ({ path }) => {
            if (path === "/ad_accounts") return page([{ id: "549" }, { id: "550" }]);
            if (path.endsWith("/campaigns")) return page([{ id: path.includes("549") ? "1" : "2" }]);
            assert.match(path, /^\/ad_accounts\/550\//u, "what was read before is asked for again");
            return denied;
          },
          {
            job: "81",
            state: { [name]: { version: 1, refresh: { job: "81", ...days, done: [[done, done]], open: {} } } },
          },
        );
        assert.deepEqual(await log.errors(), []);
        assert.equal(complete, true);
        assert.match((await log.logs("WARN")).join(), /skipped/u);
      });
    }

    it("forgets what an incremental read has seen", async () => {
      const incremental = await scriptedRead([configured("board_pins", "incremental")], world);
      const { log } = await scriptedRead(wanted, world, {
        state: await incremental.back("board_pins"),
      });
      assert.deepEqual(idsOf(await log.records("board_pins")).toSorted(), all);
    });
  });

  describe("incremental", () => {
    const wanted = [configured("board_pins", "incremental")];

    it("gives only what is new", async () => {
      const first = await scriptedRead(wanted, account({ "1": pinsOf("1", 3), "2": pinsOf("2", 1) }));
      const state = await first.back("board_pins");
      const second = await scriptedRead(
        wanted,
        account({ "1": pinsOf("1", 4), "2": pinsOf("2", 1), "3": pinsOf("3", 1) }),
        {
          state,
        },
      );
      assert.deepEqual(idsOf(await second.log.records("board_pins")).toSorted(), ["104", "301"]);
      assert.equal(second.complete, true);
    });

    it("can be resumed from every state that it wrote", async () => {
      const world = account({ "1": pinsOf("1", 5), "2": pinsOf("2", 6), "3": pinsOf("3", 2) });
      const first = await scriptedRead(wanted, world, { config: { numWorkers: 2 } });
      const states = await first.log.states("board_pins");
      assert.ok(states.length > 2);
      const lines = first.lines.filter(
        ({ stream, kind }) => stream === "board_pins" && (kind === "RECORD" || kind === "STATE"),
      );
      for (const [index] of states.entries()) {
        const stateLine = lines.findIndex(({ kind, body }) => kind === "STATE" && body === states[index]);
        const before = lines
          .slice(0, stateLine)
          .filter(({ kind }) => kind === "RECORD")
          .map(({ body }) => body);
        const { log } = await scriptedRead(wanted, world, { state: await first.back("board_pins", index) });
        const ids = new Set([...idsOf(before), ...idsOf(await log.records("board_pins"))]);
        assert.equal(ids.size, 13, `from state ${index}`);
      }
    });

    for (const name of ["board_pins", "user_account_analytics", "ad_accounts"]) {
      it(`is not read again by the job that has finished ${name}, and is by the next`, async () => {
        const days = { body: { all: { daily_metrics: [{ date: "2026-06-29", data_status: "READY", metrics: {} }] } } };
        const pins = account({ "1": pinsOf("1", 3) });
        const world: Script = (asked, signal) => (asked.path.endsWith("/analytics") ? days : pins(asked, signal));
        const stream = [configured(name, "incremental")];
        const first = await scriptedRead(stream, world, { job: "81" });
        const state = await first.back(name);
        const again = await scriptedRead(stream, world, { job: "81", state });
        assert.equal(again.complete, true);
        assert.deepEqual(again.api.asked, []);
        // The platform wants a state of every stream, and it still says so to a third attempt.
        assert.deepEqual(await again.log.states(name), [state[name]]);
        for (const job of ["82", undefined]) {
          const next = await scriptedRead(stream, world, { state, ...(job === undefined ? {} : { job }) });
          assert.equal(next.complete, true);
          assert.ok(next.api.asked.length > 0, `job ${job}`);
          assert.equal((await next.log.states(name)).at(-1)?.job, job);
        }
      });
    }

    it("is resumed by the same job after the partitions that it has read to their end, and by another at the first", async () => {
      const wanted = [configured("campaigns", "incremental")];
      // It changed a moment ago: with a clock that is off, the next sync may find it again.
      const campaigns = page([{ id: "9", updated_time: Date.parse("2026-06-30T11:59:00Z") / 1000 }]);
      const world: Script = ({ path }) =>
        path === "/ad_accounts" ? page([{ id: "1" }, { id: "2" }, { id: "3" }]) : campaigns;
      const broken: Script = (asked, signal) =>
        asked.path === "/ad_accounts/2/campaigns" ? unauthorized : world(asked, signal);
      const config = { numWorkers: 1 };
      const first = await scriptedRead(wanted, broken, { job: "81", config });
      assert.equal(first.complete, false);
      const state = await first.back("campaigns");
      const calls = async (job?: string) => {
        const { complete, api } = await scriptedRead(wanted, world, {
          state,
          config,
          ...(job === undefined ? {} : { job }),
        });
        assert.equal(complete, true);
        return ["1", "2", "3"].map((id) => api.calls(`/ad_accounts/${id}/campaigns`));
      };
      assert.deepEqual(await calls("81"), [0, 1, 1]);
      assert.deepEqual(await calls("82"), [1, 1, 1]);
      assert.deepEqual(await calls(), [1, 1, 1]);
    });

    it("passes over a search that the same job has read, whatever it is for, and reads the others", async () => {
      const searches = [configured("search_pins", "incremental")];
      const config = { numWorkers: 1, searchQueries: ["all", "any"] };
      const found = (id: string) => page([{ id, created_at: "2026-01-01T00:00:00" }]);
      const first = await scriptedRead(
        searches,
        ({ query }) => (query.get("query") === "any" ? unauthorized : found("1")),
        {
          job: "81",
          config,
        },
      );
      assert.equal(first.complete, false);
      const state = await first.back("search_pins");
      const second = await scriptedRead(searches, ({ query }) => found(query.get("query") ?? ""), {
        job: "81",
        config,
        state,
      });
      assert.equal(second.complete, true);
      assert.deepEqual(idsOf(await second.log.records("search_pins")), ["any"]);
    });

    it("reads a list from its beginning again, in the same job, after a scan that was resumed", async () => {
      const older = pinsOf("1", 5);
      const first = await scriptedRead(
        wanted,
        (asked, signal) =>
          asked.query.has("bookmark") ? unauthorized : account({ "1": older, "2": pinsOf("2", 1) })(asked, signal),
        { job: "81", config: { numWorkers: 1 } },
      );
      const state = await first.back("board_pins");
      const newer = pinsOf("1", 6);
      const second = await scriptedRead(wanted, account({ "1": newer, "2": pinsOf("2", 1) }), { job: "81", state });
      assert.equal(second.complete, true);
      const got = [...(await first.log.records("board_pins")), ...(await second.log.records("board_pins"))];
      assert.ok(idsOf(got).includes("106"));
    });

    it("is read again by a job that could not read all of it", async () => {
      const world = account({ "1": pinsOf("1", 3) });
      const config = { boardIds: ["1", "7"] };
      const first = await scriptedRead(wanted, world, { job: "81", config });
      assert.equal(first.complete, false);
      const state = await first.back("board_pins");
      const again = await scriptedRead(wanted, world, { job: "81", state, config });
      assert.ok(again.api.asked.length > 0);
    });

    it("asks nothing of boards whose revision is unchanged", async () => {
      const script: Script = ({ path }) =>
        path === "/boards"
          ? page([{ id: "1", board_pins_modified_at: "2026-01-05T00:00:00" }, { id: "2" }])
          : page(pinsOf(path.slice("/boards/".length, -"/pins".length), 1));
      const first = await scriptedRead(wanted, script);
      const second = await scriptedRead(wanted, script, { state: await first.back("board_pins") });
      assert.equal(second.api.calls("/boards/1/pins"), 0);
      assert.equal(second.api.calls("/boards/2/pins"), 1);
    });

    it("forgets boards that are gone", async () => {
      const first = await scriptedRead(wanted, account({ "1": pinsOf("1", 1), "2": pinsOf("2", 1) }));
      const second = await scriptedRead(wanted, account({ "2": pinsOf("2", 1) }), {
        state: await first.back("board_pins"),
      });
      const { partitions } = (await second.log.states("board_pins")).at(-1) ?? {};
      assert.deepEqual(Object.keys(isObject(partitions) ? partitions : {}), ["2"]);
    });

    it("writes the state that it was given when it could read nothing", async () => {
      const state = { board_pins: { version: 1, partitions: { "1": { cursor: "2026-01-01T00:00:00" } } } };
      const { complete, log } = await scriptedRead(wanted, () => unauthorized, { state });
      assert.equal(complete, false);
      assert.deepEqual(await log.states("board_pins"), [state.board_pins]);
    });

    it("says what it has read though a board that the user named is missing", async () => {
      const { complete, log, back, lines } = await scriptedRead(
        wanted,
        account({ "1": pinsOf("1", 5), "2": pinsOf("2", 5) }),
        {
          config: { boardIds: ["1", "2", "9"] },
        },
      );
      assert.equal(complete, false);
      assert.equal((await log.records("board_pins")).length, 10);
      assert.equal(uncovered(lines, "board_pins"), 0, "all that was read has a state");
      assert.match(asText((await log.errors())[0]?.message), /"Board IDs": 9 doesn't exist/u);
      const state = await back("board_pins");
      const next = await scriptedRead(wanted, account({ "1": pinsOf("1", 5), "2": pinsOf("2", 6) }), {
        state,
        config: { boardIds: ["1", "2", "9"] },
      });
      assert.deepEqual(idsOf(await next.log.records("board_pins")), ["206"]);
    });

    it("does not forget what it has read of a board that the user named and that is missing now", async () => {
      const named = { config: { boardIds: ["1", "2"] } };
      const first = await scriptedRead(wanted, account({ "1": pinsOf("1", 1), "2": pinsOf("2", 2) }), named);
      const state = await first.back("board_pins");
      const second = await scriptedRead(wanted, account({ "1": pinsOf("1", 1) }), { ...named, state });
      assert.equal(second.complete, false);
      const later = await second.back("board_pins");
      const third = await scriptedRead(wanted, account({ "1": pinsOf("1", 1), "2": pinsOf("2", 3) }), {
        ...named,
        state: later,
      });
      assert.deepEqual(idsOf(await third.log.records("board_pins")), ["203"]);
    });

    it("takes an empty state, and one of a full refresh, for none", async () => {
      for (const state of [
        {},
        { __ab_full_refresh_sync_complete: true },
        { version: 1, refresh: { done: [], open: {} } },
      ]) {
        for (const name of ["board_pins", "user_account_analytics"]) {
          const script: Script = (asked, signal) =>
            asked.path === "/user_account/analytics" ? { body: {} } : account({ "1": pinsOf("1", 1) })(asked, signal);
          const { complete, api } = await scriptedRead([configured(name, "incremental")], script, {
            state: { [name]: state },
          });
          assert.equal(complete, true, `${name} ${JSON.stringify(state)}`);
          assert.ok(api.asked.length > 0);
        }
      }
    });

    for (const [title, state] of [
      ["another connector's", { bookmark: "x" }],
      ["a newer version's", { version: 9, partitions: {} }],
      ["damaged", { version: 1, partitions: { "1": { cursor: 5 } } }],
    ] as const) {
      it(`refuses a state that is ${title}`, async () => {
        const { complete, log } = await scriptedRead(wanted, account({ "1": [] }), { state: { board_pins: state } });
        assert.equal(complete, false);
        const [error] = await log.errors();
        assert.equal(error?.failure_type, "config_error");
        assert.match(asText(error?.message), /board_pins/u);
      });
    }

    it("reads a cursor in the future as the present, with a warning, and goes on from there", async () => {
      const state = { board_pins: { version: 1, partitions: { "1": { cursor: "2999-12-31T00:00:00" } } } };
      const { complete, log, back } = await scriptedRead(wanted, account({ "1": pinsOf("1", 3) }), { state });
      assert.equal(complete, true);
      assert.deepEqual(await log.records("board_pins"), []);
      assert.equal((await log.states("board_pins")).length, 1);
      assert.match((await log.logs("WARN")).join(), /\(2999-12-31T00:00:00\) is in the future/u);
      const pins = [{ id: "9", created_at: "2026-06-30T12:00:01" }, ...pinsOf("1", 3)];
      const later = await scriptedRead(wanted, account({ "1": pins }), {
        state: await back("board_pins"),
        now: "2026-07-01T12:00:00Z",
      });
      assert.deepEqual(idsOf(await later.log.records("board_pins")), ["9"]);
      assert.deepEqual(await later.log.logs("WARN"), []);
    });

    it("does not warn of a cursor that is ahead by no more than clocks differ", async () => {
      const state = { board_pins: { version: 1, partitions: { "1": { cursor: "2026-06-30T13:30:00" } } } };
      const { log } = await scriptedRead(wanted, account({ "1": pinsOf("1", 3) }), { state });
      assert.deepEqual(await log.logs("WARN"), []);
      assert.deepEqual(await log.records("board_pins"), []);
    });

    it("goes on from the official connector's state of analytics", async () => {
      const { complete, api } = await scriptedRead(
        [configured("user_account_analytics", "incremental")],
        () => ({ body: {} }),
        {
          state: { user_account_analytics: { date: "2026-06-20" } },
        },
      );
      assert.equal(complete, true);
      const analytics = api.asked.filter((request) => request !== "/user_account");
      assert.deepEqual(analytics, ["/user_account/analytics?start_date=2026-06-17&end_date=2026-06-30"]);
    });

    it("reads what came during a resumed scan as well", async () => {
      const pins = pinsOf("1", 9);
      const broken: Script = (asked, signal) =>
        asked.query.get("bookmark") === "at 4" ? unauthorized : account({ "1": pins.slice(2) })(asked, signal);
      const first = await scriptedRead(wanted, broken);
      const second = await scriptedRead(wanted, account({ "1": pins }), {
        state: await first.back("board_pins"),
      });
      const ids = [...(await first.log.records("board_pins")), ...(await second.log.records("board_pins"))].map(
        ({ id }) => id,
      );
      assert.equal(new Set(ids).size, 9);
    });
  });

  describe("parents", () => {
    it("are read once for all their children", async () => {
      const wanted = ["board_pins", "board_sections", "likes"].map((name) => configured(name));
      const { complete, api } = await scriptedRead(wanted, account({ "1": pinsOf("1", 1) }));
      assert.equal(complete, true);
      assert.equal(api.calls("/boards"), 1);
    });

    it("are read once for themselves and their children, as far as they come first", async () => {
      const script: Script = ({ path }) => {
        if (path === "/boards") return page(boards(60));
        return path.endsWith("/sections") ? page([{ id: "5", name: "section" }]) : page([{ id: "9" }]);
      };
      const wanted = ["board_sections", "board_section_pins"].map((name) => configured(name, "full_refresh"));
      const { complete, api, log } = await scriptedRead(wanted, script);
      assert.equal(complete, true);
      assert.equal((await log.records("board_sections")).length, 60);
      assert.equal((await log.records("board_section_pins")).length, 60);
      const sections = boards(60).map(({ id }) => api.calls(`/boards/${asText(id)}/sections`));
      assert.ok(sections.every((calls) => calls >= 1));
      const again = sections.filter((calls) => calls > 1).length;
      assert.ok(again <= 20, `${again} of 60 were read twice`);
    });

    it("say nothing of themselves: they are not in the catalog", async () => {
      const { lines } = await scriptedRead([configured("board_pins")], account({ "1": pinsOf("1", 1) }));
      assert.deepEqual([...new Set(lines.map(({ stream }) => stream))].toSorted(), ["", "board_pins"]);
    });

    it("fail their children with a reason", async () => {
      const { complete, log } = await scriptedRead([configured("board_pins")], () => denied);
      assert.equal(complete, false);
      assert.match(asText((await log.errors())[0]?.message), /boards\/list/u);
    });

    it("that are denied are left out of nested children, with a warning", async () => {
      const { complete, log } = await scriptedRead([configured("board_section_pins")], ({ path }) => {
        if (path === "/boards") return page(boards(2));
        if (path === "/boards/1/sections") return denied;
        if (path === "/boards/2/sections") return page([{ id: "5", name: "section" }]);
        return path === "/boards/2/sections/5/pins" ? page([{ id: "9" }]) : undefined;
      });
      assert.equal(complete, true);
      const [record] = await log.records("board_section_pins");
      assert.deepEqual([record?.id, record?.board_id, record?.board_section_id], ["9", "2", "5"]);
      assert.match((await log.logs("WARN")).join(), /board_sections: skipped board 1/u);
    });

    it("that take a call each are read branch by branch, so that days with few calls come to an end", async () => {
      const sections = ["1", "2"];
      const pins = (board: string, section: string) => pinsOf(`${board}${section}`, 3);
      const world: Script = (asked) => {
        const [, board = "", section = ""] = /^\/boards\/(\d+)\/sections(?:\/(\d+)\/pins)?$/u.exec(asked.path) ?? [];
        if (asked.path === "/boards") {
          return page(boards(12).map((one) => ({ ...one, board_pins_modified_at: "2026-01-03T00:00:00" })));
        }
        return section === ""
          ? page(sections.map((id) => ({ id, name: id })))
          : pageOfAll(pins(board, section), asked, 2);
      };
      const all = boards(12).flatMap(({ id }) => sections.flatMap((section) => idsOf(pins(id, section))));
      const tomorrow = { "x-ratelimit-reset": "86400" };
      for (const mode of ["full_refresh", "incremental"] as const) {
        const found: string[] = [];
        const asked: string[] = [];
        let state: Readonly<Record<string, JsonObject>> = {};
        let days = 0;
        for (let complete = false; !complete; days += 1) {
          assert.ok(days < 12, `${mode} does not come to its end`);
          // All in one job, or as syncs of a day each.
          const job = mode === "full_refresh" ? "81" : String(days);
          let calls = 0;
          const run = await scriptedRead(
            [configured("board_section_pins", mode)],
            (one, signal) => {
              calls += 1;
              return calls > 10 ? refuse(429, 8, "Too many requests today.", tomorrow) : world(one, signal);
            },
            { state, job, config: { numWorkers: 2 } },
          );
          complete = run.complete;
          found.push(...idsOf(await run.log.records("board_section_pins")));
          asked.push(...run.api.asked.slice(0, 10));
          state = await run.back("board_section_pins");
        }
        assert.deepEqual(found.toSorted(), all.toSorted(), `${mode}: each once`);
        // 12 boards with a list of two sections, of two pages each; besides the boards each day, and two that were open.
        const needed = 12 + 12 * 2 * 2;
        assert.ok(asked.length <= needed + 4 * days, `${mode}: ${asked.length} calls in ${days} days`);
      }
    });

    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`that are cut themselves lose nothing whichever state a read goes on from, in ${mode}`, async () => {
        const name = "board_section_pins";
        const sections = ["1", "2", "3"];
        const world: Script = (asked) => {
          const [, board = "", section = ""] = /^\/boards\/(\d+)\/sections(?:\/(\d+)\/pins)?$/u.exec(asked.path) ?? [];
          if (asked.path === "/boards") {
            return page(boards(5).map((one) => ({ ...one, board_pins_modified_at: "2026-01-03T00:00:00" })));
          }
          if (section !== "") return pageOfAll(pinsOf(`${board}${section}`, Number(section)), asked, 1);
          return page(sections.slice(0, Number(board) % 4).map((id) => ({ id, name: id })));
        };
        const options = { job: "81", config: { numWorkers: 3 } };
        const whole = await scriptedRead([configured(name, mode)], world, options);
        const all = idsOf(await whole.log.records(name)).toSorted();
        let before: string[] = [];
        let resumed = 0;
        for (const { kind, body } of whole.lines) {
          if (kind === "RECORD") before = [...before, asText(body.id)];
          if (kind !== "STATE") continue;
          let state = { [name]: body };
          const ids = [...before];
          // Stopped once more, at the second state.
          const more = await scriptedRead([configured(name, mode)], world, { ...options, state });
          let states = 0;
          for (const line of more.lines) {
            if (line.kind === "RECORD") ids.push(asText(line.body.id));
            if (line.kind !== "STATE") continue;
            state = { [name]: line.body };
            states += 1;
            if (states === 2) break;
          }
          const rest = await scriptedRead([configured(name, mode)], world, { ...options, state });
          ids.push(...idsOf(await rest.log.records(name)));
          assert.deepEqual([...new Set(ids)].toSorted(), all, JSON.stringify(body));
          resumed += 1;
        }
        assert.ok(resumed > 5);
      });
    }

    it("that moved since are looked at again before the round ends", async () => {
      const moved = "2026-01-09T00:00:00";
      const world =
        (changed: boolean): Script =>
        (asked) => {
          if (asked.path === "/boards") {
            return page(
              boards(3).map((one) => ({
                ...one,
                board_pins_modified_at: changed && one.id === "1" ? moved : "2026-01-03T00:00:00",
              })),
            );
          }
          if (asked.path.endsWith("/sections")) return page([{ id: "5", name: "section" }]);
          const board = asked.path.split("/")[2] ?? "";
          if (board === "3" && !changed) return unauthorized;
          const pins = pinsOf(board, 2);
          return page(changed && board === "1" ? [{ id: "new", created_at: moved }, ...pins] : pins);
        };
      const name = "board_section_pins";
      const first = await scriptedRead([configured(name, "incremental")], world(false), { config: { numWorkers: 1 } });
      assert.equal(first.complete, false);
      const state = await first.back(name);
      const second = await scriptedRead([configured(name, "incremental")], world(true), { state });
      assert.equal(second.complete, true);
      assert.deepEqual(idsOf(await second.log.records(name)).toSorted(), ["301", "302", "new"]);
      assert.equal(second.api.calls("/boards/2/sections"), 0);
      assert.equal("round" in ((await second.back(name))[name] ?? {}), false);
    });

    it("act for the ad account that the user chose, and so do the children", async () => {
      const { api } = await scriptedRead([configured("board_pins")], account({ "1": pinsOf("1", 1) }), {
        config: { adAccountIds: ["549"] },
      });
      assert.ok(api.asked.every((request) => request.includes("ad_account_id=549")));
    });
  });

  describe("a denied board", () => {
    it("is left out with a warning that names it", async () => {
      const world = account({ "1": pinsOf("1", 1), "2": pinsOf("2", 1) });
      const { complete, log } = await scriptedRead([configured("board_pins")], (asked, signal) =>
        asked.path === "/boards/2/pins" ? denied : world(asked, signal),
      );
      assert.equal(complete, true);
      assert.deepEqual(idsOf(await log.records("board_pins")), ["101"]);
      assert.match((await log.logs("WARN")).join(), /skipped board 2/u);
    });

    it("is an error when it is every board", async () => {
      const world = account({ "1": [], "2": [] });
      const { complete, log } = await scriptedRead([configured("board_pins")], (asked, signal) =>
        asked.path === "/boards" ? world(asked, signal) : denied,
      );
      assert.equal(complete, false);
      assert.equal((await log.errors())[0]?.failure_type, "config_error");
    });
  });

  describe("an operation that answers 404", () => {
    const gone = refuse(404, 0, "Not found.");
    const world = (count: number): Script =>
      account(Object.fromEntries(boards(count).map(({ id }) => [id, pinsOf(id, 1)])));

    for (const [name, mode, path] of [
      ["board_sections", "full_refresh", "/boards/1/sections"],
      ["board_pins", "incremental", "/boards/1/pins"],
    ] as const) {
      it(`for each of several parents is an error of ${name}: nothing of it can be read`, async () => {
        const { complete, log } = await scriptedRead([configured(name, mode)], (asked, signal) =>
          asked.path === "/boards" ? world(3)(asked, signal) : gone,
        );
        assert.equal(complete, false);
        const [error] = await log.errors();
        assert.equal(error?.failure_type, "config_error");
        assert.match(asText(error?.message), /returned "not found" to every request/u);
        assert.equal((await log.logs("WARN")).filter((line) => line.includes("skipped board")).length, 3);
      });

      it(`for the only parent of ${name}, or for some, is a warning: they may have been deleted`, async () => {
        for (const count of [1, 3]) {
          const { complete, log } = await scriptedRead([configured(name, mode)], (asked, signal) =>
            asked.path === path ? gone : world(count)(asked, signal),
          );
          assert.equal(complete, true);
          assert.match((await log.logs("WARN")).join(), /skipped board 1/u);
        }
      });
    }

    for (const what of ["sections", "pins"]) {
      it(`for the ${what} of each of several boards is an error of what is found board by board`, async () => {
        for (const count of [1, 3]) {
          for (const mode of ["full_refresh", "incremental"] as const) {
            const { complete, log } = await scriptedRead([configured("board_section_pins", mode)], ({ path }) => {
              if (path === "/boards") return page(boards(count));
              return path.endsWith(what) ? gone : page([{ id: "5", name: "section" }]);
            });
            assert.equal(complete, count === 1, `${mode}, ${count} boards`);
            assert.equal((await log.logs("WARN")).filter((line) => line.includes("skipped board")).length, count);
          }
        }
      });
    }

    it("is an error where days are read in batches, unless there is one thing only", async () => {
      const accounts = [{ id: "549", name: "one" }];
      const ads =
        (count: number): Script =>
        (asked) => {
          if (asked.path === "/ad_accounts") return page(accounts);
          return asked.path.endsWith("/campaigns") ? page(boards(count)) : gone;
        };
      for (const mode of ["full_refresh", "incremental"] as const) {
        const { complete, log } = await scriptedRead([configured("campaign_analytics", mode)], ads(3));
        assert.equal(complete, false, mode);
        assert.match(asText((await log.errors())[0]?.message), /returned "not found" to every request/u);
        assert.equal((await scriptedRead([configured("campaign_analytics", mode)], ads(1))).complete, true, mode);
      }
    });

    it("is a warning for an ad account that is the only one, though it is asked for many days and values", async () => {
      const script: Script = (asked) => (asked.path === "/ad_accounts" ? page([{ id: "549", name: "one" }]) : gone);
      for (const name of ["campaign_analytics_report", "advertiser_targeting_report", "audiences"]) {
        const { complete, log } = await scriptedRead([configured(name)], script);
        assert.equal(complete, true, name);
        assert.match((await log.logs("WARN")).join(), /skipped/u, name);
      }
    });

    it("is a warning for the rest, when others were read in an attempt before", async () => {
      const state = { board_pins: { version: 1, refresh: { job: "81", done: [["1", "1"]], open: {} } } };
      const { complete, log } = await scriptedRead(
        [configured("board_pins")],
        (asked, signal) => (asked.path === "/boards" ? world(3)(asked, signal) : gone),
        { job: "81", state },
      );
      assert.equal(complete, true);
      assert.equal((await log.logs("WARN")).filter((line) => line.includes("skipped board")).length, 2);
    });
  });

  for (const [what, ours] of [
    ["an hour ahead of the API's", "2026-06-30T13:00:00Z"],
    ["an hour behind the API's", "2026-06-30T11:00:00Z"],
  ] as const) {
    it(`gives what changed on a page that a scan had passed, with a clock ${what}`, async () => {
      const theirs = Date.parse("2026-06-30T12:00:00Z") / 1000;
      const accounts = [
        { id: "1", name: "first", updated_time: theirs - 90 * 86_400 },
        { id: "2", name: "second", updated_time: theirs - 90 * 86_400 },
      ];
      const wanted = [configured("ad_accounts", "incremental")];
      const first = await scriptedRead(
        wanted,
        (asked) => {
          if (asked.path === "/user_account") return undefined;
          const answer = pageOfAll(accounts, asked, 1);
          // Behind the scan, and then before it.
          if (!asked.query.has("bookmark")) {
            accounts.splice(
              0,
              2,
              { id: "1", name: "changed", updated_time: theirs + 5 },
              { id: "2", name: "changed too", updated_time: theirs + 10 },
            );
          }
          return answer;
        },
        { now: ours },
      );
      const names = async (log: MessageLog) => (await log.records("ad_accounts")).map(({ name }) => name);
      assert.deepEqual(await names(first.log), ["first", "changed too"]);
      const second = await scriptedRead(wanted, (asked) => pageOfAll(accounts, asked, 1), {
        now: ours,
        state: await first.back("ad_accounts"),
      });
      assert.ok((await names(second.log)).includes("changed"));
    });
  }

  describe("the rate limit", () => {
    it("of one category keeps no stream of another waiting, nor does a stream with many parts", async () => {
      let refusals = 0;
      const script: Script = ({ path }) => {
        if (path === "/boards") return page(boards(9));
        if (path === "/ad_accounts") return page([{ id: "549", name: "one" }]);
        if (path.endsWith("/campaigns")) return page([{ id: "626", ad_account_id: "549" }]);
        refusals += 1;
        return refusals > 1 ? page([]) : refuse(429, 8, "Too many requests.", { "retry-after": "60" });
      };
      const wanted = ["board_sections", "campaigns"].map((name) => configured(name, "full_refresh"));
      const { complete, api } = await scriptedRead(wanted, script, { config: { numWorkers: 1 } });
      assert.equal(complete, true);
      const order = api.asked.filter((path) => /campaigns|sections/u.test(path));
      assert.match(order.slice(0, 2).join(), /campaigns/u, order.join());
    });

    it("is told while it is waited for, and the stream completes", async () => {
      let refused = false;
      const { complete, log, lines, clock } = await scriptedRead([configured("followers")], ({ path }) => {
        if (path !== "/user_account/followers" || refused) return undefined;
        refused = true;
        return refuse(429, 8, "You have exceeded your rate limit.", { "retry-after": "60" });
      });
      assert.equal(complete, true);
      assert.deepEqual(await log.kinds("followers"), ["STARTED", "RUNNING", "RATE_LIMITED", "STATE", "COMPLETE"]);
      const [reason] = lines
        .filter(({ kind }) => kind === "RATE_LIMITED")
        .flatMap(({ body }) => (Array.isArray(body.reasons) ? body.reasons : []));
      const limited: unknown = isObject(reason) ? reason.rate_limited : undefined;
      assert.ok(isObject(limited) && typeof limited.quota_reset === "number");
      assert.ok(limited.quota_reset >= Date.parse("2026-06-30T12:01:00Z") && limited.quota_reset <= clock.now() + 1);
    });

    it("of a day ends the stream in good order: the next sync goes on", async () => {
      const world = account({ "1": pinsOf("1", 5) });
      const daily = refuse(429, 8, "You have exceeded your rate limit.", { "x-ratelimit-reset": "67150" });
      const { complete, log, back, lines } = await scriptedRead(
        [configured("board_pins", "incremental")],
        (asked, signal) => (asked.query.get("bookmark") === "at 2" ? daily : world(asked, signal)),
      );
      assert.equal(complete, false);
      assert.equal((await log.errors())[0]?.failure_type, "transient_error");
      assert.equal(uncovered(lines, "board_pins"), 0);
      const last = lines.filter(({ kind, stream }) => stream === "board_pins" && kind !== "LOG").at(-1);
      const reset = Date.parse("2026-06-30T12:00:00Z") + 67_150_000;
      assert.deepEqual(last?.body, {
        stream_descriptor: { name: "board_pins" },
        status: "INCOMPLETE",
        reasons: [{ type: "RATE_LIMITED", rate_limited: { quota_reset: reset } }],
      });
      const next = await scriptedRead([configured("board_pins", "incremental")], world, {
        state: await back("board_pins"),
      });
      const ids = [...(await log.records("board_pins")), ...(await next.log.records("board_pins"))].map(({ id }) => id);
      assert.deepEqual(ids, ["105", "104", "103", "102", "101"]);
    });
  });

  describe("stopped", () => {
    it("ends INCOMPLETE with the state of what was written, and no error", async () => {
      const stop = new AbortController();
      const world = account({ "1": pinsOf("1", 6) });
      const script: Script = (asked, signal) => {
        if (asked.query.get("bookmark") === "at 4") stop.abort();
        return world(asked, signal);
      };
      const { complete, log, lines } = await scriptedRead([configured("board_pins", "incremental")], script, { stop });
      assert.equal(complete, false);
      assert.deepEqual((await log.kinds("board_pins")).slice(-2), ["STATE", "INCOMPLETE"]);
      assert.deepEqual(await log.errors(), []);
      assert.equal((await log.records("board_pins")).length, 4);
      assert.equal(uncovered(lines, "board_pins"), 0);
    });

    it("before it began says nothing of the stream", async () => {
      const stop = new AbortController();
      stop.abort();
      const { complete, lines, api } = await scriptedRead([configured("boards")], () => undefined, { stop });
      assert.equal(complete, false);
      assert.deepEqual([lines.length, api.asked.length], [0, 0]);
    });
  });

  it("reads the same day for the whole run, though midnight passes", async () => {
    let calls = 0;
    const { api } = await scriptedRead(
      [configured("user_account_top_pins")],
      ({ path }) => {
        if (path === "/user_account") return undefined;
        calls += 1;
        return calls === 1 ? refuse(429, 8, "Slow down.", { "retry-after": "120" }) : { body: { pins: [] } };
      },
      { now: "2026-06-30T23:59:30Z", config: { numWorkers: 1 } },
    );
    const analytics = api.asked.filter((request) => request.startsWith("/user_account/"));
    assert.ok(analytics.length > 1 && analytics.every((request) => request.includes("end_date=2026-06-30")));
  });
});
