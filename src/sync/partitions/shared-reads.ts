import type { JsonObject } from "../../json.ts";
import type { Caller } from "../../pinterest/client.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { StoppedError } from "../../signals.ts";
import type { ChildPartitions, Parent, RunFacts, Stream } from "../../streams/stream.ts";
import { isInaccessible } from "../access/disposition.ts";
import { childPartitionsOf } from "./child-partitions.ts";
import { commonParametersOf } from "./parameters.ts";
import { ParentPartitions } from "./parent-partitions.ts";
import type { Partition } from "./partition.ts";

/** Takes in what a partition holds, while it is read from its beginning. */
export interface ChildCollector {
  readonly take: (records: readonly JsonObject[]) => void;
  /** It was read to its end. */
  readonly end: () => void;
}

/** Reads all records of one partition of a stream and hands them on page by page. */
export type ReadPartition = (
  stream: Stream,
  parameters: Parameters,
  partition: Partition,
  caller: Caller,
  take: (records: readonly JsonObject[]) => void,
) => Promise<void>;

/**
 * Lists that several streams need: the stream that reads one for itself, and those whose partitions are made of its records.
 * Each is read once in a run, and only what partitions are made of is kept of it.
 */
export class SharedReads {
  readonly #run: RunFacts;
  readonly #readPartition: ReadPartition;
  /** The streams that will be read, and those that their partitions are made of. */
  readonly #needed: readonly Stream[];
  readonly #reads = new Map<string, Promise<readonly ParentPartitions[]>>();

  /**
   * @param needed the streams that will be read, and those that their partitions are made of
   * @param readPartition reads what no stream has read for itself
   */
  constructor(needed: readonly Stream[], run: RunFacts, readPartition: ReadPartition) {
    this.#needed = needed;
    this.#run = run;
    this.#readPartition = readPartition;
  }

  /**
   * What one partition of a parents' stream leads to, for one of the streams that need it.
   * @throws what reading it throws
   */
  async partitionsIn(
    stream: Stream,
    part: ChildPartitions,
    from: Partition,
    caller: Caller,
  ): Promise<readonly ParentPartitions[]> {
    const key = this.#keyOf(stream, part.parent, from);
    const known = this.#reads.get(key);
    const read = known ?? this.#read(stream, part.parent, from, caller);
    if (known === undefined) {
      this.#reads.set(key, read);
      // Another stream may try again what failed for this one.
      read.catch((error: unknown) => isInaccessible(error) || this.#reads.delete(key));
    }
    try {
      return (await read).filter((found) => found.part === part);
    } catch (error) {
      // The stream that had begun to read it was given up.
      if (known === undefined || !(error instanceof StoppedError) || caller.signal.aborted) throw error;
      return this.partitionsIn(stream, part, from, caller);
    }
  }

  /**
   * Takes in what a stream that is read for itself finds in one of its partitions, so that its children need not read it
   * once more. Undefined where no child wants it, or has read it already.
   */
  collect(stream: Stream, from: Partition): ChildCollector | undefined {
    // There a partition has the contents of several.
    if (childPartitionsOf(stream).some(({ of }) => of === "batches")) return undefined;
    const key = this.#keyOf(stream, {}, from);
    if (this.#reads.has(key)) return undefined;
    const found = this.#emptyFor(stream, key, from);
    if (found.length === 0) return undefined;
    return {
      take: (records) => {
        for (const one of found) for (const record of records) one.take(record);
      },
      end: () => {
        if (!this.#reads.has(key)) this.#reads.set(key, Promise.resolve(found));
      },
    };
  }

  /** What will be found in a partition of a parents' stream, for each kind of partitions that is made of it. */
  #emptyFor(stream: Stream, key: string, from: Partition): readonly ParentPartitions[] {
    return this.#needed
      .flatMap(childPartitionsOf)
      .filter(({ parent }) => parent.stream === stream.name && this.#keyOf(stream, parent, from) === key)
      .map((part) => new ParentPartitions(part, this.#run, from));
  }

  async #read(
    stream: Stream,
    parent: Pick<Parent, "parameters">,
    from: Partition,
    caller: Caller,
  ): Promise<readonly ParentPartitions[]> {
    const found = this.#emptyFor(stream, this.#keyOf(stream, parent, from), from);
    await this.#readPartition(stream, parent.parameters ?? {}, from, caller, (records) => {
      for (const one of found) for (const record of records) one.take(record);
    });
    return found;
  }

  /** Requests with the same key are the same. */
  #keyOf(stream: Stream, { parameters }: Pick<Parent, "parameters">, from: Partition): string {
    return JSON.stringify([
      stream.name,
      { ...commonParametersOf(stream, this.#run), ...parameters, ...from.parameters },
    ]);
  }
}
