import type { JsonObject } from "../../src/json.ts";
import { isOnlyParent, onlyParent, type Partition } from "../../src/sync/partitions/partition.ts";
import type { Progress } from "../../src/sync/progress/progress.ts";
import { readStream } from "../../src/sync/read-stream.ts";
import type { Page, Reader, Slice } from "../../src/sync/readers/reader.ts";
import { FakeClock } from "../fake-clock.ts";
import { streamNamed } from "../streams/stream-named.ts";
import { MessageLog } from "./message-log.ts";
import { contextWith, loopWith, outputTo, partitionOf } from "./surroundings.ts";

/** The lists of a stream, with an error in place of each unreadable list or board. */
export type Boards = Readonly<Record<string, Error | undefined>>;
export type Lists = Readonly<Record<string, Error | Boards>>;

export interface PassSituation {
  readonly maxOpen?: number;
  /** Whether the stop signal arrives while the first slice waits to be read. */
  readonly isStoppedInQueue?: boolean;
  /** The board after which the stop signal arrives. */
  readonly stopAfter?: string;
}

/** A partition of a board. */
export function board(key: string): Partition {
  return partitionOf(key, { board_id: key });
}

/** The list of a stream that isn't read by parent. */
export const oneList = (boards: Boards): Lists => ({ [onlyParent.key]: boards });

/** Progress that records its calls, and a reader of one page per board that throws the given errors. */
export class ScriptedPass implements Progress<string>, Reader<string> {
  readonly events: string[] = [];
  readonly clock = new FakeClock(Date.UTC(2026, 0, 1));
  readonly log = new MessageLog(this.clock);
  readonly output = outputTo(this.log, this.clock, "pins");
  readonly #lists: Lists;
  readonly #situation: PassSituation;
  readonly #stop = new AbortController();
  readonly #halt = new AbortController();
  #isBegun = false;

  constructor(lists: Lists, situation: PassSituation = {}) {
    this.#lists = lists;
    this.#situation = situation;
  }

  get signal(): AbortSignal {
    return this.#halt.signal;
  }

  /** Reads the stream and resolves to its error. */
  run(reader: Reader<string> = this): Promise<unknown> {
    const { maxOpen = 1 } = this.#situation;
    const stream = { ...streamNamed("board_pins"), name: "pins" };
    const stopped = AbortSignal.any([this.#stop.signal, this.#halt.signal]);
    const parents = Object.entries(this.#lists).map(([key, boards]) => ({
      ...(key === onlyParent.key ? onlyParent : board(key)),
      discover: async () => {
        await Promise.resolve();
        if (key !== onlyParent.key) this.events.push(`find ${key}`);
        if (boards instanceof Error) throw boards;
        return { partitions: Object.keys(boards).map((each) => board(each)) };
      },
    }));
    const context = contextWith(this.clock, {
      router: { parentsOf: () => Promise.resolve({ parents, missing: undefined, noCatalog: false }) },
    });
    const loop = loopWith(stream, this.log, context, {
      output: this.output,
      caller: { signal: stopped },
      signal: this.#stop.signal,
      halt: () => this.#halt.abort(),
      whenSlotFree: (read) => {
        if (this.#situation.isStoppedInQueue === true) this.#stop.abort();
        return read();
      },
      maxOpen,
    });
    return readStream(this, reader, loop, context).catch((error: unknown) => error);
  }

  async *read({ members: [partition = onlyParent] }: Slice): AsyncGenerator<Page<string>> {
    const error = Object.values(this.#lists).flatMap((boards) =>
      boards instanceof Error ? [] : (boards[partition.key] ?? []),
    )[0];
    // Only a fault occurs in the middle of a list.
    if (error !== undefined && !/server_fault/u.test(error.message)) throw error;
    yield { records: [{ board: partition.key }], closed: error === undefined ? [partition] : [] };
    if (error !== undefined) throw error;
  }

  nextPass(): boolean {
    const isNext = !this.#isBegun;
    this.#isBegun = true;
    return isNext;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    return parents;
  }

  open(parent: Partition, partitions: readonly Partition[]) {
    if (!isOnlyParent(parent)) this.events.push(`open ${parent.key} with ${partitions.length}`);
    const slices = partitions.map((partition) => ({ parent: parent.key, members: [partition] }));
    return { slices, readBefore: [] };
  }

  positionOf(): undefined {
    return undefined;
  }

  advance(_: Slice, { closed: [partition] }: Page<string>): void {
    if (partition === undefined) return;
    this.events.push(`read ${partition.key}`);
    if (partition.key === this.#situation.stopAfter) this.#stop.abort();
  }

  close(parent: Partition): void {
    if (!isOnlyParent(parent)) this.events.push(`close ${parent.key}`);
  }

  endPass(): void {}

  toState(): JsonObject {
    return { events: [...this.events] };
  }

  endState(isComplete: boolean): JsonObject {
    return { isComplete };
  }
}
