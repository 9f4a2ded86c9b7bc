import type { FeedProgress } from "./feed-progress.ts";
import { rowDigest } from "./key-digests.ts";

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
