import type { Page, Partition } from "../../../src/sync/partition.ts";
import { partitionWith } from "./partition-with.ts";

/** A Pin on a board. Times are in epoch milliseconds. */
export interface BoardPin {
  readonly id: string;
  readonly created: number;
  /** It is in the list from this time on. */
  readonly visibleFrom: number;
  /** Increases with each edit. */
  readonly version: number;
}

/** A change to an account. Boards and places are from 0 to 1. `isUnnoticed`: the board's revision stays the same. */
export type Change =
  | { readonly kind: "pass"; readonly minutes: number }
  | { readonly kind: "create"; readonly board: number; readonly lateBy: number; readonly isSameSecond: boolean }
  | {
      readonly kind: "insert" | "move" | "edit" | "delete";
      readonly board: number;
      readonly place: number;
      readonly to: number;
      readonly hours: number;
      readonly isUnnoticed: boolean;
    };

interface Board {
  readonly key: string;
  /** Top first. */
  pins: readonly BoardPin[];
  revision: string;
}

/** Of the bookmarks of an account: the number of rows before the page, or the last row before it. */
export type BookmarkKind = "offset" | "row";

export const minute = 60_000;
export const hour = 60 * minute;

/** Boards whose lists are newest first until Pins are inserted or moved. The last one has no revision, as `pins`. */
export class PinAccount {
  readonly boards: readonly Board[];
  readonly #bookmarks: BookmarkKind;
  readonly #size: number;
  #lastId = 0;
  now = Date.parse("2026-06-01T12:00:00Z");

  constructor({
    boards,
    pins,
    size,
    bookmarks,
  }: { boards: number; pins: number; size: number; bookmarks: BookmarkKind }) {
    this.#bookmarks = bookmarks;
    this.#size = size;
    this.boards = Array.from({ length: boards }, (_, index) => ({ key: String(index), pins: [], revision: "" }));
    for (const board of this.boards) {
      for (let age = pins; age > 0; age -= 1) this.#insert(board, 0, this.now - age * 5 * hour);
      board.revision = this.#revisionOf(board);
    }
    this.now += 9 * hour;
  }

  partitions(): readonly Partition[] {
    return this.boards.map(({ key, revision: known }, index) => {
      const revision = index === this.boards.length - 1 ? undefined : known;
      return partitionWith({ key, parameters: { board_id: key }, revision });
    });
  }

  /** Creates a Pin on top. @param lateBy the minutes until it is in the list, less than an hour @returns its ID */
  create(board: Board, lateBy = 0, isSameSecond = false): string {
    if (!isSameSecond) this.now += 1000;
    return this.#change(board, () => this.#insert(board, 0, this.now, this.now + lateBy * minute));
  }

  happen(change: Change): void {
    if (change.kind === "pass") {
      this.now += change.minutes * minute;
      return;
    }
    const board = this.boards[Math.floor(change.board * this.boards.length)];
    if (board === undefined) return;
    if (change.kind === "create") {
      this.create(board, change.lateBy, change.isSameSecond);
      return;
    }
    this.now += 1000;
    const { revision } = board;
    this.#change(board, () => this.#rearrange(board, change));
    if (change.isUnnoticed) board.revision = revision;
  }

  /** Returns the page of a list as it is now. */
  pageOf(key: string, bookmark: string | undefined): Page {
    const pins = this.boards.find((board) => board.key === key)?.pins ?? [];
    const visible = pins.filter(({ visibleFrom }) => visibleFrom <= this.now);
    const after = this.#bookmarks === "row" ? visible.findIndex(({ id }) => id === bookmark) + 1 : Number(bookmark);
    const start = bookmark === undefined ? 0 : after;
    const page = visible.slice(start, start + this.#size);
    const end = this.#bookmarks === "row" ? (page.at(-1)?.id ?? "") : String(start + page.length);
    return {
      records: page.map(({ id, created, version }) => ({ id, created_at: timeOf(created), version })),
      next: start + this.#size < visible.length ? { bookmark: end } : undefined,
    };
  }

  #rearrange(board: Board, { kind, place, to, hours }: Extract<Change, { readonly to: number }>): string {
    const index = Math.floor(place * board.pins.length);
    const rest = board.pins.toSpliced(index, 1);
    const pin = board.pins[index];
    if (kind === "insert") return this.#insert(board, index, this.now - hours * hour);
    if (pin === undefined) return "";
    const edited = { ...pin, version: pin.version + 1 };
    if (kind === "move") board.pins = rest.toSpliced(Math.floor(to * board.pins.length), 0, pin);
    else board.pins = kind === "edit" ? board.pins.with(index, edited) : rest;
    return pin.id;
  }

  #insert(board: Board, index: number, created: number, visibleFrom = created): string {
    this.#lastId += 1;
    const id = String(this.#lastId);
    board.pins = board.pins.toSpliced(index, 0, { id, created, visibleFrom, version: 1 });
    return id;
  }

  #change(board: Board, change: () => string): string {
    const id = change();
    board.revision = this.#revisionOf(board);
    return id;
  }

  #revisionOf({ pins }: Board): string {
    return `${timeOf(this.now)} ${pins.length}`;
  }
}

const timeOf = (time: number) => new Date(time).toISOString().slice(0, 19);
