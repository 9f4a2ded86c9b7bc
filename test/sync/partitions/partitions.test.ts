import assert from "node:assert/strict";
import { asText } from "../../../src/base/json.ts";
import { apiError, page, pageOfAll } from "../../scripted-api.ts";
import {
  below,
  busy,
  denied,
  fault,
  gone,
  idsOf,
  rejected,
  rows,
  sectioned,
  unauthorized,
  underQuota,
} from "../api.ts";
import { type Script, scriptedRead } from "../scripted-read.ts";
import { itSyncs } from "../situations.ts";

const one = { numWorkers: 1 };
const job = { job: "81" };
const incremental = { mode: "incremental" } as const;

/** Boards, one per page, each with the section of ten times its ID. */
const boards =
  (...ids: readonly string[]): Script =>
  (request) => {
    const [, board = ""] = /^\/boards\/([^/]+)\/sections$/u.exec(request.path) ?? [];
    if (request.path === "/boards") return pageOfAll(rows(...ids), request, 1);
    return board === "" ? undefined : page(rows(`${board}0`));
  };

describe("the partitions of a stream", () => {
  itSyncs("are each value once", "search_boards", {
    config: { searchQueries: ["a/b", "a", "a/b"] },
    also: ({ requests }) =>
      assert.deepEqual(requests.flatMap(({ query }) => query.get("query") ?? []).toSorted(), ["a", "a/b"]),
  });

  it("have short names in a state, also if their values are long lists", async () => {
    const terms = idsOf(300).map((id) => `a term of some length, number ${id}`);
    let left = 2;
    const script: Script = ({ path }) => {
      if (path === "/ad_accounts") return page(rows("549"));
      left -= 1;
      return left < 0 ? unauthorized : { body: { data: [] } };
    };
    const config = { terms, countries: ["US"], ...one };
    const { complete, states } = await scriptedRead("keyword_metrics", script, { ...job, config });
    assert.equal(complete, false);
    assert.ok(JSON.stringify(states.at(-1)).length < 200);
  });

  itSyncs("are each ID once, as text", "board_sections", {
    api: ({ path }) => (path === "/boards" ? page([{ id: 7 }, { id: "7" }]) : page(rows("70"))),
    ids: ["70"],
    calls: { "/boards/7/sections": 1 },
  });

  for (const id of ["", ".."])
    itSyncs(`are skipped with a warning, and not in silence, for the ID "${id}"`, "board_sections", {
      api: boards(id, "2"),
      ids: ["20"],
      warnings: [/board_sections: skipped board .*an ID is empty or consists of dots/u],
    });

  const keywords =
    (isCut: boolean): Script =>
    ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows("1"));
      if (/\/(?:campaigns|ad_groups)$/u.test(path)) return page([{ id: "1", ad_account_id: "1" }]);
      if (query.has("campaign_id")) return isCut ? unauthorized : page(rows("of the campaign"));
      return page(rows(query.size > 1 ? "of the ad group" : "of the ad account"));
    };
  it("with the same ID are distinguished by their parent stream", async () => {
    const first = await scriptedRead("keywords", keywords(true), { ...job, config: one });
    assert.equal(first.complete, false);
    const all = [...first.ids, ...(await first.again(keywords(false))).ids];
    assert.deepEqual(all.toSorted(), ["of the ad account", "of the ad group", "of the campaign"]);
  });

  itSyncs("are requested once if two parent streams have the same one", "business_members", {
    api: ({ path }) => {
      if (path === "/user_account") return { body: { id: "1", account_type: "BUSINESS" } };
      return page(path === "/businesses/employers" ? rows("1", "2") : []);
    },
    calls: { "/businesses/1/members": 2, "/businesses/2/members": 2 },
  });
});

