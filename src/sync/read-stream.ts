import type { Day } from "../dates.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { SyncMode } from "../protocol/messages.ts";
import type { DayReading, FeedReading, Stream } from "../streams/stream.ts";
import { timestampFrom } from "../timestamps.ts";
import { type AnalyticsProgress, readAnalyticsProgress } from "./analytics.ts";
import { readAnalytics, refreshAnalytics } from "./analytics-round.ts";
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
    const progress = analyticsProgressOf(stream, reading, state);
    warnOfFuture(session, reading.cursor, progress.cursor, context.today);
    await readAnalytics(stream, reading, progress, session, context);
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
    await session.each(partitions, describePartition, round, (partition) => readPages(partition, round, round));
    passOn(missing, round);
  } else {
    const { branches, missing } = branched;
    const round = new BranchedRefresh(branches, progress, context.job);
    const rest = branches.filter((branch) => !round.isDone(branch));
    await session.eachOf(
      rest,
      describePartition,
      round,
      {
        open: (branch, partitions) => round.open(branch, partitions),
        read: (partition, branch) => readPages(partition, round.within(branch), round),
        close: (branch) => round.close(branch),
      },
      branches.length - rest.length,
    );
    passOn(missing, round);
  }
}

/** What is new in each partition of a list with a time. */
async function followFeed(
  stream: Stream,
  { cursor: cursorField, order }: FeedReading,
  state: JsonObject | undefined,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const feed = feedStateOf(stream, cursorField, state);
  warnOfFuture(session, cursorField, feed.newest()?.slice(0, 10), context.today);
  const warned = new Set<string>();
  const idField = stream.primaryKey.at(-1) ?? stream.primaryKey[0];
  const readPartition = async (partition: Partition) => {
    if (feed.hasRead(partition, context.job)) return;
    const { key, version } = partition;
    const parameters = parametersOf(stream, partition, context);
    const open = (bookmark: string | undefined) => resumablePages(stream, parameters, session, context, bookmark);
    let resumed = true;
    while (resumed) {
      const before = feed.progressOf(key);
      if (isUnchanged(before, version)) return;
      // A scan that is resumed began at what was newest then: what came since is read after it. In a list without order
      // that would be the whole list again; there it waits for the next sync.
      resumed = before.scan !== undefined && order === "newest_first";
      const limit = order === "none" ? scanLimit(context) : undefined;
      for await (const { rows, progress } of readFeed(open, before, { cursorField, idField, version, limit })) {
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
    describePartition,
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
  session.saveState(missing === undefined ? doneBy(context, feed.toState()) : feed.toState());
  if (missing !== undefined) throw missing;
}

/**
 * Clocks of the connector and of the API may differ by so much, in milliseconds: one that was set without its time zone
 * is an hour off or two. What changed within it comes again with the next read.
 */
const clockDifference = 2 * 60 * 60_000;

/** How far the cursor of a list without order may go, when its scan begins now. */
function scanLimit({ clock }: ReadContext): string | undefined {
  return timestampFrom(clock.now() - clockDifference);
}

/** What earlier reads of a list have seen, this connector's or the official one's. */
function feedStateOf(stream: Stream, cursorField: string, state: JsonObject | undefined): FeedState {
  if (state === undefined || isOfFullRefresh(state)) return new FeedState();
  const upstream = state.version === undefined ? upstreamTimestamps(state, cursorField) : undefined;
  return upstream === undefined
    ? FeedState.read(new StateReader(state, stream.name))
    : new FeedState(
        [...upstream.partitions].map(([key, cursor]) => [key, { cursor }] as const),
        upstream.common,
      );
}

/** What earlier reads of analytics have seen, this connector's or the official one's. */
function analyticsProgressOf(
  stream: Stream,
  { cursor, upstreamCursor = cursor }: DayReading,
  state: JsonObject | undefined,
): AnalyticsProgress {
  if (state === undefined || isOfFullRefresh(state)) return {};
  const upstream = state.version === undefined ? upstreamDays(state, upstreamCursor) : undefined;
  return upstream ?? readAnalyticsProgress(new StateReader(state, stream.name).expectVersion());
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
