import { createHash } from "node:crypto";
import type { JsonObject } from "../json.ts";
import { asText } from "../json.ts";
import type { ListPage } from "../pinterest/pages.ts";
import { timestampFrom } from "../timestamps.ts";
import type { StateReader } from "./state-format.ts";

/** How far an incremental read of a list has come. */
export interface FeedProgress {
  /** Timestamp of the newest row up to which everything was read, UTC without a zone. */
  readonly cursor?: string | undefined;
  /** The rows with that very timestamp: others with the same one may follow. */
  readonly ids?: readonly string[] | undefined;
  /** The list is not newest-first, as a read has found: each read goes through all of it. */
  readonly unordered?: true | undefined;
  /** Digest of the partition's version when it was last read to its end. */
  readonly version?: string | undefined;
  /** A scan that has not come to its end. */
  readonly scan?: Scan | undefined;
}

interface Scan {
  readonly bookmark: string;
  /** Timestamp of the last row that was read: the next one should not be newer. */
  readonly oldest?: string | undefined;
  /** What the cursor becomes when the scan has come down to the old one. */
  readonly newest?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly version?: string | undefined;
  /** The cursor goes no further than this, whatever the scan finds. */
  readonly limit?: string | undefined;
}

/** Rows of a page that are new. */
export interface FeedBatch {
  readonly rows: readonly JsonObject[];
  /** What holds once the rows are written. */
  readonly progress: FeedProgress;
}

/** What a scan of a list goes by. */
export interface FeedOptions {
  /** The timestamp that orders the list. */
  readonly cursorField: string;
  /** The field that tells rows with the same timestamp apart. */
  readonly idField: string;
  /** The partition's version now. */
  readonly version: string | undefined;
  /**
   * For lists that are in no order by time: when the scan began, a little less for clocks that differ. What changes
   * while the scan is under way may be on a page that it has passed, so the cursor must not go further. Undefined for
   * lists that are newest-first.
   */
  readonly limit?: string | undefined;
}

/**
 * Reads what is new in a list. In a newest-first list the scan begins at the newest row and ends at the first page that
 * holds nothing new, as long as every row so far was as old as the one before it or older; where that does not hold,
 * the order is of no use and the whole list is read, until a read finds it in order again. A list that has no order is
 * always read whole. Either way only new rows come out. The cursor stays where it was until the scan has reached it, so
 * a read that ends half-way loses nothing.
 * @param open gives the list's pages, from a bookmark or from the newest row
 * @param before the progress of earlier reads
 */
export async function* readFeed(
  open: (bookmark: string | undefined) => AsyncIterable<ListPage>,
  before: FeedProgress,
  { cursorField, idField, version, limit: limitNow }: FeedOptions,
): AsyncGenerator<FeedBatch> {
  const { cursor, ids: known = [], scan } = before;
  const limit = scan === undefined ? limitNow : scan.limit;
  let unordered = before.unordered;
  let newest = scan?.newest ?? cursor;
  let newestIds = new Set(scan?.newest === undefined ? known : scan.ids);
  let oldest = scan?.oldest;
  let disorder = false;
  /** Whether this scan has seen the list from its beginning. */
  let whole = scan === undefined;
  let seen = new Set<string>();
  const scannedVersion = scan === undefined ? digestOf(version) : scan.version;

  for await (const { rows, bookmark, restarted } of open(scan?.bookmark)) {
    if (restarted === true) {
      oldest = undefined;
      whole = true;
    }
    const fresh: JsonObject[] = [];
    const passed = seen;
    seen = new Set();
    for (const row of rows) {
      const timestamp = timestampFrom(row[cursorField]);
      const id = asText(row[idField]);
      // Rows that came in above push others down, over the edge of the page before.
      const isRepeated = id !== "" && (passed.has(id) || seen.has(id));
      seen.add(id);
      if (isRepeated) continue;
      if (timestamp === undefined) {
        // A row without a time could be new: better twice than never.
        fresh.push(row);
        continue;
      }
      if (limit === undefined && oldest !== undefined && timestamp > oldest) disorder = true;
      oldest = timestamp;
      if (cursor === undefined || timestamp > cursor || (timestamp === cursor && !known.includes(id))) fresh.push(row);
      if (newest === undefined || timestamp > newest) {
        newest = timestamp;
        newestIds = new Set([id]);
      } else if (timestamp === newest) {
        newestIds.add(id);
      }
    }
    if (disorder) unordered = true;
    const reachedOld =
      limit === undefined &&
      unordered === undefined &&
      cursor !== undefined &&
      fresh.length === 0 &&
      oldest !== undefined &&
      oldest < cursor;
    if (bookmark === null && unordered === true && scan !== undefined) {
      // What came since the scan began may be on either side of where it was resumed: the cursor must not pass it.
      yield { rows: fresh, progress: { ...before, unordered, scan: undefined } };
      return;
    }
    if (bookmark === null || reachedOld) {
      const limited = limit !== undefined && newest !== undefined && newest > limit;
      const reached = limited ? { cursor: limit, ids: [] } : { cursor: newest, ids: [...newestIds] };
      // A list that was in order from one end to the other may be trusted again.
      const stillUnordered = whole && !disorder ? undefined : unordered;
      yield { rows: fresh, progress: { ...reached, unordered: stillUnordered, version: scannedVersion } };
      return;
    }
    const scanned: Scan = { bookmark, oldest, newest, ids: [...newestIds], version: scannedVersion, limit };
    yield { rows: fresh, progress: { ...before, unordered, scan: scanned } };
  }
}

/** Whether a partition was read to its end when it had this version. */
export function isUnchanged({ scan, version: read }: FeedProgress, version: string | undefined): boolean {
  return version !== undefined && scan === undefined && read === digestOf(version);
}

/** Reads the progress of a partition from a state. */
export function readFeedProgress(state: StateReader): FeedProgress {
  const scan = state.object("scan");
  const bookmark = scan?.text("bookmark");
  return {
    cursor: state.timestamp("cursor"),
    ids: state.texts("ids"),
    unordered: state.flag("unordered") ? true : undefined,
    version: state.text("version"),
    scan:
      scan === undefined || bookmark === undefined
        ? undefined
        : {
            bookmark,
            oldest: scan.timestamp("oldest"),
            newest: scan.timestamp("newest"),
            ids: scan.texts("ids"),
            version: scan.text("version"),
            limit: scan.timestamp("limit"),
          },
  };
}

/** A version is only compared, so a few characters of a digest stand for it: the state may hold 10,000 of them. */
function digestOf(version: string | undefined): string | undefined {
  return version === undefined ? undefined : createHash("sha256").update(version).digest("base64url").slice(0, 8);
}
