import { type Day, dayOf, daysFrom, earliest, isDay } from "../../base/dates.ts";
import { asText, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { isByDate, type Stream } from "../../streams/stream.ts";
import type { StreamLog } from "../engine-writer.ts";
import { StateReader } from "./state-reader.ts";

/** The format version of states. `docs/internals/state.md` describes the format. */
export const stateVersion = 2;

/** The member by which the platform recognizes a complete full refresh. */
export const completeMarker = "__ab_full_refresh_sync_complete";

/** In days: a job that pauses longer, such as one of `npm start` under a budget, starts over. */
const maxPause = 8;

/** What a state is valid for. Undefined members are unknown. */
export interface Basis {
  /** A digest of the ID of the user account that owns the rows. */
  readonly account?: string | undefined;
  /** What a row is, if the user can change it. */
  readonly definition?: string | undefined;
  /** A digest of the token's scopes and of the role that requests act in. */
  readonly access?: string | undefined;
  /** The release that changed the key of the rows, if one did before they were read. */
  readonly keySince?: string | undefined;
}

/** The dates in a state of the official connector (airbyte/source-pinterest). */
export interface UpstreamDays {
  /** The first date that was read; undefined: unknown. */
  readonly start: Day | undefined;
  /** The date of partitions without their own; undefined: those were not read. */
  readonly common: Day | undefined;
  /** By ID of the partition's ad account or entity. */
  readonly partitions: ReadonlyMap<string, Day>;
}

/** A state as it was read. */
export interface StoredState {
  readonly basis: Basis;
  /** The members of the book; undefined: the stream starts from the beginning. */
  readonly book: StateReader | undefined;
  /** The dates of a state of the official connector. */
  readonly upstream?: UpstreamDays | undefined;
  /** Whether an earlier attempt of this job completed the stream. */
  readonly isCompleted: boolean;
  /** Whether an earlier attempt of this job wrote the state and didn't complete the stream. */
  readonly isSameJob: boolean;
}

const none: StoredState = { basis: {}, book: undefined, isCompleted: false, isSameJob: false };

/** What states need to know of a read. */
interface StateFacts {
  /** Whether it emits all rows, and only its job resumes it. */
  readonly isRefresh: boolean;
  readonly job: string | undefined;
  readonly today: Day;
}

/**
 * Reads the state of a stream.
 * @throws ConnectorError (config_error) if it is of another version; DamagedStateError
 */
export function readState(
  state: JsonObject | undefined,
  { name, reading, keySince }: Stream,
  { isRefresh, job, today }: StateFacts,
  log: StreamLog,
): StoredState {
  if (state === undefined || Object.keys(state).length === 0) return none;
  const { version } = state;
  if (keySince !== undefined && state.keySince !== keySince) {
    const stay = "rows of earlier syncs stay beside the new ones";
    log("WARN", `must be cleared once, since release ${keySince} changed the key: ${stay}`);
  }
  if (version === undefined) {
    const isResumable = isByDate(reading) && !isRefresh;
    const upstream = isResumable ? upstreamDays(state, reading.upstreamCursor ?? reading.cursor) : undefined;
    if (upstream === undefined && !isRefresh)
      log("INFO", "starting from the beginning, since the saved state has no position that this connector can resume");
    return { ...none, upstream };
  }
  if (version === 1) {
    log("INFO", "starting from the beginning, since the saved state is of a release before 0.4");
    return none;
  }
  if (version !== stateVersion)
    throw new ConnectorError(
      "config_error",
      `The state of ${name} is of another version or another connector ("version" is not as expected). Check that --state belongs to this connection, or clear the stream to sync it from the beginning.`,
    );
  const reader = new StateReader(state);
  // Those of a valid state have been taken out of it.
  if (state.profiles !== undefined) reader.fail("profiles");
  const basis: Basis = {
    account: reader.text("account"),
    definition: reader.text("definition"),
    access: reader.text("access"),
  };
  // These are read elsewhere, also if the state is damaged.
  reader.day("completed");
  reader.flag("waiting");
  reader.count("stamped");
  reader.text("unlisted");
  const isOfRefresh = state.refresh !== undefined || state[completeMarker] !== undefined;
  const isCompleted = job !== undefined && reader.text("job") === job && isOfRefresh === isRefresh;
  const pause = daysFrom(reader.day("attempted") ?? today, today);
  const isSameJob = job !== undefined && reader.text("attempt") === job && pause <= maxPause;
  const isResumed = isRefresh ? reader.flag("refresh") && isSameJob : !isOfRefresh;
  return { basis, book: isResumed ? reader : undefined, isCompleted, isSameJob };
}

/** Returns the date in a state on which the stream was last read completely or until the daily quota ended; empty: never. */
export function servedOn(state: JsonObject | undefined): Day {
  const completed = asText(state?.completed);
  return isDay(completed) ? completed : "";
}

/** Returns whether a daily quota ended the last run before the stream had its turn. */
export function isWaiting(state: JsonObject | undefined): boolean {
  return state?.waiting === true;
}

/**
 * Reads the dates of analytics from a state of the official connector: flat `{"date": "2024-05-01"}`, date ranges, one
 * cursor per partition, or a global cursor. Returns undefined for other states.
 */
function upstreamDays(state: JsonObject, cursorField: string): UpstreamDays | undefined {
  const entries = Array.isArray(state.states) ? state.states.filter(isObject) : [];
  const isGlobal = state.use_global_cursor === true || entries.length === 0;
  const endOf = (cursor: Json | undefined) => (isObject(cursor) ? daysOf(cursor, cursorField).end : undefined);
  const partitions: ReadonlyMap<string, Day> = isGlobal ? new Map() : earliestById(entries, endOf);
  const { start, end } = daysOf(state, cursorField);
  const global = endOf(state.state);
  // A global cursor is later than what was read by the duration of the last sync. With cursors of partitions, it is the latest of them
  // and doesn't apply to other partitions.
  const seconds = typeof state.lookback_window === "number" ? Math.max(0, state.lookback_window) : 0;
  const common = end ?? (global && dayOf(Date.parse(global) - seconds * 1000));
  if (isGlobal ? common === undefined : partitions.size === 0) return undefined;
  return { start, common: isGlobal ? common : undefined, partitions };
}

/**
 * Returns the earliest date of each ID, since reports with many statuses have one cursor per chunk of statuses. Excludes IDs
 * with a chunk that has no cursor, which were not completely read.
 */
function earliestById(
  entries: readonly JsonObject[],
  endOf: (cursor: Json | undefined) => Day | undefined,
): ReadonlyMap<string, Day> {
  const days = new Map<string, Day | undefined>();
  for (const { partition, cursor } of entries) {
    const id = isObject(partition) ? partition.id : undefined;
    if (typeof id !== "string") continue;
    const day = endOf(cursor);
    const isKnown = day !== undefined && (!days.has(id) || days.get(id) !== undefined);
    days.set(id, isKnown ? earliest(day, days.get(id)) : undefined);
  }
  return new Map([...days].flatMap(([id, day]) => (day === undefined ? [] : [[id, day] as const])));
}

/** Returns the dates of a cursor, flat or as date ranges. Of several ranges, the earliest counts, since there are gaps between them. */
function daysOf(
  cursor: JsonObject,
  cursorField: string,
): { readonly start: Day | undefined; readonly end: Day | undefined } {
  const slices = cursor.state_type === "date-range" && Array.isArray(cursor.slices) ? cursor.slices : [];
  const ranges = slices.filter(isObject);
  const [start] = ranges.flatMap((range) => dayFrom(range.start) ?? []).toSorted();
  const [end] = ranges
    .flatMap((range) => dayFrom(range.most_recent_cursor_value) ?? dayFrom(range.end) ?? [])
    .toSorted();
  return { start, end: dayFrom(cursor[cursorField]) ?? end };
}

/** Reads a date from a string, with or without a time. */
function dayFrom(value: Json | undefined): Day | undefined {
  const day = typeof value === "string" ? value.slice(0, 10) : "";
  return isDay(day) ? day : undefined;
}
