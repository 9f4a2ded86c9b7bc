import { lookup as resolveByDns } from "node:dns/promises";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Readable } from "node:stream";
import { anySignal, StoppedError } from "../../base/signals.ts";
import { http } from "./axios.ts";
import { contentOf } from "./content.ts";
import { LinkPolicy, UnsafeLinkError } from "./link-policy.ts";
import { MemoryGate } from "./memory-gate.ts";
import { ResponseTimeout } from "./response-timeout.ts";
import { type ResponseTimeouts, TransportError } from "./transport.ts";

/** A download in progress. */
export interface Download {
  readonly status: number;
  /**
   * The decoded content; empty unless the status is 200. Throws TransportError if the download fails, SyntaxError if the
   * content can't be read, StoppedError if the signal aborts.
   */
  readonly chunks: AsyncIterable<string>;
  /** Returns the number of bytes so far, as sent and after decompression. Absent if unknown. */
  readonly bytes?: () => { readonly sent: number; readonly content: number };
}

/**
 * Downloads a file without an Authorization header, because report links contain their authorization and reject another.
 * Throws UnsafeLinkError if the link policy rejects the link or a redirect.
 */
export type OpenDownload = (url: string, signal: AbortSignal) => Promise<Download>;

/** Options of downloads. The timeouts exclude the time that the consumer takes. */
export interface DownloadOptions extends ResponseTimeouts {
  /** Resolves a host name to all its addresses. */
  readonly resolve: (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  /** The maximum size in bytes, after decompression. */
  readonly maxBytes: number;
}

/** A large report has a few hundred megabytes, which take an hour at 100 kB/s; one on all items of a catalog, some gigabytes. */
const defaults: DownloadOptions = {
  idleMs: 120_000,
  totalMs: 3_600_000,
  resolve: (hostname) => resolveByDns(hostname, { all: true }),
  maxBytes: 2 ** 36,
};
const maxRedirects = 3;
/** The maximum number of open files. Each takes memory for its rows; more don't arrive faster. */
const maxFiles = 8;

/** Returns downloads by axios. @param baseUrl the base URL of the API, for the link policy */
export function axiosDownload(baseUrl: string, options: Partial<DownloadOptions> = {}): OpenDownload {
  const { resolve, maxBytes, ...timeouts } = { ...defaults, ...options };
  const policy = new LinkPolicy(baseUrl);
  const files = new MemoryGate(maxFiles);
  return async (link, signal) => {
    const place = files.enter();
    const halt = new AbortController();
    // The timeout of axios covers only the headers.
    const timeout = new ResponseTimeout(timeouts, () => halt.abort());
    try {
      await place.reserve(1, signal);
      timeout.begin();
      const { status, headers, data } = await follow(link, policy, resolve, anySignal(signal, halt.signal));
      data.once("close", place.release);
      const received = { sent: 0, content: 0 };
      const content = contentOf(data, headers["content-encoding"], { timeout, maxBytes, received });
      const bytes = () => received;
      if (status === 200) return { status, chunks: decoded(content, signal), bytes };
      // An unread body would keep the connection open.
      data.destroy();
      return { status, chunks: Readable.from([]), bytes };
    } catch (error) {
      place.release();
      throw failure(error, signal);
    } finally {
      timeout.end();
    }
  };
}

/** Requests a link and follows its redirects. */
async function follow(link: string, policy: LinkPolicy, resolve: DownloadOptions["resolve"], signal: AbortSignal) {
  let url = policy.parse(link);
  for (let redirects = 0; ; redirects += 1) {
    const response = await http.get<Readable>(url.href, {
      // No shared connections: the policy allows an address for a particular link.
      httpAgent: new HttpAgent(),
      httpsAgent: new HttpsAgent(),
      // Connects to the address that the policy allowed. A proxy for https resolves the name itself.
      lookup: async (hostname: string) => [[...policy.allowed(url, await resolve(hostname))]],
      // Only a server in place of the API uses http. A proxy would bypass the check of its address.
      ...(url.protocol === "http:" ? { proxy: false } : {}),
      signal,
    });
    const location: unknown = response.headers.location;
    if (!redirectStatuses.has(response.status) || typeof location !== "string") return response;
    response.data.destroy();
    if (redirects === maxRedirects) throw new UnsafeLinkError(`its link redirects more than ${maxRedirects} times`);
    url = policy.parse(location, url);
  }
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

async function* decoded(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw failure(error, signal);
  }
  yield decoder.decode();
}

/** Converts an error. Drops errors of axios and Node.js, which contain the link and so grant access to the report. */
function failure(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return new StoppedError();
  const { cause } = error instanceof Error ? error : {};
  if (error instanceof UnsafeLinkError || error instanceof SyntaxError) return error;
  if (cause instanceof UnsafeLinkError) return cause;
  return new TransportError("the report's download was interrupted");
}
