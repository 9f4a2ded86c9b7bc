/**
 * Yields the items of several sources as they come, reading up to `maxOpen` of them at a time. Reads nothing ahead of a source
 * whose item was yielded.
 * @param open returns the items of a source
 */
export async function* mergeMap<Source, Item>(
  sources: AsyncIterable<Source>,
  open: (source: Source) => AsyncIterator<Item>,
  maxOpen: number,
): AsyncGenerator<Item> {
  type Step =
    | { readonly from: "sources"; readonly result: IteratorResult<Source, unknown> }
    | { readonly from: AsyncIterator<Item>; readonly result: IteratorResult<Item, unknown> }
    | { readonly from: "sources" | AsyncIterator<Item>; readonly error: unknown };
  const all = sources[Symbol.asyncIterator]();
  const pending = new Set<AsyncIterator<Item> | "sources">();
  // Not a race of all promises, which would leave something on the pending ones at each step.
  const ended: Step[] = [];
  let wake: () => void = () => undefined;
  const end = (step: Step) => {
    ended.push(step);
    wake();
  };
  let isOver = false;
  const nextSource = () => {
    if (isOver || pending.has("sources") || pending.size >= maxOpen) return;
    pending.add("sources");
    all.next().then(
      (result) => end({ from: "sources", result }),
      (error: unknown) => end({ from: "sources", error }),
    );
  };
  const advance = (from: AsyncIterator<Item>) => {
    pending.add(from);
    from.next().then(
      (result) => end({ from, result }),
      (error: unknown) => end({ from, error }),
    );
  };
  try {
    for (nextSource(); pending.size > 0; nextSource()) {
      const step = ended.shift();
      if (step === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      pending.delete(step.from);
      if ("error" in step) throw step.error;
      if (step.from === "sources") {
        if (step.result.done === true) isOver = true;
        else advance(open(step.result.value));
      } else if (step.result.done !== true) {
        yield step.result.value;
        advance(step.from);
      }
    }
  } finally {
    for (const items of pending) if (items !== "sources") void items.return?.();
    void all.return?.();
  }
}
