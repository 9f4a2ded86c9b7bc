import { digestOf } from "../../digest.ts";
import type { JsonObject } from "../../json.ts";
import type { ListPage } from "../../pinterest/responses/pages.ts";
import type { FeedOptions, FeedProgress } from "./feed-progress.ts";
import { FeedScan } from "./feed-scan.ts";

/** Rows of a page that are new. */
export interface FeedBatch {
  readonly rows: readonly JsonObject[];
  /** What holds once the rows are written. */
  readonly progress: FeedProgress;
}

/**
 * Reads what is new in a list. In a newest-first list the scan begins at the newest row and ends at the first page that
 * holds nothing new and lies below the overlap, as long as every row so far was as old as the one before it or older;
 * where that does not hold, the order is of no use and the whole list is read, until a read finds it in order again. A
 * list that has no order is always read whole. Either way only new rows come out. The cursor stays where it was until
 * the scan has reached it, so a read that ends half-way loses nothing.
 * @param open gives the list's pages, from a bookmark or from the newest row
 * @param before the progress of earlier reads
 */
export async function* readFeed(
  open: (bookmark: string | undefined) => AsyncIterable<ListPage>,
  before: FeedProgress,
  options: FeedOptions,
): AsyncGenerator<FeedBatch> {
  const scan = new FeedScan(before, { ...options, version: versionDigest(options.version) });
  let isEnd = false;
  for await (const { rows, bookmark, restarted } of open(before.scan?.bookmark)) {
    if (isEnd) continue;
    if (restarted === true) scan.restart();
    const fresh = scan.take(rows);
    if (bookmark === null || (fresh.length === 0 && scan.isBelowOverlap)) {
      yield { rows: fresh, progress: scan.end(bookmark === null) };
      if (options.readsOn !== true) return;
      isEnd = true;
    } else {
      yield { rows: fresh, progress: scan.at(bookmark) };
    }
  }
}

/** Whether a partition was read to its end when it had this version. */
export function isUnchanged({ scan, version: read }: FeedProgress, version: string | undefined): boolean {
  return version !== undefined && scan === undefined && read === versionDigest(version);
}

/** A version is only compared, so a few characters of a digest stand for it: the state may hold 10,000 of them. */
function versionDigest(version: string | undefined): string | undefined {
  return version === undefined ? undefined : digestOf(version, 8);
}
