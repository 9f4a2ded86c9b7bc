import { openBed, repeatedRequests } from "../../integration_tests/repeated-requests.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { streams } from "../../src/streams/all.ts";

/** Measurements of reads of all streams. */
export interface RunMeasures {
  /** The deepest stack from the function that reads a stream to the record writer, and its files. */
  readonly frames: number;
  readonly filesOfFrames: number;
  readonly requests: readonly number[];
  readonly repeated: readonly number[];
}

/** Reads every stream once in each mode with many concurrent requests. */
export async function measureRuns(): Promise<RunMeasures> {
  const stacks = watchWriter();
  const requests: number[] = [];
  const repeated: number[] = [];
  for (const mode of ["full_refresh", "incremental"] as const) {
    for (const numWorkers of [4, 16, 40]) {
      const bed = await openBed();
      const config = { ...bed.config, num_workers: numWorkers };
      await bed.read(
        streams.map(({ name }) => name),
        { mode, config },
      );
      const { entries } = bed.simulator.journal;
      requests.push(entries.length);
      repeated.push(repeatedRequests(entries).reduce((sum, { repetitions }) => sum + repetitions, 0));
      await bed.close();
    }
  }
  const deepest = stacks.reduce<readonly string[]>((most, stack) => (stack.length > most.length ? stack : most), []);
  return { frames: deepest.length, filesOfFrames: new Set(deepest).size, requests, repeated };
}

/** Returns the source files of the stack frames between a stream's read and the writer, once per write. */
function watchWriter(): readonly (readonly string[])[] {
  const stacks: (readonly string[])[] = [];
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the writer that it belongs to
  const { records } = MessageWriter.prototype;
  Error.stackTraceLimit = 200;
  MessageWriter.prototype.records = function watched(this: MessageWriter, ...args) {
    const frames = (new Error("here").stack ?? "")
      .split("\n")
      .flatMap((line) => /src\/sync\/([^:]+):/u.exec(line)?.[1] ?? []);
    stacks.push(frames);
    return records.apply(this, args);
  };
  return stacks;
}
