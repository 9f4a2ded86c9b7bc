import { asText, type Json, type JsonObject } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { wordsOf } from "../texts.ts";
import { showAccount, showBoard, showSection } from "../views/account.ts";
import { showPin, showProductTags } from "../views/pins.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import type { Board, Pin } from "../world/records.ts";
import { dayText } from "../world/times.ts";
import { actingAccount, type ExpectedStream, forEachValue } from "./expected-stream.ts";
import type { ReadOptions } from "./read-options.ts";

/** An account and its data, with a token of all scopes. */
export interface Profile {
  readonly seed: number;
  readonly today: number;
  readonly account: AccountWorld;
  /** Own boards and group boards. */
  readonly boards: readonly Board[];
  /** Own Pins on any board, newest first. */
  readonly pins: readonly Pin[];
  /** The Pins on a board with any owner, newest first. */
  readonly pinsOn: (board: Board) => readonly Pin[];
}

/** Returns the profile of the acting account. */
export function profileOf({ seed, clock, world }: Simulation, options: ReadOptions): Profile {
  const account = actingAccount(world, options);
  const newestFirst = account.pins.toReversed();
  return {
    seed,
    today: clock.today(),
    account,
    boards: account.boards,
    pins: newestFirst.filter(({ owner }) => owner === account.profile.username),
    pinsOn: (board) => newestFirst.filter(({ boardId }) => boardId === board.id),
  };
}

/** Boards, Pins, followers, and followed accounts. */
export const organicStreams: Readonly<Record<string, ExpectedStream>> = {
  account: ofProfile(({ account }) => [showAccount(account)]),
  account_snapshots: ofProfile(({ account, today }) => [{ ...showAccount(account), date: dayText(today) }]),
  boards: ofProfile(({ account, boards }) =>
    boards
      .toSorted((first, second) => (first.name.toLowerCase() < second.name.toLowerCase() ? -1 : 1))
      .map((board) => showBoard(account, board)),
  ),
  board_sections: ofProfile(({ account, boards }, options) =>
    boardsToRead(boards, options).flatMap(({ id }) =>
      account.sections
        .filter(({ boardId }) => boardId === id)
        .map((section) => ({ ...showSection(section), board_id: id })),
    ),
  ),
  board_pins: ofProfile((profile, options) =>
    boardsToRead(profile.boards, options).flatMap((board) => pinsOnBoard(profile, board, options)),
  ),
  board_section_pins: ofProfile((profile, options) =>
    boardsToRead(profile.boards, options).flatMap((board) =>
      profile
        .pinsOn(board)
        .filter(({ sectionId }) => sectionId !== null)
        .map((pin) => showPin(profile, pin, false)),
    ),
  ),
  pins: ofProfile((profile, { pinMetrics = true }) => profile.pins.map((pin) => showPin(profile, pin, pinMetrics))),
  likes: ofProfile((profile, options) =>
    profile.boards
      .filter(({ name }) => name === "Your Pinterest Likes")
      .flatMap((board) => pinsOnBoard(profile, board, options)),
  ),
  pin_product_tags: ofProfile(({ pins }) => pins.map((pin) => ({ ...showProductTags(pin), pin_id: pin.id }))),
  following_users: ofProfile(({ account }) => account.followingUsers),
  following_boards: ofProfile(({ account }) => account.followingBoards.map((board) => showBoard(account, board))),
  // The API can't tell a numeric username from an ID.
  following_interests: ofProfile(({ account: { profile, interests } }) =>
    /^\d+$/u.test(profile.username) ? [] : interests,
  ),
  // These operations have no `ad_account_id`.
  followers: ({ world: { me } }) => me.followers,
  linked_businesses: ({ world: { me } }) => me.linkedBusinesses,
  user_websites: ({ world: { me } }) => me.websites,
  media: ({ world: { me } }) => me.media,
  search_boards: ofProfile(({ account, boards }, { queries }) =>
    forEachValue(queries, (query) =>
      boards
        .filter(({ name, record }) => hasEachWord([name, record.description], query))
        .map((board) => ({ ...showBoard(account, board), query })),
    ),
  ),
  search_pins: ofProfile((profile, { queries }) =>
    forEachValue(queries, (query) =>
      profile.pins
        .filter(({ record }) => hasEachWord([record.title, record.description], query))
        .map((pin) => ({ ...showPin(profile, pin, false), query })),
    ),
  ),
};

function ofProfile(records: (profile: Profile, options: ReadOptions) => readonly JsonObject[]): ExpectedStream {
  return (simulation, options) => records(profileOf(simulation, options), options);
}

function boardsToRead(boards: readonly Board[], { boardIds = [] }: ReadOptions): readonly Board[] {
  return boards.filter(({ id }) => boardIds.length === 0 || boardIds.includes(id));
}

function pinsOnBoard(profile: Profile, board: Board, { pinMetrics = true }: ReadOptions): readonly JsonObject[] {
  return profile.pinsOn(board).map((pin) => showPin(profile, pin, pinMetrics));
}

function hasEachWord(texts: readonly (Json | undefined)[], query: string): boolean {
  const words = wordsOf(texts.map(asText).join(" "));
  return [...wordsOf(query)].every((word) => words.has(word));
}
