import type { Caller } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { anySignal } from "../../signals.ts";
import type { ChildPartitions, RunFacts, Stream } from "../../streams/stream.ts";
import { dispositionOf, errorIfAllInaccessible } from "../access/disposition.ts";
import { deniedError } from "../access/resource.ts";
import { missingOf, multiplied, type ParentPartitions } from "./parent-partitions.ts";
import { inOrder, onlyParent, type Partition, singlePartition } from "./partition.ts";
import type { SharedReads } from "./shared-reads.ts";
import { childPartitionsOf, parentCount, streamNamed } from "./stream-partitions.ts";

/** A partition of the parents' stream, and what it leads to. */
export interface ParentPartition extends Partition {
  /** Finds the partitions, in the order of their keys. @throws what reading the parents throws */
  readonly discover: () => Promise<readonly Partition[]>;
}

/** What a stream is cut into. */
export interface ParentList {
  /** In the order of their keys; of a stream that does not go through its parents one by one, the one of all partitions. */
  readonly parents: readonly ParentPartition[];
  /** Parents that the user named and that are not there, or that access is denied to. */
  readonly missing: ConnectorError | undefined;
  /** There is nothing to read, since the account has no catalog. */
  readonly noCatalog: boolean;
  /** There may be further ones, since a list of parents is not accessible. */
  readonly isPartial?: boolean | undefined;
  /** How many parents' records there were, and how many of them have children to read; undefined: not known yet. */
  readonly found?: { readonly parents: number; readonly partitions: number };
}

/** The partitions of a stream that were found at once. */
export interface PartitionList {
  /** In the order of their keys. */
  readonly partitions: readonly Partition[];
  /** How many parents there were in all, those without children to read included. */
  readonly parents: number;
  readonly missing: ConnectorError | undefined;
  readonly noCatalog: boolean;
  readonly isPartial?: boolean | undefined;
}

/** Finds the partitions of streams. */
export class PartitionRouter {
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #run: RunFacts;
  readonly #shared: Pick<SharedReads, "partitionsIn">;

  /** @param streams every stream there is, by name */
  constructor(streams: ReadonlyMap<string, Stream>, run: RunFacts, shared: Pick<SharedReads, "partitionsIn">) {
    this.#streams = streams;
    this.#run = run;
    this.#shared = shared;
  }

  /**
   * The parent partitions of a stream. Where the parents are cut into partitions themselves, the stream goes through them
   * one by one, unless its partitions share requests or are named by the user.
   * @throws what reading the parents' parents throws
   */
  async parentsOf(stream: Stream, caller: Caller): Promise<ParentList> {
    const { partitions: part } = stream;
    if (part.of === "children" && part.parent.only === undefined) {
      const above = streamNamed(part.parent.stream, this.#streams);
      if (childPartitionsOf(above).length > 0) {
        const { partitions, missing, noCatalog, isPartial } = await this.partitionsOf(above, caller);
        const parents = partitions.map((partition) => ({
          ...partition,
          discover: async () => {
            const found = await this.#shared.partitionsIn(above, part, partition, caller);
            return inOrder(found.flatMap((one) => one.partitions));
          },
        }));
        return { parents, missing, noCatalog, isPartial };
      }
    }
    const { partitions, parents, missing, noCatalog, isPartial } = await this.partitionsOf(stream, caller);
    const only = { ...onlyParent, discover: () => Promise.resolve(partitions) };
    return { parents: [only], missing, noCatalog, isPartial, found: { parents, partitions: partitions.length } };
  }

  /** The partitions of a stream, found at once. @throws what reading the parents throws */
  async partitionsOf({ partitions }: Stream, caller: Caller): Promise<PartitionList> {
    switch (partitions.of) {
      case "single":
        return listOf([singlePartition]);
      case "values":
        return listOf(multiplied({ ...singlePartition, key: "" }, partitions.each, this.#run));
      case "children":
      case "batches":
        return this.#childrenOf(partitions, caller);
      case "multiple_parents": {
        const lists = await Promise.all(partitions.sources.map((part) => this.#childrenOf(part, caller)));
        // The parts' keys are told apart by a number before them.
        const found = lists.flatMap((list, part) =>
          list.partitions.map((partition) => ({ ...partition, key: `${part}/${partition.key}` })),
        );
        return {
          partitions: inOrder(withoutRepetitions(found)),
          parents: lists.reduce((sum, list) => sum + list.parents, 0),
          missing: lists.find((list) => list.missing !== undefined)?.missing,
          noCatalog: lists.some((list) => list.noCatalog),
          isPartial: lists.some((list) => list.isPartial === true),
        };
      }
    }
  }

  async #childrenOf(part: ChildPartitions, caller: Caller): Promise<PartitionList> {
    const above = streamNamed(part.parent.stream, this.#streams);
    const { partitions, missing, ...list } = await this.partitionsOf(above, caller);
    const halt = new AbortController();
    const own = { ...caller, signal: anySignal(caller.signal, halt.signal) };
    const skipped: ApiError[] = [];
    let denied: ConnectorError | undefined;
    let { noCatalog } = list;
    const discover = async (partition: Partition): Promise<readonly ParentPartitions[]> => {
      try {
        return await this.#shared.partitionsIn(above, part, partition, own);
      } catch (error) {
        const disposition = dispositionOf(error, childPartitionsOf(above).length > 0 ? "discovery" : "single");
        if (error instanceof ApiError && disposition === "skip") {
          skipped.push(error);
          denied ??= deniedError(error, partition.parameters, this.#run.config, false);
          return [];
        }
        if (disposition === "none") {
          noCatalog = true;
          return [];
        }
        // Without these parents the children are not complete, so the others need not be read either.
        halt.abort();
        throw error;
      }
    };
    const found = (await Promise.all(partitions.map(discover))).flat();
    const inaccessible = errorIfAllInaccessible(skipped, parentCount(above, partitions));
    if (inaccessible !== undefined && skipped.length === partitions.length) throw inaccessible;
    return {
      partitions: inOrder(found.flatMap((one) => one.partitions)),
      parents: found.reduce((sum, { parents }) => sum + parents, 0),
      missing: missingOf(part.parent, this.#run.config, found) ?? missing ?? denied,
      noCatalog,
      isPartial: list.isPartial === true || noCatalog || skipped.length > 0,
    };
  }
}

/** What several parts have found is read once. */
function withoutRepetitions(partitions: readonly Partition[]): readonly Partition[] {
  const seen = new Set<string>();
  return partitions.filter(({ parameters }) => {
    const name = JSON.stringify(parameters);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function listOf(partitions: readonly Partition[]): PartitionList {
  return {
    partitions: inOrder(partitions),
    parents: partitions.length,
    missing: undefined,
    noCatalog: false,
    isPartial: false,
  };
}
