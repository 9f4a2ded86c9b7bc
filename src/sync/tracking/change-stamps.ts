import type { Clock } from "../../base/clock.ts";
import { isObject, type JsonObject } from "../../base/json.ts";
import { deletedAt, updatedAt } from "../../streams/tracking.ts";

/**
 * Adds the tracking columns to records. Timestamps increase strictly within and across syncs, regardless of the clock, since
 * the latest record of a key is the valid one.
 */
export class ChangeStamps {
  readonly #clock: Clock;
  #last: number;

  /** @param last the last timestamp, epoch milliseconds */
  constructor(clock: Clock, last = 0) {
    this.#clock = clock;
    this.#last = last;
  }

  /** Continues after the last timestamp in a stream's state. */
  static after(state: JsonObject | undefined, clock: Clock): ChangeStamps {
    const changes = state?.changes;
    const at = isObject(changes) && typeof changes.at === "string" ? Date.parse(changes.at) : 0;
    return new ChangeStamps(clock, Number.isNaN(at) ? 0 : at);
  }

  /** The last timestamp; undefined: none. */
  get last(): string | undefined {
    return this.#last === 0 ? undefined : new Date(this.#last).toISOString();
  }

  /** Returns records with their columns. */
  stamp(records: readonly JsonObject[]): readonly JsonObject[] {
    if (records.length === 0) return records;
    const at = this.#next();
    return records.map((record) => ({
      ...record,
      [updatedAt]: at,
      [deletedAt]: record[deletedAt] === true ? at : null,
    }));
  }

  #next(): string {
    this.#last = Math.max(this.#clock.now(), this.#last + 1);
    return new Date(this.#last).toISOString();
  }
}
