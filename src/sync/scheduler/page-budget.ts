/** The maximum size of all open pages, in characters: a few of the largest pages, or more typical ones than limits allow. */
const maxCharacters = 12 * 2 ** 20;
/** The assumed size of a stream's first page, in characters. */
const unknownPage = maxCharacters / 2;

/** Limits the memory of concurrent reads. A read reserves the size of a page when it begins. */
export class PageBudget {
  #held = 0;
  readonly #waiting: (() => boolean)[] = [];

  /**
   * Runs a task when there is room for a page, in order of arrival. A page larger than the limit runs alone.
   * @param largest returns the size of the stream's largest response so far, in characters; 0: none
   */
  async run<Result>(largest: () => number, task: () => Promise<Result>): Promise<Result> {
    let size = 0;
    const reserve = () => {
      // Only now, because responses arrive while a read waits.
      size = largest() || unknownPage;
      if (this.#held > 0 && this.#held + size > maxCharacters) return false;
      this.#held += size;
      return true;
    };
    if (this.#waiting.length > 0 || !reserve()) {
      await new Promise<void>((begin) => {
        this.#waiting.push(() => {
          const hasRoom = reserve();
          if (hasRoom) begin();
          return hasRoom;
        });
      });
    }
    try {
      return await task();
    } finally {
      this.#held -= size;
      while (this.#waiting[0]?.() === true) this.#waiting.shift();
    }
  }
}