describe("a parent list", () => {
  const both = ["boards", "board_sections"];
  itSyncs(
    "is requested once for all streams, also for those of its children",
    ["board_sections", "board_section_pins", "likes"],
    {
      api: sectioned(Object.fromEntries(idsOf(60).map((id) => [id, { 5: undefined }]))),
      counts: { board_sections: 60, board_section_pins: 60 },
      calls: { "/boards": 1, ...Object.fromEntries(idsOf(60).map((id) => [`/boards/${id}/sections`, 1])) },
    },
  );

  itSyncs("is requested for the configured ad account", "board_sections", {
    api: boards("1"),
    config: { adAccountIds: ["549"] },
    also: ({ requests }) =>
      assert.ok(requests.length > 1 && requests.every(({ query }) => query.get("ad_account_id") === "549")),
  });

  itSyncs("is named by its operation if it is unreadable", "board_pins", {
    api: () => denied,
    error: ["config_error", /response for boards, which this stream needs: You are not permitted/u],
  });

  itSyncs("is read again for children that need other parameters", ["pin_analytics", "pin_product_tags"], {
    api: ({ path }) => {
      if (path === "/pins") return page(rows("1"));
      return { body: path === "/pins/analytics" ? {} : { product_tags: [] } };
    },
    warnings: "any",
    also: ({ requests }) => {
      const lists = requests.filter(({ path }) => path === "/pins");
      assert.deepEqual(lists.map(({ query }) => asText(query.get("pin_metrics"))).toSorted(), ["false", "true"]);
    },
  });

  it("is read from its first page for children if its own stream resumes", async () => {
    const world: Script = (request) => {
      if (request.path === "/ad_accounts") return pageOfAll(rows("1", "2", "3"), request, 1);
      const [, account] = /^\/ad_accounts\/(\d)\/campaigns$/u.exec(request.path) ?? [];
      return account === undefined ? undefined : page(rows(`${account}0`));
    };
    const cut: Script = (request, signal) =>
      request.query.get("bookmark") === "at 2" ? unauthorized : world(request, signal);
    const first = await scriptedRead("ad_accounts", cut, job);
    assert.deepEqual([first.complete, first.ids], [false, ["1", "2"]]);
    const again = { ...job, state: first.states.at(-1) };
    const { ids, of, complete } = await scriptedRead(["ad_accounts", "campaigns"], world, again);
    assert.deepEqual([complete, ids, of("campaigns").ids], [true, ["3"], ["10", "20", "30"]]);
  });

  for (const [what, streams, at, response, count] of [
    ["children if its own stream fails", both, "at 1", denied, 1],
    ["another stream after a failure", ["board_sections", "board_section_pins"], null, fault, 6],
  ] as const)
    it(`is read again for ${what}`, async () => {
      let failures: number = count;
      const world = boards("1", "2");
      const script = underQuota((request, signal) => {
        const isFailing = request.path === "/boards" && request.query.get("bookmark") === at && failures > 0;
        if (isFailing) failures -= 1;
        return isFailing ? response : world(request, signal);
      });
      const { outcomes } = await scriptedRead(streams, script);
      assert.deepEqual(new Set(outcomes.values()), new Set(["COMPLETE", "INCOMPLETE"]));
    });

  it("that restarts has the parents of both lists for children", async () => {
    let isExpired = true;
    const { api, complete } = await scriptedRead(both, (request, signal) => {
      if (request.path !== "/boards" || !isExpired) return boards("1", "2")(request, signal);
      if (!request.query.has("bookmark")) return page(rows("9"), "old");
      isExpired = false;
      return rejected("Invalid bookmark.");
    });
    const calls = ["1", "2", "9"].map((id) => api.calls(`/boards/${id}/sections`));
    assert.deepEqual([complete, calls], [true, [1, 1, 1]]);
  });

  itSyncs("that is denied is requested once for all streams below it", ["board_sections", "board_section_pins"], {
    api: below("/boards", "sections", { 1: denied, 2: ["20"] }),
    warnings: [/board_sections: skipped board 1/u, /board_section_pins: skipped board 1/u],
    calls: { "/boards/1/sections": 1, "/boards/2/sections": 1 },
  });
});

