import type { Json, JsonObject } from "../../src/json.ts";
import type { Stream } from "../../src/streams/stream.ts";

/** So many characters of records a stream are enough. One record comes in any case, another if it fits. */
const enough = 3_000;

/**
 * A few records of every stream, a line each: the first and the last that there are.
 * @param truth the records that a perfect connector emits for a stream
 * @param emittedAt epoch milliseconds
 * @throws Error for a stream that has none, since the tests want at least one of each
 */
export function expectedRecords(
  streams: readonly Stream[],
  truth: (stream: string) => readonly JsonObject[],
  emittedAt: number,
): string {
  return streams
    .flatMap(({ name }) => {
      const records = truth(name);
      const [first, last] = [records[0], records.length > 1 ? records.at(-1) : undefined];
      if (first === undefined) throw new Error(`the simulated account has no record of ${name}`);
      return [first, ...(last !== undefined && sizeOf(first) + sizeOf(last) <= enough ? [last] : [])].map(
        (data): Json => ({ stream: name, data, emitted_at: emittedAt }),
      );
    })
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

function sizeOf(record: JsonObject): number {
  return JSON.stringify(record).length;
}
