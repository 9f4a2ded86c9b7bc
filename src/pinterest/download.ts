import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import axios from "axios";
import { anySignal } from "../signals.ts";
import { StoppedError } from "./api-error.ts";
import { TransportError } from "./transport.ts";

/** A file that is being fetched. */
export interface Download {
  readonly status: number;
  /**
   * The content in pieces; none unless the status is 200. Throws TransportError when it breaks off, StoppedError when
   * the signal aborted.
   */
  readonly chunks: AsyncIterable<string>;
}

/** Fetches a file by its address, without authorization: report links carry their own, and refuse another. */
export type OpenDownload = (url: string, signal: AbortSignal) => Promise<Download>;

/** Downloads by axios. */
export const axiosDownload: OpenDownload = downloadWith(120_000);

/** @param silence how long the server may be silent, in milliseconds */
export function downloadWith(silence: number): OpenDownload {
  return async (url, signal) => {
    const halt = new AbortController();
    // Of axios' own, the timeout ends with the headers.
    const patience = new Patience(silence, () => halt.abort());
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
      const plain = headers["content-encoding"] === "gzip" ? pipeline(data, createGunzip(), () => undefined) : data;
      return { status, chunks: decoded(plain, patience, signal) };
    } catch {
      throw failure(signal);
    } finally {
      patience.end();
    }
  };
}

/** Calls someone when nothing happens for too long. */
class Patience {
  readonly #milliseconds: number;
  readonly #lost: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, lost: () => void) {
    this.#milliseconds = milliseconds;
    this.#lost = lost;
  }

  begin(): void {
    this.#timer = setTimeout(this.#lost, this.#milliseconds);
  }

  end(): void {
    clearTimeout(this.#timer);
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
