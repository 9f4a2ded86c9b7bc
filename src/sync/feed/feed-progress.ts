import { digestOf } from "../../digest.ts";
import type { StateReader } from "../progress/state-format.ts";

/** How far an incremental read of a list has come. */
export interface FeedProgress extends SeenRows {
  /** Timestamp of the newest row up to which everything was read, UTC without a zone. Never later than the present. */
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

/** The rows that a later scan knows again. */
export interface SeenRows {
  /**
   * Digests of rows, the newest first where the list is in that order: what is not among them is new, however old it
   * says it is. Undefined: none were kept, as in states of earlier versions, and what is no newer than the cursor counts
   * as seen.
   */
  readonly seen?: string | undefined;
  /** Rows that are no newer than this are not among the digests, and count as seen. Undefined: all are among them. */
  readonly floor?: string | undefined;
}

/** `seen` and `floor` are of the rows that this scan has read so far. */
export interface Scan extends SeenRows {
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

/** The same progress, no later than the present. Rows up to then count as read. */
export function notBeyond(progress: FeedProgress, present: string): FeedProgress {
  const { cursor, scan } = progress;
  const isBeyond = (timestamp: string | undefined) => timestamp !== undefined && timestamp > present;
  return {
    ...progress,
    ...(isBeyond(cursor) ? { cursor: present, ids: undefined } : {}),
    ...(scan !== undefined && isBeyond(scan.newest) ? { scan: { ...scan, newest: present, ids: undefined } } : {}),
  };
}

/** Whether a partition was read to its end when it had this version. */
export function isUnchanged({ scan, version: read }: FeedProgress, revision: string | undefined): boolean {
  return revision !== undefined && scan === undefined && read === revisionDigest(revision);
}

/** A version is only compared, so a few characters of a digest stand for it: the state may hold 10,000 of them. */
export function revisionDigest(revision: string | undefined): string | undefined {
  return revision === undefined ? undefined : digestOf(revision, 8);
}
