import { mergeMap } from "../../base/merge-map.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { childPartitionsOf, streamNamed } from "../../streams/partitions.ts";
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

  async *#below(
    kind: ChildPartitions,
    hasRead: (parent: Partition) => boolean,
    caller: Caller,
  ): AsyncGenerator<Finding> {
    const of = streamNamed(kind.parent.stream, this.#streams);
    const named = new Set<string>();
    const lists = mergeMap(
      this.findingsOf(of, () => false, caller),
      (finding) => this.#open(finding, kind, of, hasRead, caller),
      this.#maxLists(),
    );
    for await (const finding of lists) {
      if (finding.is !== "partitions") {
        yield finding;
        continue;
      }
      for (const name of finding.named) named.add(name);
      yield { is: "partitions", partitions: finding.partitions, parents: finding.parents };
    }
    const names = missingNames(kind.parent, this.#run.config, named);
    const setting = kind.parent.only?.setting;
    if (setting !== undefined && names.length > 0) yield { is: "missing", setting, names };
  }

  /** Opens the lists below the partitions of the parent stream. Passes on other findings about it. */
  #open(
    finding: Finding,
    kind: ChildPartitions,
    of: Stream,
    hasRead: (parent: Partition) => boolean,
    caller: Caller,
  ): AsyncGenerator<Exclude<Finding, { is: "partitions" }> | (Extract<Finding, { is: "partitions" }> & Named)> {
    if (finding.is === "partitions") {
      const parents = asyncIterable(finding.partitions.filter((parent) => !hasRead(parent)));
      return mergeMap(parents, (parent) => this.#listBelow(parent, kind, of, caller), this.#maxLists());
    }
    return asyncIterable(finding.is === "listed" ? [] : [finding]);
  }

  async *#listBelow(
    parent: Partition,
    kind: ChildPartitions,
    of: Stream,
    caller: Caller,
  ): AsyncGenerator<Exclude<Finding, { is: "partitions" }> | (Extract<Finding, { is: "partitions" }> & Named)> {
    let isPartial = false;
    try {
      const latest = new Map<string, Partition>();
      for await (const { partitions, parents, named, isPartial: isPart } of this.#memo.childrenIn(
        of,
        kind,
        parent,
        caller,
      )) {
        isPartial ||= isPart;
        // Of parents that share a partition, the latest has its revision.
        if (kind.parent.latest !== undefined) for (const each of partitions) keepLatest(latest, each);
        yield { is: "partitions", partitions: kind.parent.latest === undefined ? partitions : [], parents, named };
      }
      if (latest.size > 0) yield { is: "partitions", partitions: [...latest.values()], parents: 0, named: [] };
    } catch (error) {
      yield { is: "failed", parent, of, error };
      return;
    }
    yield { is: "listed", parent, isPartial };
  }
}

interface Named {
  /** The parents found among those that the user named. */
  readonly named: readonly string[];
}

function keepLatest(latest: Map<string, Partition>, partition: Partition): void {
  const known = latest.get(partition.key);
  if (known === undefined || (known.revision ?? "") <= (partition.revision ?? "")) latest.set(partition.key, partition);
}

const prefixed = (partitions: readonly Partition[], source: number) =>
  partitions.map((partition) => ({ ...partition, key: `${source}/${partition.key}` }));

async function* asyncIterable<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  await Promise.resolve();
  yield* items;
}

/** Returns whether the partitions of a stream are found in several lists, each below a parent partition. */
export function isBelowParents(stream: Stream, streams: ReadonlyMap<string, Stream>): boolean {
  return childPartitionsOf(stream).some(
    ({ parent }) => childPartitionsOf(streamNamed(parent.stream, streams)).length > 0,
  );
}
