import type { JsonObject } from "../../json.ts";
import { Random } from "../../random.ts";
import { type CatalogWorld, makeCatalogs } from "../catalogs/catalogs.ts";
import { grouped } from "../grouped.ts";
import { Ids } from "../ids.ts";
import { makeRow } from "../made.ts";
import { memoizeByKey } from "../memoize-by-key.ts";
import type { Board, Pin, Profile, Section } from "../records.ts";
import type { Extent } from "../scale.ts";
import { SeededFactory } from "../seeded-factory.ts";
import { wentStale } from "../stories.ts";
import type { Microseconds } from "../times.ts";
import { makeBoards, makeFollowedBoards, makeSections, newBoard } from "./boards.ts";
import { makePeople, makeWebsites, seedOf } from "./people.ts";
import { makePins, PinMaker, withHits } from "./pins.ts";

/** A user account and its data. The initial data is a function of the seed. */
export class AccountWorld {
  readonly profile: Profile;
  /** Boards, sections, and Pins are sorted oldest first. Pins of others are on own boards and group boards. */
  boards: readonly Board[];
  sections: readonly Section[];
  pins: readonly Pin[];
  /** The account's own Pins, also those that are deleted: its metrics are the sum of theirs. */
  publishedPins: readonly Pin[];
  readonly followers: ReturnType<typeof makePeople>;
  readonly followingUsers: readonly JsonObject[];
  readonly followingBoards: readonly Board[];
  readonly interests: readonly JsonObject[];
  readonly websites: readonly JsonObject[];
  readonly media: readonly JsonObject[];
  readonly linkedBusinesses: readonly JsonObject[];
  readonly catalogs: CatalogWorld;
  readonly #random: Random;
  readonly #boardIds: Ids;
  readonly #maker: PinMaker;
  /** Also counts those who left, since usernames are unique. */
  #followersSoFar: number;
  readonly #deletedPins = new Map<string, Pin>();

