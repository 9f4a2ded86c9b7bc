import type { JsonObject } from "../../json.ts";
import type { Caller } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { anySignal, StoppedError } from "../../signals.ts";
import type { ChildPartitions, Parent, RunFacts, Stream } from "../../streams/stream.ts";
import { isRefusal, refusalOfAll } from "../access/refusals.ts";
import { deniedError, namedResource } from "../access/unmet.ts";
import { missingOf, multiplied, ParentPartitions } from "./parent-partitions.ts";
import { inOrder, type Partition, whole } from "./partition.ts";

/** The parts that a stream is cut into. */
export interface PartitionList {
  /** In the order of their keys. */
  readonly partitions: readonly Partition[];
  /** How many parents there were in all, those without children to read included. */
  readonly parents: number;
  /** Parents that the user named and that are not there, or that access is denied to. */
  readonly missing: ConnectorError | undefined;
  /** There is none, since the account has no catalog. */
  readonly noCatalog?: boolean;
}

/** Partitions of a stream that are found together: those that one partition of the parents' stream leads to. */
export interface Branch extends Partition {
  /** Reads the parents. @throws what reading them throws */
  readonly find: () => Promise<readonly Partition[]>;
}

/** The branches of a stream, in the order of their keys. */
export interface BranchList {
  readonly branches: readonly Branch[];
  readonly missing: ConnectorError | undefined;
  readonly noCatalog?: boolean;
}

/** What a partition holds, while it is read. */
export interface Gathering {
  readonly take: (record: JsonObject) => void;
  /** It was read from its beginning to its end. */
  readonly end: () => void;
}

/** Reads all records of one partition of a stream and hands each to `take`. */
export type ReadPartition = (
  stream: Stream,
  parameters: Parameters,
  partition: Partition,
  caller: Caller,
  take: (record: JsonObject) => void,
) => Promise<void>;

/**
 * Finds the partitions of streams. Each partition of a parent stream is read once for all the streams that need it, and
 * only what partitions are made of is kept of it.
 */
export class Parents {
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #run: RunFacts;
  readonly #readPartition: ReadPartition;
  readonly #children: readonly Stream[];
  readonly #reads = new Map<string, Promise<readonly ParentPartitions[]>>();

