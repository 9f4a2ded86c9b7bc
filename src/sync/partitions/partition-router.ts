import { entryOf } from "../../base/entry-of.ts";
import { anySignal } from "../../base/signals.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import type { ChildPartitions, Parent, RunFacts, Stream } from "../../streams/stream.ts";
import { deniedError } from "../exclusions/resource.ts";
import { dispositionOf, errorIfAllInaccessible } from "../failures/disposition.ts";
import { inOrder, onlyParent, type Partition, singlePartition } from "../partition.ts";
import { childPartitionsOf, parentCount, streamNamed } from "../stream-partitions.ts";
import { type ChildCollector, missingOf, multiplied } from "./child-collector.ts";
import type { SharedReads } from "./shared-reads.ts";

/** A partition of the parent stream and its child partitions. */
export interface ParentPartition extends Partition {
  /** Returns the child partitions. @throws the errors of reading the parents */
  readonly discover: () => Promise<Discovery>;
}

/** The child partitions of a parent partition. */
export interface Discovery {
  /** Sorted by key. */
  readonly partitions: readonly Partition[];
  /** Whether some might be missing although nothing failed. */
  readonly isPartial?: boolean;
}

/** All partitions of a stream. */
export interface PartitionList {
  /** Sorted by key. */
  readonly partitions: readonly Partition[];
  /** The number of parents, including those without children to read. */
  readonly parents: number;
  /** The error for parents that the user named and that don't exist or are denied. */
  readonly missing: ConnectorError | undefined;
  /** Whether there is nothing to read because the account has no catalog. */
  readonly noCatalog: boolean;
  /** Whether parents might be missing because a parent list is inaccessible or partial. */
  readonly isPartial?: boolean | undefined;
}

/** The parent partitions of a stream. */
export interface ParentList extends Pick<PartitionList, "missing" | "noCatalog" | "isPartial"> {
  /** Sorted by key. A stream that isn't read by parent has a single parent partition. */
  readonly parents: readonly ParentPartition[];
  /** The number of parent records, and of those with children to read; undefined: unknown before discovery. */
  readonly found?: { readonly parents: number; readonly partitions: number };
}

/** By setting: the parents found among those that the user named. */
export type NamedParents = Map<string, Set<string>>;

/** Finds the partitions of streams. */
export class PartitionRouter {
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #run: RunFacts;
  readonly #shared: Pick<SharedReads, "partitionsIn">;
  readonly #foundInAll: NamedParents | undefined;

  /**
   * @param streams all streams, by name
   * @param foundInAll collects the parents that the user named and that one of several profiles has; undefined: there is one
   * profile, in which a named parent that is missing is an error
   */
  constructor(
    streams: ReadonlyMap<string, Stream>,
    run: RunFacts,
    shared: Pick<SharedReads, "partitionsIn">,
    foundInAll?: NamedParents,
  ) {
    this.#streams = streams;
    this.#run = run;
    this.#shared = shared;
    this.#foundInAll = foundInAll;
  }

