import { countOf } from "../base/count-of.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import type { SyncMode } from "../protocol/messages.ts";
import { type DayReading, type FeedReading, pollOf } from "../streams/stream.ts";
import type { ReadContext, StreamRead } from "./context.ts";
import { DateProgress } from "./progress/date-progress.ts";
import { firstDay, withLookback } from "./progress/date-range.ts";
import { ListProgress, maxClockSkewMs } from "./progress/list-progress.ts";
import { FullRefresh } from "./progress/refresh-progress.ts";
import type { Progress } from "./progress.ts";
import { AnalyticsReader } from "./readers/analytics-reader.ts";
import { FileReader } from "./readers/file-reader.ts";
import { ListReader } from "./readers/list-reader.ts";
import type { Reader } from "./readers/reader.ts";
import { readDateRefresh, readDateState } from "./state/date-state.ts";
import { type ListStates, readListStates } from "./state/list-state.ts";
import { readRefresh } from "./state/refresh-state.ts";
import { completeMarker, isCompletedBy, StateReader } from "./state/state-format.ts";
import { lacksCursor } from "./state/upstream-state.ts";
import { TrackedProgress, type TrackingPlan } from "./tracking/tracked-progress.ts";

/** How a stream is read from its state. Without a progress, nothing remains, and the state is saved as it is. */
export type Setup =
  | { readonly progress: Progress; readonly reader: Reader }
  | { readonly progress?: undefined; readonly state: JsonObject };

/**
 * Chooses the reader and the progress of a stream.
 * @param state the stream's input state; undefined: none
 * @param tracking undefined: changes and deletions are not tracked
 * @throws ConnectorError (config_error) if the state is invalid
 */
export function setUp(
  state: JsonObject | undefined,
  mode: SyncMode,
  read: StreamRead,
  context: ReadContext,
  tracking?: Pick<TrackingPlan, "streams" | "stamps" | "seesAll">,
): Setup {
  const { stream, log } = read;
  const { reading } = stream;
  const reader = readerOf(read, context);
  const isWithoutCursor = state === undefined || lacksCursor(state) || isObject(state.refresh);
  const previous = mode === "full_refresh" || isWithoutCursor ? undefined : state;
  const isRefresh = mode === "full_refresh" || reading.by === "list" || reading.by === "snapshot";
  const done = previous ?? (isRefresh && typeof state?.[completeMarker] === "boolean" ? state : undefined);
  if (done !== undefined && isCompletedBy(context.job, done)) {
    log("INFO", "already completed by an earlier attempt of this job");
    return { state: done };
  }
  if (tracking !== undefined) {
    return { progress: new TrackedProgress({ ...tracking, stream, context, log }, previous), reader };
  }
  if ("daysBack" in reading) return datesFrom(state, previous, isRefresh, reading, read, context);
  if (isRefresh || reading.by !== "feed") {
    const before = readRefresh(refreshIn(state, stream.name, context.job));
    return { progress: new FullRefresh(stream, context.config, context, before), reader };
  }
  return { progress: listsFrom(previous, reading, read, context), reader };
}

/** Returns the progress of a full refresh in a state, unless it is that of another job or of an incremental sync. */
function refreshIn(state: JsonObject | undefined, name: string, job: string | undefined): StateReader | undefined {
  if (job === undefined || state?.version === undefined) return undefined;
  const refresh = new StateReader(state, name).expectVersion().object("refresh");
  return refresh?.text("job") === job ? refresh : undefined;
}

function datesFrom(
  state: JsonObject | undefined,
  previous: JsonObject | undefined,
  isRefresh: boolean,
  reading: DayReading,
  read: StreamRead,
  context: ReadContext,
): Setup {
  const { stream } = read;
  const { config, today, clock } = context;
  const withWindow = withLookback(reading, config);
  const before = isRefresh
    ? readDateRefresh(refreshIn(state, stream.name, context.job))
    : previous === undefined
      ? {}
      : readDateState(
          new StateReader(previous, stream.name),
          reading.upstreamCursor ?? reading.cursor,
          config.lookbackDays ?? withWindow.lookbackDays,
        );
  if (before.cursor !== undefined) warnOfFuture(read, reading.cursor, before.cursor, clock.now());
  // The start date is in the future, and the entities that were read are only known by the state.
  if (before.knownIds !== undefined && firstDay(reading, config, today) > today) return { state: state ?? {} };
  const plan = { stream, reading: withWindow, config, jobRun: context, isRefresh };
  return { progress: new DateProgress(plan, before), reader: readerOf(read, context) };
}

/** Returns the progress of lists with timestamps. */
function listsFrom(
  state: JsonObject | undefined,
  reading: FeedReading,
  { stream, log }: StreamRead,
  context: ReadContext,
): ListProgress {
  const { clock, serverNow, profiles } = context;
  const now = clock.now();
  const states: ListStates =
    state === undefined
      ? { partitions: new Map(), invalid: 0 }
      : readListStates(new StateReader(state, stream.name), reading.cursor, reading.order === "newest_first", now);
  if (states.invalid > 0) {
    const lists = countOf(states.invalid, "partition");
    log("WARN", `starting ${lists} from the beginning, since the saved state is inconsistent`);
  }
  if (states.newest !== undefined) warnOfFuture({ log }, reading.cursor, states.newest, now);
  return new ListProgress(
    { stream, reading, jobRun: context, profiles, log, now: () => clock.now(), serverNow },
    states,
  );
}

function readerOf(read: StreamRead, context: ReadContext): Reader {
  const { stream } = read;
  const poll = pollOf(stream);
  if (poll !== undefined) return new FileReader(read, poll, context);
  return stream.reading.by === "analytics"
    ? new AnalyticsReader(read, stream.reading, context)
    : new ListReader(read, context);
}

/**
 * Warns of a cursor that is further in the future than clock skew explains. The connector reads it as the present.
 * @param cursor a day, or a timestamp in UTC without a zone
 * @param now epoch milliseconds
 */
function warnOfFuture({ log }: Pick<StreamRead, "log">, field: string, cursor: string, now: number): void {
  const latestPlausible = new Date(now + maxClockSkewMs).toISOString().slice(0, cursor.length);
  if (cursor <= latestPlausible) return;
  log(
    "WARN",
    `the saved ${field} (${cursor}) is in the future, so the sync continues from now and skips existing records. If that is wrong, clear the stream`,
  );
}
