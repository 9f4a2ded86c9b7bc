import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import type { AssumptionId } from "../../../src/commands/survey/assumptions.generated.ts";
import { judge } from "../../../src/commands/survey/judges/judges.ts";
import type { Page } from "../../../src/commands/survey/page.ts";
import { Sample } from "../../../src/commands/survey/sample.ts";
import type { OperationId } from "../../../src/pinterest/operations/operations.ts";

type Parameters = Page["parameters"];

const page = (operation: OperationId, rows: readonly JsonObject[], parameters: Parameters = {}): Page => ({
  operation,
  parameters,
  rows,
  bookmark: null,
  status: 200,
  code: "",
  message: "",
  body: undefined,
  headers: { date: "Thu, 09 Jul 2026 12:00:00 GMT" },
});
const more = (bookmark: string, one: Page): Page => ({ ...one, bookmark });
const rows = (count: number, fields: JsonObject = {}) =>
  Array.from({ length: count }, (_, index) => ({ id: `${index + 1}`, ...fields }));

const campaigns = (...all: readonly JsonObject[]) => [page("campaigns/list", all)];
const changed = { status: "ARCHIVED", created_time: 1, updated_time: 2 };
const unchanged = { ...changed, updated_time: 1 };
const earlier = { status: "ACTIVE", created_time: 2, updated_time: 1 };
const active = { status: "ACTIVE", created_time: 1, updated_time: 1 };

const metrics = (ids: string, days: readonly number[], start = "a") =>
  page(
    "campaigns/analytics",
    ids.split(",").flatMap((id) => days.map((DATE) => ({ CAMPAIGN_ID: id, DATE }))),
    { campaign_ids: ids, start_date: start },
  );
const statuses = (entity_statuses: string, ...status: readonly string[]) =>
  page(
    "campaigns/list",
    status.map((each, index) => ({ id: `${each}${index}`, status: each })),
    { entity_statuses },
  );
const every = "ACTIVE,PAUSED,ARCHIVED,DRAFT,DELETED_DRAFT";
const madeUpStatus = page("campaigns/list", [], { entity_statuses: "MADE_UP_BY_SURVEY" });

const account = (id: string, adAccount?: string) =>
  page("user_account/get", [{ id }], adAccount === undefined ? {} : { ad_account_id: adAccount });
const owned = page("ad_accounts/list", [
  { id: "a1", owner: { id: "u1" } },
  { id: "a2", owner: { id: "u2" } },
]);

const pins = (parameters: Parameters, ...ids: readonly string[]) =>
  page(
    "boards/list_pins",
    ids.map((id) => ({ id })),
    parameters,
  );
const sectionPins = (board_id: string, ...ids: readonly string[]) => ({
  ...pins({ board_id, section_id: "9" }, ...ids),
  operation: "board_sections/list_pins" as const,
});
const people = (follower_count: number) => page("user_account/get", [{ id: "u1", follower_count }]);
const limited = (reset: string, limit: string): Page => ({
  ...page("boards/list", []),
  headers: { "x-ratelimit-limit": limit, "x-ratelimit-reset": reset },
});
const twelve = rows(12).map(({ id }) => id);
const file = (fields: readonly JsonObject[], problem = "") =>
  page("analytics/get_report", fields, { file: "yes", problem });
const row = { CAMPAIGN_ID: "1", DATE: "2026-07-01", TARGETING_TYPE: "GENDER", TARGETING_VALUE: "x" };

const column = (status: number, message = ""): Page => ({
  ...page("ad_account/analytics", [], { columns: "MADE_UP_BY_SURVEY" }),
  status,
  message,
});

