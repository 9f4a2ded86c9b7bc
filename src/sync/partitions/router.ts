import { mergeMap } from "../../base/merge-map.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { streamNamed } from "../../streams/partitions.ts";
import type { ChildPartitions, RunFacts, Stream } from "../../streams/stream.ts";
import { type Partition, singlePartition } from "../partition.ts";
import { missingNames, multiplied } from "./children.ts";
import type { ParentMemo } from "./memo.ts";

/**
 * What a router finds of a stream:
 * - `partitions`: some of its partitions
 * - `listed`: the list below a parent partition was read to its end
 * - `failed`: it was not, because of an error
 * - `missing`: parents that the user named weren't found
 */
export type Finding =
  | { readonly is: "partitions"; readonly partitions: readonly Partition[]; readonly parents: number }
  | { readonly is: "listed"; readonly parent: Partition; readonly isPartial: boolean }
  | { readonly is: "failed"; readonly parent: Partition; readonly of: Stream; readonly error: unknown }
  | { readonly is: "missing"; readonly setting: string; readonly names: readonly string[] };

/** Finds the partitions of streams, while their parents' lists are read. */
export class Router {
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #run: RunFacts;
  readonly #memo: ParentMemo;
  readonly #maxLists: () => number;

  /**
   * @param streams all streams, by name
   * @param maxLists returns the maximum number of parents' lists that are read at a time for one stream
   */
  constructor(streams: ReadonlyMap<string, Stream>, run: RunFacts, memo: ParentMemo, maxLists: () => number) {
    this.#streams = streams;
    this.#run = run;
    this.#memo = memo;
    this.#maxLists = maxLists;
  }

  /**
   * Yields the partitions of a stream, each once, as they are found.
   * @param hasRead whether all partitions below a parent partition were read, so that its list isn't needed
   */
  async *findingsOf(stream: Stream, hasRead: (parent: Partition) => boolean, caller: Caller): AsyncGenerator<Finding> {
    // Several sources can have the same partition, with keys of their own.
    const isOfSeveral = stream.partitions.of === "multiple_parents";
    const nameOf = ({ key, parameters }: Partition) => (isOfSeveral ? JSON.stringify(parameters) : key);
    const found = new Set<string>();
    const isNew = (name: string) => !found.has(name) && found.add(name).has(name);
    for await (const finding of this.#findingsOf(stream, hasRead, caller)) {
      if (finding.is !== "partitions") yield finding;
      else yield { ...finding, partitions: finding.partitions.filter((each) => isNew(nameOf(each))) };
    }
  }

  async *#findingsOf(
    { partitions: kind }: Stream,
    hasRead: (parent: Partition) => boolean,
    caller: Caller,
  ): AsyncGenerator<Finding> {
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
        return yield* this.#below(kind, hasRead, caller);
      case "multiple_parents":
        // A number in front keeps the keys of different sources apart.
        for (const [source, each] of kind.sources.entries())
          for await (const finding of this.#below(each, hasRead, caller))
            yield finding.is === "partitions"
              ? { ...finding, partitions: prefixed(finding.partitions, source) }
              : finding;
    }
  }

  /** Yields the partitions below the partitions of the parent stream, and the other findings about that. */
  async *#below(
    kind: ChildPartitions,
    hasRead: (parent: Partition) => boolean,
    caller: Caller,
  ): AsyncGenerator<Finding> {
    const of = streamNamed(kind.parent.stream, this.#streams);
    const named = new Set<string>();
    const open = (parent: Partition | Finding) => this.#listBelow(parent, kind, of, named, caller);
    yield* mergeMap(this.#parentsIn(of, hasRead, caller), open, this.#maxLists());
    const names = missingNames(kind.parent, this.#run.config, named);
    const setting = kind.parent.only?.setting;
    if (setting !== undefined && names.length > 0) yield { is: "missing", setting, names };
  }

  /** Yields the parent partitions whose lists are to be read, and what else was found of the parent stream. */
  async *#parentsIn(
    of: Stream,
    hasRead: (parent: Partition) => boolean,
    caller: Caller,
  ): AsyncGenerator<Partition | Finding> {
    for await (const finding of this.findingsOf(of, () => false, caller)) {
      if (finding.is === "partitions") yield* finding.partitions.filter((parent) => !hasRead(parent));
      else if (finding.is !== "listed") yield finding;
    }
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
      for await (const page of this.#memo.childrenIn(of, kind, parent, caller)) {
        const { partitions, parents } = page;
        isPartial ||= page.isPartial;
        for (const name of page.named) named.add(name);
        // Of parents that share a partition, the latest has its revision.
        if (kind.parent.latest !== undefined) for (const each of partitions) keepLatest(latest, each);
        yield { is: "partitions", partitions: kind.parent.latest === undefined ? partitions : [], parents };
      }
      if (latest.size > 0) yield { is: "partitions", partitions: [...latest.values()], parents: 0 };
    } catch (error) {
      return yield { is: "failed", parent, of, error };
    }
    yield { is: "listed", parent, isPartial };
  }
}

function keepLatest(latest: Map<string, Partition>, partition: Partition): void {
  const known = latest.get(partition.key);
  if (known === undefined || (known.revision ?? "") <= (partition.revision ?? "")) latest.set(partition.key, partition);
}

const prefixed = (partitions: readonly Partition[], source: number) =>
  partitions.map((partition) => ({ ...partition, key: `${source}/${partition.key}` }));
