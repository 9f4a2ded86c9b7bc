import type { Clock } from "../../clock.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { isStateDue, type Output, type PageOutput } from "../output/output.ts";
import type { Slice } from "../readers/reader.ts";
import type { ChangeStamps } from "./change-stamps.ts";
import { placeOf } from "./places.ts";
import { unknownDigest } from "./row-text.ts";
import { type AbsentRow, TrackedRows } from "./tracked-rows.ts";

/** So much waits to be written at the most, in characters: records, and what a state says of their rows. */
const maxHeld = 8 * 2 ** 20;
const maxPending = 60_000;

/** What an output of changes goes by. */
export interface ChangeOutputPlan {
  readonly output: Output;
  readonly primaryKey: readonly string[];
  /** What the destination has, as far as it is known. */
  readonly rows: TrackedRows;
  readonly stamps: ChangeStamps;
  readonly clock: Clock;
  /** See `placeParameters`. */
  readonly places: ReadonlySet<string>;
}

/**
 * Writes what is new or changed. Records wait until a STATE has named their rows as pending: if the run is killed before
 * the next STATE, nobody knows whether they have arrived, and so they are written again, or looked for.
 */
export class ChangeOutput {
  readonly #plan: ChangeOutputPlan;
  /** Page by page. */
  #held: (readonly JsonObject[])[] = [];
  #heldLength = 0;
  #pending: TrackedRows;
  /** The last STATE, or what held at the beginning. */
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
   * The output of a phase.
   * @param isScan whether it goes through all rows
   * @param stateOf what a state says when the phase has come so far
   */
  during(isScan: boolean, stateOf: (progress: JsonObject) => JsonObject): PageOutput {
    return {
      commit: async (progress, slice, page) => {
        progress.advance(slice, page);
        this.#take(page.records, slice, isScan);
        if (this.#isDue()) this.saveState(stateOf(progress.toState()));
        await this.#plan.output.room();
      },
      saveState: (state) => this.saveState(stateOf(state)),
    };
  }

  /** Takes in tombstones of rows that are gone. */
  bury(gone: readonly AbsentRow[]): void {
    const { stamps, rows } = this.#plan;
    if (gone.length === 0) return;
    this.#held.push(stamps.bury(gone.map(({ fields }) => fields)));
    for (const { key } of gone) {
      this.#pending.note({ key, digest: unknownDigest, place: "" }, false);
      rows.forget(key);
    }
  }

  /** Writes all that waits, and the STATE that covers it. */
  saveState(state: JsonObject): void {
    const { output, stamps, primaryKey, clock } = this.#plan;
    if (this.#pending.size > 0) {
      const changes = isObject(this.#saved.changes) ? this.#saved.changes : {};
      output.saveState({ ...this.#saved, changes: { ...changes, at: stamps.last, pending: this.#pending.toJson() } });
    }
    for (const records of this.#held) output.write(records);
    output.saveState(state);
    this.#held = [];
    this.#heldLength = 0;
    this.#pending = new TrackedRows(primaryKey);
    this.#saved = state;
    this.#savedAt = clock.now();
    this.#savedLength = undefined;
  }

  #take(records: readonly JsonObject[], slice: Slice, isScan: boolean): void {
    const { rows, stamps, places } = this.#plan;
    const [partition] = slice.members;
    const place = partition === undefined ? "" : placeOf(partition, places);
    const changed = records.filter((record) => {
      const row = rows.scanned(record, place);
      if (!rows.note(row, isScan)) return false;
      this.#heldLength += row.length;
      // Where no row is kept, all are written again in any case.
      if (rows.overflow === 0) this.#pending.note(row, false);
      return true;
    });
    if (changed.length > 0) this.#held.push(stamps.stamp(changed));
  }

  #isDue(): boolean {
    if (this.#held.length === 0) return false;
    if (this.#heldLength > maxHeld || this.#pending.length > maxPending) return true;
    this.#savedLength ??= JSON.stringify(this.#saved).length;
    return isStateDue(this.#heldLength, this.#savedLength, this.#plan.clock.now() - this.#savedAt);
  }
}
