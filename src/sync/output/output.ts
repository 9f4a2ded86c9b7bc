import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import { jsonLine } from "../../protocol/json-line.ts";
import type { LoadableJson } from "../../protocol/loadable.ts";
import type { StreamDescriptor } from "../../protocol/messages.ts";
import type { MessageWriter } from "../../protocol/writer.ts";
import type { Progress, Taken } from "../progress.ts";
import type { Page, Slice } from "../slice.ts";
import type { ReadSummary } from "./read-summary.ts";

/** A STATE is due if the records since the last one are this many times its size, which limits the share of states. */
const recordsToState = 20;
/** A STATE is due after each page if the last one has at most this many characters, which costs less than a request. */
const smallState = 1000;
/** A STATE is due if the last one is this old, in milliseconds, so that reads with few records save their progress. */
const maxStateAgeMs = 10_000;
/** A STATE is due if the records that wait for it have this many characters. */
const maxHeldLength = 8 * 2 ** 20;

/** The dependencies of an output. */
export interface OutputDependencies {
  readonly descriptor: StreamDescriptor;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  readonly loadable: LoadableJson;
  readonly summary: ReadSummary;
  /** Whether records go out together with the STATE that covers them. */
  readonly isAtomic?: boolean;
  /** The records since the last STATE, if the stream has other outputs; undefined: it has only this one. */
  readonly unstated?: { records: number };
  /** Called before records and states. */
  readonly onWrite?: () => void;
  /** Adds the members that all states of the stream have. */
  readonly extendState?: (state: JsonObject) => JsonObject;
  /** Adds the fields that all records of the stream have. */
  readonly stamp?: ((records: readonly JsonObject[]) => readonly JsonObject[]) | undefined;
}

/** Writes the records and states of a stream. */
export class Output {
  readonly #dependencies: OutputDependencies;
  readonly #unstated: { records: number };
  /** Lines of records that wait for their STATE. */
  #held = "";
  #heldRecords = 0;
  #recordsSinceState = 0;
  #lengthSinceState = 0;
  #last: { readonly state: JsonObject; readonly json: string; readonly at: number } | undefined;

  constructor(dependencies: OutputDependencies) {
    this.#dependencies = dependencies;
    this.#unstated = dependencies.unstated ?? { records: 0 };
  }

  /** The last STATE, without the members that all states of the stream have; undefined: none. */
  get lastState(): JsonObject | undefined {
    return this.#last?.state;
  }

  /**
   * Writes a page's records, records its progress, and writes a STATE if one is due, in one synchronous step, since another
   * slice's STATE in between would not cover the records. Resolves when the output has room.
   */
  async commit(progress: Progress, slice: Slice, page: Page): Promise<Taken> {
    const taken = progress.take(slice, page);
    this.write(taken.records);
    // The rest of a response can't be resumed.
    if (page.next !== "rest" && this.#isStateDue) this.#save(progress.toState());
    await this.#dependencies.writer.room();
    return taken;
  }

  /** Writes records. A STATE that covers them must follow. */
  write(records: readonly JsonObject[]): void {
    const { writer, descriptor, loadable, summary, stamp, isAtomic, onWrite } = this.#dependencies;
    onWrite?.();
    const lines = writer.recordLines(descriptor, stamp?.(records) ?? records, (record) => loadable.write(record));
    this.#lengthSinceState += lines.length;
    this.#recordsSinceState += records.length;
    summary.write(records.length);
    this.#held += lines;
    this.#heldRecords += records.length;
    if (isAtomic !== true) this.#release();
  }

  /** Writes a STATE that covers all records so far, unless it equals the last one and there were none since. */
  saveState(state: JsonObject): void {
    this.#save(state, this.#recordsSinceState > 0);
  }

  /** @param isRepeated whether to write a STATE that equals the last one. The protocol forbids that within a read */
  #save(state: JsonObject, isRepeated = false): void {
    const { writer, descriptor, extendState, clock, onWrite } = this.#dependencies;
    const extended = extendState?.(state) ?? state;
    const json = jsonLine(extended);
    if (!isRepeated && this.#last?.json === json) return;
    onWrite?.();
    this.#release();
    writer.state(descriptor, extended, this.#unstated.records, json);
    this.#unstated.records = 0;
    this.#recordsSinceState = 0;
    this.#lengthSinceState = 0;
    this.#last = { state, json, at: clock.now() };
  }

  #release(): void {
    const { writer, descriptor } = this.#dependencies;
    this.#unstated.records += this.#heldRecords;
    if (this.#heldRecords > 0) writer.appendRecords(descriptor, this.#held, this.#heldRecords);
    this.#held = "";
    this.#heldRecords = 0;
  }

  get #isStateDue(): boolean {
    if (this.#recordsSinceState === 0) return false;
    const { json, at } = this.#last ?? { json: "", at: 0 };
    return (
      json.length <= smallState ||
      this.#lengthSinceState >= recordsToState * json.length ||
      this.#held.length >= maxHeldLength ||
      this.#dependencies.clock.now() - at >= maxStateAgeMs
    );
  }
}
