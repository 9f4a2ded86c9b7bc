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
    | { readonly from: AsyncIterator<Item>; readonly result: IteratorResult<Item, unknown> };
  const all = sources[Symbol.asyncIterator]();
  const steps = new Map<AsyncIterator<Item> | "sources", Promise<Step>>();
  let isOver = false;
  const nextSource = () => {
    if (isOver || steps.has("sources") || steps.size >= maxOpen) return;
    steps.set(
      "sources",
      all.next().then((result) => ({ from: "sources", result })),
    );
  };
  const advance = (items: AsyncIterator<Item>) =>
    steps.set(
      items,
      items.next().then((result) => ({ from: items, result })),
    );
  try {
    for (nextSource(); steps.size > 0; nextSource()) {
      const step = await Promise.race(steps.values());
      steps.delete(step.from);
      if (step.from === "sources") {
        if (step.result.done === true) isOver = true;
        else advance(open(step.result.value));
      } else if (step.result.done !== true) {
        yield step.result.value;
        advance(step.from);
      }
    }
  } finally {
    for (const [items, step] of steps) {
      step.catch(() => undefined);
      if (items !== "sources") void items.return?.();
    }
    void all.return?.();
  }
}
