import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import { jsonLine } from "../../protocol/json-line.ts";
import type { StreamDescriptor } from "../../protocol/messages.ts";
import type { Book } from "../books/book.ts";
import type { EngineWriter } from "../engine-writer.ts";
import type { Page, Slice } from "../slice.ts";
import type { ReadSummary } from "./read-summary.ts";
import type { StreamStatusReport } from "./stream-status.ts";
import type { Tracking } from "./tracking.ts";

/** A STATE is due if the records since the last one are this many times its size, which limits the share of states. */
const recordsToState = 20;
/** A STATE is due after each page if the last one has at most this many characters, which costs less than a request. */
const smallState = 1000;
/** A STATE is due if the last one is this old, in milliseconds, so that reads with few records save their progress. */
const maxStateAgeMs = 10_000;
/** A STATE is due if the records that wait for it have this many characters. */
const maxHeldLength = 8 * 2 ** 20;

/** The part of a stream's context that its output needs. */
interface OutputContext {
  readonly descriptor: StreamDescriptor;
  readonly writer: EngineWriter;
  readonly clock: Clock;
  readonly summary: ReadSummary;
  readonly isTracked: boolean;
}

/** Writes the records and states of a stream. Those of a tracked stream go out together with the STATE that covers them. */
export class Output {
  readonly #context: OutputContext;
  readonly #status: StreamStatusReport;
  readonly #tracking: Tracking;
  readonly #wrap: (book: JsonObject) => JsonObject;
  /** Lines of records that wait for their STATE. */
  #held = "";
  #heldRecords = 0;
  #records = 0;
  #length = 0;
  #last: { readonly json: string; readonly at: number };

  /** @param wrap returns the state of a book as that of the stream */
  constructor(
    context: OutputContext,
    status: StreamStatusReport,
    tracking: Tracking,
    wrap: (book: JsonObject) => JsonObject,
  ) {
    this.#context = context;
    this.#status = status;
    this.#tracking = tracking;
    this.#wrap = wrap;
    this.#last = { json: "", at: context.clock.now() };
  }

  /**
   * Writes a page's records, records its progress, and writes a STATE if one is due, in one synchronous step, since another
   * slice's STATE in between would not cover the records. Resolves when the output has room.
   * @returns whether the further pages have nothing to write
   */
  async commit(book: Book, slice: Slice, page: Page): Promise<boolean> {
    const { records, isKnown = false } = book.take(slice, page);
    this.write(records);
    if (page.next === undefined || isKnown) book.done(slice);
    // The rest of a response can't be resumed.
    if (page.next !== "rest" && this.#isStateDue) this.#save(book.toState());
    await this.#context.writer.room();
    return isKnown;
  }

  /** Writes records. A STATE that covers them must follow. */
  write(records: readonly JsonObject[]): void {
    if (records.length === 0) return;
    const { writer, descriptor, summary, isTracked } = this.#context;
    this.#status.run();
    const stamped = this.#tracking.stamp(records);
    const lines = writer.recordLines(descriptor, stamped);
    this.#length += lines.length;
    this.#records += records.length;
    summary.write(records.length);
    this.#held += lines;
    this.#heldRecords += records.length;
    if (!isTracked) this.#release();
  }

  /** Writes the STATE of a book, unless it equals the last one and there were no records since. */
  saveState(book: JsonObject): void {
    this.#save(book, this.#records > 0);
  }

  /** Writes a state as it is, such as the input state that is still valid. */
  saveUnchanged(state: JsonObject): void {
    this.#status.run();
    this.#writeState(state, jsonLine(state));
  }

  /** @param isRepeated whether to write a STATE that equals the last one. The protocol forbids that within a read */
  #save(book: JsonObject, isRepeated = false): void {
    const { clock } = this.#context;
    const state = { ...this.#wrap(book), ...this.#tracking.stateMember() };
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
    this.#release();
    writer.state(descriptor, state, this.#records, json);
    this.#records = 0;
    this.#length = 0;
    this.#last = { json, at: clock.now() };
  }

  #release(): void {
    const { writer, descriptor } = this.#context;
    if (this.#heldRecords > 0) writer.appendRecords(descriptor, this.#held, this.#heldRecords);
    this.#held = "";
    this.#heldRecords = 0;
  }

  get #isStateDue(): boolean {
    const { json, at } = this.#last;
    const isOld = this.#context.clock.now() - at >= maxStateAgeMs;
    if (this.#records === 0) return isOld;
    return (
      json.length <= smallState ||
      this.#length >= recordsToState * json.length ||
      this.#held.length >= maxHeldLength ||
      isOld
    );
  }
}
