import type { Day } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";
import { timestampAt } from "../../base/timestamps.ts";
import { rowDigest } from "./key-digests.ts";
import type { StateReader } from "./state-format.ts";
import { upstreamTimestamps } from "./upstream-state.ts";

/** The rows that a later scan recognizes. */
export interface RowsState {
  /** Digests of rows, in the order of the list. Other rows are new. */
  readonly seen?: string | undefined;
  /** Rows up to this timestamp have no digests and count as known. Undefined: all known rows have digests. */
  readonly floor?: string | undefined;
}

/** The state of one list. */
export interface ListState extends RowsState {
  /** The timestamp of the newest row that was read, in UTC without a zone. Never in the future. */
  readonly cursor?: string | undefined;
  /** The list was found not to be newest-first, so each sync reads all of it. */
  readonly unordered?: true | undefined;
  /** A digest of the partition's revision when it was last read completely. */
  readonly version?: string | undefined;
  /** The object of the partition was not found at this revision. */
  readonly missing?: true | undefined;
  /** The last date on which the object of the partition was denied at this revision. */
  readonly denied?: Day | undefined;
  /** An unfinished scan. */
  readonly scan?: (RowsState & ScanState) | undefined;
}

/** Where an unfinished scan continues. `seen` and `floor` beside it are those of the rows that it has read. */
export interface ScanState {
  readonly bookmark: string;
  /** The timestamp of the last row read. In a newest-first list, the next row is not newer. */
  readonly oldest?: string | undefined;
  /** The cursor after the scan. */
  readonly newest?: string | undefined;
  readonly version?: string | undefined;
}

/** The states of all lists of a stream. */
export interface ListStates {
  readonly partitions: ReadonlyMap<string, ListState>;
  /** The state of lists without their own, from states of the official connector. */
  readonly common?: ListState | undefined;
  /** Digests of the partitions and parents that an unfinished pass has read. */
  readonly round?: string | undefined;
  /** The latest cursor, which can be in the future; undefined: none. */
  readonly newest?: string | undefined;
  /** The number of lists whose state can't be one of this connector. They start from the beginning. */
  readonly invalid: number;
}

/**
 * Reads the states of lists, also those of the official connector.
 * @param cursorField the timestamp field of the rows
 * @param isOrdered whether the lists are sorted newest first
 * @param now epoch milliseconds. Later rows don't count as read
 */
export function readListStates(state: StateReader, cursorField: string, isOrdered: boolean, now: number): ListStates {
  const official = state.json.version === undefined ? upstreamTimestamps(state.json, cursorField) : undefined;
  const before = (cursor: string | undefined) => (cursor === undefined ? undefined : upgraded({ cursor }, isOrdered));
  const read: readonly (readonly [string, ListState])[] = official
    ? [...official.partitions].map(([key, cursor]) => [key, before(cursor) ?? {}])
    : state
        .expectVersion()
        .entries("partitions", fromText)
        .map(([key, each]) => [key, readList(each, isOrdered)]);
  const common = before(official ? official.common : state.timestamp("cursor"));
  const present = timestampAt(now);
  const states = read.map(([key, each]) => [key, isConsistent(each) ? limited(each, present) : {}] as const);
  const cursors = [common, ...read.map(([, each]) => each), ...read.map(([, { scan }]) => ({ cursor: scan?.newest }))];
  return {
    partitions: new Map(states),
    common: common && limited(common, present),
    round: official ? undefined : state.text("round"),
    newest: cursors.reduce<string | undefined>(
      (most, each) => (each?.cursor !== undefined && (most === undefined || each.cursor > most) ? each.cursor : most),
      undefined,
    ),
    invalid: read.filter(([, each]) => !isConsistent(each)).length,
  };
}

function readList(state: StateReader, isOrdered: boolean): ListState {
  const scan = state.object("scan");
  const bookmark = scan?.text("bookmark");
  const list = {
    cursor: state.timestamp("cursor"),
    ids: state.texts("ids"),
    unordered: state.flag("unordered") ? (true as const) : undefined,
    version: state.text("version"),
    seen: state.text("seen"),
    floor: state.timestamp("floor"),
    missing: state.flag("missing") ? (true as const) : undefined,
    denied: state.day("denied"),
  };
  if (scan === undefined || bookmark === undefined) return upgraded(list, isOrdered);
  const rest = {
    bookmark,
    oldest: scan.timestamp("oldest"),
    newest: scan.timestamp("newest"),
    version: scan.text("version"),
    seen: scan.text("seen"),
    floor: scan.timestamp("floor"),
  };
  return { ...upgraded(list, isOrdered), scan: rest };
}

