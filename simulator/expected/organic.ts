import { asText, type Json, type JsonObject } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { wordsOf } from "../texts.ts";
import { showAccount, showBoard } from "../views/account.ts";
import { type PinView, showPin } from "../views/pins.ts";
import { grouped } from "../world/grouped.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import { likesBoardName } from "../world/organic/boards.ts";
import type { Pin } from "../world/records.ts";
import { dayText } from "../world/times.ts";
import { actingAccount, type ExpectedStream, forEachValue } from "./expected-stream.ts";
import type { ReadOptions } from "./read-options.ts";

/** An account and its day, with a token of all scopes. */
export interface Profile extends PinView {
  readonly account: AccountWorld;
  /** The Pins that `/pins` lists: own Pins on any board, and Pins of others that the account saved. Newest first. */
  readonly pins: readonly Pin[];
  /** The accounts of other users. */
  readonly others: readonly AccountWorld[];
}

/** Returns the profile of the acting account. */
export function profileOf({ seed, settings, clock, world }: Simulation, options: ReadOptions): Profile {
  const account = actingAccount(world, options);
  const saved = account.pins.toReversed().filter(({ savedBy }) => savedBy === account.profile.username);
  const others = world.accounts.filter((other) => other !== account);
  const pins = saved.slice(0, settings.max_pins_per_list);
  return { seed, settings, today: clock.today(), account, pins, others };
}

/** Boards, Pins, followers, and followed accounts. */
export const organicStreams: Readonly<Record<string, ExpectedStream>> = {
  account: ofProfile(({ account }) => [showAccount(account)]),
  account_snapshots: ofProfile(({ account, today }) => [{ ...showAccount(account), date: dayText(today) }]),
  // Own boards and group boards.
  boards: ofProfile((profile, options) => {
    const { account } = profile;
    return account.boards.filter(isKnown(profile, options)).map((board) => showBoard(account, board));
  }),
  board_sections: ofProfile((profile, options) =>
    profile.account.sections
      .filter(({ boardId }) => isToRead(boardId, profile, options))
      .map(({ id, name, boardId }) => ({ id, name, board_id: boardId })),
  ),
  board_pins: ofPins(
    ({ boardId }, options, profile) => isToRead(boardId, profile, options),
    ({ boardId }) => boardId,
  ),
  board_section_pins: ofPins(
    ({ boardId, sectionId }, options, profile) => sectionId !== null && isToRead(boardId, profile, options),
    ({ sectionId }) => sectionId,
    false,
  ),
  pins: ofProfile((profile, { pinMetrics = true }) => profile.pins.map((pin) => showPin(profile, pin, pinMetrics))),
  likes: ofPins(
    ({ boardId }, _, { account }) => account.board(boardId)?.name === likesBoardName,
    ({ boardId }) => boardId,
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
  search_boards: ofProfile(({ account, settings }, { queries }) =>
    forEachValue(queries, (query) =>
      account.boards
        .filter(({ id }) => !settings.unlisted_boards.includes(id))
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

/** Returns Pins of any owner on the account's boards: of each list, the newest ones up to the maximum. */
function ofPins(
  holds: (pin: Pin, options: ReadOptions, profile: Profile) => boolean,
  listOf: (pin: Pin) => string | null,
  withMetrics = true,
): ExpectedStream {
  return ofProfile((profile, options) => {
    const pins = profile.account.pins.filter((pin) => holds(pin, options, profile)).toReversed();
    return [...grouped(pins, (pin) => listOf(pin) ?? "").values()]
      .flatMap((list) => list.slice(0, profile.settings.max_pins_per_list))
      .map((pin) => showPin(profile, pin, withMetrics && (options.pinMetrics ?? true)));
  });
}

/** Returns whether a board is listed, named in the options, or known from Pins. */
function isKnown({ settings, pins }: Profile, { boardIds = [] }: ReadOptions) {
  const unlisted = new Set(settings.unlisted_boards);
  const named = new Set(pins.map(({ boardId }) => boardId));
  return ({ id }: { readonly id: string }) => !unlisted.has(id) || boardIds.includes(id) || named.has(id);
}

/** Returns whether the sections and Pins of a board are read. */
function isToRead(id: string, profile: Profile, options: ReadOptions): boolean {
  const { boardIds = [] } = options;
  if (boardIds.length > 0) return boardIds.includes(id);
  return profile.settings.unlisted_boards.length === 0 || isKnown(profile, options)({ id });
}

function hasEachWord(texts: readonly (Json | undefined)[], query: string): boolean {
  const words = wordsOf(texts.map(asText).join(" "));
  return [...wordsOf(query)].every((word) => words.has(word));
}
