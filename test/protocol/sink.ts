import { Writable } from "node:stream";

/**
 * An output that keeps what is written to it. While it is stopped it takes nothing off its buffer, as a pipe whose
 * reader does not read.
 */
export class Sink extends Writable {
  /** What a reader got, chunk by chunk. */
  readonly chunks: string[] = [];
  /** The most that ever waited in the buffer. */
  longestBuffer = 0;
  /** Makes the next write fail, as EPIPE does. */
  failure: Error | undefined;
  #isStopped = false;
  #waiting: (() => void) | undefined;
  readonly #keepsRecords: boolean;

  /** @param keepsRecords whether to keep RECORD lines, which might not fit into memory */
  constructor({ keepsRecords = true } = {}) {
    super({ decodeStrings: false, highWaterMark: 16_384 });
    this.#keepsRecords = keepsRecords;
  }

  get text(): string {
    return this.chunks.join("");
  }

  get lines(): readonly string[] {
    return this.text.split("\n").slice(0, -1);
  }

  get messages(): readonly unknown[] {
    return this.lines.map((line): unknown => JSON.parse(line));
  }

  stop(): void {
    this.#isStopped = true;
  }

  resume(): void {
    this.#isStopped = false;
    this.#waiting?.();
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.longestBuffer = Math.max(this.longestBuffer, this.writableLength);
    const take = () => {
      this.#waiting = undefined;
      if (this.failure === undefined) this.chunks.push(this.#keepsRecords ? chunk : withoutRecords(chunk));
      done(this.failure);
    };
    if (this.#isStopped) this.#waiting = take;
    else setImmediate(take);
  }
}

/** @param chunk complete lines */
function withoutRecords(chunk: string): string {
  return chunk.replaceAll(/^\{"type":"RECORD",.*\n/gmu, "");
}
