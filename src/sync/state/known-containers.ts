import { type Day, daysFrom, isDay, latest } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { JsonObject } from "../../base/json.ts";
import type { StateReader } from "./state-reader.ts";

/** The number of days for which an ad account, a business, or a profile is missed, and what is known of it stays. */
const maxDays = 30;

/** Returns whether one that Pinterest no longer lists is missed: for thirty days, and by one sync at least. @param last that of the last sync */
export function isMissed(listedOn: Day, last: Day, today: Day): boolean {
  return listedOn === last || daysFrom(listedOn, today) < maxDays;
}

/**
 * Knows the ad accounts or businesses below which a stream has read: whoever loses a role must hear of it, since what is below is then
 * neither found nor deleted.
 */
export class KnownContainers {
  /** By ID: the last day on which Pinterest listed it. */
  readonly #days = new Map<string, Day>();
  readonly #last: Day;

  constructor(state: StateReader) {
    const byDay = state.textEntries("containers");
    for (const [day, ids] of byDay) {
      if (!isDay(day)) state.fail(`containers.${day}`);
      for (const id of ids.match(/\S+/gu) ?? []) this.#days.set(id, day);
    }
    this.#last = latest("", ...byDay.map(([day]) => day));
  }

  /** Accepts a complete list. @returns the IDs that are missed */
  compare(ids: ReadonlySet<string>, today: Day): readonly string[] {
    for (const id of ids) this.#days.set(id, today);
    for (const [id, day] of this.#days) if (!isMissed(day, this.#last, today)) this.#days.delete(id);
    return [...this.#days.keys()].filter((id) => !ids.has(id));
  }

  toState(): { readonly containers?: JsonObject } {
    if (this.#days.size === 0) return {};
    const byDay = new Map<Day, string[]>();
    for (const [id, day] of this.#days) entryOf(byDay, day, () => []).push(id);
    return { containers: Object.fromEntries([...byDay].map(([day, ids]) => [day, ids.join(" ")] as const)) };
  }
}
