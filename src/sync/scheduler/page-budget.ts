/** So much of pages is held at once, in characters: a few of the largest ones, and of usual ones more than any limit takes. */
const maxCharacters = 12 * 2 ** 20;
/** What a page is taken to have while none of its stream has been seen. */
const unknownPage = maxCharacters / 2;

interface Waiting {
  readonly size: number;
  readonly begin: () => void;
}

/**
 * Keeps what is read at once within bounds, however many requests may be under way: a response that is waited for takes
 * its room already.
 */
export class PageBudget {
  #held = 0;
  readonly #waiting: Waiting[] = [];

  /**
   * Runs a task when there is room for a page, after those that came before.
   * @param largest the largest page of the stream so far, in characters; 0: none was seen. A page beyond all room runs alone
   */
  async run<Result>(largest: number, task: () => Promise<Result>): Promise<Result> {
    const size = largest === 0 ? unknownPage : largest;
    if (this.#waiting.length === 0 && this.#hasRoom(size)) this.#held += size;
    else await new Promise<void>((begin) => this.#waiting.push({ size, begin }));
    try {
      return await task();
    } finally {
      this.#held -= size;
      this.#wake();
    }
  }

  #hasRoom(size: number): boolean {
    return this.#held === 0 || this.#held + size <= maxCharacters;
  }

  #wake(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#hasRoom(next.size); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#held += next.size;
      next.begin();
    }
  }
}