  /**
   * @param all every stream there is, by name
   * @param wanted the streams that will be read
   */
  constructor(
    all: ReadonlyMap<string, Stream>,
    wanted: readonly Stream[],
    run: RunFacts,
    readPartition: ReadPartition,
  ) {
    this.#streams = all;
    this.#run = run;
    this.#readPartition = readPartition;
    // A parent may have a parent of its own.
    const children = new Set<Stream>();
    const add = (stream: Stream) => {
      if (children.has(stream)) return;
      children.add(stream);
      for (const { parent } of childPartitionsOf(stream)) add(this.#streamNamed(parent.stream));
    };
    wanted.forEach(add);
    this.#children = [...children];
  }

  /** @throws what reading the parents throws */
  async partitionsOf(stream: Stream, caller: Caller): Promise<PartitionList> {
    const { partitions } = stream;
    switch (partitions.of) {
      case "single":
        return listOf([whole]);
      case "values":
        return listOf(multiplied({ ...whole, key: "" }, partitions.each, this.#run));
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
          noCatalog: lists.some(({ noCatalog }) => noCatalog === true),
        };
      }
    }
  }

  /**
   * The branches of a stream whose parents are cut into partitions themselves: its partitions can be found and read
   * branch by branch. Undefined for a stream whose partitions are few requests away, share requests, or are named.
   * @throws what reading the parents' parents throws
   */
  async branchesOf({ partitions: part }: Stream, caller: Caller): Promise<BranchList | undefined> {
    if (part.of !== "children" || part.parent.only !== undefined) return undefined;
    const above = this.#streamNamed(part.parent.stream);
    if (childPartitionsOf(above).length === 0) return undefined;
    const { partitions, missing, noCatalog = false } = await this.partitionsOf(above, caller);
    const branches = partitions.map((partition) => ({
      ...partition,
      find: async () => inOrder((await this.#find(part, partition, caller)).flatMap((found) => found.partitions)),
    }));
    return { branches, missing, noCatalog };
  }

  async #childrenOf(part: ChildPartitions, caller: Caller): Promise<PartitionList> {
    const above = this.#streamNamed(part.parent.stream);
    const { partitions, missing, noCatalog = false } = await this.partitionsOf(above, caller);
    const halt = new AbortController();
    const own = { ...caller, signal: anySignal(caller.signal, halt.signal) };
    const refusals: ApiError[] = [];
    let denied: ConnectorError | undefined;
    let hasNoCatalog = noCatalog;
    const find = async (partition: Partition): Promise<readonly ParentPartitions[]> => {
      try {
        return await this.#find(part, partition, own);
      } catch (error) {
        if (childPartitionsOf(above).length > 0 && isRefusal(error)) {
          refusals.push(error);
          const named = namedResource(error.operation, partition.parameters, this.#run.config, false);
          if (named !== undefined) denied ??= deniedError(named, error);
          return [];
        }
        if (error instanceof ApiError && error.kind === "no_catalog") {
          hasNoCatalog = true;
          return [];
        }
        // Without these parents the children are not complete, so the others need not be read either.
        halt.abort();
        throw error;
      }
    };
    const found = (await Promise.all(partitions.map(find))).flat();
    const refusal = refusalOfAll(refusals, subjectsOf(above, partitions));
    if (refusal !== undefined && refusals.length === partitions.length) throw refusal;
    return {
      partitions: inOrder(found.flatMap((one) => one.partitions)),
      parents: found.reduce((sum, { parents }) => sum + parents, 0),
      missing: missingOf(part.parent, this.#run.config, found) ?? missing ?? denied,
      noCatalog: hasNoCatalog,
    };
  }

  /** What one partition of the parents' stream leads to, for one of the streams that need it. */
  async #find(part: ChildPartitions, from: Partition, caller: Caller): Promise<readonly ParentPartitions[]> {
    const name = readOf(part.parent, from);
    const known = this.#reads.get(name);
    const read = known ?? this.#read(part.parent, from, caller);
    if (known === undefined) {
      this.#reads.set(name, read);
      // Another stream may try again what failed for this one.
      read.catch((error: unknown) => isRefusal(error) || this.#reads.delete(name));
    }
    try {
      return (await read).filter((found) => found.part === part);
    } catch (error) {
      // The stream that had begun to read it was given up.
      if (known === undefined || !(error instanceof StoppedError) || caller.signal.aborted) throw error;
      return this.#find(part, from, caller);
    }
  }

  /**
   * Takes in what a stream that is read for itself finds in one of its partitions, so that its children need not read it
   * once more. Undefined where no child wants it, or has read it already.
   */
  gather(stream: Stream, from: Partition): Gathering | undefined {
    // There a partition has the contents of several.
    if (childPartitionsOf(stream).some(({ of }) => of === "batches")) return undefined;
    const parent = { stream: stream.name };
    const name = readOf(parent, from);
    const found = this.#emptyFor(parent, from);
    if (found.length === 0 || this.#reads.has(name)) return undefined;
    return {
      take: (record) => {
        for (const one of found) one.take(record);
      },
      end: () => {
        if (!this.#reads.has(name)) this.#reads.set(name, Promise.resolve(found));
      },
    };
  }

  /** What will be found in a partition of a parents' stream, for each kind of partitions that is made of it. */
  #emptyFor(parent: Source, from: Partition): readonly ParentPartitions[] {
    return this.#children
      .flatMap(childPartitionsOf)
      .filter((part) => sourceOf(part.parent) === sourceOf(parent))
      .map((part) => new ParentPartitions(part, this.#run, from));
  }

  async #read(parent: Parent, from: Partition, caller: Caller): Promise<readonly ParentPartitions[]> {
    const found = this.#emptyFor(parent, from);
    await this.#readPartition(this.#streamNamed(parent.stream), parent.parameters ?? {}, from, caller, (record) => {
      for (const one of found) one.take(record);
    });
    return found;
  }

  #streamNamed(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw new Error(`There is no stream "${name}" to be a parent.`);
    return stream;
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
  return { partitions: inOrder(partitions), parents: partitions.length, missing: undefined };
}

/** The partitions of a stream that are made of parents. */
export function childPartitionsOf({ partitions }: Pick<Stream, "partitions">): readonly ChildPartitions[] {
  switch (partitions.of) {
    case "single":
    case "values":
      return [];
    case "children":
    case "batches":
      return [partitions];
    case "multiple_parents":
      return partitions.sources;
  }
}

/** The parameters whose values a stream's partitions are cut by. */
export function dimensionsOf({ partitions }: Pick<Stream, "partitions">): ReadonlySet<string> {
  const each = partitions.of === "values" ? partitions.each : [];
  const ofChildren = childPartitionsOf({ partitions }).flatMap((part) =>
    part.of === "children" ? (part.each ?? []) : [],
  );
  return new Set([...each, ...ofChildren].map(({ parameter }) => parameter));
}

/** How many parents the partitions are of: one may be asked with several values. */
export function subjectsOf(stream: Stream, partitions: readonly Partition[]): number {
  const names = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
  return new Set(partitions.map(({ parameters }) => JSON.stringify(names.map((name) => parameters[name] ?? null))))
    .size;
}

type Source = Pick<Parent, "stream" | "parameters">;

/** Parents that come from the same requests. */
function sourceOf({ stream, parameters }: Source): string {
  return JSON.stringify([stream, parameters ?? {}]);
}

/** One partition of a parents' stream, read with the parameters that the children need. */
function readOf(parent: Source, { key }: Partition): string {
  return JSON.stringify([sourceOf(parent), key]);
}
