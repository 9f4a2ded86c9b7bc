import { type Day, earliest, latest } from "../dates.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { SyncMode } from "../protocol/messages.ts";
import type { DayReading, FeedReading, Stream } from "../streams/stream.ts";
import { timestampFrom } from "../timestamps.ts";
import { type AnalyticsProgress, firstDay, readAnalyticsProgress } from "./analytics.ts";
import { readAnalytics, refreshAnalytics } from "./analytics-round.ts";
import { clockDifference, warnOfFuture } from "./clock-difference.ts";
import { isUnchanged, readFeed } from "./feed.ts";
import { FeedState } from "./feed-state.ts";
import { doneBy, isDoneBy } from "./job.ts";
import { listPages, resumablePages, sharingRequests } from "./list-pages.ts";
import { describePartition, type Partition } from "./partition.ts";
import { branchesOf, listBranches, listPartitions, parametersOf, type ReadContext } from "./read-context.ts";
import {
  BranchedRefresh,
  completedRefresh,
  type PartitionsRead,
  Refresh,
  type RefreshProgress,
  readRefreshProgress,
} from "./refresh.ts";
import { StateReader } from "./state-format.ts";
import type { StreamSession } from "./stream-session.ts";
import { upstreamDays, upstreamTimestamps } from "./upstream-state.ts";

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
  } else if (state !== undefined && !isOfFullRefresh(state) && isDoneBy(context.job, state)) {
    session.log("INFO", doneBefore);
    session.saveState(state);
  } else if (reading.by === "feed") {
    await followFeed(stream, reading, state, session, context);
  } else {
    await followDays(stream, reading, state, session, context);
  }
}

const doneBefore = "an earlier attempt of this job has read it all";

/** Every record, from the beginning or from where the same job stopped. */
async function refresh(
  stream: Stream,
  state: JsonObject | undefined,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const progress = readRefreshProgress(state ?? {}, new StateReader(state ?? {}, stream.name), context.job);
  if (progress.complete) {
    session.log("INFO", doneBefore);
  } else if (stream.reading.by === "analytics" || stream.reading.by === "report") {
    await refreshAnalytics(stream, stream.reading, progress, session, context);
  } else {
    await refreshList(stream, progress, session, context);
  }
  session.saveState(completedRefresh(context));
}

/** Every page of each partition. */
async function refreshList(
  stream: Stream,
  progress: RefreshProgress,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const readPages = async (partition: Partition, read: PartitionsRead, whole: Refresh | BranchedRefresh) => {
    if (read.isDone(partition)) return;
    const bookmark = read.bookmarkOf(partition);
    const children = bookmark === undefined ? context.parents.gather(stream, partition) : undefined;
    for await (const { rows, parameters, bookmark: next } of listPages(stream, partition, session, context, bookmark)) {
      const advance = () => next !== undefined && read.advance(partition, next);
      const records = await session.write(rows, parameters, advance, () => whole.toState());
      for (const record of records) children?.take(record);
    }
    children?.end();
  };
  const passOn = (missing: Error | undefined, whole: Refresh | BranchedRefresh) => {
    if (missing === undefined) return;
    session.saveState(whole.toState());
    throw missing;
  };
  const branched = await branchesOf(stream, session, context);
  if (branched === undefined) {
    const { partitions, missing } = sharingRequests(stream, await listPartitions(stream, session, context), context);
    const round = new Refresh(partitions, progress, context.job);
    await session.each(partitions, itself, round, (partition) => readPages(partition, round, round));
    passOn(missing ?? session.skips.unmet, round);
  } else {
    const { branches, missing } = branched;
    const round = new BranchedRefresh(branches, progress, context.job);
    const rest = branches.filter((branch) => !round.isDone(branch));
    await session.eachOf(
      rest,
      round,
      {
        open: (branch, partitions) => round.open(branch, partitions),
        read: (partition, branch) => readPages(partition, round.within(branch), round),
        close: (branch) => round.close(branch),
      },
      branches.length - rest.length,
    );
    passOn(missing ?? session.skips.unmet, round);
  }
}

const itself = (partition: Partition) => partition;

