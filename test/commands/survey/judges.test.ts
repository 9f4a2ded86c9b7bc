import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import type { AssumptionId } from "../../../src/commands/survey/assumptions.generated.ts";
import { judge } from "../../../src/commands/survey/judges/judges.ts";
import type { Page } from "../../../src/commands/survey/page.ts";
import { Sample } from "../../../src/commands/survey/sample.ts";
import { metricColumns } from "../../../src/pinterest/operations/columns.generated.ts";
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
const file = (fields: readonly JsonObject[], problem = "", split = "people") =>
  page("analytics/get_report", fields, { file: split, problem });
const row = { CAMPAIGN_ID: "1", DATE: "2026-07-01", TARGETING_TYPE: "GENDER", TARGETING_VALUE: "x" };

const column = (status: number, message = ""): Page => ({
  ...page("ad_account/analytics", [], { columns: "MADE_UP_BY_SURVEY" }),
  status,
  message,
});

/** A time of the API, so many minutes before the responses. */
const ago = (minutes: number) =>
  new Date(Date.parse("2026-07-09T12:00:00Z") - minutes * 60_000).toISOString().slice(0, 19);
const made = (operation: OperationId, parameters: Parameters, status: number, code = ""): Page => ({
  ...page(operation, [], parameters),
  status,
  code,
});
const bookmark = (status: number) => made("boards/list", { bookmark: "MADE_UP_BY_SURVEY" }, status);
const size = (status: number) => made("boards/list", { page_size: "251" }, status);
const pin = (status: number) => made("pins/get", { pin_id: "1" }, status);
const stranger = (status: number, code = "") => made("campaigns/list", { ad_account_id: "1" }, status, code);
/** A list of three pages, with the bookmarks of the first two. */
const paged = (first: string, second: string, parameters: Parameters = {}, count = 2) => [
  more(first, page("pins/list", rows(count), parameters)),
  more(second, page("pins/list", rows(count), { ...parameters, bookmark: first })),
];
const encoded = (text: string) => Buffer.from(text).toString("base64");
const pinsAt = (...minutes: readonly number[]) =>
  page(
    "pins/list",
    minutes.map((each) => ({ created_at: ago(each) })),
  );
const boardPinsAt = (board_id: string, ...minutes: readonly number[]) =>
  page(
    "boards/list_pins",
    minutes.map((each) => ({ created_at: ago(each) })),
    { board_id },
  );
const boardAt = (minutes: number) => page("boards/list", [{ id: "1", board_pins_modified_at: ago(minutes) }]);
const someone = page("user_account/get", [{ username: "me" }]);
const ownPins = (board_id: string, minutes: number, username = "me") =>
  page("pins/list", rows(10, { board_id, board_owner: { username }, created_at: ago(minutes) }));
const activity = (...counts: readonly number[]) =>
  page(
    "pins/list",
    counts.map((impression, index) => ({
      id: `${index + 1}`,
      pin_metrics: { "90d": { impression, last_updated: "2026-07-08T11:00:00" } },
    })),
  );
const pinDays = (start_date: string, ids: string, ...found: readonly string[]) =>
  page(
    "multi_pins/analytics",
    found.map((pin_id) => ({ pin_id, metrics: { IMPRESSION: 1 } })),
    { pin_ids: ids, start_date, end_date: "2026-07-08" },
  );
const accountDays = (...days: readonly number[]) =>
  page(
    "user_account/analytics",
    days.map((day) => ({ date: `2026-07-0${day}` })),
    { start_date: "2026-07-01", end_date: "2026-07-08" },
  );

const madeUp = "MADE_UP_BY_SURVEY";
const longId = (number: number) => `10000000000000000${number}`;
const minutesFrom = (first: number, count: number) => rows(count).map((_, index) => first + index);
const pinPages = (first: readonly number[], second: readonly number[]) => [
  more("next", pinsAt(...first)),
  { ...pinsAt(...second), parameters: { bookmark: "next" } },
];
const board = (board_id: string, status = 200): Page => ({ ...page("boards/get", [], { board_id }), status });
const listing = (names: readonly string[]) => `'${madeUp}' is not one of ['${names.join("', '")}']`;
const statusRows = (...pairs: readonly (readonly [status: string, value: JsonObject[string]])[]) => [
  page(
    "campaigns/list",
    pairs.map(([status], index) => ({ id: String(index), status })),
  ),
  page(
    "campaigns/analytics",
    pairs.map(([, value], index) => ({ CAMPAIGN_ID: index, CAMPAIGN_ENTITY_STATUS: value ?? null })),
  ),
];
const promoted = page("product_group_promotions/list", [{ id: "1", catalog_product_group_id: "c1" }]);
const groupRows = (product_group_ids: string, count: number) =>
  page("product_groups/analytics", rows(count), { product_group_ids });
