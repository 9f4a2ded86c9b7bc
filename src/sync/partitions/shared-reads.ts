import type { Caller } from "../../pinterest/client.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { ListPage } from "../../pinterest/responses/pages.ts";
import { orAborted, StoppedError } from "../../signals.ts";
import type { ChildPartitions, Parent, RunFacts, Stream } from "../../streams/stream.ts";
import { isInaccessible } from "../access/disposition.ts";
import { ParentPartitions } from "./parent-partitions.ts";
import type { Partition } from "./partition.ts";
import { childPartitionsOf, commonParametersOf } from "./stream-partitions.ts";

/** Reads all records of one partition of a stream and hands them on page by page. */
export type ReadPartition = (
  stream: Stream,
  parameters: Parameters,
  partition: Partition,
  caller: Caller,
  take: (page: Omit<ListPage, "bookmark">) => void,
) => Promise<void>;

/**
 * Lists that several streams need: the stream that reads one for itself, and those whose partitions are made of its records.
 * Each is read once in a run: by the stream itself, if it is read, or else for the first that needs it. Only what partitions
 * are made of is kept of it.
 */
export class SharedReads {
  readonly #run: RunFacts;
  readonly #readPartition: ReadPartition;
  /** The streams that will be read, and those that their partitions are made of. */
  readonly #needed: readonly Stream[];
  readonly #reads = new Map<string, Promise<readonly ParentPartitions[]>>();
  /** The streams that are being read for themselves, and when each has ended. */
  readonly #own = new Map<string, Promise<void>>();

  /**
   * @param needed the streams that will be read, and those that their partitions are made of
   * @param readPartition reads what no stream has read for itself
   */
  constructor(needed: readonly Stream[], run: RunFacts, readPartition: ReadPartition) {
    this.#needed = needed;
    this.#run = run;
    this.#readPartition = readPartition;
  }

  /** A stream begins to be read for itself. Those that need its lists wait until `end` is called. */
  begin({ name }: Stream): { readonly end: () => void } {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#own.set(name, ended);
    return { end };
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
    // The stream itself may have resumed in mid-list, or failed there: then the list is read for the children.
    const own = this.#own.get(stream.name);
    if (own !== undefined && key === this.#keyOf(stream, {}, from)) await orAborted(own, caller.signal);
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
   * once more: `take` its pages from the first one on, then `end`. Undefined where no child wants it, or has read it already.
   */
  collect(
    stream: Stream,
    from: Partition,
  ): { readonly take: (page: Omit<ListPage, "bookmark">) => void; readonly end: () => void } | undefined {
    // There a partition has the contents of several.
    if (childPartitionsOf(stream).some(({ of }) => of === "batches")) return undefined;
    const key = this.#keyOf(stream, {}, from);
    if (this.#reads.has(key)) return undefined;
    const found = this.#collect(stream, key, from);
    if (found.partitions().length === 0) return undefined;
    return {
      take: found.take,
      end: () => {
        if (!this.#reads.has(key)) this.#reads.set(key, Promise.resolve(found.partitions()));
      },
    };
  }

  /** Collects what a partition of a parents' stream leads to, for each kind of partitions that is made of it. */
  #collect(stream: Stream, key: string, from: Partition) {
    const parts = this.#needed
      .flatMap(childPartitionsOf)
      .filter(({ parent }) => parent.stream === stream.name && this.#keyOf(stream, parent, from) === key);
    const begin = () => parts.map((part) => new ParentPartitions(part, this.#run, from));
    let found = begin();
    return {
      partitions: (): readonly ParentPartitions[] => found,
      take: ({ rows, restarted }: Omit<ListPage, "bookmark">) => {
        if (restarted === true) found = begin();
        for (const one of found) for (const record of rows) one.take(record);
      },
    };
  }

  async #read(
    stream: Stream,
    parent: Pick<Parent, "parameters">,
    from: Partition,
    caller: Caller,
  ): Promise<readonly ParentPartitions[]> {
    const found = this.#collect(stream, this.#keyOf(stream, parent, from), from);
    await this.#readPartition(stream, parent.parameters ?? {}, from, caller, found.take);
    return found.partitions();
  }

  /** Requests with the same key are the same. */
  #keyOf(stream: Stream, { parameters }: Pick<Parent, "parameters">, from: Partition): string {
    return JSON.stringify([
      stream.name,
      { ...commonParametersOf(stream, this.#run), ...parameters, ...from.parameters },
    ]);
  }
}