/** The finding about an assumption, as `outcome because of`, in a sample of pages. */
const cases: readonly (readonly [what: string, id: AssumptionId, finding: string, ...pages: readonly Page[]])[] = [
  ["a change follows creation", "T7", "holds enough_cases 3", ...campaigns(changed, changed, changed, active)],
  ["two archived rows", "T7", "cannot_tell few_ads 2", ...campaigns(changed, changed)],
  ["an archived row without a change", "T7", "fails counterexample 1", ...campaigns(changed, unchanged)],
  ["a row that changed before its creation", "T7", "fails counterexample 1", ...campaigns(earlier)],
  ["a campaign alone as in a batch", "A1", "holds enough_cases 2", metrics("1,2", [1, 2]), metrics("1", [1, 2])],
  ["a day that a batch lacks", "A1", "fails counterexample 1", metrics("1,2", [1]), metrics("1", [1, 2])],
  ["a batch of other days", "A1", "cannot_tell no_delivery 0", metrics("1,2", [1], "b"), metrics("1", [1])],
  ["a batch of other campaigns", "A1", "cannot_tell no_delivery 0", metrics("2,3", [1]), metrics("1", [1])],
  ["archived rows", "E1", "holds enough_cases 2", statuses(every, "ARCHIVED", "DRAFT", "ACTIVE")],
  ["no archived row", "E1", "cannot_tell no_archived 0", statuses(every, "ACTIVE")],
  ["the archived row alone", "E1", "holds enough_cases 1", statuses("ARCHIVED", "ARCHIVED")],
  ["another row in its place", "E1", "fails counterexample 1", statuses("ARCHIVED", "ACTIVE")],
  ["one that all lack", "E1", "fails counterexample 1", statuses(every, "ACTIVE"), statuses("ARCHIVED", "ARCHIVED")],
  [
    "one that a later page can have",
    "E1",
    "holds enough_cases 1",
    more("next", statuses(every, "ACTIVE")),
    statuses("ARCHIVED", "ARCHIVED"),
  ],
  ["a made-up status", "E1", "fails counterexample 1", madeUpStatus],
  ["the owner of an ad account", "E4", "holds enough_cases 1", owned, account("u1"), account("u2", "a2")],
  ["another user", "E4", "fails counterexample 1", owned, account("u1"), account("u1", "a2")],
  ["the user's own", "E4", "cannot_tell own_ad_accounts_only 0", owned, account("u1"), account("u1", "a1")],
  ["all keys of a file", "R1", "holds enough_cases 2", file([row, row])],
  ["a row without a key", "R1", "fails counterexample 1", file([row, { CAMPAIGN_ID: "1", DATE: "2026-07-01" }])],
  ["an unreadable file", "R1", "fails counterexample 1", file([], "not_readable")],
  ["an empty file", "R1", "cannot_tell no_delivery 0", file([])],
  ["no file", "R1", "cannot_tell no_report 0"],
  ["a link to a public host", "R3", "holds enough_cases 1", file([])],
  ["a link to another host", "R3", "fails counterexample 1", file([], "unsafe_link")],
  ["no link", "R3", "cannot_tell no_report 0"],
  ["distinct rows", "R5", "holds enough_cases 2", file([row, { ...row, TARGETING_VALUE: "y" }])],
  ["a row twice", "R5", "fails counterexample 1", file([row, row])],
  ["the same order twice", "L6", "holds enough_cases 12", pins({ x: "1" }, ...twelve), pins({ x: "2" }, ...twelve)],
  ["another order", "L6", "fails counterexample 2", pins({ x: "1" }, "a", "b"), pins({ x: "2" }, "b", "a")],
  [
    "another board",
    "L6",
    "cannot_tell few_rows 0",
    pins({ board_id: "1" }, "a", "b"),
    pins({ board_id: "2" }, "b", "a"),
  ],
  ["a Pin of a section", "B5", "holds enough_cases 1", pins({ board_id: "1" }, "a"), sectionPins("1", "a")],
  ["one that the board lacks", "B5", "fails counterexample 1", pins({ board_id: "1" }, "a"), sectionPins("1", "b")],
  ["that of another board", "B5", "cannot_tell no_section 0", pins({ board_id: "2" }, "a"), sectionPins("1", "a")],
  ["a list cut at 50", "L1", "fails counterexample 1", people(100), page("followers/list", rows(50))],
  ["one with few rows less", "L1", "cannot_tell few_rows 1", people(99), page("followers/list", rows(50))],
  ["a list of 51", "L1", "cannot_tell few_rows 1", people(200), page("followers/list", rows(51))],
  ["a list of 19", "L1", "cannot_tell few_rows 0", people(200), page("followers/list", rows(19))],
  ["a row twice on a page", "L11", "fails counterexample 1", page("boards/list", [...rows(9), ...rows(1)])],
  ["ten rows", "L11", "holds enough_cases 10", page("boards/list", rows(10))],
  ["a mistake that is rejected", "A3", "holds right_status 1", column(400, "columns: MADE_UP_BY_SURVEY")],
  ["a mistake that is accepted", "A3", "fails wrong_status 1", column(200)],
  ["a mistake that is denied", "A3", "cannot_tell denied 0", column(401)],
  ["one that is forbidden", "A3", "cannot_tell denied 0", column(403)],
  ["an answer that is none", "A3", "cannot_tell server_error 0", column(0)],
  ["a rate limit", "A3", "cannot_tell server_error 0", column(429)],
  ["a server that fails", "A3", "cannot_tell server_error 0", column(500)],
  ["a mistake that nobody made", "A3", "cannot_tell not_asked 0"],
  ["a year in seconds", "K1", "fails counterexample 1", limited("31536000", "100, 100;w=60")],
  ["a limit that is a word", "K1", "fails counterexample 1", limited("1", "many")],
  [
    "three limits",
    "K1",
    "holds enough_cases 3",
    ...["0", "1", "86400"].map((reset) => limited(reset, '9, 9;w=1;name="x"')),
  ],
];

describe("a judge of the survey", () => {
  for (const [what, id, finding, ...pages] of cases) {
    it(`finds of ${id} that it ${finding.split(" ", 1).join()}: ${what}`, () => {
      const { outcome, because, of } = judge(new Sample(pages, new Map())).get(id) ?? {};
      assert.equal(`${outcome} ${because} ${of}`, finding);
    });
  }
});
