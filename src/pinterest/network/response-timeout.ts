import type { ResponseTimeouts } from "./transport.ts";

/** Times the reads of one response. Runs only between `begin` and `end`. */
export class ResponseTimeout {
  readonly #idleMs: number;
  readonly #totalMs: number;
  readonly #expire: (limitMs: number) => void;
  #leftMs: number;
  #begunAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param expire called with the exceeded limit when one read or all of them time out */
  constructor({ idleMs, totalMs }: ResponseTimeouts, expire: (limitMs: number) => void) {
    this.#idleMs = idleMs;
    this.#totalMs = totalMs;
    this.#leftMs = totalMs;
    this.#expire = expire;
  }

  begin(): void {
    const left = Math.max(0, this.#leftMs);
    this.#begunAt = performance.now();
    this.#timer = setTimeout(
      this.#expire,
      Math.min(this.#idleMs, left),
      left < this.#idleMs ? this.#totalMs : this.#idleMs,
    );
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#leftMs -= performance.now() - this.#begunAt;
  }
}
