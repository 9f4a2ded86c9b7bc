import { asText, isObject, type Json, type JsonObject } from "../../json.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import type { LeadingList } from "./leading-lists.ts";

/** What the API has returned of one partition of a list, as far as other responses are made of it. */
export interface Sample {
  readonly status: number;
  readonly body: Json;
  /** Rows of the pages so far. */
  readonly rows: readonly JsonObject[];
  /** Whether there are further pages. */
  readonly hasMore: boolean;
  /** The ID of the ad account or the business; empty: there is none. */
  readonly owner: string;
}

/** Where an account says how many rows a list has. */
const countsOfAccount: Readonly<Record<string, string>> = {
  "boards/list": "board_count",
  "pins/list": "pin_count",
  "followers/list": "follower_count",
  "user_following/get": "following_count",
};

/** How many rows an unknown list is taken to have. */
const usualRows = 5;
/** By how many ad groups the ad accounts of a user usually differ. */
const usualSpread = 50;
/** How many further samples of a list are considered. */
const horizon = 12;

/** The list that shows the size of an ad account, and the lists that grow with it. */
const yardstick = "ad_groups/list";
const growing = ["campaigns/list", "ads/list"];

/** What responses have shown of lists, and what further ones could show. */
export class Samples {
  readonly #leading: ReadonlyMap<string, LeadingList>;
  /** By operation and partition. */
  readonly #requested = new Map<string, Map<string, Promise<void>>>();
  readonly #samples = new Map<string, Map<string, Sample>>();
  readonly #pinsOfBoards = new Map<string, number>();
  #account: JsonObject = {};

  constructor(leading: ReadonlyMap<string, LeadingList>) {
    this.#leading = leading;
  }

  /** Takes a page of a partition that was requested. It may follow others. */
  add(id: string, partition: string, page: Promise<Sample>): void {
    const arrived = page.then((each) => {
      if (id === "user_account/get" && isObject(each.body)) this.#account = each.body;
      this.noteBoards(id, each.rows);
      const samples = this.#samples.get(id) ?? new Map<string, Sample>();
      samples.set(partition, { ...each, rows: [...(samples.get(partition)?.rows ?? []), ...each.rows] });
      this.#samples.set(id, samples);
    });
    const requested = this.#requested.get(id) ?? new Map<string, Promise<void>>();
    this.#requested.set(id, requested.set(partition, arrived));
  }

  /** Returns what was seen of a partition. */
  get(id: string, partition: string): Sample | undefined {
    return this.#samples.get(id)?.get(partition);
  }

