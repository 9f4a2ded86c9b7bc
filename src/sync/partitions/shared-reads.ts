import { orAborted, StoppedError } from "../../base/signals.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { ChildPartitions, Parent, RunFacts, Stream } from "../../streams/stream.ts";
import { isInaccessible } from "../failures/disposition.ts";
import type { Partition } from "../partition.ts";
import type { Page } from "../slice.ts";
import { childPartitionsOf, commonParametersOf } from "../stream-partitions.ts";
import { ChildCollector } from "./child-collector.ts";

type ParentPage = Pick<Page, "records" | "restarted" | "isPartial">;

/** Reads all records of one partition of a stream and passes them on page by page. */
export type ReadPartition = (
  stream: Stream,
  parameters: Parameters,
  partition: Partition,
  caller: Caller,
  take: (page: ParentPage) => void,
) => Promise<void>;

/**
 * Shares lists between the stream that syncs them and its child streams, so that each list is read once per run: by the
 * stream itself if it is configured, otherwise for the first child. Keeps only the child partitions.
 */
export class SharedReads {
  readonly #run: RunFacts;
  readonly #readPartition: ReadPartition;
  /** The configured streams and their ancestors. */
  readonly #needed: readonly Stream[];
  readonly #reads = new Map<string, Promise<readonly ChildCollector[]>>();
  /** By stream being synced: resolves when its read has ended. */
  readonly #syncs = new Map<string, Promise<void>>();

  /**
   * @param needed the configured streams and their ancestors
   * @param readPartition reads a partition that no sync of its own stream has read
   */
  constructor(needed: readonly Stream[], run: RunFacts, readPartition: ReadPartition) {
    this.#needed = needed;
    this.#run = run;
    this.#readPartition = readPartition;
  }

  /** Registers the sync of a stream. Its child streams wait for its lists until `end` is called. */
  begin({ name }: Stream): { readonly end: () => void } {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#syncs.set(name, ended);
    return { end };
  }

  /** Returns the child partitions of one partition of the parent stream. @throws the errors of reading it */
  async partitionsIn(
    stream: Stream,
    kind: ChildPartitions,
    partition: Partition,
    caller: Caller,
  ): Promise<readonly ChildCollector[]> {
    const key = this.#keyOf(stream, kind.parent, partition);
    // If the stream's own sync resumed or failed in mid-list, the list is read again for the children.
    const sync = this.#syncs.get(stream.name);
    if (sync !== undefined && key === this.#keyOf(stream, {}, partition)) await orAborted(sync, caller.signal);
    const known = this.#reads.get(key);
    const read = known ?? this.#read(stream, kind.parent, partition, caller);
    if (known === undefined) {
      this.#reads.set(key, read);
      // After a failure, another stream can try again.
      read.catch((error: unknown) => isInaccessible(error) || this.#reads.delete(key));
    }
    try {
      return (await read).filter((collector) => collector.kind === kind);
    } catch (error) {
      // The stream that started the read was aborted.
      if (known === undefined || !(error instanceof StoppedError) || caller.signal.aborted) throw error;
      return this.partitionsIn(stream, kind, partition, caller);
    }
  }

  /**
   * Collects child partitions during the sync of a stream: call `take` for each page from the first one on, then `end`.
   * Undefined if no child stream needs the partition, or if it has been read already.
   */
  collect(
    stream: Stream,
    partition: Partition,
  ): { readonly take: (page: ParentPage) => void; readonly end: () => void } | undefined {
    // A batch mixes the rows of several partitions.
    if (childPartitionsOf(stream).some(({ of }) => of === "batches")) return undefined;
    const key = this.#keyOf(stream, {}, partition);
    if (this.#reads.has(key)) return undefined;
    const collection = this.#collect(stream, key, partition);
    if (collection.collectors().length === 0) return undefined;
    return {
      take: collection.take,
      end: () => {
        if (!this.#reads.has(key)) this.#reads.set(key, Promise.resolve(collection.collectors()));
      },
    };
  }

  /** Collects the child partitions of one partition for all child streams with the same request. */
  #collect(stream: Stream, key: string, partition: Partition) {
    const kinds = this.#needed
      .flatMap(childPartitionsOf)
      .filter(({ parent }) => parent.stream === stream.name && this.#keyOf(stream, parent, partition) === key);
    const begin = () => kinds.map((kind) => new ChildCollector(kind, this.#run, partition));
    let collectors = begin();
    return {
      collectors: (): readonly ChildCollector[] => collectors,
      take: ({ records, restarted, isPartial }: ParentPage) => {
        if (restarted === true) collectors = begin();
        for (const collector of collectors) {
          collector.isPartial ||= isPartial === true;
          for (const record of records) collector.take(record);
        }
      },
    };
  }

  async #read(
    stream: Stream,
    parent: Pick<Parent, "parameters">,
    partition: Partition,
    caller: Caller,
  ): Promise<readonly ChildCollector[]> {
    const collection = this.#collect(stream, this.#keyOf(stream, parent, partition), partition);
    await this.#readPartition(stream, parent.parameters ?? {}, partition, caller, collection.take);
    return collection.collectors();
  }

  /** Returns a key that equal requests share. */
  #keyOf(stream: Stream, { parameters }: Pick<Parent, "parameters">, partition: Partition): string {
    return JSON.stringify([
      stream.name,
      { ...commonParametersOf(stream, this.#run), ...parameters, ...partition.parameters },
    ]);
  }
}
