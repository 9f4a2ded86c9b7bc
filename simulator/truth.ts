import type { JsonObject } from "../src/json.ts";
import { isObject } from "../src/json.ts";
import { hasVideo } from "./analytics/activity.ts";
import { isSilent } from "./analytics/days.ts";
import { readScopes } from "./settings.ts";
import type { Simulation } from "./simulation.ts";
import { adAccountStreams } from "./truth-ad-accounts.ts";
import { advertisingStreams } from "./truth-advertising.ts";
import { businessStreams } from "./truth-business.ts";
import { catalogStreams } from "./truth-catalogs.ts";
import type { TruthOptions } from "./truth-options.ts";
import type { Stream } from "./truth-records.ts";
import { reportStreams } from "./truth-reports.ts";
import { resourceStreams } from "./truth-resources.ts";
import { type Viewer, viewerOf } from "./viewer.ts";
import { accountAnalytics, accountMetrics, type DayRange, pinAnalytics, topPins } from "./views/analytics.ts";
import { listBoards, listFollowedBoards, listSections, searchBoards, showBoard, showSection } from "./views/boards.ts";
import {
  showAccount,
  showInterest,
  showLinkedBusiness,
  showMediaUpload,
  showPerson,
  showWebsite,
} from "./views/people.ts";
import { listBoardPins, listPins, listSectionPins, searchPins, showPin } from "./views/pins.ts";
import type { Board } from "./world/records.ts";
import { dayText, parseDay } from "./world/times.ts";

interface Asked {
  /** The account acted for. */
  readonly viewer: Viewer;
  /** The token's own account: some operations know no `ad_account_id`. */
  readonly own: Viewer;
  readonly options: TruthOptions;
  readonly range: DayRange;
}

const pinStandard = ["IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE", "SAVE_RATE", "USER_FOLLOW", "PROFILE_VISIT"];
const pinVideo = [
  "VIDEO_MRC_VIEW",
  "VIDEO_10S_VIEW",
  "QUARTILE_95_PERCENT_VIEW",
  "VIDEO_V50_WATCH_TIME",
  "VIDEO_START",
  "VIDEO_AVG_WATCH_TIME",
];
const topVideo = ["IMPRESSION", "SAVE", "OUTBOUND_CLICK", ...pinVideo];

/** Every organic stream and the records that a perfect connector emits for it, made from the world and not from responses. */
const organicStreams: Readonly<Record<string, (asked: Asked) => readonly JsonObject[]>> = {
  account: ({ viewer }) => [showAccount(viewer.account)],
  boards: ({ viewer }) => listBoards(viewer).items.map((board) => showBoard(viewer.account, board)),
  board_sections: (asked) =>
    boardsOf(asked).flatMap((board) =>
      listSections(asked.viewer, board).items.map((section) => ({ ...showSection(section), board_id: board.id })),
    ),
  board_pins: (asked) => boardsOf(asked).flatMap((board) => boardPins(asked, board)),
  board_section_pins: (asked) =>
    boardsOf(asked).flatMap((board) =>
      listSections(asked.viewer, board).items.flatMap((section) =>
        listSectionPins(asked.viewer, board, section).items.map((pin) => showPin(asked.viewer, pin, false)),
      ),
    ),
  pins: ({ viewer, options }) =>
    listPins(viewer, { withProtected: true }).items.map((pin) => showPin(viewer, pin, options.pinMetrics ?? true)),
  likes: (asked) => {
    const wanted = (asked.options.likesBoard ?? "Your Pinterest Likes").trim().toLowerCase();
    const boards = listBoards(asked.viewer).items;
    return boards
      .filter(({ id, name }) => id === wanted || name.trim().toLowerCase() === wanted)
      .flatMap((board) => boardPins(asked, board));
  },
  followers: ({ own }) => own.account.followers.map(showPerson),
  following_users: ({ viewer }) => viewer.account.followingUsers.map(showPerson),
  following_boards: ({ viewer }) => listFollowedBoards(viewer).items.map((board) => showBoard(viewer.account, board)),
  following_interests: ({ viewer: { account } }) =>
    /^\d+$/u.test(account.profile.username) ? [] : account.interests.map(showInterest),
  linked_businesses: ({ own }) => own.account.linkedBusinesses.map(showLinkedBusiness),
  user_websites: ({ own }) => own.account.websites.map(showWebsite),
  media: ({ own }) => own.account.media.map(showMediaUpload),
  search_boards: ({ viewer, options: { queries = [] } }) =>
    queries.flatMap((query) =>
      searchBoards(viewer, query).items.map((board) => ({ ...showBoard(viewer.account, board), query })),
    ),
  search_pins: ({ viewer, options: { queries = [] } }) =>
    queries.flatMap((query) =>
      searchPins(viewer, query).items.map((pin) => ({ ...showPin(viewer, pin, false), query })),
    ),
  user_account_analytics: ({ viewer, range }) => rows(accountAnalytics(viewer, range, accountMetrics, 1)),
  pin_analytics: ({ viewer, range, options }) => {
    const { seed, account, today } = viewer;
    return listPins(viewer, { withProtected: true })
      .items.filter((pin) => options.silent === true || !isSilent(seed, account.profile, pin, today))
      .flatMap((pin) => {
        const names = hasVideo(pin.mediaType) ? [...pinStandard, ...pinVideo] : pinStandard;
        return rows(pinAnalytics(viewer, pin, range, names, 1)).map((row) => ({ pin_id: pin.id, ...row }));
      });
  },
  user_account_top_pins: (asked) =>
    ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"].flatMap((sortBy) =>
      ranked(asked, sortBy, accountMetrics, false),
    ),
  user_account_top_video_pins: (asked) => topVideo.flatMap((sortBy) => ranked(asked, sortBy, topVideo, true)),
};

