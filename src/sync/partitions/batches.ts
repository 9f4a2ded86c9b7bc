import { daysFrom } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { Config } from "../../config/config.ts";
import { isByDate, type Stream } from "../../streams/stream.ts";
import type { Partition, Slice } from "../partition.ts";

/** Joins slices whose batch, group, dates, and parameters except the IDs are equal, so that they share requests. */
export class Batches {
  readonly #stream: Stream;
  readonly #config: Config;
  /** By request: the slices that wait for others. */
  readonly #waiting = new Map<string, Slice[]>();

  constructor(stream: Stream, config: Config) {
    this.#stream = stream;
    this.#config = config;
  }

  /** Adds slices of one partition, and returns those that are full. */
  add(slices: readonly Slice[]): readonly Slice[] {
    return slices.flatMap((slice) => {
      const { members, range } = slice;
      const [{ parameters, group, isSilent, batch }] = members;
      if (batch === undefined) return [slice];
      const { [batch.parameter]: _, ...shared } = parameters;
      const key = JSON.stringify([batch.parameter, group, isSilent, shared, range]);
      const waiting = entryOf(this.#waiting, key, () => []);
      waiting.push(slice);
      const { reading } = this.#stream;
      const maxIdDays = isByDate(reading) ? (reading.maxIdDays ?? Infinity) : Infinity;
      const days = range === undefined ? 1 : daysFrom(range.from, range.through) + 1;
      const size = Math.min(batch.size(this.#config), Math.max(1, Math.floor(maxIdDays / days)));
      return waiting.length < size ? [] : joined(waiting.splice(0));
    });
  }

  /** Joins slices that are in the order in which to begin them, and returns all, those with the first members first. */
  addInOrder(slices: readonly Slice[]): readonly Slice[] {
    const places = new Map(slices.map(({ members }, place) => [members[0], place]));
    const place = ({ members }: Slice) => places.get(members[0]) ?? -1;
    return [...this.add(slices), ...this.rest()].toSorted((one, other) => place(one) - place(other));
  }

  /** Returns the slices that still wait. */
  rest(): readonly Slice[] {
    return [...this.#waiting.values()].flatMap((slices) => joined(slices.splice(0)));
  }
}

/** Returns slices of at most `size` members each, in place of a slice. */
export function divided({ members, range }: Slice, size: number): readonly Slice[] {
  return Array.from({ length: Math.ceil(members.length / size) }).flatMap((_, index) =>
    sliceOf(members.slice(index * size, (index + 1) * size), range),
  );
}

function joined(slices: readonly Slice[]): readonly Slice[] {
  return sliceOf(
    slices.flatMap(({ members }) => members),
    slices[0]?.range,
  );
}

/** Returns a slice with members, if there are any. */
function sliceOf([first, ...others]: readonly Partition[], range: Slice["range"]): readonly Slice[] {
  return first === undefined ? [] : [{ members: [first, ...others], range }];
}
