import type { FeedReading, Stream } from "../../streams/stream.ts";
import { timestampFrom } from "../../timestamps.ts";
import { describeParameters } from "../access/resource.ts";
import { singlePartition } from "../partitions/partition.ts";
import type { StreamRead } from "../read-context.ts";
import type { ListReader } from "../readers/list-reader.ts";
import type { Page, Reader, Slice } from "../readers/reader.ts";
import { type FeedProgress, revisionDigest } from "./feed-progress.ts";
import { FeedScan, maxClockSkewMs } from "./feed-scan.ts";

/**
 * Reads what is new in lists with a time. In a newest-first list the scan begins at the newest row and ends at the first
 * page that holds nothing new and lies below the overlap, as long as every row so far was as old as the one before it or
 * older; where that does not hold, the order is of no use and the whole list is read, until a read finds it in order
 * again. A list that has no order is always read whole. Either way only new rows come out. The cursor stays where it was
 * until the scan has reached it, so a read that ends half-way loses nothing.
 */
export function feedReader(
  { stream, log }: Pick<StreamRead, "log"> & { readonly stream: Pick<Stream, "primaryKey"> },
  reading: FeedReading,
  list: Pick<ListReader, "split" | "fallBack" | "open" | "isNeededByChildren">,
  now: () => number,
): Reader<FeedProgress> {
  const idField = stream.primaryKey.at(-1) ?? stream.primaryKey[0];
  const warned = new Set<string>();
  return {
    async *read(
      { members: [partition = singlePartition] }: Slice,
      from: FeedProgress = {},
    ): AsyncGenerator<Page<FeedProgress>> {
      const revision = revisionDigest(settledRevision(partition.revision, now()));
      const scan = new FeedScan(from, { ...reading, idField, revision, now });
      const readsOn = from.scan === undefined && list.isNeededByChildren(partition);
      let isEnd = false;
      for await (const { rows, bookmark, restarted } of list.open(partition, from.scan?.bookmark)) {
        // Nothing in it is new; others need it.
        if (isEnd) continue;
        if (restarted === true) scan.restart();
        const records = scan.take(rows);
        isEnd = bookmark === null || (records.length === 0 && scan.isBelowOverlap);
        const next = isEnd || bookmark === null ? scan.end(bookmark === null) : scan.at(bookmark);
        if (next.unordered === true && from.unordered !== true && !warned.has(partition.key)) {
          warned.add(partition.key);
          log("INFO", `${describeParameters(partition.parameters)} is not newest-first, so all of it is read`);
        }
        yield { records, closed: isEnd ? [partition] : [], next };
        if (isEnd && !readsOn) return;
      }
    },
    split: (slice) => list.split(slice),
    fallBack: (slice) => list.fallBack(slice),
  };
}

/**
 * The version of a partition, if it has not moved for a while; undefined, if it has. What moved it may not be visible
 * yet, so the partition is to be read once more.
 * @param now epoch milliseconds
 */
function settledRevision(revision: string | undefined, now: number): string | undefined {
  const moved = timestampFrom(revision);
  const settled = timestampFrom(now - maxClockSkewMs);
  return moved !== undefined && settled !== undefined && moved > settled ? undefined : revision;
}
