/** What a read of a stream, or of all of them, has come to, in one line. */
export class ReadSummary {
  records = 0;
  readonly #calls = new Map<string, number>();
  #waitedMs = 0;
  #waitsUntil = 0;
  readonly #skipped = new Map<string, number>();

  /** How many API calls were made. */
  get calls(): number {
    return sum(this.#calls.values());
  }

  /** Notes a request that has left. @param category its rate limit */
  call(category: string): void {
    this.#calls.set(category, (this.#calls.get(category) ?? 0) + 1);
  }

  /** Notes a wait for a rate limit, epoch milliseconds. Of waits at the same time, the longest counts. */
  wait(now: number, until: number): void {
    const from = Math.max(now, this.#waitsUntil);
    if (until <= from) return;
    this.#waitedMs += until - from;
    this.#waitsUntil = until;
  }

  /** Notes things that were skipped. @param reason as Pinterest gave it */
  skip(count: number, reason: string): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + count);
  }

  /** Takes in what another read has come to. */
  add(other: ReadSummary): void {
    this.records += other.records;
    for (const [category, count] of other.#calls) this.#calls.set(category, (this.#calls.get(category) ?? 0) + count);
    this.#waitedMs += other.#waitedMs;
    for (const [reason, count] of other.#skipped) this.skip(count, reason);
  }

  toString(): string {
    const { records, calls } = this;
    const byCategory = [...this.#calls].map(([category, count]) => `${category} ${count}`).join(", ");
    const parts = [
      `read ${records} records with ${calls} API calls${this.#calls.size > 1 ? ` (${byCategory})` : ""}`,
      ...(this.#waitedMs > 0 ? [`waited ${(this.#waitedMs / 1000).toFixed(1)} s for rate limits`] : []),
      ...[...this.#skipped].map(([reason, count]) => `skipped ${count}: ${reason}`),
    ];
    return parts.join("; ");
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
