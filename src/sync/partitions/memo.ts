import { entryOf } from "../../base/entry-of.ts";
import { orAborted } from "../../base/signals.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { isInaccessible } from "../../pinterest/errors/error-kinds.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { childPartitionsOf } from "../../streams/partitions.ts";
import type { ChildPartitions, Parent, RunFacts, Stream } from "../../streams/stream.ts";
import type { Page, Partition } from "../partition.ts";
import { commonParametersOf } from "../requests/parameters.ts";
import { type Children, childrenOf } from "./children.ts";

/** Opens a list of parents at its first page. The requests count as those of the caller, and end with the run. */
export type OpenParents = (
  stream: Stream,
  partition: Partition,
  parameters: Parent["parameters"],
  caller: Caller,
) => AsyncGenerator<Pick<Page, "records" | "isPartial">>;

/** One list of parents, as far as it was read in this run. */
interface List {
  /** The kinds of children that need it. */
  readonly kinds: readonly ChildPartitions[];
  /** What children need of each page. If the list restarted, or was read again after a failure, some are here twice. */
  readonly pages: { readonly children: ReadonlyMap<ChildPartitions, Children>; readonly isPartial: boolean }[];
  isComplete: boolean;
  source?: ReturnType<OpenParents> | undefined;
  /** Resolves when the source has a further page or an end. */
  next?: Promise<void> | undefined;
  /** Why it can't be read in this run; undefined: it can. */
  denial?: ApiError | undefined;
}

/**
 * The parents' lists of a run. Each is requested once, page by page as its children ask, or by the parent stream's own read.
 * Keeps only the partitions that are made from the rows.
 */
export class ParentMemo {
  readonly #run: RunFacts;
  readonly #open: OpenParents;
  /** The configured streams and their ancestors. */
  readonly #needed: readonly Stream[];
  readonly #lists = new Map<string, List>();
  /** The streams whose own reads are in progress. */
  readonly #reading = new Set<string>();
  #wake: () => void = () => undefined;
  /** Resolves at the next page or end of an own read. */
  #change = new Promise<void>((resolve) => {
    this.#wake = resolve;
  });

  constructor(needed: readonly Stream[], run: RunFacts, open: OpenParents) {
    this.#needed = needed;
    this.#run = run;
    this.#open = open;
  }

  /** Begins the own read of a stream. Its children wait for its lists until `end`. */
  begin({ name }: Stream): void {
    this.#reading.add(name);
  }

  end({ name }: Stream): void {
    this.#reading.delete(name);
    this.#signal();
  }

  /**
   * Returns what accepts the pages of a stream's own read of a partition, from the first one on, or its error. Undefined if no child
   * stream needs them, or if the list has been read already.
   */
  collect(stream: Stream, partition: Partition) {
    const list = this.#listOf(stream, this.#keyOf(stream, {}, partition), partition);
    // A batch mixes the rows of several partitions.
    const isBatch = childPartitionsOf(stream).some(({ of }) => of === "batches");
    if (isBatch || list.isComplete || list.source !== undefined || list.kinds.length === 0) return undefined;
    return {
      take: (page: Page) => {
        this.#add(list, partition, page);
        if (page.next === undefined) list.isComplete = true;
        this.#signal();
      },
      fail: (error: unknown) => {
        if (isInaccessible(error)) list.denial = error;
        this.#signal();
      },
    };
  }

  /**
   * Yields the children of a partition of the parent stream as its list is read. Some can come again.
   * @throws the errors of reading the list
   */
  async *childrenIn(
    stream: Stream,
    kind: ChildPartitions,
    partition: Partition,
    caller: Caller,
  ): AsyncGenerator<Children & { readonly isPartial: boolean }> {
    const key = this.#keyOf(stream, kind.parent, partition);
    const list = this.#listOf(stream, key, partition);
    const canBeOwn = key === this.#keyOf(stream, {}, partition);
    for (let index = 0; ; ) {
      const page = list.pages[index];
      if (page !== undefined) {
        index += 1;
        const children = page.children.get(kind);
        if (children !== undefined) yield { ...children, isPartial: page.isPartial };
      } else if (list.isComplete) {
        return;
      } else if (list.denial !== undefined) {
        throw list.denial;
      } else if (canBeOwn && this.#reading.has(stream.name)) {
        await orAborted(this.#change, caller.signal);
      } else {
        list.next ??= this.#read(list, stream, kind.parent, partition, caller);
        list.next.catch(() => undefined);
        await orAborted(list.next, caller.signal);
      }
    }
  }

  async #read(list: List, stream: Stream, parent: Parent, partition: Partition, caller: Caller): Promise<void> {
    try {
      list.source ??= this.#open(stream, partition, parent.parameters, caller);
      const { done, value } = await list.source.next();
      if (done === true) list.isComplete = true;
      else this.#add(list, partition, value);
    } catch (error) {
      // After a failure, another stream can try again from the first page, unless access is denied.
      list.source = undefined;
      if (isInaccessible(error)) list.denial = error;
      throw error;
    } finally {
      list.next = undefined;
    }
  }

  #add(list: List, partition: Partition, { records, isPartial }: Pick<Page, "records" | "isPartial">): void {
    const children = list.kinds.map((kind) => [kind, childrenOf(kind, records, partition, this.#run)] as const);
    list.pages.push({ children: new Map(children), isPartial: isPartial === true });
  }

  #listOf(stream: Stream, key: string, partition: Partition): List {
    return entryOf(this.#lists, key, () => ({
      kinds: this.#kindsOf(stream, key, partition),
      pages: [],
      isComplete: false,
    }));
  }

  /** Returns the kinds of children that need a list of a stream. */
  #kindsOf(stream: Stream, key: string, partition: Partition): readonly ChildPartitions[] {
    return this.#needed
      .flatMap(childPartitionsOf)
      .filter(({ parent }) => parent.stream === stream.name && this.#keyOf(stream, parent, partition) === key);
  }

  /** Returns a key that equal requests share. */
  #keyOf(stream: Stream, { parameters }: Pick<Parent, "parameters">, partition: Partition): string {
    return JSON.stringify([
      stream.name,
      { ...commonParametersOf(stream, this.#run), ...parameters, ...partition.parameters },
    ]);
  }

  #signal(): void {
    const wake = this.#wake;
    this.#change = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    wake();
  }
}