const pinWith = (counts: JsonObject) => ({ id: "1", pin_metrics: { "90d": counts } });
const twins = (...all: readonly JsonObject[]) => {
  const images = (size: string) => ({ [size]: { url: `https://i.pinimg.com/${size}/00/same.jpg` } });
  const pinsOf = all.map((counts, index) => ({
    ...pinWith(counts),
    id: String(index),
    is_owner: true,
    link: "https://a.test/",
    media: { images: images(index === 0 ? "600x" : "400x300") },
  }));
  return page("pins/list", pinsOf);
};

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
  ["five statuses that are rejected", "E1", "fails counterexample 1", { ...statuses(every), status: 400 }],
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
  [
    "one in a list of all columns",
    "A3",
    "holds right_status 1",
    column(400, `'${madeUp}' is not one of ['CTR', 'ECTR']`),
  ],
  ["a few columns", "A9", "cannot_tell not_listed 2", column(400, `'${madeUp}' is not one of ['CTR', 'ECTR']`)],
  ["no list", "A9", "cannot_tell not_listed 0"],
  ["all columns", "A9", `holds enough_cases ${metricColumns.length}`, column(400, listing(metricColumns))],
  [
    "all columns, in the other form",
    "A9",
    `holds enough_cases ${metricColumns.length}`,
    column(400, `Parameter 'columns' (value ${madeUp}) is not one of ${metricColumns.join(", ")}.`),
  ],
  [
    "one less and two more",
    "A9",
    "fails counterexample 3",
    column(400, listing([...metricColumns.slice(1), "A_B1", "B"])),
  ],
  ["numbers of statuses", "A10", "holds enough_cases 3", ...statusRows(["ACTIVE", 1], ["PAUSED", 2], ["ACTIVE", 1])],
  ["words", "A10", "holds enough_cases 2", ...statusRows(["ACTIVE", "ACTIVE"], ["PAUSED", "PAUSED"])],
  ["another number for ACTIVE", "A10", "fails counterexample 1", ...statusRows(["ACTIVE", 2])],
  ["1 for others", "A10", "fails counterexample 1", ...statusRows(["PAUSED", 1])],
  ["two numbers for one status", "A10", "fails counterexample 1", ...statusRows(["PAUSED", 2], ["PAUSED", 3])],
  ["another word", "A10", "fails counterexample 1", ...statusRows(["PAUSED", "ARCHIVED"])],
  ["no status", "A10", "cannot_tell no_delivery 0", ...statusRows(["PAUSED", null])],
  ["metrics by the ID of a promotion", "A11", "holds enough_cases 1", promoted, groupRows("1", 2), groupRows("c1", 0)],
  ["metrics by both IDs", "A11", "holds enough_cases 1", promoted, groupRows("1", 2), groupRows("c1", 1)],
  ["metrics by the catalog's ID", "A11", "fails counterexample 1", promoted, groupRows("1", 0), groupRows("c1", 1)],
  ["no metrics", "A11", "cannot_tell no_product_groups 0", promoted, groupRows("1", 0), groupRows("c1", 0)],
  ["rows of FEED_TYPE", "R7", "holds enough_cases 1", file([{ TARGETING_TYPE: "FEED_TYPE" }], "", "feed_type")],
  ["a rejected FEED_TYPE", "R7", "fails counterexample 1", file([], "rejected", "feed_type")],
  ["no rows of it", "R7", "cannot_tell no_delivery 0", file([], "", "feed_type")],
  ["no such report", "R7", "cannot_tell no_report 0", file([row])],
  ["a rejected report", "R3", "cannot_tell no_delivery 0", file([], "rejected")],
  ["live names of metrics", "O11", "holds enough_cases 2", activity(0, 3)],
  ["a name of the document", "O11", "holds enough_cases 1", page("pins/list", [pinWith({ clickthrough: 2 })])],
  ["an unknown name", "O11", "fails counterexample 1", page("pins/list", [pinWith({ glance: 2 })])],
  ["no metrics", "O11", "cannot_tell few_pins 0", page("pins/list", [{ pin_metrics: null }])],
  ["twins with own metrics", "O12", "holds enough_cases 1", twins({ save: 10 }, { save: 11 })],
  [
    "twins with the same",
    "O12",
    "fails counterexample 1",
    twins({ save: 2, impression: 9 }, { impression: 9, save: 2 }),
  ],
  ["twins with little activity", "O12", "cannot_tell no_twins 0", twins({ save: 9 }, { save: 9 })],
  ["a mistake that is accepted", "A3", "fails wrong_status 1", column(200)],
  ["a mistake that is denied", "A3", "cannot_tell denied 0", column(401)],
  ["one that is forbidden", "A3", "cannot_tell denied 0", column(403)],
  ["an answer that is none", "A3", "cannot_tell server_error 0", column(0)],
  ["a rate limit", "A3", "cannot_tell server_error 0", column(429)],
  ["a server that fails", "A3", "cannot_tell server_error 0", column(500)],
  ["a mistake that nobody made", "A3", "cannot_tell not_asked 0"],
  ["a rejected bookmark", "L4", "holds right_status 1", bookmark(400)],
  ["a bookmark that isn't found", "L4", "holds right_status 1", bookmark(404)],
  ["an accepted bookmark", "L4", "fails wrong_status 1", bookmark(200)],
  ["an offset", "L2", "fails counterexample 1", ...paged(encoded("offset 2"), encoded("offset 4"))],
  ["an offset in plain text", "L2", "fails counterexample 1", ...paged("2*id of a request", "4*another")],
  [
    "a number beside the last Pin, in Pinterest's form",
    "L2",
    "holds enough_cases 1",
    ...paged(encoded(`->${longId(2)}|2|1000000000000001*GQL*|00|NEW|`), encoded(`->${longId(4)}|4|1*GQL*|00|NEW|`)).map(
      (each) => ({ ...each, rows: [{ id: longId(1) }, { id: longId(2) }] }),
    ),
  ],
  [
    "the end of a list in Pinterest's form",
    "L2",
    "holds enough_cases 1",
    ...paged(encoded("?c1000000000000000003.1715338309,-1|4|1*GQL*"), encoded("?c-1|5|1*GQL*|00|NEW|")),
  ],
  ["a number that stays", "L2", "holds enough_cases 1", ...paged(encoded("offset 2"), encoded("offset 2"))],
  ["a number behind a digest", "L2", "holds enough_cases 1", ...paged(encoded("rows of*2"), encoded("rows of*4"))],
  ["one page", "L2", "cannot_tell one_page 0", page("pins/list", rows(2))],
  ["pages cut at 100", "L5", "fails counterexample 1", ...paged("a", "b", { page_size: "250" }, 100)],
  [
    "pages of the size that was asked for",
    "L5",
    "cannot_tell not_asked 0",
    ...paged("a", "b", { page_size: "100" }, 100),
  ],
  ["pages of another size", "L5", "cannot_tell not_asked 0", ...paged("a", "b", { page_size: "250" }, 99)],
  ["a large page, and no larger one", "L5", "holds enough_cases 1", size(400), page("pins/list", rows(101))],
  ["no large page", "L5", "cannot_tell few_rows 0", size(400), page("pins/list", rows(100))],
  ["one that is too large", "L5", "fails wrong_status 1", size(200), page("pins/list", rows(101))],
  ["both that were asked for", "L12", "holds enough_cases 2", page("ads/list", rows(2), { ad_ids: "1,2" })],
  ["one of two that were asked for", "L12", "fails counterexample 1", page("ads/list", rows(1), { ad_ids: "1,2" })],
  [
    "a rejected list of two",
    "L12",
    "fails counterexample 1",
    page("campaigns/list", rows(2)),
    { ...page("campaigns/list", [], { campaign_ids: "1,2", entity_statuses: "ACTIVE,PAUSED" }), status: 400 },
  ],
  [
    "rejected metrics of two, beside those of one",
    "L12",
    "fails counterexample 1",
    metrics("1", [1]),
    { ...metrics("1,2", []), status: 400 },
  ],
  ["rejected metrics of two and of one", "L12", "cannot_tell few_ads 0", { ...metrics("1,2", []), status: 400 }],
  ["a rejected list of one", "L12", "cannot_tell few_ads 0", { ...page("ads/list", [], { ad_ids: "1" }), status: 400 }],
  ["the only one that was asked for", "L12", "cannot_tell few_ads 0", page("ads/list", rows(1), { ad_ids: "1" })],
  ["25 on a second page", "T1", "holds enough_cases 25", ...pinPages([0], [...minutesFrom(1, 25)])],
  ["24 on a second page", "T1", "cannot_tell one_page 24", ...pinPages([0], [...minutesFrom(1, 24)])],
  ["a page in disorder", "T1", "holds enough_cases 25", ...pinPages([5, 2, 9], [3, ...minutesFrom(10, 24)])],
  ["one newer than the page before", "T1", "fails counterexample 1", ...pinPages([5, 2, 9], [6, 1, 10])],
  ["one page", "T1", "cannot_tell one_page 0", pinsAt(1, 2, 0)],
  ["two boards in order", "T2", "holds enough_cases 2", boardPinsAt("1", 1, 1), boardPinsAt("2", 1, 2)],
  ["a board out of order", "T2", "fails counterexample 1", boardPinsAt("1", 2, 1)],
  ["boards with one Pin", "T2", "cannot_tell few_boards 0", boardPinsAt("1", 1), boardPinsAt("2", 1)],
  ["a Pin of the last hour", "T5", "holds enough_cases 1", pinsAt(60)],
  ["an older one", "T5", "cannot_tell nothing_recent 0", pinsAt(61)],
  ["clocks that differ a little", "T5", "holds enough_cases 1", pinsAt(-5)],
  ["a Pin of the next hour", "T5", "fails counterexample 1", pinsAt(-6)],
  ["a board of the next hour", "T5", "fails counterexample 1", boardAt(-60)],
  [
    "a time with a zone",
    "T5",
    "cannot_tell nothing_recent 0",
    page("pins/list", [{ created_at: `${ago(-60)}+01:00` }]),
  ],
  ["a Pin with its board", "B1", "cannot_tell few_boards 1", boardAt(10), boardPinsAt("1", 8)],
  ["a Pin after its board", "B1", "fails counterexample 1", boardAt(10), boardPinsAt("1", 7)],
  ["one after the board was read", "B1", "cannot_tell few_boards 0", boardAt(10), boardPinsAt("1", 1)],
  ["Pins on a listed board", "B3", "cannot_tell all_listed 0", someone, boardAt(9), ownPins("1", 3), board("1", 404)],
  [
    "another board that comes by its ID",
    "B3",
    "holds enough_cases 1",
    someone,
    boardAt(9),
    ownPins("2", 3),
    board("2"),
  ],
  ["one that doesn't", "B3", "fails counterexample 1", someone, boardAt(9), ownPins("2", 3), board("2", 404)],
  ["one at a failing server", "B3", "cannot_tell all_listed 0", someone, boardAt(9), ownPins("2", 3), board("2", 500)],
  [
    "Pins on a board of others",
    "B3",
    "cannot_tell all_listed 0",
    someone,
    boardAt(9),
    ownPins("2", 3, "you"),
    board("2", 404),
  ],
  [
    "an unfinished list of boards",
    "B3",
    "cannot_tell not_read_to_end 0",
    someone,
    more("next", boardAt(9)),
    ownPins("2", 3),
  ],
  ["a Pin that isn't found", "B9", "holds right_status 1", pin(404)],
  ["a Pin that is rejected", "B9", "fails wrong_status 1", pin(400)],
  ["an ad account that is forbidden", "X2", "holds right_status 1", stranger(403)],
  ["an ad account that isn't found", "X2", "holds right_status 1", stranger(404)],
  ["an ad account that a role lacks", "X2", "holds right_status 1", stranger(401, "29")],
  ["another reason", "X2", "cannot_tell denied 0", stranger(401, "2")],
  ["an ad account that is rejected", "X2", "fails wrong_status 1", stranger(400)],
  ["silent Pins without days", "O1", "holds enough_cases 3", activity(0, 0, 0), pinDays("2026-04-11", "1,2,3")],
  ["a silent Pin with a day", "O1", "fails counterexample 1", activity(0, 0, 0), pinDays("2026-04-11", "1,2,3", "2")],
  [
    "an active Pin with a day",
    "O1",
    "cannot_tell few_silent_pins 2",
    activity(0, 5, 0),
    pinDays("2026-04-11", "1,2,3", "2"),
  ],
  ["all days but the last two", "O2", "holds enough_cases 7", accountDays(1, 2, 3, 4, 5, 6, 7)],
  ["a missing day", "O2", "fails counterexample 1", accountDays(1, 2, 3, 5, 6, 7, 8)],
  ["no day", "O2", "cannot_tell no_activity 0", accountDays()],
  [
    "80 days of both active Pins",
    "O6",
    "holds enough_cases 2",
    activity(1, 1, 0),
    pinDays("2026-04-19", "1,2,3", "1", "2"),
  ],
  ["80 days of one", "O6", "fails counterexample 1", activity(1, 1), pinDays("2026-04-19", "1,2", "1")],
  ["79 days of them", "O6", "cannot_tell gated 0", activity(1, 1), pinDays("2026-04-20", "1,2", "1")],
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
