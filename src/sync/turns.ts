import { type Day, isDay } from "../base/dates.ts";
import { entryOf } from "../base/entry-of.ts";
import type { JsonObject } from "../base/json.ts";
import type { Partition } from "./partition.ts";
import { digestOfPartition, type StateReader } from "./state/state-reader.ts";

/** The maximum number of partitions in a state. The others count as never tried. */
const maxPartitions = 20_000;

/**
 * The days on which the partitions of a stream, and the lists of its parents, were tried last, whatever came of it. While a daily quota or
 * failures end syncs before all were tried, each begins with those that were tried longest ago.
 */
export class Turns {
  readonly #today: Day;
  readonly #hasQuota: () => boolean;
  readonly #days = new Map<string, Day>();
  /** Whether the next sync needs to know them. */
  #isKept: boolean;

  /** @param hasQuota returns whether a response contained a daily quota */
  constructor(state: StateReader, today: Day, hasQuota: () => boolean) {
    this.#today = today;
    this.#hasQuota = hasQuota;
    for (const [day, digests] of state.digestEntries("tried")) {
      if (!isDay(day)) state.fail(`tried.${day}`);
      for (const digest of digests) this.#days.set(digest, day);
    }
    this.#isKept = this.#days.size > 0;
  }

  /** Whether the order matters, since this sync might end too early, or an earlier one did. */
  get isOrdered(): boolean {
    return this.#isKept || this.#hasQuota();
  }

  /** Returns partitions by the day of their last attempt, those without one first. Those of equal days keep their order. */
  inOrder(partitions: readonly Partition[]): readonly Partition[] {
    this.#isKept ||= partitions.length > 0;
    const dayOf = ({ key }: Partition) => this.#days.get(digestOfPartition(key)) ?? "";
    const dated = partitions.map((partition) => ({ partition, day: dayOf(partition) }));
    return dated.toSorted((one, other) => one.day.localeCompare(other.day)).map(({ partition }) => partition);
  }

  /** Records an attempt. A parent has had its turn as soon as something below it was tried. */
  try(partitions: readonly Partition[]): void {
    for (const { key, parent = key } of partitions)
      for (const each of [key, parent]) this.#days.set(digestOfPartition(each), this.#today);
  }

  /** Ends the read. @param isAllTried whether nothing ended it early, so that no partition needs to precede the others */
  finish(isAllTried: boolean): void {
    // A stream with one partition, found in one list, has no order.
    this.#isKept = !isAllTried && this.#days.size > 2;
  }

  toState(): JsonObject {
    if (!this.#isKept) return {};
    const byDay = new Map<Day, string[]>();
    for (const [digest, day] of [...this.#days].slice(-maxPartitions)) entryOf(byDay, day, () => []).push(digest);
    const texts = [...byDay].map(([day, digests]) => [day, digests.join("")] as const);
    return { tried: Object.fromEntries(texts) };
  }
}
