import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { anySignal } from "../signals.ts";
import { StoppedError } from "./api-error.ts";
import { axios } from "./axios.ts";
import { type AnswerLimits, TransportError } from "./transport.ts";

/** A file that is being fetched. */
export interface Download {
  readonly status: number;
  /**
   * The content in pieces; none unless the status is 200. Throws TransportError when it breaks off, StoppedError when
   * the signal aborted.
   */
  readonly chunks: AsyncIterable<string>;
  /** How many bytes came so far, as they were sent and after decompression. Undefined: only the pieces tell. */
  readonly bytes?: () => { readonly sent: number; readonly content: number };
}

/** Fetches a file by its address, without authorization: report links carry their own, and refuse another. */
export type OpenDownload = (url: string, signal: AbortSignal) => Promise<Download>;

/** Downloads by axios. A large report is some hundred megabytes, and comes in an hour over a line of 100 kB/s. */
export const axiosDownload: OpenDownload = downloadWith({ silence: 120_000, whole: 3_600_000 });

/** @param limits how long the server may keep whoever takes the file waiting */
export function downloadWith({ silence, whole }: AnswerLimits): OpenDownload {
  return async (url, signal) => {
    const halt = new AbortController();
    // Of axios' own, the timeout ends with the headers.
    const patience = new Patience(silence, whole, () => halt.abort());
    patience.begin();
    try {
      const { status, headers, data } = await axios.get<Readable>(url, {
        responseType: "stream",
        signal: anySignal(signal, halt.signal),
        validateStatus: () => true,
        headers: { "Accept-Encoding": "gzip" },
        // axios takes gzip that is cut for whole.
        decompress: false,
      });
      if (status !== 200) {
        // Unread, it would hold the connection open.
        data.destroy();
        return { status, chunks: nothing() };
      }
      const bytes = { sent: 0, content: 0 };
      const sent = counted(data, (count) => {
        bytes.sent += count;
      });
      const isPacked = headers["content-encoding"] === "gzip";
      const plain = isPacked ? pipeline(Readable.from(sent), createGunzip(), () => undefined) : sent;
      const content = counted(unpacked(plain), (count) => {
        bytes.content += count;
      });
      return { status, chunks: decoded(content, patience, signal), bytes: () => bytes };
    } catch {
      throw failure(signal);
    } finally {
      patience.end();
    }
  };
}

async function* counted(chunks: AsyncIterable<Uint8Array>, add: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    add(chunk.length);
    yield chunk;
  }
}

/** What is in a file that is gzip itself, however it was sent; any other file as it is. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  const begin: Uint8Array[] = [];
  for (let size = 0; size < gzipMark.length; ) {
    const next = await source.next();
    if (next.done === true) break;
    begin.push(next.value);
    size += next.value.length;
  }
  const whole = async function* () {
    yield* begin;
    yield* { [Symbol.asyncIterator]: () => source };
  };
  const isPacked = Buffer.concat(begin).subarray(0, gzipMark.length).equals(gzipMark);
  yield* isPacked ? pipeline(Readable.from(whole()), createGunzip(), () => undefined) : whole();
}

const gzipMark = Buffer.from([0x1f, 0x8b]);

/** Calls someone when one wait, or all of them together, take too long. */
class Patience {
  readonly #longest: number;
  readonly #lost: () => void;
  #left: number;
  #begun = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Both in milliseconds. */
  constructor(longest: number, inAll: number, lost: () => void) {
    this.#longest = longest;
    this.#left = inAll;
    this.#lost = lost;
  }

  begin(): void {
    this.#begun = performance.now();
    this.#timer = setTimeout(this.#lost, Math.min(this.#longest, Math.max(0, this.#left)));
  }

  end(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left -= performance.now() - this.#begun;
  }
}

async function* decoded(
  chunks: AsyncIterable<Uint8Array>,
  patience: Patience,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    patience.begin();
    for await (const chunk of chunks) {
      // However long whoever takes the pieces may take.
      patience.end();
      yield decoder.decode(chunk, { stream: true });
      patience.begin();
    }
  } catch {
    throw failure(signal);
  } finally {
    patience.end();
  }
  yield decoder.decode();
}

async function* nothing(): AsyncGenerator<string> {}

/** The original error is dropped: it carries the link, which opens the report to whoever has it. */
function failure(signal: AbortSignal): Error {
  return signal.aborted ? new StoppedError() : new TransportError("the report's download broke off");
}
