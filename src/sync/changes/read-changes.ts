import type { Config } from "../../config/config.ts";
import type { JsonObject } from "../../json.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import { canHideRows, type Stream } from "../../streams/stream.ts";
import { deletedAt, everyStream, updatedAt } from "../../streams/tracking.ts";
import { countOf, grouped } from "../../text/count-of.ts";
import type { Output } from "../output/output.ts";
import type { PartitionRouter } from "../partitions/partition-router.ts";
import type { Progress } from "../progress/progress.ts";
import { markCompletedBy, stateVersion } from "../progress/state-format.ts";
import type { ReadContext } from "../read-context.ts";
import { type Loop, readPasses } from "../read-stream.ts";
import { ListReader } from "../readers/list-reader.ts";
import type { Reader } from "../readers/reader.ts";
import { ChangeJournal } from "./change-journal.ts";
import { ChangeOutput } from "./change-output.ts";
import type { ChangeStamps } from "./change-stamps.ts";
import { containerParameters, requestsDigest, selectionDigest } from "./containers.ts";
import { isDeleted, type Visibility } from "./visibility.ts";

/** The maximum number of requests for a second scan in the same sync. */
const maxRequestsOfSecondScan = 100;
/** The minimum number of absent rows that are doubtful if most rows are absent. A fault could last for a second scan. */
const minDoubtfulRows = 10;
/** The maximum number of rows requested one by one per sync. */
const maxSingleRequests = 50;

/** The additional dependencies of tracking. */
export interface Tracking {
  readonly output: Output;
  readonly stamps: ChangeStamps;
  readonly visibility: Visibility;
  /** All streams, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** Returns a router that discovers partitions again. */
  readonly newRouter: () => Pick<PartitionRouter, "parentsOf">;
  /** Returns the number of this run's requests for the stream. */
  readonly calls: () => number;
}

/**
 * Returns whether records have the tracking columns, and whether to track changes and deletions of a stream. Tracking
 * requires that the connection uses the cursor of tracked streams and selects the field that marks deletions, without
 * which a tombstone would be a record of nulls. Otherwise, the stream is read without tracking, with a warning.
 */
export function trackingChoice(
  { name, isTracked: isWanted, archives }: Stream,
  { cursorField, syncMode, fields }: ConfiguredStream,
  { trackChanges }: Pick<Config, "trackChanges">,
  log: (level: "INFO" | "WARN", message: string) => void,
): { readonly isStamped: boolean; readonly isTracked: boolean } {
  const isTracked = isWanted === true;
  const isStamped = cursorField === updatedAt;
  const isIncremental = syncMode === "incremental";
  const hidesDeletions = isIncremental && isTracked && isStamped && fields?.includes(deletedAt) === false;
  if (archives === true && (trackChanges.includes(everyStream) || trackChanges.includes(name))) {
    log("INFO", "Pinterest archives these records and never deletes them, so there are no deletions to track");
  }
  if (isIncremental && isTracked && !isStamped) {
    const cursor = cursorField === undefined ? "without a cursor" : `by ${cursorField}`;
    log(
      "WARN",
      `changes are not tracked, since the connection still syncs ${cursor}. Refresh the source schema to track changes`,
    );
  }
  if (isIncremental && !isTracked && isStamped) {
    log("WARN", `changes are no longer tracked, but the connection syncs by ${updatedAt}. Refresh the source schema`);
  }
  if (hidesDeletions) {
    log("WARN", `changes are not tracked, since the connection deselects ${deletedAt}. Select this field`);
  }
  return { isStamped, isTracked: isTracked && isStamped && isIncremental && !hidesDeletions };
}

/**
 * Emits new and changed records of a tracked stream, and tombstones of deleted ones: those absent from two complete scans,
 * or absent from one and "not found" when requested alone.
 * @param feed the incremental read of a newest-first list, which is scanned completely only at intervals (a sweep)
 * @throws the same errors as `readStream`
 */
