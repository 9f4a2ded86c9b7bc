import type { Clock } from "../base/clock.ts";
import type { JsonObject } from "../base/json.ts";
import { anySignal, StoppedError } from "../base/signals.ts";
import { countOf } from "../base/text/count-of.ts";
import type { Caller } from "../pinterest/caller.ts";
import { rateLimitEnd } from "../pinterest/errors/error-kinds.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import type { SyncMode } from "../protocol/messages.ts";
import type { RecordMaker } from "../records/records.ts";
import { pollOf, type Stream } from "../streams/stream.ts";
import { retryText } from "../texts/retry.ts";
import { findBasis, isSameBasis, warnOfRestart } from "./basis.ts";
import type { Book, BookFacts } from "./books/book.ts";
import { DateBook } from "./books/dates.ts";
import { FeedBook } from "./books/feed.ts";
import { LookupBook } from "./books/lookups.ts";
import { TableBook } from "./books/table.ts";
import type { ListContext, ReadContext, StreamContext } from "./context.ts";
import type { StreamLog } from "./engine-writer.ts";
import { readSlices } from "./loop.ts";
import { Outcome } from "./outcome.ts";
import { Output, type Tracking, trackingOf } from "./output/output.ts";
import type { StreamStatusReport } from "./output/stream-status.ts";
import type { Reader } from "./partition.ts";
import type { ReadSummary } from "./read-summary.ts";
import { analyticsReader } from "./readers/analytics-reader.ts";
import { fileReader } from "./readers/file-reader.ts";
import { listReader } from "./readers/list-reader.ts";
import type { SavedState } from "./saved-state.ts";
import { KnownContainers } from "./state/known-containers.ts";
import { DamagedStateError, StateReader } from "./state/state-reader.ts";
import { isWaiting, readState, servedOn, stateVersion } from "./state/stream-state.ts";
import { Turns } from "./turns.ts";

/** The maximum size of a stream's book in a state, in characters. Platforms limit a message to some megabytes. */
const maxRoom = 900_000;

/** A stream to read. */
interface Order {
  readonly stream: Stream;
  readonly configured: ConfiguredStream;
  readonly mode: SyncMode;
  /** The input state. */
  readonly state: JsonObject | undefined;
  readonly status: StreamStatusReport;
  readonly summary: ReadSummary;
  readonly log: StreamLog;
}

/**
 * Reads a stream from its state to its end, and saves its state.
 * @throws ApiError, ConnectorError, or StoppedError if it is incomplete; its records and states are written
 */
export async function resumeStream(order: Order, run: ReadContext): Promise<void> {
  const { stream, log, summary, configured, state, status } = order;
  const { rejections, config, signal } = run;
  const tracking = trackingOf(stream, configured, state, log);
  const halt = new AbortController();
  const context = contextOf(order, tracking, halt.signal, await run.recordMakers.of(stream), run);
  const output = new Output(context, status, tracking);
  const unchanged = state ?? { version: stateVersion };
  let saved: SavedState | undefined;
  try {
    saved = await openState(state, context).catch((error: unknown) => {
      if (!(error instanceof DamagedStateError)) throw error;
      warnOfRestart(`since the saved state is damaged ("${error.message}" is not as expected)`, log);
      return openState(undefined, context);
    });
    if (saved === undefined) {
      log("INFO", "already completed by an earlier attempt of this job");
      return output.saveUnchanged(unchanged);
    }
    const outcome = new Outcome(context, () => halt.abort());
    await readSlices({ context, saved, reader: readerOf(context), output, outcome });
    const problem = signal.aborted ? new StoppedError() : (outcome.problem ?? rejections.end(stream, config, true));
    if (problem !== undefined) throw problem;
    output.saveState({ ...saved, isComplete: true });
  } catch (error) {
    const isQuotaUsed = rateLimitEnd(error) !== undefined;
    // A stream that took most of a daily quota has had its turn, or the others would never have theirs.
    const hadTurn = isQuotaUsed && summary.callsOfRun > 1 && summary.calls >= summary.callsOfRun / 2;
    const turn = hadTurn ? { served: run.today } : {};
    if (saved !== undefined) output.saveState({ ...saved, ...turn, isWaiting: isQuotaUsed && !hadTurn });
    // Nothing was read, so the input state is still valid.
    else if (!context.isRefresh) output.saveUnchanged(unchanged);
    throw error;
  } finally {
    logSkippedRows(context, summary);
    log("INFO", String(summary));
  }
}

