import { lookup as resolveByDns } from "node:dns/promises";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { anySignal, StoppedError } from "../../signals.ts";
import { axios } from "./axios.ts";
import { LinkPolicy, UnsafeLinkError } from "./link-policy.ts";
import { type ResponseTimeouts, TransportError } from "./transport.ts";

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

/**
 * Fetches a file by its address, without authorization: report links carry their own, and refuse another. Throws
 * UnsafeLinkError when the link, or one that it redirects to, must not be followed.
 */
export type OpenDownload = (url: string, signal: AbortSignal) => Promise<Download>;

/** All addresses that a name has. */
export type ResolveName = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** What a download goes by. */
export interface DownloadOptions extends ResponseTimeouts {
  /** The address of the API, which links are held to. */
  readonly baseUrl: string;
  readonly resolve: ResolveName;
}

const maxRedirects = 3;

/**
 * Downloads by axios. A large report is some hundred megabytes, and comes in an hour over a line of 100 kB/s.
 * @param baseUrl the address of the API, which links are held to
 */
export function axiosDownload(baseUrl: string): OpenDownload {
  const resolve: ResolveName = (hostname) => resolveByDns(hostname, { all: true });
  return downloadWith({ idleMs: 120_000, totalMs: 3_600_000, baseUrl, resolve });
}

/** The limits are how long the server may keep whoever takes the file waiting. */
export function downloadWith({ idleMs, totalMs, baseUrl, resolve }: DownloadOptions): OpenDownload {
  const policy = new LinkPolicy(baseUrl);
  return async (link, signal) => {
    const halt = new AbortController();
    // Of axios' own, the timeout ends with the headers.
    const timeout = new DownloadTimeout(idleMs, totalMs, () => halt.abort());
    timeout.begin();
    try {
      const { status, headers, data } = await follow(link, policy, resolve, anySignal(signal, halt.signal));
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
      return { status, chunks: decoded(content, timeout, signal), bytes: () => bytes };
    } catch (error) {
      throw failure(error, signal);
    } finally {
      timeout.end();
    }
  };
}

/** The response to a link, or to the one that it redirects to in the end. */
async function follow(link: string, policy: LinkPolicy, resolve: ResolveName, signal: AbortSignal) {
  let url = policy.parse(link);
  for (let redirects = 0; ; redirects += 1) {
    const response = await open(url, policy, resolve, signal);
    const location: unknown = response.headers.location;
    if (!redirectStatuses.has(response.status) || typeof location !== "string") return response;
    response.data.destroy();
    if (redirects === maxRedirects) throw new UnsafeLinkError(`its link redirects more than ${maxRedirects} times`);
    url = policy.parse(location, url);
  }
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function open(url: URL, policy: LinkPolicy, resolve: ResolveName, signal: AbortSignal) {
  return axios.get<Readable>(url.href, {
    // Connections of their own: each is to an address that was allowed for this very link.
    httpAgent: new HttpAgent(),
    httpsAgent: new HttpsAgent(),
    // The address that is allowed is the one that is connected to. A proxy for https resolves the name itself.
    lookup: async (hostname: string) => [[...policy.allowed(url, await resolve(hostname))]],
    // Only a stand-in is reached by http, whose address is checked: a proxy would be connected to in its place.
    ...(url.protocol === "http:" ? { proxy: false } : {}),
    maxRedirects: 0,
    responseType: "stream",
    signal,
    validateStatus: () => true,
    headers: { "Accept-Encoding": "gzip" },
    // axios takes gzip that is cut for whole.
    decompress: false,
  });
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

/** Calls back when one wait, or all of them together, take too long. */
class DownloadTimeout {
  readonly #idleMs: number;
  readonly #expire: () => void;
  #leftMs: number;
  #begunAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(idleMs: number, totalMs: number, expire: () => void) {
    this.#idleMs = idleMs;
    this.#leftMs = totalMs;
    this.#expire = expire;
  }

  begin(): void {
    this.#begunAt = performance.now();
    this.#timer = setTimeout(this.#expire, Math.min(this.#idleMs, Math.max(0, this.#leftMs)));
  }

  end(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs -= performance.now() - this.#begunAt;
  }
}

async function* decoded(
  chunks: AsyncIterable<Uint8Array>,
  timeout: DownloadTimeout,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    timeout.begin();
    for await (const chunk of chunks) {
      // However long whoever takes the pieces may take.
      timeout.end();
      yield decoder.decode(chunk, { stream: true });
      timeout.begin();
    }
  } catch (error) {
    throw failure(error, signal);
  } finally {
    timeout.end();
  }
  yield decoder.decode();
}

async function* nothing(): AsyncGenerator<string> {}

/** An error of another origin is dropped: it carries the link, which opens the report to whoever has it. */
function failure(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return new StoppedError();
  const { cause } = error instanceof Error ? error : {};
  if (error instanceof UnsafeLinkError) return error;
  if (cause instanceof UnsafeLinkError) return cause;
  return new TransportError("the report's download broke off");
}
