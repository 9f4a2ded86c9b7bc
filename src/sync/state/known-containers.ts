import { type Day, daysFrom, isDay } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { JsonObject } from "../../base/json.ts";
import type { StateReader } from "./state-reader.ts";

/** The number of days for which an ad account or a profile is missed, and what is known of it stays. */
const maxDays = 30;
/** The member with those that were in the last complete list. */
const listed = "listed";

/**
 * Knows the ad accounts, or the profiles, that a stream has read, and since when Pinterest's list lacks one: whoever loses a role must
 * hear of it, since what is below is then neither found nor deleted.
 */
export class KnownContainers {
  /** By ID: the first day on which it was missed; undefined: it is listed. */
  readonly #missed = new Map<string, Day | undefined>();

  constructor(state?: StateReader) {
    for (const [day, ids] of state?.textEntries("containers") ?? []) {
      if (day !== listed && !isDay(day)) state?.fail(`containers.${day}`);
      for (const id of ids.match(/\S+/gu) ?? []) this.#missed.set(id, day === listed ? undefined : day);
    }
  }

  /** Accepts those that Pinterest lists. */
  add(ids: ReadonlySet<string>): void {
    for (const id of ids) this.#missed.set(id, undefined);
  }

  /** Returns the IDs of those that a complete list lacks, for thirty days. Then they are forgotten. */
  missing(ids: ReadonlySet<string>, today: Day): readonly string[] {
    return [...this.#missed].flatMap(([id, day = today]) => {
      if (ids.has(id)) return [];
      this.#missed.set(id, day);
      if (daysFrom(day, today) < maxDays) return [id];
      this.#missed.delete(id);
      return [];
    });
  }

  toState(): { readonly containers?: JsonObject } {
    if (this.#missed.size === 0) return {};
    const byDay = new Map<string, string[]>();
    for (const [id, day = listed] of this.#missed) entryOf(byDay, day, () => []).push(id);
    const texts = [...byDay].map(([day, ids]) => [day, ids.join(" ")] as const);
    return { containers: Object.fromEntries(texts) };
  }
}
