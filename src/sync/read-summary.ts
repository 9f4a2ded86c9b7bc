import { entryOf } from "../base/entry-of.ts";
import { countOf } from "../base/text/count-of.ts";

/** Counts what a read of one stream or of all streams did, for one log line and for `plan`. */
export class ReadSummary {
  /** The summaries of single streams, by name. */
  readonly streams = new Map<string, ReadSummary>();
  /** The summaries of single profiles, by username. */
  readonly profiles = new Map<string, ReadSummary>();
  readonly #total: ReadSummary | undefined;
  #records = 0;
  readonly #calls = new Map<string, number>();
  #waitedMs = 0;
  #waitsUntil = 0;
  /** The numbers of what was skipped, by what it is (a noun in -s) and why. */
  readonly #skipped = new Map<string, { readonly noun: string; readonly reason: string; readonly count: number }>();

  constructor(total?: ReadSummary) {
    this.#total = total;
  }

  /** Returns the summary of one stream, whose counts are part of this one. */
  ofStream(name: string): ReadSummary {
    return entryOf(this.streams, name, () => new ReadSummary(this));
  }

  /** Returns the summary of one profile, whose counts are part of this one. */
  ofProfile(username: string): ReadSummary {
    return entryOf(this.profiles, username, () => new ReadSummary(this));
  }

  /** The number of written records. */
  get records(): number {
    return this.#records;
  }

  /** The number of API calls. */
  get calls(): number {
    return [...this.#calls.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The number of API calls of all streams and profiles of the run. */
  get callsOfRun(): number {
    return this.#total?.callsOfRun ?? this.calls;
  }

  /** The number of API calls by rate limit category. */
  get categories(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  /** Counts written records. */
  write(count: number): void {
    this.#records += count;
    this.#total?.write(count);
  }

  /** Counts an API call. @param category its rate limit category */
  call(category: string): void {
    this.#calls.set(category, (this.#calls.get(category) ?? 0) + 1);
    this.#total?.call(category);
  }

  /** Adds a wait for a rate limit, in epoch milliseconds. Overlapping waits count once. */
  wait(now: number, until: number): void {
    const from = Math.max(now, this.#waitsUntil);
    if (until > from) {
      this.#waitedMs += until - from;
      this.#waitsUntil = until;
    }
    this.#total?.wait(now, until);
  }

  /** Counts skipped partitions, rows, or values. @param noun what one is @param reason which, or why */
  skip(count: number, noun: string, reason: string): void {
    const key = `${noun} ${reason}`;
    this.#skipped.set(key, { noun, reason, count: (this.#skipped.get(key)?.count ?? 0) + count });
    this.#total?.skip(count, noun, reason);
  }

  toString(): string {
    const byCategory = [...this.#calls].map(([category, count]) => `${category} ${count}`).join(", ");
    const skipped = [...this.#skipped.values()].map(
      ({ noun, reason, count }) => `skipped ${countOf(count, noun)} ${reason}`,
    );
    const allSkipped = [...this.#skipped.values()].reduce((sum, { count }) => sum + count, 0);
    return [
      `read ${countOf(this.#records, "record")} with ${countOf(this.calls, "API call")}${this.#calls.size > 1 ? ` (${byCategory})` : ""}`,
      ...(this.#waitedMs >= 50 ? [`waited ${(this.#waitedMs / 1000).toFixed(1)} s for rate limits`] : []),
      ...(this.streams.size + this.profiles.size > 0 && allSkipped > 0
        ? [`skipped ${allSkipped} in all (see the lines with WARN)`]
        : skipped),
    ].join("; ");
  }
}
