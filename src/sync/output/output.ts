import type { Clock } from "../../clock.ts";
import type { JsonObject } from "../../json.ts";
import type { LoadableJson } from "../../protocol/loadable.ts";
import type { StreamDescriptor } from "../../protocol/messages.ts";
import type { MessageWriter } from "../../protocol/writer.ts";
import type { Progress } from "../progress/progress.ts";
import type { Page, Slice } from "../readers/reader.ts";
import type { ReadSummary } from "./read-summary.ts";

/** A STATE is written when the records since the last one are so many times its size, so that states stay a small part. */
const recordsToState = 20;
/** Or after each page, as long as the last one had no more characters than this: less than the request costs. */
const smallState = 1000;
/** Or when the last one is this old, in milliseconds: a read that finds little still saves how far it came. */
const maxStateAgeMs = 10_000;

/**
 * Whether a STATE is due.
 * @param records characters of the records since the last one
 * @param state characters of the last one
 * @param age of the last one, in milliseconds
 */
export function isStateDue(records: number, state: number, age: number): boolean {
  return state <= smallState || records >= recordsToState * state || age >= maxStateAgeMs;
}

/** What an output needs from outside. */
export interface OutputDependencies {
  readonly descriptor: StreamDescriptor;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  readonly loadable: LoadableJson;
  readonly summary: ReadSummary;
  /** Adds to a state what all states of the stream carry, whatever it says of the progress. */
  readonly sign?: (state: JsonObject) => JsonObject;
  /** Adds to records what all records of the stream carry, whatever the API says. */
  readonly stamp?: ((records: readonly JsonObject[]) => readonly JsonObject[]) | undefined;
}

/** Where the pages of a stream's passes go. */
export interface PageOutput {
  /** Writes a page's records, lets the progress note it, and writes a STATE if one is due. Resolves when there is room for more. */
  readonly commit: <Position>(progress: Progress<Position>, slice: Slice, page: Page<Position>) => Promise<void>;
  /** Writes a STATE that covers all records so far. */
  readonly saveState: (state: JsonObject) => void;
}

/** Where the records and states of a stream go. */
export class Output implements PageOutput {
  readonly #dependencies: OutputDependencies;
  /** The most characters that the records of one page had. */
  largestPage = 0;
  #recordsSinceState = 0;
  #bytesSinceState = 0;
  #lastState: { readonly json: string; readonly at: number } | undefined;

  constructor(dependencies: OutputDependencies) {
    this.#dependencies = dependencies;
  }

  get hasSavedState(): boolean {
    return this.#lastState !== undefined;
  }

  /** All at once: another slice's STATE in between would count records that it does not cover. */
  async commit<Position>(progress: Progress<Position>, slice: Slice, page: Page<Position>): Promise<void> {
    const { stamp } = this.#dependencies;
    const { records, closed, next } = page;
    this.write(stamp === undefined ? records : stamp(records));
    progress.advance(slice, page);
    // A part of what can only be read from its beginning is nothing to go on from.
    if (closed.length > 0 || next !== undefined) this.#checkpoint(progress);
    await this.room();
  }

  /** Resolves when there is room for more. */
  room(): Promise<void> {
    return this.#dependencies.writer.room();
  }

  /** Writes records as they are. A STATE that covers them must follow. */
  write(records: readonly JsonObject[]): void {
    const { writer, descriptor, loadable, summary } = this.#dependencies;
    const length = writer.records(descriptor, records, (record) => loadable.write(record));
    this.largestPage = Math.max(this.largestPage, length);
    this.#bytesSinceState += length;
    summary.write(records.length);
    this.#recordsSinceState += records.length;
  }

  /** Writes a STATE, unless it says what the last one said and nothing was read in between. */
  saveState(state: JsonObject): void {
    const json = JSON.stringify(state);
    if (this.#recordsSinceState === 0 && this.#lastState?.json === json) return;
    const { writer, descriptor, sign, clock } = this.#dependencies;
    writer.state(descriptor, sign?.(state) ?? state, this.#recordsSinceState);
    this.#recordsSinceState = 0;
    this.#bytesSinceState = 0;
    this.#lastState = { json, at: clock.now() };
  }

  /** Writes a STATE if one is due and says something new: the protocol forbids to repeat one with records in between. */
  #checkpoint<Position>(progress: Progress<Position>): void {
    if (this.#recordsSinceState === 0) return;
    const last = this.#lastState ?? { json: "", at: 0 };
    if (!isStateDue(this.#bytesSinceState, last.json.length, this.#dependencies.clock.now() - last.at)) return;
    const state = progress.toState();
    if (JSON.stringify(state) !== this.#lastState?.json) this.saveState(state);
  }
}
