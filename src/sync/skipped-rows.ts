import type { Stream } from "../streams/stream.ts";

/** Counts the rows of streams that make no record, since they lack a part of the primary key. */
export class SkippedRows {
  readonly #counts = new Map<Stream, Map<string, number>>();

  /** @param field the part of the key that a row lacks */
  add(stream: Stream, field: string): void {
    const counts = this.#counts.get(stream) ?? new Map<string, number>();
    this.#counts.set(stream, counts.set(field, (counts.get(field) ?? 0) + 1));
  }

  /** Returns what to warn of, one message per missing field, and forgets it. */
  takeWarnings(stream: Stream): readonly string[] {
    const counts = [...(this.#counts.get(stream) ?? [])];
    this.#counts.delete(stream);
    return counts.map(([field, count]) => {
      const rows = count === 1 ? "1 row" : `${count.toLocaleString("en-US")} rows`;
      return `${stream.name}: skipped ${rows} that Pinterest returned without ${field}, a part of the primary key`;
    });
  }
}
