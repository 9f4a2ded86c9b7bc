import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { apiError, page, pageOfAll } from "../../scripted-api.ts";
import { configured, denied, fault, readOne, rows, type Script, scriptedRead, unauthorized } from "../scripted-read.ts";

/** Boards with these rows, each with the section of ten times its ID, and that with a Pin of ten times its own. */
const boards =
  (all: readonly JsonObject[], size = 250): Script =>
  (request) => {
    const [, board = "", section] = /^\/boards\/([^/]+)\/sections(?:\/(\d+)\/pins)?$/u.exec(request.path) ?? [];
    if (request.path === "/boards") return pageOfAll(all, request, size);
    if (board === "") return undefined;
    return page(rows(section === undefined ? `${board}0` : `${section}0`));
  };

describe("the partitions of a stream", () => {
  it("are each value once", async () => {
    const config = { searchQueries: ["a/b", "a", "a/b"] };
    const { api } = await readOne("search_boards", () => page([]), { config });
    const queries = api.requests.map((request) => new URLSearchParams(request.split("?")[1]).get("query"));
    assert.deepEqual(queries.filter((query) => query !== null).toSorted(), ["a", "a/b"]);
  });

  it("have short names in a state, also if their values are long lists", async () => {
    const terms = Array.from({ length: 300 }, (_, index) => `a term of some length, number ${index}`);
    let requests = 0;
    const { complete, states } = await readOne(
      "keyword_metrics",
      ({ path }) => {
        if (path === "/ad_accounts") return page(rows("549"));
        requests += 1;
        return requests > 2 ? unauthorized : { body: { data: [] } };
      },
      { job: "81", config: { terms, countries: ["US"], numWorkers: 1 } },
    );
    assert.equal(complete, false);
    assert.ok(JSON.stringify(states.at(-1)).length < 200);
  });

  it("are each ID once, as text", async () => {
    const { api, complete, ids } = await readOne("board_sections", boards([{ id: 7 }, { id: "7" }]));
    assert.deepEqual([complete, ids, api.calls("/boards/7/sections")], [true, ["70"], 1]);
  });

  for (const id of ["", ".."]) {
    it(`are skipped with a warning, and not in silence, for the ID "${id}"`, async () => {
      const { complete, ids, warnings } = await readOne("board_sections", boards([{ id }, { id: "2" }]));
      assert.deepEqual([complete, ids], [true, ["20"]]);
      assert.match(warnings, /board_sections: skipped board .*an ID is empty or consists of dots/u);
    });
  }

  it("with the same ID are distinguished by their parent stream", async () => {
    const script: Script = ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows("1"));
      if (/\/(?:campaigns|ad_groups)$/u.test(path)) return page([{ id: "1", ad_account_id: "1" }]);
      const parent = query.has("campaign_id") ? "campaign" : query.size > 1 ? "ad group" : "ad account";
      return page([{ id: `of the ${parent}` }]);
    };
    const first = await readOne(
      "keywords",
      (request, signal) => (request.query.has("campaign_id") ? unauthorized : script(request, signal)),
      { job: "81", config: { numWorkers: 1 } },
    );
    assert.equal(first.complete, false);
    const all = [...first.ids, ...(await first.again(script)).ids];
    assert.deepEqual(all.toSorted(), ["of the ad account", "of the ad group", "of the campaign"]);
  });

  it("are requested once if two parent streams have the same one", async () => {
    const { api } = await readOne("business_members", ({ path }) => {
      if (path === "/user_account") return { body: { id: "1", account_type: "BUSINESS" } };
      return page(path === "/businesses/employers" ? rows("1", "2") : []);
    });
    assert.ok(api.calls("/businesses/2/members") > 0);
    assert.equal(api.calls("/businesses/1/members"), api.calls("/businesses/2/members"));
  });
});

