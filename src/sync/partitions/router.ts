import { EventEmitter, once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { entryOf } from "../../base/entry-of.ts";
import { mergeMap } from "../../base/merge-map.ts";
import { orAborted } from "../../base/signals.ts";
import type { Caller } from "../../pinterest/caller.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { isInaccessible } from "../../pinterest/errors/error-kinds.ts";
import { childPartitionsOf, streamNamed, withAncestors } from "../../streams/partitions.ts";
import type { ChildPartitions, Parent, RunFacts, Stream } from "../../streams/stream.ts";
import { type Page, type Partition, singlePartition } from "../partition.ts";
import { keyOfKind } from "../partition-key.ts";
import { commonParametersOf } from "../requests/parameters.ts";
import type { Turns } from "../turns.ts";
import { type Children, childrenOf, missingNames, multiplied } from "./children.ts";

/**
 * What a router finds of a stream:
 * - `partitions`: some of its partitions
 * - `listed`: the list below a parent partition was read to its end
 * - `failed`: it was not, because of an error
 * - `missing`: parents that the user named weren't found
 */
type Finding =
  | { readonly is: "partitions"; readonly partitions: readonly Partition[]; readonly parents: number }
  | { readonly is: "listed"; readonly parent: Partition; readonly isPartial: boolean }
  | { readonly is: "failed"; readonly parent: Partition; readonly of: Stream; readonly error: unknown }
  | { readonly is: "missing"; readonly setting: string; readonly names: readonly string[] };

/** A page of parents. */
type ParentPage = Pick<Page, "records" | "parents" | "isPartial">;

/** Opens a list of parents at its first page. The requests count as those of the caller, and end with the run. */
export type OpenParents = (
  stream: Stream,
  partition: Partition,
  parameters: Parent["parameters"],
  caller: Caller,
) => AsyncGenerator<ParentPage>;

/** One list of parents, as far as it was read in this run. */
interface List {
  /** The kinds of children that need it. */
  readonly kinds: readonly ChildPartitions[];
  /** What children need of each page. If the list restarted, or was read again after a failure, some are here twice. */
  readonly pages: {
    readonly children: ReadonlyMap<ChildPartitions, Children>;
    readonly isPartial: boolean;
  }[];
  isComplete: boolean;
  source?: AsyncGenerator<ParentPage> | undefined;
  /** Resolves when the source has a further page or an end. */
  next?: Promise<void> | undefined;
  /** Why it can't be read in this run; undefined: it can. */
  denial?: ApiError | undefined;
}

/**
 * Finds the partitions of streams, while their parents' lists are read. Each list is requested once in a run, page by page as its
 * children ask, or by the parent stream's own read. Of its rows, only the partitions that are made from them are kept.
 */
export class Router {
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #wanted: readonly Stream[];
  /** The configured streams and their ancestors. */
  readonly #needed: readonly Stream[];
  readonly #run: RunFacts;
  readonly #open: OpenParents;
  readonly #maxLists: () => number;
  readonly #lists = new Map<string, List>();
  /** The streams whose own reads are in progress. */
  readonly #reading = new Set<string>();
  /** Emits `change` at each page and end of an own read. */
  readonly #own = new EventEmitter().setMaxListeners(0);

  /**
   * @param streams all streams, by name
   * @param wanted the configured streams
   * @param maxLists returns the maximum number of parents' lists that are read at a time for one stream
   */
  constructor(
    streams: ReadonlyMap<string, Stream>,
    wanted: readonly Stream[],
    run: RunFacts,
    open: OpenParents,
    maxLists: () => number,
  ) {
    this.#streams = streams;
    this.#wanted = wanted;
    this.#needed = withAncestors(wanted, streams);
    this.#run = run;
    this.#open = open;
    this.#maxLists = maxLists;
  }

  /** Begins the own read of a stream. Its children wait for its lists until `end`. */
  begin({ name }: Stream): void {
    this.#reading.add(name);
  }

  end({ name }: Stream): void {
    this.#reading.delete(name);
    this.#own.emit("change");
  }

  /**
   * Waits until this run has read the list of a stream without a parent: its own read, if it has begun, as all have by then without
   * a daily quota, or else that for its children.
   */
  async listed(stream: Stream, caller: Caller): Promise<void> {
    await setImmediate();
    while (this.#reading.has(stream.name)) await orAborted(once(this.#own, "change"), caller.signal);
    const isChild = (each: Stream) => childPartitionsOf(each).some(({ parent }) => parent.stream === stream.name);
    const children = this.#wanted.includes(stream) ? [] : this.#needed.filter(isChild);
    for (const child of children.slice(0, 1)) for await (const _ of this.findingsOf(child, undefined, caller));
  }

  /**
   * Returns the IDs of the ad accounts or businesses below which a stream is, whether the user named them, and the parameter for one;
   * undefined: there are none, or this run has no complete list.
   */
  containersOf(stream: Stream) {
    const kinds = withAncestors([stream], this.#streams).flatMap(childPartitionsOf);
    const kind = kinds.find(({ parent }) => streamNamed(parent.stream, this.#streams).hidesByRole === true);
    if (kind === undefined) return undefined;
    const { parent } = kind;
    const key = this.#keyOf(streamNamed(parent.stream, this.#streams), parent, singlePartition);
    const { isComplete, pages = [] } = this.#lists.get(key) ?? {};
    if (isComplete !== true || pages.some(({ isPartial }) => isPartial)) return undefined;
    const partitions = pages.flatMap(({ children }) => children.get(kind)?.partitions ?? []);
    const [parameter = ""] = Object.keys(parent.bind);
    const isNamed = (parent.only?.values(this.#run.config) ?? []).length > 0;
    return { ids: new Set(partitions.map(({ container }) => container)), isNamed, parameter };
  }

  /**
   * Returns what accepts the pages of a stream's own read of a partition, from the first one on, or its error. Undefined if no child
   * stream needs them, or if the list has been read already.
   */
  collect(stream: Stream, partition: Partition) {
    const list = this.#listOf(this.#keyOf(stream, {}, partition), partition);
    // A batch mixes the rows of several partitions.
    const isBatch = childPartitionsOf(stream).some(({ of }) => of === "batches");
    if (isBatch || list.isComplete || list.kinds.length === 0) return undefined;
    return {
      take: (page: Page) => {
        this.#add(list, partition, page);
        if (page.next === undefined) list.isComplete = true;
        this.#own.emit("change");
      },
      fail: (error: unknown) => {
        if (isInaccessible(error)) list.denial = error;
        this.#own.emit("change");
      },
    };
  }

  /**
   * Yields the partitions of a stream, each once, as they are found.
   * @param turns knows the order in which to begin parent partitions; undefined: any
   */
  async *findingsOf(stream: Stream, turns: Turns | undefined, caller: Caller): AsyncGenerator<Finding> {
    // Several sources can have the same partition, with keys of their own.
    const isOfSeveral = stream.partitions.of === "multiple_parents";
    const nameOf = ({ key, parameters }: Partition) => (isOfSeveral ? JSON.stringify(parameters) : key);
    const found = new Set<string>();
    const isNew = (each: Partition) => {
      const { size } = found;
      return found.add(nameOf(each)).size > size;
    };
    for await (const finding of this.#findingsOf(stream, turns, caller)) {
      const partitions = finding.is === "partitions" ? finding.partitions.filter(isNew) : [];
      yield finding.is === "partitions" ? { ...finding, partitions } : finding;
    }
  }

  async *#findingsOf({ partitions: kind }: Stream, turns: Turns | undefined, caller: Caller): AsyncGenerator<Finding> {
    switch (kind.of) {
      case "single":
        return yield { is: "partitions", partitions: [singlePartition], parents: 1 };
      case "values":
      case "alternatives": {
        const combined = kind.of === "values" ? [kind.each] : kind.each.map((each) => [each]);
        const partitions = combined.flatMap((each) => multiplied({ ...singlePartition, key: "" }, each, this.#run));
        return yield { is: "partitions", partitions, parents: partitions.length };
      }
      case "children":
      case "batches":
        return yield* this.#below(kind, turns, caller);
      case "multiple_parents":
        for (const [source, each] of kind.sources.entries())
          for await (const finding of this.#below(each, turns, caller))
            yield finding.is === "partitions"
              ? { ...finding, partitions: ofKind(source, finding.partitions) }
              : finding;
    }
  }

  /** Yields the partitions below the partitions of the parent stream, and the other findings about that. */
  async *#below(kind: ChildPartitions, turns: Turns | undefined, caller: Caller): AsyncGenerator<Finding> {
    const of = streamNamed(kind.parent.stream, this.#streams);
    const named = new Set<string>();
    const open = (parent: Partition | Finding) => this.#listBelow(parent, kind, of, named, caller);
    yield* mergeMap(this.#parentsIn(of, turns, caller), open, this.#maxLists());
    const names = missingNames(kind.parent, this.#run.config, named);
    const setting = kind.parent.only?.setting;
    if (setting !== undefined && names.length > 0) yield { is: "missing", setting, names };
  }

  /** Yields the parent partitions whose lists are to be read, and what else was found of the parent stream. */
  async *#parentsIn(of: Stream, turns: Turns | undefined, caller: Caller): AsyncGenerator<Partition | Finding> {
    const waiting: Partition[] = [];
    for await (const finding of this.findingsOf(of, turns, caller))
      if (finding.is === "partitions" && turns?.isOrdered === true) waiting.push(...finding.partitions);
      else if (finding.is === "partitions") yield* finding.partitions;
      else if (finding.is !== "listed") yield finding;
    yield* turns?.inOrder(waiting) ?? [];
  }

  /** Yields the partitions in the list below a parent partition. @param named is filled with the parents that the user named */
  async *#listBelow(
    parent: Partition | Finding,
    kind: ChildPartitions,
    of: Stream,
    named: Set<string>,
    caller: Caller,
  ): AsyncGenerator<Finding> {
    if ("is" in parent) return yield parent;
    let isPartial = false;
    try {
      const latest = new Map<string, Partition>();
      for await (const page of this.#childrenIn(of, kind, parent, caller)) {
        const { partitions, parents } = page;
        isPartial ||= page.isPartial;
        for (const name of page.named) named.add(name);
        const isShared = kind.parent.latest !== undefined;
        // Of parents that share a partition, the latest has its revision.
        for (const each of isShared ? partitions : [])
          if ((latest.get(each.key)?.revision ?? "") <= (each.revision ?? "")) latest.set(each.key, each);
        yield { is: "partitions", partitions: isShared ? [] : partitions, parents };
      }
      if (latest.size > 0) yield { is: "partitions", partitions: [...latest.values()], parents: 0 };
    } catch (error) {
      return yield { is: "failed", parent, of, error };
    }
    yield { is: "listed", parent, isPartial };
  }

  /**
   * Yields the children of a partition of the parent stream as its list is read. Some can come again.
   * @throws the errors of reading the list
   */
  async *#childrenIn(
    stream: Stream,
    kind: ChildPartitions,
    partition: Partition,
    caller: Caller,
  ): AsyncGenerator<Children & { readonly isPartial: boolean }> {
    const key = this.#keyOf(stream, kind.parent, partition);
    const list = this.#listOf(key, partition);
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
        await orAborted(once(this.#own, "change"), caller.signal);
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

  #add(list: List, partition: Partition, page: ParentPage): void {
    const { records, parents = records, isPartial } = page;
    const children = list.kinds.map((kind) => [kind, childrenOf(kind, parents, partition, this.#run)] as const);
    list.pages.push({ children: new Map(children), isPartial: isPartial === true });
  }

  #listOf(key: string, partition: Partition): List {
    const isOfList = ({ parent }: ChildPartitions) =>
      this.#keyOf(streamNamed(parent.stream, this.#streams), parent, partition) === key;
    return entryOf(this.#lists, key, () => {
      const kinds = this.#needed.flatMap(childPartitionsOf).filter(isOfList);
      return { kinds, pages: [], isComplete: false };
    });
  }

  /** Returns a key that equal requests share. */
  #keyOf(stream: Stream, { parameters }: { readonly parameters?: Parent["parameters"] }, partition: Partition): string {
    const all = { ...commonParametersOf(stream, this.#run), ...parameters, ...partition.parameters };
    return JSON.stringify([stream.name, all]);
  }
}

const ofKind = (kind: number, partitions: readonly Partition[]) =>
  partitions.map((each) => ({ ...each, key: keyOfKind(kind, each.key), part: keyOfKind(kind, each.part) }));
