/** Discovers a parent partition or reads a slice, and resolves to further work items. */
export type WorkItem = () => Promise<readonly WorkItem[]>;

/**
 * Runs work items and the items that they yield, newest first. Discovered slices are read before further discovery, so
 * that few parents are open at a time and an interrupted run wastes little discovery.
 * @param maxOpen the maximum number of concurrent items
 * @throws the first error of an item
 */
export async function runQueue(items: readonly WorkItem[], maxOpen: number): Promise<void> {
  // Iterators avoid moving thousands of items whenever one is taken.
  const stack = [items.values()];
  const idle: (() => void)[] = [];
  let open = 0;
  const next = (): WorkItem | undefined => {
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { done, value } = top.next();
      if (done !== true) return value;
      stack.pop();
    }
    return undefined;
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const item = next();
      if (item !== undefined) {
        open += 1;
        const further = await item();
        open -= 1;
        if (further.length > 0) stack.push(further.values());
        for (const wake of idle.splice(0)) wake();
      } else if (open > 0) {
        await new Promise<void>((resolve) => idle.push(resolve));
      } else {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: maxOpen }, work));
}

export type SliceEnd = "read" | "skipped" | "failed";

/** Slices that together complete a partition or a parent. */
export class Group {
  #left: number;
  readonly #ends = new Set<SliceEnd>();
  readonly #onEnd: (ends: ReadonlySet<SliceEnd>) => void;

  /** @param onEnd called with the outcomes when all slices have ended */
  constructor(count: number, onEnd: (ends: ReadonlySet<SliceEnd>) => void) {
    this.#left = count;
    this.#onEnd = onEnd;
    if (count === 0) onEnd(this.#ends);
  }

  /** Replaces one slice with several. */
  replace(count: number): this {
    this.#left += count - 1;
    return this;
  }

  end(how: SliceEnd): void {
    this.#left -= 1;
    this.#ends.add(how);
    if (this.#left === 0) this.#onEnd(this.#ends);
  }
}
