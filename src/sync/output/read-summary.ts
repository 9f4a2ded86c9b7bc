/** What a read of a stream, or of all of them, has come to, in one line. */
export class ReadSummary {
  readonly #ofAll: ReadSummary | undefined;
  #records = 0;
  readonly #calls = new Map<string, number>();
  #waitedMs = 0;
  #waitsUntil = 0;
  readonly #skipped = new Map<string, number>();

  /** @param ofAll notes the same, of every stream */
  constructor(ofAll?: ReadSummary) {
    this.#ofAll = ofAll;
  }

  /** How many API calls were made. */
  get calls(): number {
    return [...this.#calls.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Notes records that were written. */
  write(count: number): void {
    this.#records += count;
    this.#ofAll?.write(count);
  }

  /** Notes a request that has left. @param category its rate limit */
  call(category: string): void {
    this.#calls.set(category, (this.#calls.get(category) ?? 0) + 1);
    this.#ofAll?.call(category);
  }

  /** Notes a wait for a rate limit, epoch milliseconds. Of waits at the same time, the longest counts. */
  wait(now: number, until: number): void {
    const from = Math.max(now, this.#waitsUntil);
    if (until > from) {
      this.#waitedMs += until - from;
      this.#waitsUntil = until;
    }
    this.#ofAll?.wait(now, until);
  }

  /** Notes things that were skipped. @param reason what they are, or why Pinterest gave none */
  skip(count: number, reason: string): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + count);
    this.#ofAll?.skip(count, reason);
  }

  toString(): string {
    const byCategory = [...this.#calls].map(([category, count]) => `${category} ${count}`).join(", ");
    return [
      `read ${this.#records} records with ${this.calls} API calls${this.#calls.size > 1 ? ` (${byCategory})` : ""}`,
      ...(this.#waitedMs > 0 ? [`waited ${(this.#waitedMs / 1000).toFixed(1)} s for rate limits`] : []),
      ...[...this.#skipped].map(([reason, count]) => `skipped ${count}: ${reason}`),
    ].join("; ");
  }
}
