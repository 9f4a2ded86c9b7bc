import type { Clock } from "../../clock.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { deletedAt, updatedAt } from "../../streams/tracking.ts";

/**
 * Puts the columns of tracking into records. Times only go up, page by page and from sync to sync, whatever the clock does:
 * of two records with the same key, the later one counts.
 */
export class ChangeStamps {
  readonly #clock: Clock;
  #last: number;

  /** @param last the time of the last record, epoch milliseconds */
  constructor(clock: Clock, last = 0) {
    this.#clock = clock;
    this.#last = last;
  }

  /** Stamps that come after those of earlier syncs, as a stream's state tells of them. */
  static after(state: JsonObject | undefined, clock: Clock): ChangeStamps {
    const changes = state?.changes;
    const at = isObject(changes) && typeof changes.at === "string" ? Date.parse(changes.at) : 0;
    return new ChangeStamps(clock, Number.isNaN(at) ? 0 : at);
  }

  /** The time of the last record; undefined: there was none. */
  get last(): string | undefined {
    return this.#last === 0 ? undefined : new Date(this.#last).toISOString();
  }

  /** Stamps records that are there. */
  stamp(records: readonly JsonObject[]): readonly JsonObject[] {
    if (records.length === 0) return records;
    const at = this.#next();
    return records.map((record) => ({ ...record, [updatedAt]: at, [deletedAt]: null }));
  }

  /** Makes tombstones of the keys of records that are gone. */
  bury(keys: readonly JsonObject[]): readonly JsonObject[] {
    if (keys.length === 0) return keys;
    const at = this.#next();
    return keys.map((key) => ({ ...key, [updatedAt]: at, [deletedAt]: at }));
  }

  #next(): string {
    this.#last = Math.max(this.#clock.now(), this.#last + 1);
    return new Date(this.#last).toISOString();
  }
}
