import type { Json, JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import { KeyDigests, rowDigest } from "../progress/key-digests.ts";
import { type StateReader, stateVersion } from "../progress/state-format.ts";
import { type FeedProgress, isUnchanged, notBeyond, readFeedProgress } from "./feed-progress.ts";

/**
 * With more ids than this they are left out, and what is left of a partition is one text, so that the state of 10,000
 * partitions stays under 1 MB; the newest rows come again.
 */
const maxIds = 5_000;

type Revised = Pick<Partition, "key" | "revision">;

const partitionMark = (key: string, job: string) => `${key} in job ${job}`;
const parentMark = (key: string, revision: string) => `${key} as of ${revision}`;

/** The progress of every partition of a stream that is read by its time. */
export class FeedState {
  readonly #partitions: Map<string, FeedProgress>;
  #common: string | undefined;
  /** What was read to its end in a round that has not come to its own. */
  readonly #round: KeyDigests;
  readonly #quietBefore: string | undefined;

  /**
   * @param common the cursor of partitions that have none of their own: the official connector had such states
   * @param round digests of what reads that were cut short have read to its end
   * @param quietBefore see `seenBudget`
   */
  constructor(
    partitions: Iterable<readonly [string, FeedProgress]> = [],
    common?: string,
    round = "",
    quietBefore?: string,
  ) {
    this.#partitions = new Map(partitions);
    this.#common = common;
    this.#round = KeyDigests.fromText(round);
    this.#quietBefore = quietBefore;
  }

  static read(state: StateReader, quietBefore?: string): FeedState {
    return new FeedState(
      state
        .expectVersion()
        .entries("partitions", fromText)
        .map(([key, progress]) => [key, readFeedProgress(progress)]),
      state.timestamp("cursor"),
      state.text("round"),
      quietBefore,
    );
  }

  progressOf(key: string): FeedProgress {
    return this.#partitions.get(key) ?? this.#cursorInCommon();
  }

  #cursorInCommon(): { readonly cursor?: string } {
    return this.#common === undefined ? {} : { cursor: this.#common };
  }

  /**
   * Takes cursors that are in the future for the present.
   * @returns the latest cursor there was; undefined: there was none
   */
  endAtPresent(present: string): string | undefined {
    let latest = this.#common;
    if (latest !== undefined && latest > present) this.#common = present;
    for (const [key, progress] of this.#partitions) {
      for (const cursor of [progress.cursor, progress.scan?.newest]) {
        if (cursor !== undefined && (latest === undefined || cursor > latest)) latest = cursor;
      }
      this.#partitions.set(key, notBeyond(progress, present));
    }
    return latest;
  }

  advance(key: string, progress: FeedProgress): void {
    this.#partitions.set(key, progress);
  }

  /** Whether this round has read a partition to its end. One with a version says so by that. */
  hasRead({ key, revision }: Revised, job: string | undefined): boolean {
    return revision === undefined && job !== undefined && this.#round.has(partitionMark(key, job));
  }

  /** Notes a partition that was read to its end. */
  close({ key, revision }: Revised, job: string | undefined): void {
    if (revision === undefined && job !== undefined) this.#round.add(partitionMark(key, job));
  }

  /** Whether this round has read a branch to its end, whoever did, and it has not moved since. */
  hasReadParent({ key, revision }: Revised): boolean {
    return revision !== undefined && this.#round.has(parentMark(key, revision));
  }

  /** Notes a branch, if its partitions were all read to their end as it is now. */
  closeParent({ key, revision }: Revised, partitions: readonly Revised[]): void {
    const isRead = partitions.every((partition) => isUnchanged(this.progressOf(partition.key), revision));
    if (isRead && revision !== undefined) this.#round.add(parentMark(key, revision));
  }

  /**
   * All was read to its end.
   * @param keys all partitions that there are, where this read has seen them all: what is not among them is forgotten
   */
  settle(keys: ReadonlySet<string> | undefined): void {
    this.#common = undefined;
    this.#round.clear();
    if (keys === undefined) return;
    for (const key of this.#partitions.keys()) if (!keys.has(key)) this.#partitions.delete(key);
  }

  toState(): JsonObject {
    const fit = seenBudget(this.#partitions.values(), this.#quietBefore);
    const partitions = [...this.#partitions].map(([key, progress]) => [key, fit(progress)] as const);
    let ids = 0;
    for (const [, progress] of partitions) ids += (progress.ids?.length ?? 0) + (progress.scan?.ids?.length ?? 0);
    const withIds = ids <= maxIds;
    const round = this.#round.toText();
    return {
      version: stateVersion,
      ...this.#cursorInCommon(),
      ...(round === "" ? {} : { round }),
      partitions: Object.fromEntries(partitions.map(([key, progress]) => [key, toJson(progress, withIds)])),
    };
  }
}

/** Undefined members vanish in JSON. */
function toJson({ ids, scan, ...rest }: FeedProgress, withIds: boolean): Json {
  if (withIds) return { ...rest, ids, scan: scan === undefined ? undefined : { ...scan } };
  if (scan === undefined && rest.seen === undefined) return toText(rest);
  return { ...rest, scan: scan === undefined ? undefined : { ...scan, ids: undefined } };
}

/** `<cursor> <version> unordered`, each left empty where it is not so. */
function toText({ cursor = "", version = "", unordered }: FeedProgress): string {
  return `${cursor} ${version} ${unordered === true ? "unordered" : ""}`.trimEnd();
}

/** The members that `toText` made a text of; undefined for another text. */
function fromText(text: string): JsonObject | undefined {
  const [cursor, version, order, ...more] = text.split(" ");
  if (more.length > 0 || (order !== undefined && order !== "unordered")) return undefined;
  return { cursor: cursor || null, version: version || null, unordered: order === "unordered" };
}

/** The maximum number of rows that a state remembers, less some for each partition: together they take less than 1 MB. */
const maxRows = 100_000;
const rowsPerPartition = 15;
const minRows = 5_000;
/** With more rows than this, newest-first lists in which nothing has appeared for a while remember none. */
const maxQuietRows = 20_000;

/**
 * What a state keeps of the rows that were seen. Where these are too many, newest-first lists that have been quiet for a
 * while forget theirs: what is no newer than their cursor counts as seen. Where they are still too many, each list keeps
 * as many as fit, from the top of the list; the others are emitted again.
 * @param quietBefore a newest-first list whose cursor is older than this is quiet; undefined: no list is
 * @returns what to make of the progress of a partition
 */
export function seenBudget(
  partitions: Iterable<FeedProgress>,
  quietBefore: string | undefined,
): (progress: FeedProgress) => FeedProgress {
  const isQuiet = ({ cursor, unordered, scan }: FeedProgress) =>
    unordered === undefined &&
    scan === undefined &&
    cursor !== undefined &&
    quietBefore !== undefined &&
    cursor < quietBefore;
  const sizes: number[] = [];
  const loud: number[] = [];
  for (const progress of partitions) {
    const size = sizeOf(progress.seen) + sizeOf(progress.scan?.seen);
    sizes.push(size);
    if (!isQuiet(progress)) loud.push(size);
  }
  const rows = sum(sizes);
  if (rows <= Math.min(maxQuietRows, maxRows - rowsPerPartition * sizes.length)) return (progress) => progress;
  const forgetsQuiet = loud.length < sizes.length;
  const share = largestShare(loud, Math.max(minRows, maxRows - rowsPerPartition * sizes.length));
  return (progress) => {
    if (forgetsQuiet && isQuiet(progress)) return { ...progress, seen: undefined, floor: undefined };
    const seen = firstOf(progress.seen, share);
    const left = share - sizeOf(seen);
    const { scan } = progress;
    return { ...progress, seen, scan: scan === undefined ? undefined : { ...scan, seen: firstOf(scan.seen, left) } };
  };
}

/** The largest number that each may have, so that all together have no more than there is. */
function largestShare(sizes: readonly number[], available: number): number {
  if (sum(sizes) <= available) return Number.POSITIVE_INFINITY;
  let left = available;
  const ascending = sizes.toSorted((one, other) => one - other);
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (size > share) return share;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

function firstOf(text: string | undefined, rows: number): string | undefined {
  return text === undefined || rows === Number.POSITIVE_INFINITY ? text : text.slice(0, rows * rowDigest);
}

function sizeOf(text: string | undefined): number {
  return (text?.length ?? 0) / rowDigest;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
