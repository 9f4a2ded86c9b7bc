/** How many pairs of characters are told apart. */
const pairs = 4096;

/**
 * Tells whether one of several texts is in a longer one. It looks at a pair of characters and skips as many as none of the
 * texts allows (Wu and Manber's way), so that a text is searched for all of them in less time than it takes to read it.
 */
export class NeedleSearch {
  readonly #needles: readonly string[];
  /** The length of the shortest needle: as much of each is looked for first. */
  readonly #window: number;
  /** By a pair of characters, how far the window may move when it ends in that pair. */
  readonly #shifts: Uint16Array;

  /** @param needles of at least two characters each */
  constructor(needles: readonly string[]) {
    this.#needles = needles;
    this.#window = Math.min(...needles.map(({ length }) => length), maxWindow);
    this.#shifts = new Uint16Array(pairs).fill(Math.max(1, this.#window - 1));
    for (const needle of needles) {
      for (let end = 1; end < this.#window; end += 1) {
        const pair = pairOf(needle.charCodeAt(end - 1), needle.charCodeAt(end));
        this.#shifts[pair] = Math.min(this.#shifts[pair] ?? 0, this.#window - 1 - end);
      }
    }
  }

  /** Whether one of the needles is in the text. */
  isIn(text: string): boolean {
    if (this.#needles.length === 0) return false;
    for (let end = this.#window - 1; end < text.length; ) {
      const shift = this.#shifts[pairOf(text.charCodeAt(end - 1), text.charCodeAt(end))] ?? 0;
      if (shift === 0) {
        const start = end - this.#window + 1;
        if (this.#needles.some((needle) => text.startsWith(needle, start))) return true;
        end += 1;
      } else {
        end += shift;
      }
    }
    return false;
  }
}

/** A longer window skips no more worth having. */
const maxWindow = 32;

function pairOf(first: number, second: number): number {
  return ((first << 5) ^ second) & (pairs - 1);
}
