import { daysFrom } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { Config } from "../../config/config.ts";
import { batchOf } from "../../streams/partitions.ts";
import type { Stream } from "../../streams/stream.ts";
import type { Work } from "../books/book.ts";
import type { Partition } from "../partition.ts";
import type { Slice } from "../slice.ts";

/** Groups work by request: that of the same batch, group, dates, and parameters except the IDs shares requests. */
export class Batches {
  readonly #stream: Pick<Stream, "partitions" | "reading">;
  readonly #config: Pick<Config, "analyticsBatchSize">;
  /** By request: the members that wait for others. */
  readonly #waiting = new Map<string, { readonly range: Slice["range"]; readonly members: Partition[] }>();

  constructor(stream: Pick<Stream, "partitions" | "reading">, config: Pick<Config, "analyticsBatchSize">) {
    this.#stream = stream;
    this.#config = config;
  }

  /** Adds work, and returns the slices that are full. */
  add(works: readonly Work[]): readonly Slice[] {
    return works.flatMap((work) => {
      const { partition, range } = work;
      const size = this.#sizeOf(work);
      if (size <= 1) return slicesOf([partition], range, 1);
      const { members } = entryOf(this.#waiting, this.#requestOf(work), () => ({ range, members: [] }));
      members.push(partition);
      return members.length < size ? [] : slicesOf(members.splice(0), range, size);
    });
  }

  /** Returns the slices of the members that still wait. */
  rest(): readonly Slice[] {
    const rest = [...this.#waiting.values()].flatMap(({ range, members }) => slicesOf(members, range, members.length));
    this.#waiting.clear();
    return rest;
  }

  #sizeOf({ partition, range }: Work): number {
    const batch = batchOf(this.#stream, partition);
    if (batch === undefined) return 1;
    const { maxIdDays = Number.POSITIVE_INFINITY } =
      "daysBack" in this.#stream.reading ? this.#stream.reading : { maxIdDays: undefined };
    const days = range === undefined ? 1 : daysFrom(range.from, range.through) + 1;
    return Math.min(batch.size(this.#config), Math.max(1, Math.floor(maxIdDays / days)));
  }

  #requestOf({ partition, range }: Work): string {
    const batch = batchOf(this.#stream, partition);
    const shared = Object.entries(partition.parameters).filter(([name]) => name !== batch?.parameter);
    return JSON.stringify([batch?.parameter, partition.group, partition.isSilent, shared, range]);
  }
}

/** Returns slices of at most `size` members each, in place of a slice. */
export function divided({ members, range }: Slice, size: number): readonly Slice[] {
  return slicesOf(members, range, size);
}

function slicesOf(partitions: readonly Partition[], range: Slice["range"], size: number): readonly Slice[] {
  return Array.from({ length: Math.ceil(partitions.length / size) }).flatMap((_, index) => {
    const [first, ...others] = partitions.slice(index * size, (index + 1) * size);
    return first === undefined ? [] : [{ members: [first, ...others] as const, range }];
  });
}
