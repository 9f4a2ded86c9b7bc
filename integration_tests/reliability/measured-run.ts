import type { Readable } from "node:stream";
import { MemoryProbe, type Usage } from "../../benchmark/memory-probe.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { type Files, parseMessage, type StartOptions, start, withFiles } from "../bed/connector.ts";

/** Summary of a run whose output is too long to keep. */
export interface MeasuredRun {
  readonly code: number | null;
  readonly stderr: string;
  /** RECORD lines per stream. */
  readonly records: ReadonlyMap<string, number>;
  /** Bytes of stdout. */
  readonly bytes: number;
  /** The messages but records and states. */
  readonly messages: readonly JsonObject[];
  readonly used: Usage;
}

export interface MeasureOptions extends StartOptions {
  /** Reads the output first, at its own pace, and passes it on. */
  readonly slowly?: (output: Readable) => Promise<readonly Buffer[]>;
}

/** Reads with the built program, counts its lines, and samples its memory. */
export function measure(files: Files, options: MeasureOptions): Promise<MeasuredRun> {
  return withFiles("read", files, async (args, folder) => {
    const child = start(args, folder, options);
    const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    const probe = new MemoryProbe(child.pid);
    const lines = new LineCounter();
    for (const chunk of (await options.slowly?.(child.stdout)) ?? []) lines.take(chunk);
    child.stdout.on("data", (chunk: Buffer) => lines.take(chunk));
    const code = await ended;
    return { code, stderr, ...lines.counted(), used: probe.end() };
  });
}

/** Counts lines by kind, without keeping the records. */
class LineCounter {
  readonly #records = new Map<string, number>();
  readonly #messages: JsonObject[] = [];
  #bytes = 0;
  #rest: Buffer[] = [];

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#line(Buffer.concat([...this.#rest, chunk.subarray(start, end)]));
      this.#rest = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
  }

  counted() {
    return { records: this.#records, messages: this.#messages, bytes: this.#bytes };
  }

  #line(line: Buffer): void {
    const stream = recordHead.exec(line.toString("latin1", 0, 100))?.[1];
    if (stream !== undefined) {
      this.#records.set(stream, (this.#records.get(stream) ?? 0) + 1);
      return;
    }
    const message = parseMessage(line.toString());
    if (message.type !== "STATE") this.#messages.push(message);
  }
}

const newline = 10;
const recordHead = /^\{"type":"RECORD","record":\{"stream":"(\w+)"/u;

/** Returns the total number of records of a run. */
export function recordCount({ records }: MeasuredRun): number {
  return [...records.values()].reduce((sum, count) => sum + count, 0);
}
