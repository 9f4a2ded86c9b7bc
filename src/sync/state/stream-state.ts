import { type Day, isDay } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import type { Stream } from "../../streams/stream.ts";
import type { StreamLog } from "../engine-writer.ts";
import { StateReader } from "./state-reader.ts";
import { type UpstreamDays, upstreamDays } from "./upstream-state.ts";

/** The format version of states. `docs/state.md` describes the format. */
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
 * @throws ConnectorError (config_error) if it is invalid, or of a newer version
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
    const isResumable = "daysBack" in reading && !isRefresh;
    const upstream = isResumable ? upstreamDays(state, reading.upstreamCursor ?? reading.cursor) : undefined;
    if (upstream === undefined && !isRefresh)
      log("INFO", "starting from the beginning, since the saved state has no position that this connector can resume");
    return { ...none, upstream };
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
  const completed = state?.completed;
  return typeof completed === "string" && isDay(completed) ? completed : "";
}

/**
 * Returns a state for a STATE message.
 * @param book the members of the book
 * @param served the date in the input state on which the stream was last served; empty: never
 */
export function stateOf(
  book: JsonObject,
  basis: Basis,
  { isRefresh, job, today }: { readonly isRefresh: boolean; readonly job: string | undefined; readonly today: Day },
  isComplete: boolean,
  served: Day,
): JsonObject {
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
