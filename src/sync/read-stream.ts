import type { Day } from "../dates.ts";
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { ApiError } from "../pinterest/api-error.ts";
import type { Parameters } from "../pinterest/operations.ts";
import { pages } from "../pinterest/pages.ts";
import type { SyncMode } from "../protocol/messages.ts";
import type { AnalyticsReading, FeedReading, Stream } from "../streams/stream.ts";
import { type AnalyticsProgress, readAnalyticsProgress } from "./analytics.ts";
import { readAnalytics, refreshAnalytics } from "./analytics-round.ts";
import { type FeedPage, isUnchanged, readFeed } from "./feed.ts";
import { FeedState } from "./feed-state.ts";
import { describePartition } from "./partition.ts";
import { listPartitions, parametersOf, type ReadContext } from "./read-context.ts";
import { completedRefresh, Refresh, readRefreshProgress } from "./refresh.ts";
import { StateReader } from "./state-format.ts";
import type { StreamSession } from "./stream-session.ts";
import { upstreamDay } from "./upstream-state.ts";

/**
 * Reads one stream to its end: records and states go out through the session.
 * @param state the stream's input state; undefined: none
 * @throws ApiError, ConnectorError or StoppedError when the stream is not complete. What was read is written by then.
 */
export async function readStream(
  stream: Stream,
  mode: SyncMode,
  state: JsonObject | undefined,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const { reading } = stream;
  if (mode === "full_refresh" || reading.by === "list") {
    await refresh(stream, state, session, context);
  } else if (reading.by === "feed") {
    await followFeed(stream, reading, state, session, context);
  } else {
    const progress = analyticsProgressOf(stream, reading, state);
    warnOfFuture(session, reading.cursor, progress.cursor, context.today);
    await readAnalytics(stream, reading, progress, session, context);
  }
}

/** Every record, from the beginning or from where the same job stopped. */
async function refresh(
  stream: Stream,
  state: JsonObject | undefined,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const progress = readRefreshProgress(state ?? {}, new StateReader(state ?? {}, stream.name), context.job);
  if (progress.complete) {
    session.log("INFO", "an earlier attempt of this job has read it all");
  } else if (stream.reading.by === "analytics") {
    await refreshAnalytics(stream, stream.reading, progress, session, context);
  } else {
    const { partitions, missing } = await listPartitions(stream, session, context);
    const round = new Refresh(partitions, progress, context.job);
    await session.each(partitions, describePartition, round, async (partition) => {
      if (round.isDone(partition)) return;
      const parameters = parametersOf(stream, partition, context);
      const bookmark = round.bookmarkOf(partition);
      for await (const page of resumablePages(stream, parameters, session, context, bookmark)) {
        await session.write(page.rows, parameters);
        round.advance(partition, page.bookmark);
        session.checkpoint(() => round.toState());
      }
    });
    if (missing !== undefined) {
      session.saveState(round.toState());
      throw missing;
    }
  }
  session.saveState(completedRefresh(context.job));
}

/** What is new in each partition of a newest-first stream. */
async function followFeed(
  stream: Stream,
  { cursor: cursorField }: FeedReading,
  state: JsonObject | undefined,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const feed =
    state === undefined || isOfFullRefresh(state)
      ? new FeedState()
      : FeedState.read(new StateReader(state, stream.name));
  warnOfFuture(session, cursorField, feed.newest()?.slice(0, 10), context.today);
  const { partitions, missing } = await listPartitions(stream, session, context);
  const idField = stream.primaryKey.at(-1) ?? stream.primaryKey[0];

  await session.each(partitions, describePartition, feed, async (partition) => {
    const { key, version } = partition;
    const parameters = parametersOf(stream, partition, context);
    const open = (bookmark: string | undefined) => resumablePages(stream, parameters, session, context, bookmark);
    let resumed = true;
    while (resumed) {
      const before = feed.progressOf(key);
      if (isUnchanged(before, version)) return;
      // A scan that is resumed began at what was newest then: what came since is read after it.
      resumed = before.scan !== undefined;
      for await (const { rows, progress } of readFeed(open, before, { cursorField, idField, version })) {
        await session.write(rows, parameters);
        feed.advance(key, progress);
        session.checkpoint(() => feed.toState());
      }
    }
  });
  if (missing === undefined) feed.keepOnly(new Set(partitions.map(({ key }) => key)));
  session.saveState(feed.toState());
  if (missing !== undefined) throw missing;
}

/** What earlier reads of analytics have seen, this connector's or the official one's. */
function analyticsProgressOf(
  stream: Stream,
  { cursor }: AnalyticsReading,
  state: JsonObject | undefined,
): AnalyticsProgress {
  if (state === undefined || isOfFullRefresh(state)) return {};
  const day = state.version === undefined ? upstreamDay(state, cursor) : undefined;
  return day === undefined
    ? readAnalyticsProgress(new StateReader(state, stream.name).expectVersion())
    : { cursor: day };
}

/** The stream was read in full refresh before: that says nothing about what is new. */
function isOfFullRefresh(state: JsonObject): boolean {
  return Object.keys(state).some((key) => key.startsWith("__ab_")) || isObject(state.refresh);
}

function warnOfFuture(session: StreamSession, field: string, day: Day | undefined, today: Day): void {
  if (day === undefined || day <= today) return;
  session.log(
    "WARN",
    `the state's ${field} is in the future (${day}): nothing is newer, so nothing is read until then`,
  );
}

/** Pages from a bookmark. One of an earlier run may have expired: then from the beginning. */
async function* resumablePages(
  stream: Stream,
  parameters: Parameters,
  session: StreamSession,
  { client }: ReadContext,
  bookmark: string | undefined,
): AsyncGenerator<FeedPage> {
  let begun = false;
  try {
    for await (const page of pages(client, stream.operation, stream.rows, parameters, session.caller, bookmark)) {
      begun = true;
      yield page;
    }
  } catch (error) {
    const expired = bookmark !== undefined && !begun && error instanceof ApiError && error.kind === "invalid_request";
    if (!expired) throw error;
    session.log(
      "WARN",
      "Pinterest no longer knows the page where the last attempt stopped; reading from the beginning",
    );
    let restarted = true;
    for await (const page of pages(client, stream.operation, stream.rows, parameters, session.caller)) {
      yield { ...page, restarted };
      restarted = false;
    }
  }
}