const otherStreams: Readonly<Record<string, Stream>> = {
  ...advertisingStreams,
  ...adAccountStreams,
  ...businessStreams,
  ...catalogStreams,
  ...resourceStreams,
  ...reportStreams,
};

/**
 * The complete set of records of a stream in a full refresh at this moment, or undefined for a stream that there is not.
 * Throws the API's own error where the account may not be acted for.
 */
export function truthOf(
  simulation: Simulation,
  stream: string,
  options: TruthOptions = {},
): readonly JsonObject[] | undefined {
  const other = Object.hasOwn(otherStreams, stream) ? otherStreams[stream] : undefined;
  if (other !== undefined) return other(simulation, options);
  const records = Object.hasOwn(organicStreams, stream) ? organicStreams[stream] : undefined;
  const scopes = options.scopes ?? readScopes;
  const viewer = viewerOf(simulation, scopes, options.adAccountId);
  return records?.({ viewer, own: viewerOf(simulation, scopes, undefined), options, range: rangeOf(options, viewer) });
}

/** Names of all streams whose truth is known. */
export const truthStreams: readonly string[] = [...Object.keys(organicStreams), ...Object.keys(otherStreams)];

/** Without dates: from 89 days ago until today, the most that is safe to ask for. */
function rangeOf({ startDate, endDate }: TruthOptions, { today }: Viewer): DayRange {
  const oldest = today - 89;
  const start = startDate === undefined ? oldest : parseDay(startDate);
  const end = endDate === undefined ? today : parseDay(endDate);
  if (start === undefined || end === undefined) throw new RangeError("A date is not of the form YYYY-MM-DD");
  return { start: Math.min(Math.max(start, oldest), today), end };
}

function boardsOf({ viewer, options: { boardIds = [] } }: Asked): readonly Board[] {
  return listBoards(viewer).items.filter(({ id }) => boardIds.length === 0 || boardIds.includes(id));
}

function boardPins({ viewer, options }: Asked, board: Board): JsonObject[] {
  return listBoardPins(viewer, board).items.map((pin) => showPin(viewer, pin, options.pinMetrics ?? true));
}

function rows({ daily_metrics: days }: JsonObject): JsonObject[] {
  return Array.isArray(days) ? days.filter(isObject) : [];
}

function ranked(
  { viewer, range }: Asked,
  sortBy: string,
  metrics: readonly string[],
  videoOnly: boolean,
): JsonObject[] {
  const ranking = { sortBy, count: 50, metrics, videoOnly, createdInLastDays: undefined, share: 1 };
  const { pins } = topPins(viewer, range, ranking);
  const stamps = { sort_by: sortBy, start_date: dayText(range.start), end_date: dayText(range.end) };
  return Array.isArray(pins) ? pins.filter(isObject).map((pin) => ({ ...pin, ...stamps })) : [];
}

export type { TruthOptions } from "./truth-options.ts";
