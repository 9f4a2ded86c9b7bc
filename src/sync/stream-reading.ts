import { type Day, earliest, latest } from "../dates.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { SyncMode } from "../protocol/messages.ts";
import { type DayReading, type FeedReading, pollOf, type Stream } from "../streams/stream.ts";
import { countOf } from "../text/count-of.ts";
import { timestampAt } from "../timestamps.ts";
import { readChanges, type Tracking } from "./changes/read-changes.ts";
import { type FeedCursors, FeedPasses, readFeedCursors } from "./feed/feed-passes.ts";
import { type FeedProgress, isConsistent } from "./feed/feed-progress.ts";
import { feedReader } from "./feed/feed-reader.ts";
import { maxClockSkewMs } from "./feed/feed-scan.ts";
import { type AnalyticsProgress, nextRange, readAnalyticsProgress, withLookback } from "./progress/analytics.ts";
import { AnalyticsPasses } from "./progress/analytics-passes.ts";
import { firstDay } from "./progress/date-slices.ts";
import { Refresh, readRefreshProgress } from "./progress/refresh.ts";
import { isCompletedBy, StateReader } from "./progress/state-format.ts";
import { lacksCursor, upstreamDays, upstreamTimestamps } from "./progress/upstream-state.ts";
import type { ReadContext, StreamRead } from "./read-context.ts";
import { type Loop, readStream } from "./read-stream.ts";
import { AnalyticsReader } from "./readers/analytics-reader.ts";
import { FileReader } from "./readers/file-reader.ts";
import { ListReader } from "./readers/list-reader.ts";
import type { Reader } from "./readers/reader.ts";

/**
 * Reads one stream from its state with the reader and progress of its kind. No other code distinguishes the kinds.
 * @param state the stream's input state; undefined: none
 * @param tracking undefined: changes and deletions are not tracked
 * @throws the same errors as `readStream`
 */
export async function readFrom(
  state: JsonObject | undefined,
  mode: SyncMode,
  loop: Loop,
  context: ReadContext,
  tracking?: Tracking,
): Promise<void> {
  const { stream, log, output } = loop;
  const { reading } = stream;
  const { job, clock, config, today } = context;
  const isWithoutCursor = state === undefined || lacksCursor(state) || isObject(state.refresh);
  const previous = mode === "full_refresh" || isWithoutCursor ? undefined : state;
  if (previous !== undefined && isCompletedBy(job, previous)) {
    log("INFO", alreadyCompleted);
    output.saveState(previous);
    return;
  }
  if (tracking !== undefined) {
    // A newest-first list is read for new rows first, then completely.
    const isInOrder = reading.by === "feed" && reading.order === "newest_first";
    const feed = isInOrder ? feedPhase(reading, previous, loop, context) : undefined;
    return readChanges(previous, loop, context, tracking, feed);
  }
  if (mode === "full_refresh" || reading.by === "list" || reading.by === "snapshot") {
    const before = readRefreshProgress(state ?? {}, new StateReader(state ?? {}, stream.name), job);
    const dated =
      "daysBack" in reading ? { reading, range: before.days ?? nextRange({}, reading, config, today) } : undefined;
    const refresh = new Refresh({ stream, config, jobRun: context, dated }, before);
    if (before.complete) {
      log("INFO", alreadyCompleted);
      output.saveState(refresh.endState(true));
      return;
    }
    return readStream(refresh, readerOf(loop, context), loop, context);
  }
  if (reading.by === "feed") {
    const { progress, reader } = feedPhase(reading, previous, loop, context);
    return readStream(progress, reader, loop, context);
  }
  const progress = analyticsProgressOf(stream, reading, previous, today);
  const cursor =
    progress.entityCursors === undefined ? progress.cursor : latest("", ...progress.entityCursors.values());
  if (cursor !== undefined) warnOfFuture(loop, reading.cursor, cursor, clock.now());
  // The start date is in the future: the cursors of the partitions stay unchanged.
  if (progress.entityCursors !== undefined && firstDay(reading, config, today) > today)
    return output.saveState(state ?? {});
  const passes = new AnalyticsPasses(stream, withLookback(reading, config), progress, config, context);
  return readStream(passes, readerOf(loop, context), loop, context);
}

const alreadyCompleted = "already completed by an earlier attempt of this job";

/** Returns the progress and reader that read the new rows of a list. */
function feedPhase(
  reading: FeedReading,
  state: JsonObject | undefined,
  loop: Loop,
  context: ReadContext,
): { readonly progress: FeedPasses; readonly reader: Reader<FeedProgress> } {
  const { clock } = context;
  const present = clock.now();
  const quietBefore = reading.order === "newest_first" ? timestampAt(present - quietMs) : undefined;
  const { partitions = [], ...cursors } = feedCursorsOf(loop.stream, reading.cursor, state);
  const saved = [...partitions];
  const before = saved.map(([key, each]) => [key, isConsistent(each) ? each : {}] as const);
  const reset = saved.filter(([, each]) => !isConsistent(each)).length;
  if (reset > 0) {
    loop.log(
      "WARN",
      `starting ${countOf(reset, "partition")} from the beginning, since the saved state is inconsistent`,
    );
  }
  const progress = new FeedPasses({ ...cursors, partitions: before }, context, quietBefore);
  const newest = progress.limitToPresent(timestampAt(present));
  if (newest !== undefined) warnOfFuture(loop, reading.cursor, newest, present);
  const reader = feedReader(loop, reading, new ListReader(loop, context), () => clock.now());
  return { progress, reader };
}

/** Returns the reader of a stream, without the filter for new rows. */
function readerOf(loop: Loop, context: ReadContext): AnalyticsReader | FileReader | ListReader {
  const { stream } = loop;
  const poll = pollOf(stream);
  if (poll !== undefined) return new FileReader(loop, poll, context);
  return stream.reading.by === "analytics"
    ? new AnalyticsReader(loop, stream.reading, context)
    : new ListReader(loop, context);
}

/** A newest-first list is quiet if its newest row is older than this, in milliseconds. */
const quietMs = 7 * 24 * 60 * 60_000;

/** Returns the cursors of a list from a state of this connector or of the official one. */
function feedCursorsOf(stream: Stream, cursorField: string, state: JsonObject | undefined): FeedCursors {
  if (state === undefined) return {};
  const upstream = state.version === undefined ? upstreamTimestamps(state, cursorField) : undefined;
  return upstream === undefined
    ? readFeedCursors(new StateReader(state, stream.name))
    : { ...upstream, partitions: [...upstream.partitions].map(([key, cursor]) => [key, { cursor }]) };
}

/** Returns the progress of analytics from a state of this connector or of the official one. */
function analyticsProgressOf(
  stream: Stream,
  { cursor, upstreamCursor = cursor }: DayReading,
  state: JsonObject | undefined,
  today: Day,
): AnalyticsProgress {
  if (state === undefined) return {};
  const upstream = state.version === undefined ? upstreamDays(state, upstreamCursor) : undefined;
  if (upstream === undefined) return readAnalyticsProgress(new StateReader(state, stream.name).expectVersion());
  const { common, partitions, start } = upstream;
  return common === undefined
    ? { cursor: earliest(today, ...partitions.values()), entityCursors: partitions }
    : { cursor: common, start };
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
    `the state's ${field} (${cursor}) is in the future; using the current time instead, so existing records count as synced. If this is wrong, reset the stream's state`,
  );
}