/** Returns the context of one stream. @param halt aborts when nothing further of it is to be requested */
function contextOf(
  { stream, log, summary, configured, mode, status }: Order,
  { isTracked }: Tracking,
  halt: AbortSignal,
  makeRecords: RecordMaker,
  run: ReadContext,
): StreamContext {
  const isNeverCompared = ["list", "file", "snapshot"].includes(stream.reading.by);
  return {
    ...run,
    stream,
    descriptor: configured.descriptor,
    log,
    summary,
    isRefresh: mode === "full_refresh" || (!isTracked && isNeverCompared),
    isTracked,
    client: run.rejections.clientFor(run.client, stream, log, summary),
    hasQuota: () => run.client.hasQuota,
    perMinute: (operation) => run.client.perMinute(operation),
    caller: callerOf({ log, summary, status }, run.clock, anySignal(run.signal, halt)),
    makeRecords,
  };
}

/**
 * Opens a state of a stream; undefined: an earlier attempt of this job completed the stream.
 * @throws DamagedStateError; ConnectorError (config_error) if the state is of another version; errors of finding the basis
 */
async function openState(given: JsonObject | undefined, context: StreamContext): Promise<SavedState | undefined> {
  const { stream, log, sharersOf, today, hasQuota } = context;
  const stored = readState(given, stream, context, log);
  if (stored.isCompleted) return undefined;
  const basis = await findBasis(stored, context);
  const usable = isSameBasis(stored, basis, log) ? stored : undefined;
  const state = usable?.book ?? new StateReader({});
  const book = bookOf({
    ...context,
    state,
    upstream: usable?.upstream,
    isSameJob: usable?.isSameJob === true,
    areRowsForgotten: stored.basis.access !== undefined && stored.basis.access !== basis.access,
    room: maxRoom / (sharersOf?.(stream.name) ?? 1),
  });
  const turns = new Turns(state, today, hasQuota);
  const containers = new KnownContainers(state);
  return { book, turns, containers, basis, served: servedOn(given), isWaiting: isWaiting(given), isComplete: false };
}

/** Returns the book of a stream. @throws DamagedStateError */
function bookOf(facts: BookFacts): Book {
  const { stream, isRefresh, isTracked } = facts;
  const { reading } = stream;
  const isReadCompletely = isRefresh || isTracked;
  switch (reading.by) {
    case "analytics":
    case "report":
      return new DateBook(reading, facts);
    case "newest_first":
      return isReadCompletely ? new TableBook(facts) : new FeedBook(reading.cursor, facts);
    case "lookup":
      return isReadCompletely ? new TableBook(facts) : new LookupBook(reading.object, facts);
    case "list":
    case "file":
    case "snapshot":
    case "compared":
      return new TableBook(facts);
  }
}

/** Returns the reader of a stream. */
function readerOf(context: StreamContext): Reader {
  const { stream } = context;
  const poll = pollOf(stream);
  if (poll !== undefined) return fileReader(context, poll);
  return stream.reading.by === "analytics" ? analyticsReader(context, stream.reading) : listReader(context);
}

/** Logs how many rows were skipped because they lack a field of the primary key. */
export function logSkippedRows({ stream, recordMakers, log }: ListContext, summary: ReadSummary): void {
  for (const [field, count] of recordMakers.takeSkipped(stream)) {
    log(
      "WARN",
      `skipped ${countOf(count, "row")} that Pinterest returned without ${field}, a part of the primary key. If it happens again, report it`,
    );
    summary.skip(count, "row", `without ${field}`);
  }
}

/** Returns a caller that counts and logs the requests of a stream and keeps its status current. */
export function callerOf(
  { log, summary, status }: Pick<StreamContext, "log" | "summary"> & { readonly status?: StreamStatusReport },
  clock: Clock,
  signal: AbortSignal,
): Caller {
  return {
    signal,
    onCall: (category) => {
      summary.call(category);
      status?.run();
    },
    onRateLimit: (until) => {
      summary.wait(clock.now(), until);
      status?.waitUntil(until);
    },
    onRetry: (error, delay) => log("WARN", retryText(error, delay)),
  };
}
