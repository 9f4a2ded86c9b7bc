import type { Clock } from "../../clock.ts";
import type { JsonObject } from "../../json.ts";
import type { LoadableJson } from "../../protocol/loadable.ts";
import type { StreamDescriptor } from "../../protocol/messages.ts";
import type { MessageWriter } from "../../protocol/writer.ts";
import type { Progress } from "../progress/progress.ts";
import type { Page, Slice } from "../readers/reader.ts";
import type { ReadSummary } from "./read-summary.ts";

/** A STATE is due if the records since the last one are this many times its size, which limits the share of states. */
const recordsToState = 20;
/** A STATE is due after each page if the last one has at most this many characters, which costs less than a request. */
const smallState = 1000;
/** A STATE is due if the last one is this old, in milliseconds, so that reads with few records save their progress. */
const maxStateAgeMs = 10_000;

/**
 * Returns whether a STATE is due.
 * @param records the size of the records since the last one, in characters
 * @param state the size of the last one, in characters
 * @param age the age of the last one, in milliseconds
 */
export function isStateDue(records: number, state: number, age: number): boolean {
  return state <= smallState || records >= recordsToState * state || age >= maxStateAgeMs;
}

/** The dependencies of an output. */
export interface OutputDependencies {
  readonly descriptor: StreamDescriptor;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  readonly loadable: LoadableJson;
  readonly summary: ReadSummary;
  /** Called before records and states. */
  readonly onWrite?: () => void;
  /** Adds the members that all states of the stream have. */
  readonly extendState?: (state: JsonObject) => JsonObject;
  /** Adds the fields that all records of the stream have. */
  readonly stamp?: ((records: readonly JsonObject[]) => readonly JsonObject[]) | undefined;
}

/** Writes the pages of a stream's passes. */
export interface PageOutput {
  /** Writes a page's records, records its progress, and writes a STATE if one is due. Resolves when the output has room. */
  readonly commit: <Position>(progress: Progress<Position>, slice: Slice, page: Page<Position>) => Promise<void>;
  /** Writes a STATE that covers all records so far. */
  readonly saveState: (state: JsonObject) => void;
}

/** Writes the records and states of a stream. */
export class Output implements PageOutput {
  readonly #dependencies: OutputDependencies;
  #recordsSinceState = 0;
  #bytesSinceState = 0;
  #lastState: { readonly json: string; readonly at: number } | undefined;

  constructor(dependencies: OutputDependencies) {
    this.#dependencies = dependencies;
  }

  get hasSavedState(): boolean {
    return this.#lastState !== undefined;
  }

  /** One synchronous step, since another slice's STATE in between would not cover the records. */
  async commit<Position>(progress: Progress<Position>, slice: Slice, page: Page<Position>): Promise<void> {
    const { stamp } = this.#dependencies;
    const { records, closed, next } = page;
    this.write(stamp === undefined ? records : stamp(records));
    progress.advance(slice, page);
    // Part of a slice that can't be resumed is no progress.
    if (closed.length > 0 || next !== undefined) this.#checkpoint(progress);
    await this.room();
  }

  /** Resolves when the output has room. */
  room(): Promise<void> {
    return this.#dependencies.writer.room();
  }

  /** Writes records unchanged. A STATE that covers them must follow. */
  write(records: readonly JsonObject[]): void {
    const { writer, descriptor, loadable, summary, onWrite } = this.#dependencies;
    onWrite?.();
    const length = writer.records(descriptor, records, (record) => loadable.write(record));
    this.#bytesSinceState += length;
    summary.write(records.length);
    this.#recordsSinceState += records.length;
  }

  /** Writes a STATE, unless it equals the last one and no records were written since. */
  saveState(state: JsonObject): void {
    const json = JSON.stringify(state);
    if (this.#recordsSinceState === 0 && this.#lastState?.json === json) return;
    const { writer, descriptor, extendState, clock, onWrite } = this.#dependencies;
    onWrite?.();
    writer.state(descriptor, extendState?.(state) ?? state, this.#recordsSinceState);
    this.#recordsSinceState = 0;
    this.#bytesSinceState = 0;
    this.#lastState = { json, at: clock.now() };
  }

  /** Writes a STATE if one is due and differs from the last one. The protocol forbids repetitions with records in between. */
  #checkpoint<Position>(progress: Progress<Position>): void {
    if (this.#recordsSinceState === 0) return;
    const last = this.#lastState ?? { json: "", at: 0 };
    if (!isStateDue(this.#bytesSinceState, last.json.length, this.#dependencies.clock.now() - last.at)) return;
    const state = progress.toState();
    if (JSON.stringify(state) !== this.#lastState?.json) this.saveState(state);
  }
}
