import type { JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import { accountStreams } from "../define-streams.ts";
import { boardUrl, interestUrl, pinUrl, userUrl } from "../derived-fields.ts";
import { withPinMetrics } from "../parents.ts";
import type { Parent } from "../stream.ts";

const newestFirst = { by: "newest_first", cursor: "created_at" } as const;

/** The number of a board's Pins at which Pinterest ends its list (the log of a user of Airbyte's connector, 2023). */
export const maxListedPins = 100_000;

/** A board's time of change of its Pins, and their number, in case one of the two doesn't change. */
const boardRevision = ["board_pins_modified_at", "pin_count"] as const;

const eachBoard: Parent = {
  stream: "boards",
  bind: { board_id: "id" },
  revision: boardRevision,
  only: { setting: "board_ids", values: ({ boardIds }) => boardIds },
};

/** Returns whether `likes_board` names a board, by ID or by name regardless of case. */
function isLikesBoard(board: JsonObject, { likesBoard }: Config): boolean {
  const fold = (text: string) => text.normalize("NFKC").trim().toLowerCase();
  return board.id === likesBoard || (typeof board.name === "string" && fold(board.name) === fold(likesBoard));
}

/** The account's boards, Pins, followers, and interests. */
export const organicStreams = accountStreams([
  {
    name: "account",
    description:
      "The account's profile with its counts of boards, Pins, followers, and views, in one row. For their history, sync `account_snapshots`.",
    operation: "user_account/get",
    rows: "object",
    derive: { url: userUrl },
    primaryKey: ["id"],
  },
  {
    name: "account_snapshots",
    description:
      "The account on each day that it was synced, one row per UTC day of the clock of the machine, from the day's last sync. Builds the history of followers and views, which Pinterest doesn't keep, if you sync it incrementally: Overwrite leaves one day.",
    operation: "user_account/get",
    rows: "object",
    derive: { url: userUrl },
    primaryKey: ["id", "date"],
    reading: { by: "snapshot", cursor: "date" },
  },
  {
    name: "boards",
    description: "Boards that the account owns or collaborates on, one row per board. Includes secret boards.",
    operation: "boards/list",
    derive: { url: boardUrl },
    primaryKey: ["id"],
    estimate: "board_count",
    // A board with three public Pins was never listed (measured on one account).
    unlisted: {
      operation: "boards/get",
      parameter: "board_id",
      given: ({ boardIds }) => boardIds,
      namedBy: { stream: "pins", field: "board_id" },
      isParent: ({ pin_count: count }) => typeof count !== "number" || count <= maxListedPins,
    },
  },
  {
    name: "board_sections",
    description: "Sections that divide boards, one row per section.",
    operation: "board_sections/list",
    partitions: { of: "children", parent: eachBoard },
    primaryKey: ["board_id", "id"],
  },
  {
    name: "board_pins",
    description:
      "Pins on the boards that the account owns or collaborates on, whoever owns the Pin, one row per Pin. Contains `board_section_pins` and most of `pins`.",
    operation: "boards/list_pins",
    ...withPinMetrics,
    partitions: { of: "children", parent: eachBoard },
    derive: { url: pinUrl },
    primaryKey: ["id"],
    reading: newestFirst,
  },
  {
    name: "board_section_pins",
    description: "Pins in sections of boards, one row per Pin. All of them are in `board_pins`, too: sync that one.",
    operation: "board_sections/list_pins",
    partitions: {
      of: "children",
      parent: { stream: "board_sections", bind: { board_id: "board_id", section_id: "id" } },
    },
    fromRequest: { board_id: "board_id", board_section_id: "section_id" },
    derive: { url: pinUrl },
    primaryKey: ["id"],
    reading: newestFirst,
  },
  {
    name: "pins",
    description:
      "Pins of the account, one row per Pin, whoever owns the board. Includes Pins of others that it saved, with `is_owner` false. Sync this stream, unless you need Pins of collaborators, which `board_pins` has for an API call per board.",
    operation: "pins/list",
    parameters: ({ config }) => ({ include_protected_pins: true, pin_metrics: config.pinMetrics }),
    derive: { url: pinUrl },
    primaryKey: ["id"],
    reading: newestFirst,
    estimate: "pin_count",
  },
  {
    name: "pin_product_tags",
    description: "Products tagged in the account's Pins, one row per Pin. Costs one API call per Pin.",
    operation: "product_tags/list",
    rows: "object",
    partitions: { of: "children", parent: { stream: "pins", bind: { pin_id: "id" } } },
    primaryKey: ["pin_id"],
  },
  {
    name: "likes",
    description:
      'Pins that the account liked before 2017, one row per Pin. Pinterest then replaced likes with a secret board, "Your Pinterest Likes".',
    operation: "boards/list_pins",
    ...withPinMetrics,
    partitions: {
      of: "children",
      parent: {
        stream: "boards",
        bind: { board_id: "id" },
        where: isLikesBoard,
        revision: boardRevision,
        whenNone: ({ likesBoard, names }) =>
          `This account has no board "${likesBoard}", or the token can't see it, so the stream likes is empty. If you renamed the board, set ${names.of(["likes_board"])}; for a secret board, the token needs the scopes boards:read_secret and pins:read_secret.`,
      },
    },
    derive: { url: pinUrl },
    primaryKey: ["id"],
    reading: newestFirst,
  },
  {
    name: "followers",
    description: "Users who follow the account, one row per user. Pinterest gives their usernames only.",
    operation: "followers/list",
    derive: { url: userUrl },
    primaryKey: ["username"],
    estimate: "follower_count",
  },
  {
    name: "following_users",
    description: "Users that the account follows, one row per user. Pinterest gives their usernames only.",
    operation: "user_following/get",
    derive: { url: userUrl },
    primaryKey: ["username"],
    estimate: "following_count",
  },
  {
    name: "following_boards",
    description: "Boards that the account follows, one row per board. Its own boards are in `boards`.",
    operation: "boards_user_follows/list",
    derive: { url: boardUrl },
    primaryKey: ["id"],
  },
  {
    name: "following_interests",
    description: "Interests that the account follows, one row per interest.",
    operation: "user_account/followed_interests",
    partitions: {
      of: "children",
      parent: {
        stream: "account",
        bind: { username: "username" },
        // The operation takes a username or an ID and mistakes usernames of digits for IDs.
        where: ({ username }) => typeof username === "string" && !/^(?:\d+|\.{1,2})$/u.test(username),
        whenNone: () =>
          "Pinterest lists followed interests by username, and not for one that is missing or all digits.",
      },
    },
    fromRequest: {},
    derive: { url: interestUrl },
    primaryKey: ["id"],
  },
  {
    name: "linked_businesses",
    description: "Business accounts linked to the account, one row per account.",
    operation: "linked_business_accounts/get",
    rows: "array",
    derive: { url: userUrl },
    primaryKey: ["username"],
  },
  {
    name: "user_websites",
    description: "Websites that the account claimed, one row per website.",
    operation: "user_websites/get",
    primaryKey: ["website"],
  },
  {
    name: "media",
    description: "Videos uploaded through the API, one row per upload.",
    operation: "media/list",
    primaryKey: ["media_id"],
  },
]);
