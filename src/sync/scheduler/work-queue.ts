/** A parent partition that is to be discovered, or a slice that is to be read. It yields further work items. */
export type WorkItem = () => Promise<readonly WorkItem[]>;

/**
 * Runs work items, and those that they yield. The newest come first: what was discovered is read before more is
 * discovered, so that little is discovered in vain in a run that ends half-way, and little is open at a time.
 * @param maxOpen so many are under way at once
 * @throws what an item throws
 */
export async function runQueue(items: readonly WorkItem[], maxOpen: number): Promise<void> {
  // Many thousands may be left, so none is moved when one is taken.
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
