import axios from "axios";
import { StoppedError } from "./api-error.ts";
import { TransportError } from "./transport.ts";

/** A file that is being fetched. */
export interface Download {
  readonly status: number;
  /** The content in pieces. Throws TransportError when it breaks off, StoppedError when the signal aborted. */
  readonly chunks: AsyncIterable<string>;
}

/** Fetches a file by its address, without authorization: report links carry their own, and refuse another. */
export type OpenDownload = (url: string, signal: AbortSignal) => Promise<Download>;

/** How long the server may be silent, in milliseconds. */
const silence = 120_000;

/** Downloads by axios. */
export const axiosDownload: OpenDownload = async (url, signal) => {
  try {
    const response = await axios.get<AsyncIterable<Uint8Array>>(url, {
      responseType: "stream",
      timeout: silence,
      signal,
      validateStatus: () => true,
      maxContentLength: Number.POSITIVE_INFINITY,
    });
    return { status: response.status, chunks: decoded(response.data, signal) };
  } catch {
    throw failure(signal);
  }
};

async function* decoded(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  } catch {
    throw failure(signal);
  }
  yield decoder.decode();
}

/** The original error is dropped: it carries the link, which opens the report to whoever has it. */
function failure(signal: AbortSignal): Error {
  return signal.aborted ? new StoppedError() : new TransportError("the report's download broke off");
}