describe("a parent list", () => {
  const both = ["board_sections", "board_section_pins"].map((name) => configured(name));

  it("is read again for children that need other parameters", async () => {
    const { api, outcomes } = await scriptedRead(
      ["pin_analytics", "pin_product_tags"].map((name) => configured(name)),
      ({ path }) => {
        if (path === "/pins") return page(rows("1"));
        return { body: path === "/pins/analytics" ? {} : { product_tags: [] } };
      },
    );
    assert.deepEqual([...outcomes.values()], ["COMPLETE", "COMPLETE"]);
    const lists = api.requests.filter((request) => /^\/pins(?:\?|$)/u.test(request));
    assert.deepEqual(new Set(lists.map((request) => request.includes("pin_metrics=true"))), new Set([false, true]));
    assert.equal(lists.length, 2);
  });

  it("is read from its first page for children if its own stream resumes", async () => {
    const world = boards(rows("1", "2", "3"), 1);
    const cut: Script = (request, signal) =>
      request.query.get("bookmark") === "at 2" ? unauthorized : world(request, signal);
    const first = await readOne("boards", cut, { job: "81" });
    assert.deepEqual([first.complete, first.ids], [false, ["1", "2"]]);
    const { log, outcomes } = await scriptedRead(
      ["boards", "board_sections"].map((name) => configured(name)),
      world,
      { job: "81", state: await first.stateOf("boards") },
    );
    assert.deepEqual([...outcomes.values()], ["COMPLETE", "COMPLETE"]);
    const idsOf = async (name: string) => (await log.records(name)).map(({ id }) => asText(id));
    assert.deepEqual([await idsOf("boards"), await idsOf("board_sections")], [["3"], ["10", "20", "30"]]);
  });

  it("is read again for children if its own stream fails", async () => {
    const world = boards(rows("1", "2", "3"), 1);
    let failures = 1;
    const { log, outcomes } = await scriptedRead(
      ["boards", "board_sections"].map((name) => configured(name)),
      (request, signal) => {
        if (request.query.get("bookmark") === "at 2" && failures > 0) {
          failures -= 1;
          return denied;
        }
        return world(request, signal);
      },
    );
    assert.deepEqual([...outcomes.values()], ["INCOMPLETE", "COMPLETE"]);
    assert.equal((await log.records("board_sections")).length, 3);
  });

  it("is read again for another stream after a failure", async () => {
    const quota = { "x-ratelimit-limit": "1000, 1000;w=86400", "x-ratelimit-remaining": "900" };
    let failures = 6;
    const world = boards(rows("1"));
    const { outcomes } = await scriptedRead(both, async (request, signal) => {
      const isFault = request.path === "/boards" && failures > 0;
      if (isFault) failures -= 1;
      const response = isFault ? fault : await world(request, signal);
      return response instanceof Error ? response : { ...(response ?? page([])), headers: quota };
    });
    assert.deepEqual(new Set(outcomes.values()), new Set(["COMPLETE", "INCOMPLETE"]));
  });

  it("that restarts has the parents of both lists for children", async () => {
    const expired = apiError(400, 1, "Invalid bookmark.");
    let isExpired = true;
    const { api, outcomes } = await scriptedRead(
      ["boards", "board_sections"].map((name) => configured(name)),
      (request, signal) => {
        if (request.path !== "/boards" || !isExpired) return boards(rows("1", "2"), 1)(request, signal);
        if (!request.query.has("bookmark")) return page(rows("9"), "old");
        isExpired = false;
        return expired;
      },
    );
    assert.deepEqual([...outcomes.values()], ["COMPLETE", "COMPLETE"]);
    const calls = ["1", "2", "9"].map((id) => api.calls(`/boards/${id}/sections`));
    assert.deepEqual(calls, [1, 1, 1]);
  });

  it("that is denied for each parent of its own is an error", async () => {
    const { messageOf } = await readOne("campaign_analytics", ({ path }) =>
      path === "/ad_accounts" ? page(rows("1", "2")) : denied,
    );
    assert.match(messageOf("config_error"), /not permitted/iu);
  });

  it("that is denied is requested once for all streams below it", async () => {
    const world = boards(rows("1", "2"));
    const { api, outcomes } = await scriptedRead(both, (request, signal) =>
      request.path === "/boards/1/sections" ? denied : world(request, signal),
    );
    assert.deepEqual([...outcomes.values()], ["COMPLETE", "COMPLETE"]);
    assert.deepEqual([api.calls("/boards/1/sections"), api.calls("/boards/2/sections")], [1, 1]);
  });
});

describe("parents that the user named", () => {
  const world = boards([{ id: 1 }, { id: "2" }, { id: "3" }]);
  const read = (boardIds: readonly string[], name = "board_sections") => readOne(name, world, { config: { boardIds } });

  it("are the only ones, or all without names", async () => {
    assert.deepEqual((await read(["3", "1"])).ids.toSorted(), ["10", "30"]);
    assert.deepEqual((await read([])).ids.toSorted(), ["10", "20", "30"]);
  });

  for (const [boardIds, message] of [
    [["2", "8", "9"], /"Board IDs": 8, 9 don't exist.* Check the IDs\./u],
    [["2", "8"], /"Board IDs": 8 doesn't exist.* Check the ID\./u],
  ] as const) {
    it(`are named in the error if they don't exist, and the others are read: ${boardIds.join()}`, async () => {
      for (const [name, ids] of [
        ["board_sections", ["20"]],
        ["board_section_pins", ["200"]],
      ] as const) {
        const { complete, ids: found, messageOf } = await read(boardIds, name);
        assert.deepEqual([complete, found], [false, ids]);
        assert.match(messageOf("config_error"), message);
      }
    });
  }
});
