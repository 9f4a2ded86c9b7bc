import type { FeedReading, Stream } from "../../streams/stream.ts";
import { timestampAt, timestampFrom } from "../../timestamps.ts";
import { describeParameters } from "../exclusions/resource.ts";
import { type Partition, singlePartition } from "../partitions/partition.ts";
import type { StreamRead } from "../read-context.ts";
import type { ListReader } from "../readers/list-reader.ts";
import type { Page, Reader } from "../readers/reader.ts";
import { type FeedProgress, isUnchanged, revisionDigest } from "./feed-progress.ts";
import { FeedScan, maxClockSkewMs } from "./feed-scan.ts";

/**
 * Reads the new rows of incremental lists. In a newest-first list, the scan ends at the first page below the overlap
 * without new rows. If a row is newer than the one before it, the list counts as unordered and is read completely, until a
 * scan finds it in order again. An unordered list is always read completely. The cursor advances when the scan ends, so
 * that an interrupted read loses nothing. After a resumed scan of a newest-first list, another one reads the rows that
 * arrived meanwhile. An unordered list would have to be read completely again, so there they wait for the next sync.
 */
export function feedReader(
  { stream, log }: Pick<StreamRead, "log"> & { readonly stream: Pick<Stream, "name" | "primaryKey"> },
  reading: FeedReading,
  list: Pick<ListReader, "open" | "isNeededByChildren">,
  now: () => number,
): Reader<FeedProgress> {
  const idField = stream.primaryKey.at(-1) ?? stream.primaryKey[0];
  async function* read(partition: Partition, from: FeedProgress): AsyncGenerator<Page<FeedProgress>> {
    const revision = revisionDigest(settledRevision(partition.revision, now()));
    const scan = new FeedScan(from, { ...reading, idField, revision, now });
    const isResumed = from.scan !== undefined;
    const readsAll = !isResumed && list.isNeededByChildren(partition);
    let end: FeedProgress | undefined;
    for await (const { rows, bookmark, restarted } of list.open(partition, from.scan?.bookmark)) {
      // The rest has no new rows but is read for child streams.
      if (end !== undefined) continue;
      if (restarted === true) scan.restart();
      const records = scan.take(rows);
      const isEnd = bookmark === null || (records.length === 0 && scan.isBelowOverlap);
      const next = isEnd ? scan.end(bookmark === null) : scan.at(bookmark);
      if (next.unordered === true && from.unordered !== true) {
        const text = `${describeParameters(partition.parameters)} is not newest-first; reading all of it`;
        log("INFO", text, `${stream.name} ${text}`);
      }
      if (isEnd) end = next;
      const isScannedAgain =
        isEnd && isResumed && reading.order === "newest_first" && !isUnchanged(next, partition.revision);
      yield { records, closed: isEnd && !isScannedAgain ? [partition] : [], next };
      if (isScannedAgain) yield* read(partition, next);
      if (isEnd && !readsAll) return;
    }
  }
  return { read: ({ members: [partition = singlePartition] }, from = {}) => read(partition, from) };
}

/**
 * Returns the revision of a partition; undefined if it is a recent timestamp or none. The rows of a recent change might
 * not be visible yet, and a date can remain the same after a change, so the next sync reads the partition again.
 * @param now epoch milliseconds
 */
function settledRevision(revision: string | undefined, now: number): string | undefined {
  const changed = timestampFrom(revision);
  return changed !== undefined && changed <= timestampAt(now - maxClockSkewMs) ? revision : undefined;
}
