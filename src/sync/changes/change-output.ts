import type { Clock } from "../../clock.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { isStateDue, type Output, type PageOutput } from "../output/output.ts";
import type { Slice } from "../readers/reader.ts";
import type { ChangeStamps } from "./change-stamps.ts";
import { containerOf } from "./containers.ts";
import { unknownDigest } from "./row-text.ts";
import { type AbsentRow, TrackedRows } from "./tracked-rows.ts";

/** The maximum size of buffered records, in characters. */
const maxBufferedLength = 8 * 2 ** 20;
/** The maximum size of the rows of buffered records in a state, in characters. */
const maxPendingLength = 60_000;

/** The dependencies of a change output. */
export interface ChangeOutputPlan {
  readonly output: Output;
  readonly primaryKey: readonly string[];
  /** The known rows of the destination. */
  readonly rows: TrackedRows;
  readonly stamps: ChangeStamps;
  readonly clock: Clock;
  /** See `containerParameters`. */
  readonly containers: ReadonlySet<string>;
}

/**
 * Writes new and changed records. Before each batch of records, it writes a STATE that names their rows as pending. If the
 * run is killed before the next STATE, it is unknown whether the records arrived, so the next sync treats them as changed.
 */
export class ChangeOutput {
  readonly #plan: ChangeOutputPlan;
  /** Buffered records by page. */
  #buffered: (readonly JsonObject[])[] = [];
  #bufferedLength = 0;
  #pending: TrackedRows;
  /** The last STATE, initially the input state. */
  #saved: JsonObject;
  #savedAt: number;
  #savedLength: number | undefined;

  constructor(plan: ChangeOutputPlan, state: JsonObject) {
    this.#plan = plan;
    this.#pending = new TrackedRows(plan.primaryKey);
    this.#saved = state;
    this.#savedAt = plan.clock.now();
  }

  /**
   * Returns the output of a phase.
   * @param isScan whether the phase is a complete scan
   * @param stateOf returns the state for the progress of the phase
   */
  during(isScan: boolean, stateOf: (progress: JsonObject) => JsonObject): PageOutput {
    return {
      commit: async (progress, slice, page) => {
        progress.advance(slice, page);
        this.#buffer(page.records, slice, isScan);
        if (this.#isDue()) this.saveState(stateOf(progress.toState()));
        await this.#plan.output.room();
      },
      saveState: (state) => this.saveState(stateOf(state)),
    };
  }

  /** Buffers the tombstones of deleted rows. */
  delete(deleted: readonly AbsentRow[]): void {
    const { stamps, rows } = this.#plan;
    if (deleted.length === 0) return;
    this.#buffered.push(stamps.tombstones(deleted.map(({ fields }) => fields)));
    for (const { key } of deleted) {
      this.#pending.record({ key, digest: unknownDigest, container: "" }, false);
      rows.remove(key);
    }
  }

  /** Writes all buffered records and the STATE that covers them. */
  saveState(state: JsonObject): void {
    const { output, stamps, primaryKey, clock } = this.#plan;
    if (this.#pending.size > 0) {
      const changes = isObject(this.#saved.changes) ? this.#saved.changes : {};
      output.saveState({ ...this.#saved, changes: { ...changes, at: stamps.last, pending: this.#pending.toJson() } });
    }
    for (const records of this.#buffered) output.write(records);
    output.saveState(state);
    this.#buffered = [];
    this.#bufferedLength = 0;
    this.#pending = new TrackedRows(primaryKey);
    this.#saved = state;
    this.#savedAt = clock.now();
    this.#savedLength = undefined;
  }

  #buffer(records: readonly JsonObject[], slice: Slice, isScan: boolean): void {
    const { rows, stamps, containers } = this.#plan;
    const [partition] = slice.members;
    const container = partition === undefined ? "" : containerOf(partition, containers);
    const changed = records.filter((record) => {
      const row = rows.toScannedRow(record, container);
      if (!rows.record(row, isScan)) return false;
      this.#bufferedLength += row.length;
      // If the state has no room for rows, every sync writes all of them anyway.
      if (rows.overflow === 0) this.#pending.record(row, false);
      return true;
    });
    if (changed.length > 0) this.#buffered.push(stamps.stamp(changed));
  }

  #isDue(): boolean {
    if (this.#buffered.length === 0) return false;
    if (this.#bufferedLength > maxBufferedLength || this.#pending.length > maxPendingLength) return true;
    this.#savedLength ??= JSON.stringify(this.#saved).length;
    return isStateDue(this.#bufferedLength, this.#savedLength, this.#plan.clock.now() - this.#savedAt);
  }
}
