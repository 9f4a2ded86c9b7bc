import { isObject, type JsonObject } from "../../json.ts";
import { type Stream, saysNothingByAbsence } from "../../streams/stream.ts";
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
import { isDeleted, type Sight } from "./looks.ts";
import { placeParameters, questionOf } from "./places.ts";

/** A second scan is made in the same sync if it takes so many requests at the most. */
const maxRequestsOfSecondScan = 100;
/** So many rows are looked for one by one in a sync at the most. */
const maxSingleLooks = 50;

/** What tracking a stream takes besides what reading it takes. */
export interface Tracking {
  readonly output: Output;
  readonly stamps: ChangeStamps;
  readonly sight: Sight;
  /** Every stream there is, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** Finds partitions anew, whatever was found in this run. */
  readonly newRouter: () => Pick<PartitionRouter, "parentsOf">;
  /** How many requests were made for the stream in this run. */
  readonly calls: () => number;
}

/** A list as it is read as far as it is new. */
export interface FeedPhase<Position> {
  readonly progress: Progress<Position>;
  readonly reader: Reader<Position>;
}

/**
 * Reads what is new and what has changed in a tracked stream, and finds what is gone: absent from this whole scan and from
 * one more, or absent once and "not found" by itself.
 * @param feed for a list that is read as far as it is new, and whole only now and then (a sweep)
 * @throws as `readStream` does
 */
export async function readChanges<Position>(
  state: JsonObject | undefined,
  loop: Loop,
  context: ReadContext,
  tracking: Tracking,
  feed?: FeedPhase<Position>,
): Promise<void> {
  const { stream, log } = loop;
  const { stamps, streams } = tracking;
  const places = placeParameters(stream, streams);
  const journal = new ChangeJournal(
    { stream, context, stamps, places, question: questionOf(stream, streams, context) },
    state,
  );
  const { rows } = journal;
  const frame = () => feed?.progress.toState() ?? { version: stateVersion };
  const plan = { output: tracking.output, primaryKey: stream.primaryKey, rows, stamps, clock: context.clock, places };
  const changes = state?.changes;
  // To make a large state takes time; one that names no pending rows holds as it came.
  const before = isObject(changes) && changes.pending === undefined ? state : undefined;
  const output = new ChangeOutput(plan, before ?? journal.toState(frame()));
  let unmet: Error | undefined;
  if (feed !== undefined) {
    const own = { ...loop, output: output.during(false, (progress) => journal.toState(progress)) };
    unmet = await readPasses(feed.progress, feed.reader, own, context);
    if (journal.isFresh && unmet === undefined) journal.endScan();
  }
  const isDue = feed === undefined || journal.isSweepDue(context.today, context.config.trackSweepDays);
  if (unmet === undefined && isDue) unmet = await lookTwice({ journal, output, frame, loop, tracking }, context);
  const { gone, overflow } = rows;
  if (overflow > 0) {
    log(
      "WARN",
      `changes are not tracked: the state has no room for ${overflow.toLocaleString("en-US")} rows, so every sync reads and writes all of them, and finds no deletions`,
    );
  }
  output.bury(gone);
  if (gone.length > 0) log("INFO", `found ${gone.length.toLocaleString("en-US")} records gone`);
  const end = journal.toState(frame());
  output.saveState(unmet === undefined ? markCompletedBy(context, end) : end);
  if (unmet !== undefined) throw unmet;
}

/** What the scans of a stream share. */
interface Scanning {
  readonly journal: ChangeJournal;
  readonly output: ChangeOutput;
  /** What the state says besides. */
  readonly frame: () => JsonObject;
  readonly loop: Loop;
  readonly tracking: Tracking;
}

/** Scans the stream, and once more if rows are absent and that takes few requests; if not, looks for some of them. */
async function lookTwice(scanning: Scanning, context: ReadContext): Promise<Error | undefined> {
  const { stream, caller } = scanning.loop;
  const { rows } = scanning.journal;
  const first = await look(scanning, context);
  if (first.unmet !== undefined || !first.isAnyMissed) return first.unmet;
  if (first.requests <= maxRequestsOfSecondScan) {
    const { unmet } = await look(scanning, { ...context, router: scanning.tracking.newRouter() });
    return unmet;
  }
  if (stream.single === undefined) return undefined;
  for (const { key, fields } of rows.missed.slice(0, maxSingleLooks)) {
    if (await isDeleted(stream.single, fields, context.client, context.config, caller)) rows.confirm(key);
  }
  return undefined;
}

/** One scan, and what it says of rows that it has not come across. */
async function look(
  { journal, output, frame, loop, tracking: { calls, sight } }: Scanning,
  context: ReadContext,
): Promise<{ readonly unmet: Error | undefined; readonly isAnyMissed: boolean; readonly requests: number }> {
  const { stream, log, caller } = loop;
  const { rows } = journal;
  const start = calls() - journal.requestsBefore;
  const requests = () => calls() - start;
  const isResumed = journal.isScanBegun;
  const scan = journal.scan(frame, requests);
  const own = { ...loop, output: output.during(true, (progress) => progress) };
  const unmet = await readPasses(scan, new ListReader(loop, context), own, context);
  const mayTell = !saysNothingByAbsence(stream) && unmet === undefined;
  const absent = mayTell ? rows.absent(scan.isWhole) : 0;
  // What is asked from here on may fail.
  if (absent > 0) output.saveState(scan.toState());
  const isSeen = absent === 0 || (await sight.seesAll(stream, caller));
  if (!isSeen) {
    log(
      "WARN",
      `${absent.toLocaleString("en-US")} records are absent, but the token doesn't see secret boards, so they may still be there. To track deletions, grant boards:read_secret and pins:read_secret, and for an ad account of others the role Admin`,
    );
  }
  if (unmet === undefined && !scan.isWholeEverywhere) {
    log("INFO", "not everything could be read, so deletions are left to a later sync");
  }
  const isWhole = (place: string) => mayTell && isSeen && scan.isWhole(place);
  // What an earlier run has found absent may be back: if that takes few requests, it is looked for once more.
  rows.endScan(isWhole, journal.isSameQuestion, !isResumed || requests() > maxRequestsOfSecondScan);
  journal.endScan();
  const isAnyMissed = rows.missed.length > 0;
  if (isAnyMissed) output.saveState(journal.toState(frame()));
  return { unmet, isAnyMissed, requests: requests() };
}
