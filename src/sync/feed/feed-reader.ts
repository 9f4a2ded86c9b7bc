import type { ListPage } from "../../pinterest/responses/pages.ts";
import type { FeedReading, Stream } from "../../streams/stream.ts";
import { timestampFrom } from "../../timestamps.ts";
import { describeParameters } from "../access/resource.ts";
import { type Partition, whole } from "../partitions/partition.ts";
import type { StreamRead } from "../read-context.ts";
import type { Page, Reader, Slice } from "../readers/reader.ts";
import { clockDifference } from "./clock-difference.ts";
import { readFeed } from "./feed.ts";
import type { FeedProgress } from "./feed-progress.ts";

/** Gives the pages of a partition's list, from a bookmark or from the first one. */
export type OpenList = (partition: Partition, bookmark: string | undefined) => AsyncIterable<ListPage>;

/** What is new on the pages of lists with a time. */
export function feedReader(
  { stream, log }: Pick<StreamRead, "log"> & { readonly stream: Pick<Stream, "primaryKey"> },
  { cursor: cursorField, order }: FeedReading,
  list: Pick<Reader<unknown>, "split" | "fallBack" | "cut" | "about"> & {
    readonly open: OpenList;
    readonly isWanted: (partition: Partition) => boolean;
  },
  now: () => number,
): Reader<FeedProgress> {
  const idField = stream.primaryKey.at(-1) ?? stream.primaryKey[0];
  const warned = new Set<string>();
  return {
    namesIds: false,
    async *read({ members: [partition = whole] }: Slice, from: FeedProgress = {}): AsyncGenerator<Page<FeedProgress>> {
      const version = settledVersion(partition.version, now());
      const open = (bookmark: string | undefined) => list.open(partition, bookmark);
      const readsOn = from.scan === undefined && list.isWanted(partition);
      for await (const { rows: records, progress } of readFeed(open, from, {
        cursorField,
        idField,
        order,
        version,
        now,
        readsOn,
      })) {
        if (progress.unordered === true && from.unordered !== true && !warned.has(partition.key)) {
          warned.add(partition.key);
          log("INFO", `${describeParameters(partition.parameters)} is not newest-first, so all of it is read`);
        }
        yield { records, closed: progress.scan === undefined ? [partition] : [], next: progress };
      }
    },
    split: (slice) => list.split(slice),
    fallBack: (slice, error) => list.fallBack(slice, error),
    cut: (slice) => list.cut(slice),
    about: (slice) => list.about(slice),
  };
}

/**
 * The version of a partition, if it has not moved for a while; undefined, if it has. What moved it may not be visible
 * yet, so the partition is to be read once more.
 * @param now epoch milliseconds
 */
function settledVersion(version: string | undefined, now: number): string | undefined {
  const moved = timestampFrom(version);
  const settled = timestampFrom(now - clockDifference);
  return moved !== undefined && settled !== undefined && moved > settled ? undefined : version;
}
