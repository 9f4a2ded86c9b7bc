import type { Day } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import type { Stream } from "../../streams/stream.ts";
import type { StreamLog } from "../stream-log.ts";
import { StateReader } from "./state-reader.ts";
import { hasUpstreamCursor, lacksCursor, type UpstreamDays, upstreamDays } from "./upstream-state.ts";

/** The format version of states. `docs/internals/state.md` describes the format. */
export const stateVersion = 2;

/** The member by which the platform recognizes a complete full refresh. */
export const completeMarker = "__ab_full_refresh_sync_complete";

/** What a state is valid for. Undefined members are unknown. */
export interface Basis {
  /** A digest of the ID of the user account that owns the rows. */
  readonly account?: string | undefined;
  /** What a row is, if the user can change it. */
  readonly definition?: string | undefined;
  /** A digest of the parameters that select rows. */
  readonly selection?: string | undefined;
  /** A digest of the token's scopes and of the role that requests act in. */
  readonly access?: string | undefined;
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

/**
 * Reads the state of a stream.
 * @param isRefresh whether the read emits all rows, and only its job resumes it
 * @throws ConnectorError (config_error) if it is invalid, of a newer version, or of another connector
 */
export function readState(
  state: JsonObject | undefined,
  { name, reading }: Pick<Stream, "name" | "reading">,
  isRefresh: boolean,
  job: string | undefined,
  log: StreamLog,
): StoredState {
  if (state === undefined || Object.keys(state).length === 0) return none;
  const { version } = state;
  if (version === undefined) {
    if (lacksCursor(state) || isRefresh) return none;
    const cursor =
      "daysBack" in reading ? (reading.upstreamCursor ?? reading.cursor) : reading.by === "feed" ? reading.cursor : "";
    const upstream = "daysBack" in reading ? upstreamDays(state, cursor) : undefined;
    if (upstream !== undefined) return { ...none, upstream };
    const hasCursor = hasUpstreamCursor(state, cursor);
    if (!hasCursor || "daysBack" in reading) new StateReader(state, name).fail(hasCursor ? cursor : "version");
    log(
      "INFO",
      "starting from the beginning, since the saved state is of the official connector, whose lists have no keys",
    );
    return none;
  }
  if (typeof version === "number" && version > stateVersion) {
    throw new ConnectorError(
      "config_error",
      `The state of ${name} was written by a newer version of this connector (state version ${version}; this one reads up to ${stateVersion}). Use that version, or clear the stream to sync it from the beginning.`,
    );
  }
  if (version === 1) {
    log("INFO", "starting from the beginning, since the saved state is of a release before 0.4");
    return none;
  }
  const reader = new StateReader(state, name);
  if (version !== stateVersion) reader.fail("version");
  const basis: Basis = {
    account: reader.text("account"),
    definition: reader.text("definition"),
    selection: reader.text("selection"),
    access: reader.text("access"),
  };
  const isOfRefresh = state.refresh !== undefined || state[completeMarker] !== undefined;
  const isCompleted = job !== undefined && reader.text("job") === job && isOfRefresh === isRefresh;
  const isSameJob = job !== undefined && reader.text("attempt") === job;
  const isResumed = isRefresh ? reader.flag("refresh") && isSameJob : !isOfRefresh;
  return { basis, book: isResumed ? reader : undefined, isCompleted, isSameJob };
}

/** Returns the date in a state on which the stream was last read completely or until the daily quota ended; empty: never. */
export function servedOn(state: JsonObject | undefined): Day {
  return typeof state?.completed === "string" ? state.completed : "";
}

/** How far a read is that writes a state. */
export interface ReadProgress {
  readonly isRefresh: boolean;
  readonly job: string | undefined;
  readonly today: Day;
  readonly isComplete: boolean;
  /** The date in the input state on which the stream was last served; empty: never. */
  readonly served: Day;
}

/** Returns a state for a STATE message. @param book the members of the book */
export function stateOf(book: JsonObject, basis: Basis, progress: ReadProgress): JsonObject {
  const { isRefresh, job, today, isComplete, served } = progress;
  const ofJob = job === undefined ? {} : { job };
  const common = { version: stateVersion, ...basis };
  if (isComplete) {
    const end = { ...common, ...ofJob, completed: today };
    return isRefresh ? { [completeMarker]: true, ...end } : { ...end, ...book };
  }
  const attempt = job === undefined ? {} : { attempt: job };
  const before = served === "" ? {} : { completed: served };
  return { ...common, ...attempt, ...before, ...(isRefresh ? { refresh: true } : {}), ...book };
}