export async function readChanges<Position>(
  state: JsonObject | undefined,
  loop: Loop,
  context: ReadContext,
  tracking: Tracking,
  feed?: { readonly progress: Progress<Position>; readonly reader: Reader<Position> },
): Promise<void> {
  const { stream, log } = loop;
  const { stamps, streams } = tracking;
  const containers = containerParameters(stream, streams);
  const journal = new ChangeJournal(
    {
      stream,
      context,
      stamps,
      containers,
      selection: selectionDigest(stream, streams, context),
      requests: requestsDigest(stream, streams, context),
    },
    state,
  );
  const { rows } = journal;
  const otherMembers = () => feed?.progress.toState() ?? { version: stateVersion };
  const outputPlan = {
    output: tracking.output,
    primaryKey: stream.primaryKey,
    rows,
    stamps,
    clock: context.clock,
    containers,
  };
  const output = new ChangeOutput(outputPlan, journal.toState(otherMembers()));
  let unavailable: Error | undefined;
  if (feed !== undefined) {
    const feedLoop = { ...loop, output: output.during(false, (progress) => journal.toState(progress)) };
    unavailable = await readPasses(feed.progress, feed.reader, feedLoop, context);
    if (journal.isFresh && unavailable === undefined) journal.endScan();
  }
  const isScanDue = feed === undefined || journal.isSweepDue(context.today, context.config.trackSweepDays);
  if (unavailable === undefined && isScanDue)
    unavailable = await scanTwice({ journal, output, otherMembers, loop, tracking }, context);
  const { deleted, overflow } = rows;
  if (overflow > 0) {
    log(
      "WARN",
      `changes are not tracked: the state has no room for ${grouped(overflow)} rows, so each sync emits all of them and finds no deletions`,
    );
  }
  output.delete(deleted);
  if (deleted.length > 0) log("INFO", `found ${countOf(deleted.length, "deleted record")}`);
  const end = journal.toState(otherMembers());
  output.saveState(unavailable === undefined ? markCompletedBy(context, end) : end);
  if (unavailable !== undefined) throw unavailable;
}

/** The common dependencies of a stream's scans. */
interface ScanDependencies {
  readonly journal: ChangeJournal;
  readonly output: ChangeOutput;
  /** Returns the members of the state beside `changes`. */
  readonly otherMembers: () => JsonObject;
  readonly loop: Loop;
  readonly tracking: Tracking;
}

/**
 * Scans the stream. If rows are absent, scans it again or, if that takes many requests or most rows are absent, requests
 * some rows one by one. The next sync scans the others again.
 */
async function scanTwice(dependencies: ScanDependencies, context: ReadContext): Promise<Error | undefined> {
  const { stream, client, caller, log } = dependencies.loop;
  const { rows } = dependencies.journal;
  const first = await scanOnce(dependencies, context);
  if (first.unavailable !== undefined || !first.isAnyMissed) return first.unavailable;
  const isDoubtful = rows.missed.length >= minDoubtfulRows && rows.missed.length > rows.size / 2;
  if (isDoubtful) {
    log(
      "WARN",
      `${grouped(rows.missed.length)} of ${countOf(rows.size, "known record")} are absent, which might be a fault of Pinterest: one counts as deleted only if the next sync, or a request for it alone, confirms it`,
    );
  }
  if (first.requests <= maxRequestsOfSecondScan && !isDoubtful) {
    const { unavailable } = await scanOnce(dependencies, { ...context, router: dependencies.tracking.newRouter() });
    return unavailable;
  }
  if (stream.single === undefined) return undefined;
  for (const { key, fields } of rows.missed.slice(0, maxSingleRequests)) {
    if (await isDeleted(stream.single, fields, client, context.config, caller)) rows.confirmDeleted(key);
  }
  return undefined;
}

/** Scans the stream once and updates the status of absent rows. */
async function scanOnce(
  { journal, output, otherMembers, loop, tracking: { calls, visibility } }: ScanDependencies,
  context: ReadContext,
): Promise<{ readonly unavailable: Error | undefined; readonly isAnyMissed: boolean; readonly requests: number }> {
  const { stream, client, log, caller } = loop;
  const { rows } = journal;
  const start = calls() - journal.requestsBefore;
  const requests = () => calls() - start;
  const isResumed = journal.hasUnfinishedScan;
  const scan = journal.scan(otherMembers, requests);
  const scanLoop = { ...loop, output: output.during(true, (progress) => progress) };
  const unavailable = await readPasses(scan, new ListReader(loop, context), scanLoop, context);
  const canDetect = !canHideRows(stream) && unavailable === undefined;
  const absent = canDetect ? rows.countAbsent(scan.isComplete) : 0;
  // Keeps the scan's progress if the following requests fail.
  if (absent > 0) output.saveState(scan.toState());
  const isVisible = absent === 0 || (await visibility.isComplete(stream, client, caller));
  if (!isVisible) {
    log(
      "WARN",
      `${countOf(absent, "absent record")} might be on secret boards, which the token can't read. To track deletions, grant boards:read_secret and pins:read_secret, and for another user's ad account the role Admin`,
    );
  }
  if (unavailable === undefined && !scan.isCompleteEverywhere) {
    log("INFO", "the scan was incomplete, so a later sync finds deletions");
  }
  const isComplete = (container: string) => canDetect && isVisible && scan.isComplete(container);
  // Rows that an earlier run found absent might be back. If a scan takes few requests, a second one verifies that.
  rows.endScan(isComplete, journal.isSameSelection, !isResumed || requests() > maxRequestsOfSecondScan);
  journal.endScan();
  const isAnyMissed = rows.missed.length > 0;
  if (isAnyMissed) output.saveState(journal.toState(otherMembers()));
  return { unavailable, isAnyMissed, requests: requests() };
}
