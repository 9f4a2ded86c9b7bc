import { digestOf } from "../../digest.ts";
import type { StateReader } from "../progress/state-format.ts";

/** The progress of a partition with an incremental list. */
export interface FeedProgress extends SeenRows {
  /** The timestamp up to which all rows were read, in UTC without a zone. Never in the future. */
  readonly cursor?: string | undefined;
  /** IDs of the rows whose timestamp equals the cursor. Other rows with the same timestamp can follow. */
  readonly ids?: readonly string[] | undefined;
  /** The list was found not to be newest-first, so each sync reads all of it. */
  readonly unordered?: true | undefined;
  /** Digest of the partition's revision when it was last read completely. */
  readonly version?: string | undefined;
  /** An unfinished scan. */
  readonly scan?: Scan | undefined;
}

/** The rows that a later scan recognizes. */
export interface SeenRows {
  /**
   * Digests of rows, in the order of the list. Other rows are new, regardless of their timestamp. Undefined: none stored, as
   * in states of earlier releases; rows up to the cursor count as seen.
   */
  readonly seen?: string | undefined;
  /** Rows up to this timestamp have no digests and count as seen. Undefined: all rows have digests. */
  readonly floor?: string | undefined;
}

/** An unfinished scan. `seen` and `floor` concern the rows that it has read. */
export interface Scan extends SeenRows {
  readonly bookmark: string;
  /** Timestamp of the last row read. In a newest-first list, the next row is not newer. */
  readonly oldest?: string | undefined;
  /** The cursor after the scan. */
  readonly newest?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly version?: string | undefined;
  /** The upper limit of the cursor after the scan. */
  readonly limit?: string | undefined;
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
    seen: state.text("seen"),
    floor: state.timestamp("floor"),
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
            seen: scan.text("seen"),
            floor: scan.timestamp("floor"),
          },
  };
}

/**
 * Returns whether the progress can be one that this connector wrote: with a floor above the cursor, rows that were never
 * read would count as seen.
 */
export function isConsistent({ cursor, floor, scan }: FeedProgress): boolean {
  const isUpTo = (below: string | undefined, above: string | undefined) =>
    below === undefined || (above !== undefined && below <= above);
  return isUpTo(floor, cursor) && isUpTo(scan?.floor, scan?.newest ?? cursor);
}

/** Returns the progress with cursors limited to the present. Rows up to then count as read. */
export function limitToPresent(progress: FeedProgress, present: string): FeedProgress {
  const { cursor, scan } = progress;
  const isFuture = (timestamp: string | undefined) => timestamp !== undefined && timestamp > present;
  const limitedFloor = ({ floor }: SeenRows) => (isFuture(floor) ? { floor: present } : {});
  return {
    ...progress,
    ...(isFuture(cursor) ? { cursor: present, ids: undefined } : {}),
    ...limitedFloor(progress),
    ...(scan !== undefined && isFuture(scan.newest)
      ? { scan: { ...scan, newest: present, ids: undefined, ...limitedFloor(scan) } }
      : {}),
  };
}

/** Returns whether a partition was completely read at this revision. */
export function isUnchanged({ scan, version: read }: FeedProgress, revision: string | undefined): boolean {
  return revision !== undefined && scan === undefined && read === revisionDigest(revision);
}

/** Returns a short digest of a revision. Revisions are only compared, and states can contain 10,000 of them. */
export function revisionDigest(revision: string | undefined): string | undefined {
  return revision === undefined ? undefined : digestOf(revision, 8);
}
