/** The number of hash buckets for pairs of characters. */
const pairs = 4096;

/**
 * Searches a text for several needles at once (Wu–Manber). The pair of characters at the end of the search window tells
 * how far the window can move, so most characters are never read.
 */
export class NeedleSearch {
  readonly #needles: readonly string[];
  /** The length of the search window: that of the shortest needle, up to `maxWindow`. */
  readonly #window: number;
  /** By the pair of characters at the end of the window, how far the window can move. */
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

  /** Returns whether one of the needles is in the text. */
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

/** A longer window saves no measurable time. */
const maxWindow = 32;

function pairOf(first: number, second: number): number {
  return ((first << 5) ^ second) & (pairs - 1);
}