describe("a list that is denied or not found", () => {
  const notFound = /returned "not found" to a request/u;
  const boardsOrCampaigns = /\/(?:sections|pins|analytics|campaigns)$/u;
  for (const [title, name, count, failing, error] of [
    ["of one of several parents is skipped", "board_pins", 3, /\/boards\/1\//u, undefined],
    ["of each of several parents is an error", "board_sections", 3, boardsOrCampaigns, notFound],
    ["of each of several parents is an error", "campaign_analytics", 3, boardsOrCampaigns, notFound],
    ["of each of several nested parents is an error", "board_section_pins", 3, /\/pins$/u, notFound],
  ] as const)
    for (const response of [gone, denied])
      itSyncs(`${title}: ${name}, ${response.status}`, name, {
        api: ({ path }) => {
          if (failing.test(path)) return response;
          if (path === "/ad_accounts") return page(rows("549", "550"));
          return page(rows(...(path === "/boards" || path.endsWith("/campaigns") ? idsOf(count) : ["5"])));
        },
        ...(error && { error: ["config_error", response === gone ? error : /You are not permitted/u] }),
        warnings: "any",
        also: ({ warnings }) => assert.match(warnings, /skipped/u),
      });
  for (const name of ["board_sections", "campaign_analytics", "campaign_analytics_report", "audiences"])
    itSyncs(`of the only parent is skipped if it is not found: ${name}`, name, {
      api: ({ path }) => {
        if (path === "/ad_accounts") return page(rows("549"));
        return path === "/boards" || path.endsWith("/campaigns") ? page(rows("1")) : gone;
      },
      warnings: "any",
      also: ({ warnings }) => assert.match(warnings, /skipped/u),
    });
});

describe("parents that the user named", () => {
  itSyncs("are the only ones", "board_sections", {
    api: boards("1", "2", "3"),
    config: { boardIds: ["3", "1"] },
    ids: ["10", "30"],
  });
  for (const [name, boardIds, message] of [
    ["board_sections", ["2", "8", "9"], /"Board IDs": 8, 9 don't exist.* Check the IDs\./u],
    ["board_section_pins", ["2", "8"], /"Board IDs": 8 doesn't exist.* Check the ID\./u],
  ] as const)
    itSyncs(`are named in the error if they don't exist, and the others are read: ${name}`, name, {
      api: (request, signal) =>
        /^\/boards\/\d+$/u.test(request.path)
          ? gone
          : sectioned({ 1: { 10: undefined }, 2: { 20: undefined } })(request, signal),
      config: { boardIds },
      ids: [name === "board_sections" ? "20" : "200"],
      error: ["config_error", message],
    });
});

describe("nested children", () => {
  const all = idsOf(24, 11);
  const twelve = sectioned(
    Object.fromEntries(
      idsOf(12).map((id, index) => [
        id,
        Object.fromEntries(all.slice(2 * index, 2 * index + 2).map((section) => [section, undefined])),
      ]),
    ),
  );
  for (const mode of ["full_refresh", "incremental"] as const)
    for (const [quota, days, isComplete] of [
      // 12 boards with two sections, plus the boards each day, and on the last one the sections of all boards.
      [20, 3, true],
      // Not enough for the sections of all boards.
      [8, 6, false],
    ] as const)
      it(`are read by parent and once each, those tried longest ago first, with a daily quota of ${quota}, in ${mode}`, async () => {
        let left = 0;
        const limited: Script = (request, signal) => {
          left -= 1;
          return left < 0 ? busy(86_400) : twelve(request, signal);
        };
        const jobOf = (day: number) => (mode === "full_refresh" ? "81" : String(day));
        const found: string[] = [];
        let read = await scriptedRead("board_section_pins", () => busy(86_400), { mode, job: jobOf(0), config: one });
        for (let day = 1; day <= days; day += 1) {
          left = quota;
          const now = new Date(Date.UTC(2026, 5, 30 + day, 12)).toISOString();
          read = await read.again(limited, { job: jobOf(day), now });
          found.push(...read.ids);
        }
        assert.deepEqual(found.map((id) => asText(id).slice(0, 2)).toSorted(), all);
        assert.equal(read.complete, isComplete);
      });

  itSyncs("are read before the next parent is opened", "board_section_pins", {
    ...incremental,
    api: sectioned({ 1: { 11: undefined, 12: undefined }, 2: {}, 3: { 31: undefined } }),
    config: one,
    also: ({ requests }) =>
      assert.equal(
        requests.flatMap(({ path }) => /^\/boards\/(.*)/u.exec(path)?.[1] ?? []).join(" "),
        "1/sections 1/sections/11/pins 1/sections/12/pins 2/sections 3/sections 3/sections/31/pins",
      ),
  });

  const whole = sectioned({ 1: { 11: undefined, 12: undefined }, 2: { 21: undefined, 22: undefined } });
  for (const mode of ["full_refresh", "incremental"] as const)
    itSyncs(
      `that were skipped or failed are read by the next attempt of the job, and no others, in ${mode}`,
      "board_section_pins",
      {
        mode,
        ...job,
        api: sectioned({ 1: { 11: gone, 12: undefined }, 2: { 21: fault, 22: undefined } }),
        config: one,
        ids: ["120", "220"],
        error: ["transient_error", /section 21/u],
        warnings: [/board_section_pins: skipped board 1, section 11: .*Not found/u],
      },
      {
        api: whole,
        ids: ["110", "210"],
        also: ({ api }) => assert.ok(!api.requests.some((each) => /\/(?:12|22)\/pins/u.test(each))),
      },
    );
});

describe("a stream with many partitions", () => {
  const many = idsOf(45);
  const failing = (isFailing: (id: string) => boolean) =>
    below("/boards", "sections", Object.fromEntries(many.map((id) => [id, isFailing(id) ? fault : [`${id}0`]])));
  const third = many.filter((id) => Number(id) % 3 === 1);

  itSyncs(
    "reads everything but what fails, names each, and leaves that to the next attempt",
    "board_sections",
    {
      ...job,
      api: failing((id) => third.includes(id)),
      config: one,
      counts: { board_sections: 30 },
      error: ["transient_error", /\(board 1\)/u],
      warnings: "any",
      also: ({ warnings }) => assert.match(warnings, /not read: board 4: /u),
    },
    { api: failing(() => false), ids: third.map((id) => `${id}0`) },
  );

  itSyncs("ends after 20 failures in a row without anything read between them", "board_sections", {
    api: failing((id) => Number(id) > 5),
    config: one,
    counts: { board_sections: 5 },
    error: ["transient_error", /board 6/u],
    warnings: "any",
    calls: { "/boards/25/sections": 6, "/boards/26/sections": 0 },
  });

  for (const [what, response, failureType] of [
    ["an invalid access token", unauthorized, "config_error"],
    ["a missing scope", apiError(401, 3, "Missing: ['boards:read']"), "config_error"],
    ["an exhausted quota", busy(67_150), "transient_error"],
    ["an unknown error", apiError(418, 0, "I am a teapot."), "system_error"],
    ["a bug", new TypeError("ours"), "system_error"],
  ] as const) {
    const ended = { config: one, error: [failureType, /./u], warnings: "any" } as const;
    itSyncs(`ends at once after ${what}`, "board_sections", {
      api: below("/boards", "sections", { 1: ["10"], 2: response, 3: ["30"] }),
      ...ended,
      ids: ["10"],
      calls: { "/boards/3/sections": 0 },
    });
  }

  itSyncs("ends with the error, not with the stop of the other requests that it causes", "board_sections", {
    api: async (request, signal) => {
      if (request.path !== "/boards/1/sections")
        return below("/boards", "sections", { 1: [], 2: unauthorized })(request, signal);
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      return page(rows("10"));
    },
    ids: [],
    error: ["config_error", /access token/u],
  });

  for (const at of ["/boards", "/boards/2/sections"])
    it(`requests nothing after a stop signal during ${at}, and saves what was read`, async () => {
      const stop = new AbortController();
      const script = below("/boards", "sections", { 1: ["10"], 2: ["20"], 3: ["30"] });
      const stopping: Script = (request, signal) => {
        if (request.path === at) stop.abort();
        return script(request, signal);
      };
      const stopped = await scriptedRead("board_sections", stopping, { stop, ...job, config: one });
      assert.deepEqual([stopped.errors, stopped.kinds.at(-1)], [[], "INCOMPLETE"]);
      assert.equal(stopped.requests.at(-1)?.path, at);
      const { complete, ids } = await stopped.again(script, { stop: new AbortController() });
      assert.deepEqual([complete, [...stopped.ids, ...ids]], [true, ["10", "20", "30"]]);
    });
});
