import { asText, type Json, type JsonObject } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { wordsOf } from "../texts.ts";
import { showAccount, showBoard } from "../views/account.ts";
import { showPin } from "../views/pins.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import type { Pin } from "../world/records.ts";
import { dayText } from "../world/times.ts";
import { actingAccount, type ExpectedStream, forEachValue } from "./expected-stream.ts";
import type { ReadOptions } from "./read-options.ts";

/** An account and its day, with a token of all scopes. */
export interface Profile {
  readonly seed: number;
  readonly today: number;
  readonly account: AccountWorld;
  /** Own Pins on any board, newest first. */
  readonly pins: readonly Pin[];
}

/** Returns the profile of the acting account. */
export function profileOf({ seed, clock, world }: Simulation, options: ReadOptions): Profile {
  const account = actingAccount(world, options);
  const pins = account.pins.toReversed().filter(({ owner }) => owner === account.profile.username);
  return { seed, today: clock.today(), account, pins };
}

/** Boards, Pins, followers, and followed accounts. */
export const organicStreams: Readonly<Record<string, ExpectedStream>> = {
  account: ofProfile(({ account }) => [showAccount(account)]),
  account_snapshots: ofProfile(({ account, today }) => [{ ...showAccount(account), date: dayText(today) }]),
  // Own boards and group boards.
  boards: ofProfile(({ account }) => account.boards.map((board) => showBoard(account, board))),
  board_sections: ofProfile(({ account: { sections } }, { boardIds }) =>
    sections
      .filter(({ boardId }) => isToRead(boardId, boardIds))
      .map(({ id, name, boardId }) => ({ id, name, board_id: boardId })),
  ),
  board_pins: ofPins(({ boardId }, { boardIds }) => isToRead(boardId, boardIds)),
  board_section_pins: ofPins(
    ({ boardId, sectionId }, { boardIds }) => sectionId !== null && isToRead(boardId, boardIds),
    false,
  ),
  pins: ofProfile((profile, { pinMetrics = true }) => profile.pins.map((pin) => showPin(profile, pin, pinMetrics))),
  likes: ofPins(({ boardId }, _, { boards }) =>
    boards.some(({ id, name }) => id === boardId && name === "Your Pinterest Likes"),
  ),
  pin_product_tags: ofProfile(({ pins }) =>
    pins.map(({ id, record: { product_tags } }) => ({ product_tags, pin_id: id })),
  ),
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
  search_boards: ofProfile(({ account }, { queries }) =>
    forEachValue(queries, (query) =>
      account.boards
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

/** Returns Pins of any owner on the account's boards. */
function ofPins(
  holds: (pin: Pin, options: ReadOptions, account: AccountWorld) => boolean,
  withMetrics = true,
): ExpectedStream {
  return ofProfile((profile, options) =>
    profile.account.pins
      .filter((pin) => holds(pin, options, profile.account))
      .map((pin) => showPin(profile, pin, withMetrics && (options.pinMetrics ?? true))),
  );
}

function isToRead(boardId: string, boardIds: readonly string[] = []): boolean {
  return boardIds.length === 0 || boardIds.includes(boardId);
}

function hasEachWord(texts: readonly (Json | undefined)[], query: string): boolean {
  const words = wordsOf(texts.map(asText).join(" "));
  return [...wordsOf(query)].every((word) => words.has(word));
}