  /** Resolves when all requested samples of a list have arrived. */
  async settle(id: string): Promise<void> {
    for (let known = -1; known < this.#taken(id); ) {
      known = this.#taken(id);
      for (const arrived of this.#requested.get(id)?.values() ?? []) await arrived;
    }
  }

  /** Returns whether no sample of a list was requested. */
  isFirst(id: string): boolean {
    return this.#taken(id) === 0;
  }

  /** Notes how many Pins boards have. */
  noteBoards(id: string, boards: readonly JsonObject[]): void {
    if (id !== "boards/list") return;
    for (const { id: board, pin_count: count } of boards)
      if (typeof count === "number") this.#pinsOfBoards.set(asText(board), count);
  }

  /** Returns how many rows a list has, where the account or the board says so. */
  told(id: string, board?: string): number | undefined {
    const count = this.#account[countsOfAccount[id] ?? ""];
    if (typeof count === "number") return count;
    return id === "boards/list_pins" && board !== undefined ? this.#pinsOfBoards.get(board) : undefined;
  }

  /**
   * What a partition holds that was not sampled. Few partitions are large (an own business, a main feed), so the geometric
   * mean of the samples' lengths tells more of the others than their mean does.
   */
  typical(id: string): Sample | undefined {
    const all = this.#seenOf(id);
    const good = all.filter(({ status }) => status < 400);
    const [shortest = all[0], ...others] = good.toSorted((one, other) => one.rows.length - other.rows.length);
    const longest = others.at(-1) ?? shortest;
    if (longest === undefined) return undefined;
    const length = Math.round(geometricMean(good.map(({ rows }) => rows.length)));
    if (length === 0) return shortest;
    const rows = longest.rows.slice(0, length);
    return { ...longest, rows, hasMore: longest.hasMore && length === longest.rows.length };
  }

  /** Returns whether a list grows with the number of ad groups. */
  grows(id: string): boolean {
    return growing.includes(id);
  }

  /** Returns how many times as long the list of an owner is as the samples: an ad account with more ad groups has more ads. */
  relativeLength(id: string, owner: string): number {
    if (!this.grows(id)) return 1;
    const sizes = new Map(this.#seenOf(yardstick).map((sample) => [sample.owner, lengthOf(sample)]));
    const typical = geometricMean([...sizes.values()]);
    const sampled = this.#seenOf(id).map((sample) => sizes.get(sample.owner) ?? typical);
    return ((sizes.get(owner) ?? typical) + 1) / (geometricMean(sampled) + 1);
  }

  /**
   * Returns whether another request about a list tells more than those that other lists may need.
   * @param left how many requests may still be made
   * @param before how many rows of the same partition were seen: as many more are expected, give or take half of them
   */
  isWorthIt(id: string, left: number, before: number): boolean {
    const gain = before > 0 ? (this.#fanOutOf(id) * before) / 2 : this.#gainOf(id, this.#taken(id));
    if (gain === 0 && !this.isFirst(id)) return false;
    let needed = 0;
    for (const other of this.#leading.keys())
      for (let more = 0; other !== id && more < horizon; more += 1)
        if (this.#gainOf(other, this.#taken(other) + more) > Math.max(1, gain)) needed += 1;
    return left > needed;
  }

  #seenOf(id: string): readonly Sample[] {
    return [...(this.#samples.get(id)?.values() ?? [])];
  }

  #taken(id: string): number {
    return this.#requested.get(id)?.size ?? 0;
  }

  #fanOutOf(id: string): number {
    return this.#leading.get(id)?.fanOut ?? 0;
  }

  /** How many requests the estimate comes nearer to the truth, by what is known, with one more sample of a list. */
  #gainOf(id: string, taken: number): number {
    const lengths = this.#seenOf(id).map(lengthOf);
    const [first = usualRows] = lengths;
    const deviation = deviationOf(lengths, id === yardstick ? usualSpread : first);
    const error = (samples: number) => {
      const others = Math.max(0, this.#partitionsOf(id) - samples);
      return others === 0 ? 0 : deviation * others * Math.sqrt(1 / Math.max(samples, 0.5) + 1 / others);
    };
    return this.#fanOutOf(id) * Math.max(0, error(taken) - error(taken + 1));
  }

  #partitionsOf(id: string): number {
    const parents = [...(this.#leading.get(id)?.parents ?? [])];
    const path = operationNamed(id).path;
    if (!path.includes("{") || parents.length === 0) return path.includes("{") ? usualRows : 1;
    return parents.reduce((sum, [parent, each]) => sum + each * this.#rowsOf(parent), 0);
  }

  /** How many rows a list has in all its partitions. */
  #rowsOf(id: string): number {
    const lengths = this.#seenOf(id).map(lengthOf);
    const sum = lengths.reduce((all, length) => all + length, 0);
    const mean = lengths.length === 0 ? usualRows : sum / lengths.length;
    return this.told(id) ?? sum + mean * Math.max(0, this.#partitionsOf(id) - lengths.length);
  }
}

/** Returns how many rows a partition is taken to have: twice as many as were seen if there are further pages. */
export function lengthOf({ rows, hasMore }: Sample): number {
  return hasMore ? 2 * rows.length : rows.length;
}

function geometricMean(lengths: readonly number[]): number {
  const logs = lengths.map((length) => Math.log1p(length));
  return Math.expm1(logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length));
}

/** Returns the standard deviation of lengths, to which an expected one counts as much as a single length does. */
function deviationOf(lengths: readonly number[], expected: number): number {
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const squares = lengths.reduce((sum, length) => sum + (length - mean) ** 2, expected ** 2);
  return Math.sqrt(squares / Math.max(1, lengths.length));
}
