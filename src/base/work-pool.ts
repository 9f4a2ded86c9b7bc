/** Runs work, that which was added last first, a limited number of items at a time, so that what was begun is finished before more is begun. */
export class WorkPool<Item> {
  readonly #maxOpen: () => number;
  readonly #run: (item: Item) => Promise<void>;
  readonly #waiting: Item[] = [];
  #open = 0;
  #error: { readonly cause: unknown } | undefined;
  #wake: () => void = () => undefined;

  /**
   * @param maxOpen returns the maximum number of items at a time
   * @param run must handle the errors that it expects. The first one that it throws ends the work
   */
  constructor(maxOpen: () => number, run: (item: Item) => Promise<void>) {
    this.#maxOpen = maxOpen;
    this.#run = run;
  }

  add(items: readonly Item[]): void {
    for (const item of items.toReversed()) this.#waiting.push(item);
    while (this.#open < this.#maxOpen() && this.#waiting.length > 0) void this.#work();
  }

  /** Resolves when fewer items are open than could be, so that more should be found. @throws the first error of an item */
  async whenFree(): Promise<void> {
    await this.#until(() => this.#open + this.#waiting.length < this.#maxOpen());
  }

  /** Resolves when all items are done. @throws the first error of an item */
  async drained(): Promise<void> {
    await this.#until(() => this.#open === 0 && this.#waiting.length === 0);
  }

  async #work(): Promise<void> {
    this.#open += 1;
    while (this.#error === undefined && this.#open <= this.#maxOpen()) {
      const item = this.#waiting.pop();
      if (item === undefined) break;
      try {
        await this.#run(item);
      } catch (cause) {
        this.#error ??= { cause };
      }
      this.#wake();
    }
    this.#open -= 1;
    this.#wake();
  }

  async #until(isTrue: () => boolean): Promise<void> {
    while (this.#error === undefined && !isTrue())
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#error !== undefined) throw this.#error.cause;
  }
}
