import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import type { Stream } from "../../streams/stream.ts";
import { deletedAt, everyStream, updatedAt } from "../../streams/tracking.ts";
import type { StreamLog } from "../engine-writer.ts";

/** Whether changes and deletions of a stream are tracked, and the columns of its records that say when. */
export class Tracking {
  readonly isTracked: boolean;
  readonly #clock: Clock;
  readonly #isStamped: boolean;
  /** The last time in a record, epoch milliseconds; 0: none. */
  #last: number;

  /** @param last the last time in the records of earlier syncs, epoch milliseconds; 0: none */
  constructor(isTracked: boolean, isStamped: boolean, clock: Clock, last: number) {
    this.isTracked = isTracked;
    this.#isStamped = isStamped;
    this.#clock = clock;
    this.#last = last;
  }

  /**
   * Returns records with their columns. Times increase strictly within and across syncs, regardless of the clock, since the
   * latest record of a key is the valid one.
   */
  stamp(records: readonly JsonObject[]): readonly JsonObject[] {
    if (!this.#isStamped) return records;
    this.#last = Math.max(this.#clock.now(), this.#last + 1);
    const at = new Date(this.#last).toISOString();
    return records.map((record) => ({
      ...record,
      [updatedAt]: at,
      [deletedAt]: record[deletedAt] === true ? at : null,
    }));
  }

  /** Returns the member of the state that continues the times. */
  stateMember(): JsonObject {
    return this.#last === 0 ? {} : { stamped: this.#last };
  }
}

/**
 * Decides whether to track changes and deletions of a stream. Tracking requires that the connection uses the cursor of tracked
 * streams and selects the field that marks deletions, without which a tombstone would be a record of nulls. Otherwise, the
 * stream is read without tracking, with a warning.
 */
export function trackingOf(
  { name, isTracked: wanted, archives }: Stream,
  { cursorField, syncMode, fields }: ConfiguredStream,
  { trackChanges }: Pick<Config, "trackChanges">,
  state: JsonObject | undefined,
  clock: Clock,
  log: StreamLog,
): Tracking {
  const isWanted = wanted === true;
  const isStamped = cursorField === updatedAt;
  const isIncremental = syncMode === "incremental";
  const hidesDeletions = isIncremental && isWanted && isStamped && fields?.includes(deletedAt) === false;
  if (archives === true && (trackChanges.includes(everyStream) || trackChanges.includes(name))) {
    log("INFO", "Pinterest archives these records and never deletes them, so there are no deletions to track");
  }
  if (isIncremental && isWanted && !isStamped) {
    const cursor = cursorField === undefined ? "no cursor" : `the cursor ${cursorField}`;
    log(
      "WARN",
      `not tracked: the connection still uses ${cursor}. To track changes and deletions, refresh the source schema`,
    );
  }
  if (isIncremental && !isWanted && isStamped) {
    log("WARN", `no longer tracked, but the connection still uses the cursor ${updatedAt}. Refresh the source schema`);
  }
  if (hidesDeletions) {
    log(
      "WARN",
      `not tracked: the connection deselects ${deletedAt}. To track changes and deletions, select this field`,
    );
  }
  const isTracked = isWanted && isStamped && isIncremental && !hidesDeletions;
  const last = typeof state?.stamped === "number" && Number.isSafeInteger(state.stamped) ? state.stamped : 0;
  return new Tracking(isTracked, isStamped, clock, last);
}
