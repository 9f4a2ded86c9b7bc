import assert from "node:assert/strict";
import { asText } from "../../../src/base/json.ts";
import { apiError } from "../../scripted-api.ts";
import {
  type Account,
  busy,
  denied,
  fault,
  idsOf,
  inSections,
  listsBelow,
  notFound,
  paged,
  pages,
  rejected,
  rows,
  type ScriptedResponse,
  times,
  unauthorized,
  underQuota,
} from "../api.ts";
import type { Mode } from "../scripted-read.ts";
import { itSyncs, type Sync, tokenEnds } from "../syncs.ts";

const one = { numWorkers: 1 };
const modes: readonly Mode[] = ["full_refresh", "incremental"];
const isOneOf = (ids: readonly string[]) => (id: string) => ids.includes(id);

/** Boards, one per page, each with the section of ten times its ID. */
const boards = (...ids: readonly string[]): Account => ({
  "/boards": paged(1, rows(...ids)),
  "/boards/*/sections": ({ path }) => `${path.split("/")[2]}0`,
});
const sections = (lists: Readonly<Record<string, ScriptedResponse>>) => listsBelow("/boards", "sections", lists);

describe("the partitions of a stream", () => {
  itSyncs("are each value once", "search_boards", {
    account: { "/search/boards": ({ query }) => rows(asText(query.get("query"))) },
    config: { searchQueries: ["a/b", "a", "a/b"] },
    writes: "a/b a",
  });
  for (const id of ["", ".."])
    itSyncs(`are skipped with a warning, and not in silence, for the ID "${id}"`, "board_sections", {
      account: boards(id, "2"),
      writes: "20",
      warnings: [/board_sections: skipped board .*an ID is empty or consists of dots/u],
    });
  itSyncs("are requested once if two parent streams have the same one", "business_members", {
    account: {
      "/user_account": { body: { id: "1", account_type: "BUSINESS" } },
      "/businesses/employers": "1 2",
      "/businesses/*/members": "",
    },
    requests: { "/businesses/*/members": "1 1 2 2" },
  });
});

describe("a parent list", () => {
  itSyncs("is requested for the configured ad account", "board_sections", {
    account: boards("1"),
    config: { adAccountIds: ["549"] },
    writes: "10",
    also: ({ requests }) => assert.ok(requests.every(({ query }) => query.get("ad_account_id") === "549")),
  });
  itSyncs("is named by its operation if it is unreadable", "board_pins", {
    account: { "/boards": denied },
    error: ["config_error", /response for boards, which this stream needs: You are not permitted/u],
  });
  const both = ["boards", "board_sections"];
  itSyncs("is read again for children if its own stream fails", both, () => ({
    account: { ...boards("1", "2"), "/boards": pages("1", times(1, denied, "2")) },
    limitedBy: underQuota,
    writes: { boards: "1", board_sections: "10 20" },
    error: ["transient_error", /in the middle of a list/u],
  }));
  itSyncs("is read again for another stream after a failure", ["board_sections", "board_section_pins"], () => ({
    account: { "/boards": times(6, fault, "1"), "/boards/1/sections": "10", "/boards/1/sections/10/pins": "100" },
    limitedBy: underQuota,
    writes: { board_section_pins: "100" },
    error: ["transient_error", /Something went wrong/u],
  }));
  itSyncs("that restarts has the parents of both lists for children", both, () => ({
    account: { ...boards(), "/boards": pages(times(1, "9", "1"), times(1, rejected("Invalid bookmark."), "2")) },
    writes: { boards: "9 1 2", board_sections: "90 10 20" },
    warnings: "any",
  }));
  itSyncs("that is denied is requested once for all streams below it", ["board_sections", "board_section_pins"], {
    account: { ...sections({ 1: denied, 2: "20" }), "/boards/2/sections/20/pins": "200" },
    writes: { board_sections: "20", board_section_pins: "200" },
    warnings: [/board_sections: skipped board 1/u, /board_section_pins: skipped board 1/u],
    requests: { "/boards/*/sections": "1 2" },
  });
});

describe("a list that is denied or not found", () => {
  const skips: Sync = { warnings: "any", also: ({ warnings }) => assert.match(warnings, /skipped/u) };
  for (const [response, message] of [
    [notFound, /returned "not found" to a request/u],
    [denied, /You are not permitted/u],
  ] as const) {
    itSyncs(`of one of several parents is skipped: ${response.status}`, "board_sections", {
      ...skips,
      account: { ...boards("1", "2", "3"), "/boards/1/sections": response },
      writes: "20 30",
    });
    itSyncs(`of each of several parents is an error: ${response.status}`, "board_section_pins", {
      ...skips,
      account: { ...boards("1", "2", "3"), "/boards/*/sections/*/pins": response },
      error: ["config_error", message],
    });
  }
  itSyncs("of the only parent is skipped if it is not found", "board_sections", {
    ...skips,
    account: { ...boards("1"), "/boards/1/sections": notFound },
  });
});