  /**
   * Returns the parent partitions of a stream. A stream is read by parent if its parent stream is partitioned, unless its
   * partitions share requests or dates, or the user named them.
   * @throws the errors of reading the grandparents
   */
  async parentsOf(stream: Stream, caller: Caller): Promise<ParentList> {
    const { partitions: kind, reading } = stream;
    if (kind.of === "children" && kind.parent.only === undefined && !("daysBack" in reading)) {
      const parentStream = streamNamed(kind.parent.stream, this.#streams);
      if (childPartitionsOf(parentStream).length > 0) {
        const { partitions, ...list } = await this.partitionsOf(parentStream, caller);
        const parents = partitions.map((partition) => ({
          ...partition,
          discover: async () => {
            const found = await this.#shared.partitionsIn(parentStream, kind, partition, caller);
            return {
              partitions: inOrder(found.flatMap((collector) => collector.partitions)),
              isPartial: found.some((collector) => collector.isPartial),
            };
          },
        }));
        return { ...list, parents };
      }
    }
    const { partitions, parents, ...list } = await this.partitionsOf(stream, caller);
    const only = { ...onlyParent, discover: () => Promise.resolve({ partitions }) };
    return { ...list, parents: [only], found: { parents, partitions: partitions.length } };
  }

  /** Returns all partitions of a stream. @throws the errors of reading the parents */
  async partitionsOf({ partitions }: Stream, caller: Caller): Promise<PartitionList> {
    switch (partitions.of) {
      case "single":
        return completeList([singlePartition]);
      case "values":
        return completeList(multiplied({ ...singlePartition, key: "" }, partitions.each, this.#run));
      case "alternatives":
        return completeList(
          partitions.each.flatMap((each) => multiplied({ ...singlePartition, key: "" }, [each], this.#run)),
        );
      case "children":
      case "batches":
        return this.#childrenOf(partitions, caller);
      case "multiple_parents": {
        const lists = await Promise.all(partitions.sources.map((kind) => this.#childrenOf(kind, caller)));
        // A number in front keeps the keys of different sources apart.
        const found = lists.flatMap((list, source) =>
          list.partitions.map((partition) => ({ ...partition, key: `${source}/${partition.key}` })),
        );
        return {
          partitions: inOrder(withoutDuplicates(found)),
          parents: lists.reduce((sum, list) => sum + list.parents, 0),
          missing: lists.find((list) => list.missing !== undefined)?.missing,
          noCatalog: lists.some((list) => list.noCatalog),
          isPartial: lists.some((list) => list.isPartial === true),
        };
      }
    }
  }

  async #childrenOf(kind: ChildPartitions, caller: Caller): Promise<PartitionList> {
    const parentStream = streamNamed(kind.parent.stream, this.#streams);
    const { partitions, missing, ...list } = await this.partitionsOf(parentStream, caller);
    const halt = new AbortController();
    const haltable = { ...caller, signal: anySignal(caller.signal, halt.signal) };
    const skipped: ApiError[] = [];
    let denied: ConnectorError | undefined;
    let { noCatalog } = list;
    const discover = async (partition: Partition): Promise<readonly ChildCollector[]> => {
      try {
        return await this.#shared.partitionsIn(parentStream, kind, partition, haltable);
      } catch (error) {
        const disposition = dispositionOf(error, childPartitionsOf(parentStream).length > 0 ? "discovery" : "single");
        if (error instanceof ApiError && disposition === "skip") {
          skipped.push(error);
          denied ??= deniedError(error, partition.parameters, this.#run.config, false);
          return [];
        }
        if (disposition === "none") {
          noCatalog = true;
          return [];
        }
        // Without these parents the children are incomplete, so the other parents aren't needed.
        halt.abort();
        throw error;
      }
    };
    const found = (await Promise.all(partitions.map(discover))).flat();
    const inaccessible = errorIfAllInaccessible(skipped, parentCount(parentStream, partitions));
    if (inaccessible !== undefined && skipped.length === partitions.length) throw inaccessible;
    return {
      partitions: inOrder(found.flatMap((collector) => collector.partitions)),
      parents: found.reduce((sum, { parents }) => sum + parents, 0),
      missing: this.#missingOf(kind.parent, found) ?? missing ?? denied,
      noCatalog,
      isPartial:
        list.isPartial === true || noCatalog || skipped.length > 0 || found.some((collector) => collector.isPartial),
    };
  }

  #missingOf(parent: Parent, found: readonly ChildCollector[]): ConnectorError | undefined {
    const names = new Set(found.flatMap(({ named }) => [...named]));
    if (this.#foundInAll === undefined) return missingOf(parent, this.#run.config, names);
    if (parent.only !== undefined)
      for (const name of names) entryOf(this.#foundInAll, parent.only.setting, () => new Set<string>()).add(name);
    return undefined;
  }
}

/** Removes partitions that several sources contain. */
function withoutDuplicates(partitions: readonly Partition[]): readonly Partition[] {
  const seen = new Set<string>();
  return partitions.filter(({ parameters }) => {
    const name = JSON.stringify(parameters);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function completeList(partitions: readonly Partition[]): PartitionList {
  return { partitions: inOrder(partitions), parents: partitions.length, missing: undefined, noCatalog: false };
}
