import type { JsonObject } from "../../base/json.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import { jsonLine } from "../../protocol/json-line.ts";
import type { Stream } from "../../streams/stream.ts";
import { deletedAt, updatedAt } from "../../streams/tracking.ts";
import type { Taken } from "../books/book.ts";
import type { StreamContext } from "../context.ts";
import type { StreamLog } from "../engine-writer.ts";
import type { Page, Slice } from "../partition.ts";
import { type SavedState, stateOf } from "../saved-state.ts";
import type { StreamStatusReport } from "./stream-status.ts";

/** A STATE is due if the records since the last one are this many times its size, which limits the share of states. */
const recordsToState = 20;
/** A STATE is due after each page if the last one has at most this many characters, which costs less than a request. */
const smallState = 1000;
/** A STATE is due if the last one is this old, in milliseconds, so that reads with few records save their progress. */
const maxStateAgeMs = 10_000;

/** How the changes of a stream are told. */
export interface Tracking {
  /** Whether changes and deletions are tracked. */
  readonly isTracked: boolean;
  /** Whether records have the columns of tracked streams. */
  readonly isStamped: boolean;
  /** The last time in those of earlier syncs, epoch milliseconds; 0: none. */
  readonly stampedAt: number;
}

/** Writes the records and states of a stream. */
export class Output {
  readonly #context: StreamContext;
  readonly #status: StreamStatusReport;
  readonly #isStamped: boolean;
  /** The last time in a record of a tracked stream, epoch milliseconds; 0: none. */
  #stampedAt: number;
  #records = 0;
  #length = 0;
  #last: { readonly json: string; readonly at: number };

  constructor(context: StreamContext, status: StreamStatusReport, { isStamped, stampedAt }: Tracking) {
    this.#context = context;
    this.#status = status;
    this.#isStamped = isStamped;
    this.#stampedAt = stampedAt;
    this.#last = { json: "", at: context.clock.now() };
  }

  /**
   * Writes a page's records, records its progress, and writes a STATE if one is due, in one synchronous step, since another
   * slice's STATE in between would not cover the records. Resolves when the output has caught up.
   */
  async commit(state: SavedState, slice: Slice, page: Page): Promise<Taken> {
    const { book } = state;
    const taken = book.take(slice, page);
    this.write(taken.records);
    if (taken.resumeAt === undefined && (page.next === undefined || taken.isKnown === true)) book.done(slice);
    // The rest of a response can't be resumed.
    if (page.next !== "rest" && this.#isStateDue) this.#save(state);
    await this.#context.writer.caughtUp();
    return taken;
  }

  /** Writes records. A STATE that covers them must follow. */
  write(records: readonly JsonObject[]): void {
    if (records.length === 0) return;
    const { writer, descriptor, summary } = this.#context;
    this.#status.run();
    const lines = writer.recordLines(descriptor, this.#stamped(records));
    writer.appendRecords(descriptor, lines, records.length);
    this.#length += lines.length;
    this.#records += records.length;
    summary.write(records.length);
  }

  /**
   * Returns records with their columns. Times increase strictly within and across syncs, regardless of the clock, since the
   * latest record of a key is the valid one.
   */
  #stamped(records: readonly JsonObject[]): readonly JsonObject[] {
    if (!this.#isStamped) return records;
    this.#stampedAt = Math.max(this.#context.clock.now(), this.#stampedAt + 1);
    const at = new Date(this.#stampedAt).toISOString();
    return records.map((record) => ({
      ...record,
      [updatedAt]: at,
      [deletedAt]: record[deletedAt] === true ? at : null,
    }));
  }

  /** Writes a STATE, unless it equals the last one and there were no records since. */
  saveState(state: SavedState): void {
    this.#save(state, this.#records > 0);
  }

  /** Writes a state as it is, such as the input state that is still valid. */
  saveUnchanged(state: JsonObject): void {
    this.#status.run();
    this.#writeState(state, jsonLine(state));
  }

  /** @param isRepeated whether to write a STATE that equals the last one. The protocol forbids that within a read */
  #save(saved: SavedState, isRepeated = false): void {
    const { clock } = this.#context;
    const state = { ...stateOf(saved, this.#context), ...(this.#stampedAt === 0 ? {} : { stamped: this.#stampedAt }) };
    const json = jsonLine(state);
    if (!isRepeated && this.#last.json === json) {
      this.#last = { json, at: clock.now() };
      return;
    }
    this.#status.run();
    this.#writeState(state, json);
  }

  #writeState(state: JsonObject, json: string): void {
    const { writer, descriptor, clock } = this.#context;
    writer.state(descriptor, state, this.#records, json);
    this.#records = 0;
    this.#length = 0;
    this.#last = { json, at: clock.now() };
  }

  get #isStateDue(): boolean {
    const { json, at } = this.#last;
    const isOld = this.#context.clock.now() - at >= maxStateAgeMs;
    if (this.#records === 0) return isOld;
    return json.length <= smallState || this.#length >= recordsToState * json.length || isOld;
  }
}

/**
 * Decides whether to track changes and deletions of a stream. Tracking requires that the connection uses the cursor of tracked
 * streams and selects the field that marks deletions, without which a tombstone would be a record of nulls. Otherwise, the
 * stream is read without tracking, with a warning.
 */
export function trackingOf(
  { isTracked: wanted }: Stream,
  { cursorField, syncMode, fields }: ConfiguredStream,
  state: JsonObject | undefined,
  log: StreamLog,
): Tracking {
  const isWanted = wanted === true;
  const isStamped = cursorField === updatedAt;
  const isIncremental = syncMode === "incremental";
  const isConnected = isStamped && fields?.includes(deletedAt) !== false;
  if (isIncremental && isWanted && !isConnected) {
    const text = `not tracked: the connection lacks the cursor ${updatedAt} or the field ${deletedAt}. To track changes and deletions, refresh the source schema, and select both`;
    log("WARN", text);
  }
  if (isIncremental && !isWanted && isStamped)
    log("WARN", `no longer tracked, but the connection still uses the cursor ${updatedAt}. Refresh the source schema`);
  const stampedAt = typeof state?.stamped === "number" && Number.isSafeInteger(state.stamped) ? state.stamped : 0;
  return { isTracked: isIncremental && isWanted && isConnected, isStamped, stampedAt };
}
