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

  constructor() {
    super({ decodeStrings: false, highWaterMark: 16_384 });
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
      if (this.failure === undefined) this.chunks.push(chunk);
      done(this.failure);
    };
    if (this.#isStopped) this.#waiting = take;
    else setImmediate(take);
  }
}
