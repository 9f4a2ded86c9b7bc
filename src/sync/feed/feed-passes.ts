import type { Json, JsonObject } from "../../json.ts";
import { type Partition, singlePartition } from "../partitions/partition.ts";
import { KeyDigests, rowDigest } from "../progress/key-digests.ts";
import type { Progress, RemainingWork } from "../progress/progress.ts";
import { type JobRun, markCompletedBy, type StateReader, stateVersion } from "../progress/state-format.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { type FeedProgress, isUnchanged, limitToPresent, readFeedProgress } from "./feed-progress.ts";

/**
 * The maximum number of IDs in a state. A state with more omits them and writes each partition as a string, so that 10,000
 * partitions take less than 1 MB. The next sync then emits the newest rows again.
 */
const maxIds = 5_000;

/** The cursors from which incremental lists continue. */
export interface FeedCursors {
  readonly partitions?: Iterable<readonly [key: string, progress: FeedProgress]>;
  /** The cursor of partitions without their own, from states of the official connector. */
  readonly common?: string | undefined;
  /** Digests of the partitions and parents that an unfinished pass has read. */
  readonly round?: string | undefined;
}

/** Reads the cursors from a state of this connector. */
export function readFeedCursors(state: StateReader): FeedCursors {
  const partitions = state.expectVersion().entries("partitions", fromText);
  return {
    partitions: partitions.map(([key, progress]) => [key, readFeedProgress(progress)]),
    common: state.timestamp("cursor"),
    round: state.text("round"),
  };
}

/** The progress of incremental lists. The position is the progress of a partition, with the scan to resume. */
export class FeedPasses implements Progress<FeedProgress> {
  readonly #partitions: Map<string, FeedProgress>;
  #common: string | undefined;
  /** Partitions and parents that an unfinished pass has read: in this job, or at their revision. */
  readonly #round: KeyDigests;
  readonly #jobRun: JobRun;
  readonly #quietBefore: string | undefined;
  #isBegun = false;
  #isEverythingFound = false;
  readonly #found = new Set<string>();

  /** @param quietBefore see `seenBudget` */
  constructor({ partitions = [], common, round = "" }: FeedCursors, jobRun: JobRun, quietBefore?: string) {
    this.#partitions = new Map(partitions);
    this.#common = common;
    this.#round = KeyDigests.fromText(round);
    this.#jobRun = jobRun;
    this.#quietBefore = quietBefore;
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

  nextPass(): boolean {
    const isNext = !this.#isBegun;
    this.#isBegun = true;
    return isNext;
  }

  /** Returns the parents that an unfinished pass has not read at their current revision. */
  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    const rest = parents.filter(
      ({ key, revision }) => revision === undefined || !this.#round.has(keyAtRevision(key, revision)),
    );
    this.#isEverythingFound = rest.length === parents.length;
    return rest;
  }

  open({ key: parent }: Partition, partitions: readonly Partition[]): RemainingWork {
    for (const { key } of partitions) this.#found.add(key);
    const isRead = ({ key, revision }: Partition) => {
      const inJob = this.#inJob({ key, revision });
      return (inJob !== undefined && this.#round.has(inJob)) || isUnchanged(this.#progressOf(key), revision);
    };
    return {
      slices: partitions.filter((each) => !isRead(each)).map((partition) => ({ parent, members: [partition] })),
      readBefore: partitions.filter(isRead),
    };
  }

  positionOf({ members: [partition = singlePartition] }: Slice): FeedProgress {
    return this.#progressOf(partition.key);
  }

  advance({ members: [partition] }: Slice, { closed: [closed], next }: Page<FeedProgress>): void {
    if (partition === undefined || next === undefined) return;
    this.#partitions.set(partition.key, next);
    const inJob = closed && this.#inJob(closed);
    if (inJob !== undefined) this.#round.add(inJob);
  }

  /** Records a parent as read if all of its partitions were read at its current revision. */
  close({ key, revision }: Partition, partitions: readonly Partition[]): void {
    const isRead = partitions.every((partition) => isUnchanged(this.#progressOf(partition.key), revision));
    if (isRead && revision !== undefined) this.#round.add(keyAtRevision(key, revision));
  }

  /** Ends the pass, and removes partitions that no longer exist if all existing ones are known. */
  endPass(isMissing: boolean): void {
    if (isMissing) return;
    this.#common = undefined;
    this.#round.clear();
    if (!this.#isEverythingFound) return;
    for (const key of this.#partitions.keys()) if (!this.#found.has(key)) this.#partitions.delete(key);
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
      ...(this.#common === undefined ? {} : { cursor: this.#common }),
      ...(round === "" ? {} : { round }),
      partitions: Object.fromEntries(partitions.map(([key, progress]) => [key, toJson(progress, withIds)])),
    };
  }

  endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#jobRun, this.toState()) : this.toState();
  }

  #progressOf(key: string): FeedProgress {
    return this.#partitions.get(key) ?? (this.#common === undefined ? {} : { cursor: this.#common });
  }

  /** Returns the mark of a partition that this job has read; undefined without a job, or if its revision is compared. */
  #inJob({ key, revision }: Pick<Partition, "key" | "revision">): string | undefined {
    const { job } = this.#jobRun;
    return revision === undefined && job !== undefined ? `${key} in job ${job}` : undefined;
  }
}

const keyAtRevision = (key: string, revision: string) => `${key} as of ${revision}`;

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