describe("parents that the user named", () => {
  for (const [name, boardIds, message] of [
    ["board_sections", ["2", "8", "9"], /"Board IDs": 8, 9 don't exist.* Check the IDs\./u],
    ["board_section_pins", ["2", "8"], /"Board IDs": 8 doesn't exist.* Check the ID\./u],
  ] as const)
    itSyncs(`are named in the error if they don't exist, and the others are read: ${name}`, name, {
      account: { ...inSections({ 1: { 10: "100" }, 2: { 20: "200" } }), "/boards/*": notFound },
      config: { boardIds },
      writes: name === "board_sections" ? "20" : "200",
      error: ["config_error", message],
    });
});

describe("nested children", () => {
  for (const mode of modes)
    itSyncs(`that were skipped or failed are alone read by the next attempt, in ${mode}`, "board_section_pins", [
      {
        mode,
        account: inSections({ 1: { 11: notFound, 12: "120" }, 2: { 21: fault, 22: "220" } }),
        config: one,
        writes: "120 220",
        error: ["transient_error", /section 21/u],
        warnings: [/board_section_pins: skipped board 1, section 11: .*Not found/u],
      },
      {
        account: inSections({ 1: { 11: "110", 12: "120" }, 2: { 21: "210", 22: "220" } }),
        isRetry: true,
        requests: { "/boards/*/sections/*/pins": "1/11 2/21" },
        writes: "110 210",
      },
    ]);
});

describe("a stream with many partitions", () => {
  const many = idsOf(45);
  const failing = (isFailing: (id: string) => boolean) =>
    sections(Object.fromEntries(many.map((id) => [id, isFailing(id) ? fault : `${id}0`])));
  const third = many.filter((id) => Number(id) % 3 === 1);
  itSyncs("reads everything but what fails, names each, and leaves that to the next attempt", "board_sections", [
    {
      account: failing(isOneOf(third)),
      config: one,
      writes: 30,
      error: ["transient_error", /\(board 1\)/u],
      warnings: "any",
      also: ({ warnings }) => {
        assert.match(warnings, /not read: board 4: /u);
        assert.equal(warnings.split("\n").length, 9, "ten, of which the error names the first");
      },
    },
    { account: failing(() => false), isRetry: true, writes: third.map((id) => `${id}0`) },
  ]);
  itSyncs("warns of each retry, and when it will be", "board_sections", () => ({
    account: sections({ 1: times(1, fault, "10") }),
    writes: "10",
    also: ({ logs }) =>
      assert.match(
        logs("WARN").join("\n"),
        /^board_sections: request failed: Something went .*; retrying in \d\.\d s$/mu,
      ),
  }));
  itSyncs("ends after 20 failures in a row without anything read between them", "board_sections", {
    account: failing((id) => Number(id) > 5),
    config: one,
    writes: 5,
    error: ["transient_error", /board 6/u],
    warnings: "any",
    requests: { "/boards/25/sections": 6, "/boards/26/sections": 0 },
  });

  for (const [what, response, failureType] of [
    ["an invalid access token", unauthorized, "config_error"],
    ["a missing scope", apiError(401, 3, "Missing: ['boards:read']"), "config_error"],
    ["an exhausted quota", busy(67_150), "transient_error"],
    ["an unknown error", apiError(418, 0, "I am a teapot."), "system_error"],
    ["a bug", new TypeError("ours"), "system_error"],
  ] as const)
    itSyncs(`ends at once after ${what}`, "board_sections", {
      account: sections({ 1: "10", 2: response, 3: "30" }),
      config: one,
      writes: "10",
      error: [failureType, /./u],
      warnings: "any",
      requests: { "/boards/3/sections": 0 },
    });
  itSyncs("has no turns to remember if it is one list of one partition", "board_sections", {
    account: sections({ 1: unauthorized }),
    ...tokenEnds,
    also: ({ states }) => assert.equal(states.at(-1)?.tried, undefined),
  });
  itSyncs("says nothing of what it hasn't found if it couldn't look for it", "likes", {
    account: { "/boards": unauthorized },
    ...tokenEnds,
    also: ({ logs }) => assert.doesNotMatch(logs("INFO").join(), /no board/u),
  });
  const three: Sync = { account: sections({ 1: "10", 2: "20", 3: "30" }), config: one };
  for (const [stopAt, before, after] of [
    ["/boards", "", "10 20 30"],
    ["/boards/2/sections", "10", "20 30"],
  ] as const)
    itSyncs(`requests nothing after a stop signal during ${stopAt}, and saves what was read`, "board_sections", [
      { ...three, stopAt, writes: before, also: ({ requests }) => assert.equal(requests.at(-1)?.path, stopAt) },
      { isRetry: true, writes: after },
    ]);
});