/**
 * Returns a state without digests as one with them: its rows before the cursor are known, and those at the cursor with these
 * IDs. Such are the states of the official connector, of release 0.1.0, and those of release 0.2.0 that had no room.
 */
function upgraded(
  { ids = [], ...list }: ListState & { readonly ids?: readonly string[] | undefined },
  isOrdered: boolean,
): ListState {
  const { cursor, seen } = list;
  if (cursor === undefined || seen !== undefined) return list;
  const rows = ids.map((id) => digestOf(isOrdered ? id : `${id} ${cursor}`, rowDigest));
  return { ...list, seen: rows.join(""), floor: justBefore(cursor) };
}

const justBefore = (timestamp: string) => timestampAt(Date.parse(`${timestamp}Z`) - 1);

/** Returns whether a state can be one of this connector: with a floor above the cursor, unread rows would count as known. */
function isConsistent({ cursor, floor, scan }: ListState): boolean {
  const isUpTo = (below: string | undefined, above: string | undefined) =>
    below === undefined || (above !== undefined && below <= above);
  return isUpTo(floor, cursor) && isUpTo(scan?.floor, scan?.newest ?? cursor);
}

/** Returns a state that knows no rows of the future by their timestamp. */
function limited(list: ListState, present: string): ListState {
  const limit = (time: string | undefined) => (time !== undefined && time > present ? present : time);
  const { scan } = list;
  return {
    ...list,
    cursor: limit(list.cursor),
    floor: limit(list.floor),
    scan: scan && { ...scan, newest: limit(scan.newest), floor: limit(scan.floor) },
  };
}

/** Parses a list that release 0.2.0 wrote as `<cursor> <version> unordered`, where each part can be empty. */
function fromText(text: string): JsonObject | undefined {
  const [cursor, version, order, ...more] = text.split(" ");
  if (more.length > 0 || (order !== undefined && order !== "unordered")) return undefined;
  return { cursor: cursor || null, version: version || null, unordered: order === "unordered" };
}

/** The maximum number of digests in a state, less `rowsPerPartition` per partition, so that states stay under 1 MB. */
export const maxRowDigests = 100_000;
const rowsPerPartition = 15;
const minRowDigests = 1_000;

/**
 * Returns the states as JSON. If the digests of all rows have no room, each list keeps an equal number from its top.
 * @param profiles the number of profiles that share the room
 */
export function listsAsJson(partitions: ReadonlyMap<string, ListState>, profiles: number): JsonObject {
  const sizeOf = ({ seen = "", scan }: ListState) => (seen.length + (scan?.seen?.length ?? 0)) / rowDigest;
  const room = Math.max(minRowDigests, maxRowDigests / profiles - rowsPerPartition * partitions.size);
  let rows = 0;
  for (const list of partitions.values()) rows += sizeOf(list);
  const most = rows <= room ? room : Math.floor(room / partitions.size);
  return Object.fromEntries(
    [...partitions].map(([key, list]): readonly [string, JsonObject] => {
      const { scan, cursor, floor } = list;
      const seen = list.seen?.slice(0, most * rowDigest);
      const left = most - (seen ?? "").length / rowDigest;
      const isBare = most === 0 || (seen === "" && cursor !== undefined && floor === justBefore(cursor));
      const own = isBare ? { cursor: bareCursor(list), seen: undefined, floor: undefined } : { seen };
      return [key, { ...list, ...own, scan: scan && { ...scan, seen: scan.seen?.slice(0, left * rowDigest) } }];
    }),
  );
}

/** Returns the cursor of a state without digests, in seconds: rows before it are known. Later ones are emitted again. */
function bareCursor({ floor, unordered }: ListState): string | undefined {
  // Without order, only digests say which rows are known.
  return floor === undefined || unordered === true ? undefined : timestampAt(Date.parse(`${floor}Z`) + 1).slice(0, 19);
}
