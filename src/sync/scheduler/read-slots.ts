import { entryOf } from "../../entry-of.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import { Slots, SlotsByCategory } from "../../slots.ts";
import { pollOf, type Stream } from "../../streams/stream.ts";

/** Maximum number of files awaited concurrently. Each takes only an occasional request until it is ready. */
const maxOpenFiles = 30;

/** Limits concurrent reads of all streams, to bound memory: open slices by number and page size, files by number. */
export class ReadSlots {
  readonly #maxSlices: number;
  /** Per rate limit category, so that waiting for one doesn't delay the others. */
  readonly #slices: SlotsByCategory;
  /** Per rate limit category. */
  readonly #pageBudgets = new Map<string, PageBudget>();
  readonly #files = new Slots(maxOpenFiles);

  /** @param maxSlices the maximum number of open slices per rate limit category */
  constructor(maxSlices: number) {
    this.#maxSlices = maxSlices;
    this.#slices = new SlotsByCategory(maxSlices);
  }

  /** Returns the maximum number of concurrent reads of a stream. */
  maxOf(stream: Stream): number {
    return pollOf(stream) === undefined ? this.#maxSlices : maxOpenFiles;
  }

  /**
   * Runs a read of a slice or a file when a slot is free.
   * @param largest returns the size of the stream's largest response so far, in characters; 0: none
   */
  run<Result>(stream: Stream, largest: () => number, read: () => Promise<Result>): Promise<Result> {
    if (pollOf(stream) !== undefined) return this.#files.run(read);
    const { category } = operationNamed(stream.operation);
    const budget = entryOf(this.#pageBudgets, category, () => new PageBudget());
    return this.runParent(stream, () => budget.run(largest, read));
  }

  /** Runs a read of a parent's list for child streams when a slot is free. */
  runParent<Result>({ operation }: Stream, read: () => Promise<Result>): Promise<Result> {
    return this.#slices.of(operationNamed(operation).category).run(read);
  }
}

/**
 * The maximum size of all open pages, in characters: one of the largest pages, or 16 of 250 typical Pins. Each page also
 * takes several times its size as parsed rows, until the next one of its list arrives.
 */
const maxCharacters = 4 * 2 ** 20;
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
