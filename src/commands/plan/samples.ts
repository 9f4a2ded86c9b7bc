import { asText, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import type { LeadingList } from "./leading-lists.ts";

/** The rows that the API returned for one partition of a list. */
export interface Sample {
  readonly status: number;
  readonly body: Json;
  /** The rows of all pages so far. */
  readonly rows: readonly JsonObject[];
  /** Whether there are further pages. */
  readonly hasMore: boolean;
  /** The ID of the ad account or business; empty without one. */
  readonly owner: string;
}

/** By operation: the field of the user account with the number of its rows. */
const countFields: Readonly<Record<string, string>> = {
  "boards/list": "board_count",
  "pins/list": "pin_count",
  "followers/list": "follower_count",
  "user_following/get": "following_count",
};

/** The assumed number of rows of an unknown list. */
const usualRows = 5;
/** The assumed standard deviation of the number of ad groups among the ad accounts of a user. */
const usualSpread = 50;
/** Maximum number of further samples per list to reserve requests for. */
const horizon = 12;

/** The list whose length measures the size of an ad account. */
const yardstick = "ad_groups/list";
/** The lists whose length is proportional to this size. */
const growing = ["campaigns/list", "ads/list"];

/** Samples of lists, and estimates from them. */
export class Samples {
  readonly #leading: ReadonlyMap<string, LeadingList>;
  /** By operation and partition. */
  readonly #requested = new Map<string, Map<string, Promise<void>>>();
  readonly #samples = new Map<string, Map<string, Sample>>();
  readonly #pinsOfBoards = new Map<string, number>();
  /** Operations of which a partition without a sample was assumed to be empty. */
  readonly #assumedEmpty = new Set<string>();
  #account: JsonObject = {};

  constructor(leading: ReadonlyMap<string, LeadingList>) {
    this.#leading = leading;
  }

  /** Adds a requested page of a partition, the first or a later one. */
  add(id: string, partition: string, page: Promise<Sample>): void {
    const add = (each: Sample) => {
      if (id === "user_account/get" && isObject(each.body)) this.#account = each.body;
      this.noteBoards(id, each.rows);
      const samples = this.#samples.get(id) ?? new Map<string, Sample>();
      samples.set(partition, { ...each, rows: [...(samples.get(partition)?.rows ?? []), ...each.rows] });
      this.#samples.set(id, samples);
    };
    // A failed request adds no sample.
    const arrived = page.then(add, () => undefined);
    const requested = this.#requested.get(id) ?? new Map<string, Promise<void>>();
    this.#requested.set(id, requested.set(partition, arrived));
  }

  /** Returns the sample of a partition, if any. */
  get(id: string, partition: string): Sample | undefined {
    return this.#samples.get(id)?.get(partition);
  }

  /** Resolves when all requested samples of a list have arrived. */
  async settle(id: string): Promise<void> {
    for (let known = -1; known < this.#requestedCount(id); ) {
      known = this.#requestedCount(id);
      for (const arrived of this.#requested.get(id)?.values() ?? []) await arrived;
    }
  }

  /** Returns whether no sample of a list has been requested yet. */
  isFirst(id: string): boolean {
    return this.#requestedCount(id) === 0;
  }

  /** Records that a partition without a sample is assumed to be empty. */
  assumeEmpty(id: string): void {
    this.#assumedEmpty.add(id);
  }

  /**
   * Returns whether a list has a sample, or the account or the boards contain its number of rows. Of a list without rows in
   * its samples, other partitions can have some.
   */
  knowsLengthOf(id: string): boolean {
    const isOfBoards = id === "boards/list_pins" && this.#pinsOfBoards.size > 0;
    if (this.knownLength(id) !== undefined || isOfBoards) return true;
    const hasRows = this.#samplesOf(id).some(({ rows }) => rows.length > 0);
    return !this.isFirst(id) && (hasRows || !this.#assumedEmpty.has(id));
  }

  /** Records the numbers of Pins in rows of boards. */
  noteBoards(id: string, boards: readonly JsonObject[]): void {
    if (id !== "boards/list") return;
    for (const { id: board, pin_count: count } of boards)
      if (typeof count === "number") this.#pinsOfBoards.set(asText(board), count);
  }

  /** Returns the number of rows of a list if the account or the board contains it. */
  knownLength(id: string, board?: string): number | undefined {
    const count = this.#account[countFields[id] ?? ""];
    if (typeof count === "number") return count;
    return id === "boards/list_pins" && board !== undefined ? this.#pinsOfBoards.get(board) : undefined;
  }

  /**
   * Estimates a partition without a sample. Its length is the geometric mean of the samples' lengths, because few
   * partitions are large (the user's own business, the main feed).
   */
  typical(id: string): Sample | undefined {
    const all = this.#samplesOf(id);
    const successful = all.filter(({ status }) => status < 400);
    const [shortest = all[0], ...others] = successful.toSorted((one, other) => one.rows.length - other.rows.length);
    const longest = others.at(-1) ?? shortest;
    if (longest === undefined) return undefined;
    const length = Math.round(geometricMean(successful.map(({ rows }) => rows.length)));
    if (length === 0) return shortest;
    const rows = longest.rows.slice(0, length);
    return { ...longest, rows, hasMore: longest.hasMore && length === longest.rows.length };
  }

  /** Returns whether a list grows with the number of ad groups. */
  grows(id: string): boolean {
    return growing.includes(id);
  }

  /** Returns the length of an owner's list relative to the samples. An ad account with more ad groups has more ads. */
  relativeLength(id: string, owner: string): number {
    if (!this.grows(id)) return 1;
    const sizes = new Map(this.#samplesOf(yardstick).map((sample) => [sample.owner, lengthOf(sample)]));
    const typical = geometricMean([...sizes.values()]);
    const sampled = this.#samplesOf(id).map((sample) => sizes.get(sample.owner) ?? typical);
    return ((sizes.get(owner) ?? typical) + 1) / (geometricMean(sampled) + 1);
  }

  /**
   * Returns whether a further request for a list improves the estimate more than the requests that other lists need.
   * @param left the number of remaining requests
   * @param before the number of rows of the same partition so far; as many more are expected, with an error of half
   */
  isWorthSampling(id: string, left: number, before: number): boolean {
    const gain = before > 0 ? (this.#fanOutOf(id) * before) / 2 : this.#gainOf(id, this.#requestedCount(id));
    if (gain === 0 && !this.isFirst(id)) return false;
    let needed = 0;
    for (const other of this.#leading.keys())
      for (let more = 0; other !== id && more < horizon; more += 1)
        if (this.#gainOf(other, this.#requestedCount(other) + more) > Math.max(1, gain)) needed += 1;
    return left > needed;
  }

  #samplesOf(id: string): readonly Sample[] {
    return [...(this.#samples.get(id)?.values() ?? [])];
  }

  #requestedCount(id: string): number {
    return this.#requested.get(id)?.size ?? 0;
  }

  #fanOutOf(id: string): number {
    return this.#leading.get(id)?.fanOut ?? 0;
  }

  /** Returns by how many requests one more sample of a list reduces the expected error of the plan. */
  #gainOf(id: string, taken: number): number {
    const lengths = this.#samplesOf(id).map(lengthOf);
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

  /** Estimates the number of rows in all partitions of a list. */
  #rowsOf(id: string): number {
    const lengths = this.#samplesOf(id).map(lengthOf);
    const sum = lengths.reduce((all, length) => all + length, 0);
    const mean = lengths.length === 0 ? usualRows : sum / lengths.length;
    return this.knownLength(id) ?? sum + mean * Math.max(0, this.#partitionsOf(id) - lengths.length);
  }
}

/** Estimates the number of rows of a partition: twice the sample if there are further pages. */
export function lengthOf({ rows, hasMore }: Sample): number {
  return hasMore ? 2 * rows.length : rows.length;
}

function geometricMean(lengths: readonly number[]): number {
  const logs = lengths.map((length) => Math.log1p(length));
  return Math.expm1(logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length));
}

/** Returns the standard deviation of lengths. The expected deviation counts as much as one length. */
function deviationOf(lengths: readonly number[], expected: number): number {
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const squares = lengths.reduce((sum, length) => sum + (length - mean) ** 2, expected ** 2);
  return Math.sqrt(squares / Math.max(1, lengths.length));
}
