/** How a slice has ended. */
export type SliceEnd = "read" | "skipped" | "failed";

/** Slices that close something together. */
export class Group {
  #left: number;
  readonly #ends = new Set<SliceEnd>();
  readonly #onEnd: (ends: ReadonlySet<SliceEnd>) => void;

  /** @param onEnd told how the slices have ended, when all have */
  constructor(count: number, onEnd: (ends: ReadonlySet<SliceEnd>) => void) {
    this.#left = count;
    this.#onEnd = onEnd;
    if (count === 0) onEnd(this.#ends);
  }

  /** So many slices take the place of one. */
  replace(count: number): void {
    this.#left += count - 1;
  }

  end(how: SliceEnd): void {
    this.#left -= 1;
    this.#ends.add(how);
    if (this.#left === 0) this.#onEnd(this.#ends);
  }
}