  /** @param end the time that all initial data is earlier than */
  constructor(seed: number, profile: Profile, extent: Extent, end: Microseconds) {
    const part = (name: string) => new Random(seedOf(seed, name));
    this.profile = profile;
    const owner = profile.username;
    const boards = makeBoards(part("boards"), extent.boards, owner, Date.UTC(2014, 2, 3) * 1000, end);
    this.boards = boards;
    this.sections = makeSections(part("sections"), extent.sections, boards);
    // Each account has its own range of Pin IDs, so that accounts share none.
    const firstId = 424_886_546_000_000n + BigInt(seedOf(seed, profile.id)) * 2_000_000n;
    this.#maker = new PinMaker(part("pin contents"), owner, extent.pins, firstId);
    // The last section stays empty.
    this.#maker.setSections(this.sections.slice(0, -1));
    this.pins = withHits(makePins(part("pins"), this.#maker, boards, extent.pins, end), extent, boards, end);
    this.publishedPins = this.pins.filter((pin) => pin.owner === owner);
    this.followers = makePeople(part("followers"), extent.followers);
    this.#followersSoFar = extent.followers;
    this.followingUsers = makePeople(part("following"), extent.followingUsers, 500_000);
    this.followingBoards = makeFollowedBoards(part("followed boards"), extent.followingBoards, end);
    const factory = new SeededFactory(seed, "others");
    this.interests = factory.list(903_972_677_830n, extent.interests, (id) => makeRow("Interest", id, {}));
    this.websites = makeWebsites(extent.websites);
    this.media = factory.list(5_174_000_000_000n, extent.media, (id) => makeRow("Media", id, { media_id: id }));
    this.linkedBusinesses = makePeople(part("businesses"), extent.linkedBusinesses).map(({ username }) =>
      makeRow("LinkedBusiness", username, { username }),
    );
    this.catalogs = makeCatalogs(seedOf(seed, "catalogs"), extent, end);
    this.#random = part("changes");
    this.#boardIds = new Ids(this.#random, 2_000_000_000_000_000_000n);
  }

  board(id: string): Board | undefined {
    return boardsById(this.boards).get(id);
  }

  pin(id: string): Pin | undefined {
    return indexOf(this.pins).byId.get(id);
  }

  /** Returns the Pins that the account owns, newest first. */
  ownPins(): readonly Pin[] {
    return indexOf(this.pins).byOwner.get(this.profile.username) ?? [];
  }

  /** Returns the account's own Pins and those of others that it saved on its boards, newest first. */
  savedPins(): readonly Pin[] {
    return indexOf(this.pins).bySaver.get(this.profile.username) ?? [];
  }

  /** Returns the Pins of a board and its sections, newest first. */
  boardPins(boardId: string): readonly Pin[] {
    return indexOf(this.pins).byBoard.get(boardId) ?? [];
  }

  sectionPins(sectionId: string): readonly Pin[] {
    return indexOf(this.pins).bySection.get(sectionId) ?? [];
  }

  /** Adds Pins that are at least as new as the newest; without a board ID, to any of the account's own boards. */
  addPins(count: number, time: Microseconds, boardId?: string): Pin[] {
    const able = this.boards.filter(({ id, owner }) =>
      boardId === undefined ? owner === this.profile.username : id === boardId,
    );
    const alive = boardId === undefined ? able.filter(({ id }) => !wentStale(id)) : able;
    if (able.length === 0) throw new RangeError(`Unknown board ${boardId ?? ""} to add Pins to`);
    const createdAt = Math.max(time, this.pins.at(-1)?.createdAt ?? 0);
    const moved = new Set<Board>();
    const added = Array.from({ length: count }, () => {
      const board = this.#random.pick(alive.length === 0 ? able : alive);
      moved.add(board);
      return this.#maker.next({ ...board, owner: this.profile.username }, createdAt);
    });
    for (const board of moved) touch(board, createdAt);
    this.pins = [...this.pins, ...added];
    this.publishedPins = [...this.publishedPins, ...added.filter(({ owner }) => owner === this.profile.username)];
    return added;
  }

  addBoards(count: number, time: Microseconds): Board[] {
    const added = Array.from({ length: count }, (_, index) => {
      const name = `New board ${this.boards.length + index}`;
      return newBoard(this.#random, this.#boardIds.next(), name, this.profile.username, time);
    });
    this.boards = [...this.boards, ...added];
    return added;
  }

  addFollowers(count: number): ReturnType<typeof makePeople> {
    const added = makePeople(this.#random, count, this.#followersSoFar);
    this.followers.push(...added);
    this.#followersSoFar += count;
    return added;
  }

  deleteFollower(username: string): void {
    const index = this.followers.findIndex((follower) => follower.username === username);
    if (index < 0) throw new RangeError(`${username} is no follower`);
    this.followers.splice(index, 1);
  }

  deletePin(id: string, time: Microseconds): void {
    const pin = this.#touched(id, time);
    this.#deletedPins.set(id, pin);
    this.pins = this.pins.filter((other) => other !== pin);
  }

  /** Moves a Pin to a board, out of any section. */
  movePin(id: string, boardId: string, time: Microseconds): void {
    const pin = this.#touched(id, time);
    this.pins = this.pins.map((other) => (other === pin ? { ...pin, boardId, sectionId: null } : other));
    this.#touched(id, time);
  }

  /** Restores a deleted Pin to its board, out of any section. */
  restorePin(id: string, time: Microseconds): void {
    const pin = this.#deletedPins.get(id);
    if (pin === undefined) throw new RangeError(`Pin ${id} is not deleted`);
    const index = this.pins.findIndex(({ createdAt }) => createdAt > pin.createdAt);
    const restored = { ...pin, sectionId: null };
    this.pins = this.pins.toSpliced(index < 0 ? this.pins.length : index, 0, restored);
    this.#touched(id, time);
  }

  /** Deletes a board, its sections, and its Pins. */
  deleteBoard(id: string): void {
    if (this.board(id) === undefined) throw new RangeError(`Unknown board ${id}`);
    this.boards = this.boards.filter((board) => board.id !== id);
    this.sections = this.sections.filter(({ boardId }) => boardId !== id);
    this.pins = this.pins.filter(({ boardId }) => boardId !== id);
  }

  /** Deletes a section; its Pins stay on the board. */
  deleteSection(id: string, time: Microseconds): void {
    const section = this.sections.find((candidate) => candidate.id === id);
    if (section === undefined) throw new RangeError(`Unknown section ${id}`);
    this.sections = this.sections.filter((other) => other !== section);
    this.#maker.setSections(this.sections);
    const board = this.board(section.boardId);
    if (board !== undefined) touch(board, time);
    this.pins = this.pins.map((pin) => (pin.sectionId === id ? { ...pin, sectionId: null } : pin));
  }

  /** Returns a Pin, and marks its board as modified. */
  #touched(id: string, time: Microseconds): Pin {
    const pin = this.pin(id);
    if (pin === undefined) throw new RangeError(`Unknown Pin ${id}`);
    const board = this.board(pin.boardId);
    if (board !== undefined) touch(board, time);
    return pin;
  }
}

/** The indexes of boards and Pins. A change makes a new list. */
const boardsById = memoizeByKey((boards: readonly Board[]) => new Map(boards.map((board) => [board.id, board])));
const indexOf = memoizeByKey((pins: readonly Pin[]) => {
  const newestFirst = pins.toReversed();
  return {
    byId: new Map(pins.map((pin) => [pin.id, pin])),
    byOwner: grouped(newestFirst, ({ owner }) => owner),
    bySaver: grouped(newestFirst, ({ savedBy }) => savedBy),
    byBoard: grouped(newestFirst, ({ boardId }) => boardId),
    bySection: grouped(newestFirst, ({ sectionId }) => sectionId ?? ""),
  };
});

/** Updates `board_pins_modified_at`, which always increases. */
function touch(board: Board, time: Microseconds): void {
  board.pinsModifiedAt = Math.max(time, board.pinsModifiedAt + 1);
}
