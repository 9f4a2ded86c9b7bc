/** The maximum size of all open pages, in characters: a few of the largest pages, or more typical ones than limits allow. */
const maxCharacters = 12 * 2 ** 20;
/** The assumed size of a stream's first page, in characters. */
const unknownPage = maxCharacters / 2;

interface Waiting {
  readonly size: number;
  readonly begin: () => void;
}

/** Limits the memory of concurrent reads. A read reserves the size of a page before its request. */
export class PageBudget {
  #held = 0;
  readonly #waiting: Waiting[] = [];

  /**
   * Runs a task when there is room for a page, in order of arrival. A page larger than the limit runs alone.
   * @param largest the size of the stream's largest response so far, in characters; 0: none
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