/** What is new in each partition of a list with a time. */
async function followFeed(
  stream: Stream,
  reading: FeedReading,
  state: JsonObject | undefined,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const { cursor: cursorField, order } = reading;
  const feed = feedStateOf(stream, reading, state, context);
  const present = context.clock.now();
  const newest = feed.endAtPresent(timestampFrom(present) ?? "");
  if (newest !== undefined) warnOfFuture(session, cursorField, newest, present);
  const warned = new Set<string>();
  const idField = stream.primaryKey.at(-1) ?? stream.primaryKey[0];
  const readPartition = async (partition: Partition) => {
    if (feed.hasRead(partition, context.job)) return;
    const { key, version } = partition;
    const parameters = parametersOf(stream, partition, context);
    const open = (bookmark: string | undefined) => resumablePages(stream, partition, session, context, bookmark);
    let resumed = true;
    while (resumed) {
      const before = feed.progressOf(key);
      if (isUnchanged(before, version)) return;
      // A scan that is resumed began at what was newest then: what came since is read after it. In a list without order
      // that would be the whole list again; there it waits for the next sync.
      resumed = before.scan !== undefined && order === "newest_first";
      const now = () => context.clock.now();
      const options = { cursorField, idField, order, version: settledVersion(version, now()), now };
      for await (const { rows, progress } of readFeed(open, before, options)) {
        if (progress.unordered === true && before.unordered !== true && !warned.has(key)) {
          warned.add(key);
          session.log("INFO", `${describePartition(partition)} is not newest-first, so all of it is read`);
        }
        const isEnd = progress.scan === undefined && !resumed;
        const advance = () => {
          feed.advance(key, progress);
          if (isEnd) feed.close(partition, context.job);
        };
        await session.write(rows, parameters, advance, () => feed.toState());
      }
    }
  };
  const { branches, missing } = await listBranches(stream, session, context);
  const rest = branches.filter((branch) => !feed.hasReadBranch(branch));
  const found = new Set<string>();
  await session.eachOf(
    rest,
    feed,
    {
      open: (_, partitions) => {
        for (const { key } of partitions) found.add(key);
      },
      read: readPartition,
      close: (branch, partitions) => feed.closeBranch(branch, partitions),
    },
    branches.length - rest.length,
  );
  if (missing === undefined) feed.settle(rest.length === branches.length ? found : undefined);
  const unmet = missing ?? session.skips.unmet;
  session.saveState(unmet === undefined ? doneBy(context, feed.toState()) : feed.toState());
  if (unmet !== undefined) throw unmet;
}

/** The days that are new in a stream of days, and those that may have been restated. */
async function followDays(
  stream: Stream,
  reading: DayReading,
  state: JsonObject | undefined,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const { config, today, clock } = context;
  const progress = analyticsProgressOf(stream, reading, state, today);
  if (progress.own !== undefined) {
    warnOfFuture(session, reading.cursor, latest("", ...progress.own.values()), clock.now());
    // No day is wanted yet: the cursors of the partitions stay as they are.
    if (firstDay(reading, config, today) > today) return session.saveState(state ?? {});
  }
  await readAnalytics(stream, reading, progress, session, context);
}

/**
 * The version of a partition, if it has not moved for a while; undefined, if it has. What moved it may not be visible
 * yet, so the partition is to be read once more.
 * @param now epoch milliseconds
 */
function settledVersion(version: string | undefined, now: number): string | undefined {
  const moved = timestampFrom(version);
  const settled = timestampFrom(now - clockDifference);
  return moved !== undefined && settled !== undefined && moved > settled ? undefined : version;
}

/** A newest-first list is quiet when its newest row is so old, in milliseconds. */
const quietTime = 7 * 24 * 60 * 60_000;

/** What earlier reads of a list have seen, this connector's or the official one's. */
function feedStateOf(
  stream: Stream,
  { cursor: cursorField, order }: FeedReading,
  state: JsonObject | undefined,
  { clock }: ReadContext,
): FeedState {
  const quietBefore = order === "newest_first" ? timestampFrom(clock.now() - quietTime) : undefined;
  if (state === undefined || isOfFullRefresh(state)) return new FeedState([], undefined, "", quietBefore);
  const upstream = state.version === undefined ? upstreamTimestamps(state, cursorField) : undefined;
  return upstream === undefined
    ? FeedState.read(new StateReader(state, stream.name), quietBefore)
    : new FeedState(
        [...upstream.partitions].map(([key, cursor]) => [key, { cursor }] as const),
        upstream.common,
        "",
        quietBefore,
      );
}

/** What earlier reads of analytics have seen, this connector's or the official one's. */
function analyticsProgressOf(
  stream: Stream,
  { cursor, upstreamCursor = cursor }: DayReading,
  state: JsonObject | undefined,
  today: Day,
): AnalyticsProgress {
  if (state === undefined || isOfFullRefresh(state)) return {};
  const upstream = state.version === undefined ? upstreamDays(state, upstreamCursor) : undefined;
  if (upstream === undefined) return readAnalyticsProgress(new StateReader(state, stream.name).expectVersion());
  const { common, partitions, start } = upstream;
  return common === undefined
    ? { cursor: earliest(today, ...partitions.values()), own: partitions }
    : { cursor: common, start };
}

/** The stream was read in full refresh before: that says nothing about what is new. */
function isOfFullRefresh(state: JsonObject): boolean {
  return Object.keys(state).some((key) => key.startsWith("__ab_")) || isObject(state.refresh);
}
