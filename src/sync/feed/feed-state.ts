import type { Json, JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import { KeyDigests, rowDigest } from "../progress/key-digests.ts";
import { type StateReader, stateVersion } from "../progress/state-format.ts";
import { type FeedProgress, isUnchanged, limitToPresent, readFeedProgress } from "./feed-progress.ts";

/**
 * The maximum number of IDs in a state. A state with more omits them and writes each partition as a string, so that 10,000
 * partitions take less than 1 MB. The next sync then emits the newest rows again.
 */
const maxIds = 5_000;

type Revised = Pick<Partition, "key" | "revision">;

const keyInJob = (key: string, job: string) => `${key} in job ${job}`;
const keyAtRevision = (key: string, revision: string) => `${key} as of ${revision}`;

/** The progress of all partitions of an incremental list. */
export class FeedState {
  readonly #partitions: Map<string, FeedProgress>;
  #common: string | undefined;
  /** Partitions and parents that an unfinished pass has read. */
  readonly #round: KeyDigests;
  readonly #quietBefore: string | undefined;

  /**
   * @param common the cursor of partitions without their own, from states of the official connector
   * @param round digests of the partitions and parents that an unfinished pass has read
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

  /** Limits cursors to the present. @returns the latest cursor before that; undefined: none */
  limitToPresent(present: string): string | undefined {
    let latest = this.#common;
    if (latest !== undefined && latest > present) this.#common = present;
    for (const [key, progress] of this.#partitions) {
      for (const cursor of [progress.cursor, progress.scan?.newest]) {
        if (cursor !== undefined && (latest === undefined || cursor > latest)) latest = cursor;
      }
      this.#partitions.set(key, limitToPresent(progress, present));
    }
    return latest;
  }

  advance(key: string, progress: FeedProgress): void {
    this.#partitions.set(key, progress);
  }

  /** Returns whether this job has read a partition without a revision. For others, the revision is compared. */
  hasRead({ key, revision }: Revised, job: string | undefined): boolean {
    return revision === undefined && job !== undefined && this.#round.has(keyInJob(key, job));
  }

  /** Records a partition as read. */
  close({ key, revision }: Revised, job: string | undefined): void {
    if (revision === undefined && job !== undefined) this.#round.add(keyInJob(key, job));
  }

  /** Returns whether an unfinished pass has read a parent at its current revision. */
  hasReadParent({ key, revision }: Revised): boolean {
    return revision !== undefined && this.#round.has(keyAtRevision(key, revision));
  }

  /** Records a parent as read if all of its partitions were read at its current revision. */
  closeParent({ key, revision }: Revised, partitions: readonly Revised[]): void {
    const isRead = partitions.every((partition) => isUnchanged(this.progressOf(partition.key), revision));
    if (isRead && revision !== undefined) this.#round.add(keyAtRevision(key, revision));
  }

  /** Ends the pass. @param keys all existing partitions, if known; others are removed */
  endPass(keys: ReadonlySet<string> | undefined): void {
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

/** JSON omits undefined members. */
function toJson({ ids, scan, ...rest }: FeedProgress, withIds: boolean): Json {
  if (withIds) return { ...rest, ids, scan: scan === undefined ? undefined : { ...scan } };
  if (scan === undefined && rest.seen === undefined) return toText(rest);
  return { ...rest, scan: scan === undefined ? undefined : { ...scan, ids: undefined } };
}

/** Formats progress as `<cursor> <version> unordered`, where each part can be empty. */
function toText({ cursor = "", version = "", unordered }: FeedProgress): string {
  return `${cursor} ${version} ${unordered === true ? "unordered" : ""}`.trimEnd();
}

/** Parses a result of `toText`; undefined for other strings. */
function fromText(text: string): JsonObject | undefined {
  const [cursor, version, order, ...more] = text.split(" ");
  if (more.length > 0 || (order !== undefined && order !== "unordered")) return undefined;
  return { cursor: cursor || null, version: version || null, unordered: order === "unordered" };
}

/** The maximum number of digests in a state, less `rowsPerPartition` per partition, so that states stay under 1 MB. */
const maxRows = 100_000;
const rowsPerPartition = 15;
const minRows = 5_000;
/** The number of digests above which quiet newest-first lists store none. */
const maxQuietRows = 20_000;

/**
 * Limits the digests of seen rows in a state. Above `maxQuietRows`, quiet newest-first lists store none, and rows up to
 * their cursor count as seen. If there are still too many, each list keeps an equal share from its top, and the next sync
 * emits the other rows again.
 * @param quietBefore a newest-first list with an older cursor is quiet; undefined: no list is quiet
 * @returns a function that limits the progress of a partition
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
  const activeSizes: number[] = [];
  for (const progress of partitions) {
    const size = sizeOf(progress.seen) + sizeOf(progress.scan?.seen);
    sizes.push(size);
    if (!isQuiet(progress)) activeSizes.push(size);
  }
  const rows = sum(sizes);
  if (rows <= Math.min(maxQuietRows, maxRows - rowsPerPartition * sizes.length)) return (progress) => progress;
  const omitsQuiet = activeSizes.length < sizes.length;
  const share = largestShare(activeSizes, Math.max(minRows, maxRows - rowsPerPartition * sizes.length));
  return (progress) => {
    if (omitsQuiet && isQuiet(progress)) return { ...progress, seen: undefined, floor: undefined };
    const seen = firstOf(progress.seen, share);
    const left = share - sizeOf(seen);
    const { scan } = progress;
    return { ...progress, seen, scan: scan === undefined ? undefined : { ...scan, seen: firstOf(scan.seen, left) } };
  };
}

/** Returns the largest limit per list for which the sum of all lists is at most `available`. */
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
