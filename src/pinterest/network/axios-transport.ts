import { isUtf8 } from "node:buffer";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import { StoppedError } from "../../base/signals.ts";
import { axios } from "./axios.ts";
import { MemoryGate, type Room } from "./memory-gate.ts";
import { ResponseTimeout } from "./response-timeout.ts";
import { type HttpResponse, type ResponseTimeouts, type Transport, TransportError } from "./transport.ts";

/** The slowest responses, analytics, take up to 30 seconds. A long page takes ten minutes at 4 kB/s. */
const defaultTimeouts: ResponseTimeouts = { idleMs: 120_000, totalMs: 600_000 };
/** In bytes, after decompression. A page of 250 Pins is under 2 MB. */
const maxContentLength = 256 * 1024 * 1024;

/** In bytes; the first estimate of a body without a length. */
const unknownLength = 16_384;
/**
 * The maximum size of all bodies in memory, in bytes after decompression: a page of 250 typical Pins. One thread parses them one
 * after the other, so more are only read ahead. A byte takes about ten more as text, rows, and uncollected garbage.
 */
const maxBodies = 2 ** 19;

/**
 * Returns a transport by axios with keep-alive. Bodies stay text, because IDs in them can exceed a double. Headers are read
 * at once, a body when it has room in memory; until then its server waits. The timeouts exclude this.
 */
export function axiosTransport(timeouts = defaultTimeouts, gate = new MemoryGate(maxBodies)): Transport {
  const client = axios.create({
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    maxRedirects: 0,
    responseType: "stream",
    transformResponse: [],
    validateStatus: () => true,
  });
  return {
    async send({ method, url, headers, body }, signal, onHeaders) {
      const halt = new AbortController();
      const stop = () => halt.abort();
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
      let expired: number | undefined;
      const timeout = new ResponseTimeout(timeouts, (limitMs) => {
        expired = limitMs;
        stop();
      });
      let data: Readable | undefined;
      let room: Room | undefined;
      timeout.begin();
      try {
        const response = await client.request<Readable>({ method, url, headers, data: body, signal: halt.signal });
        timeout.end();
        ({ data } = response);
        // An error while the body waits is thrown when it is read, so the request is repeated only when there is room.
        data.on("error", () => undefined);
        const received = textHeaders(response.headers);
        onHeaders?.(received);
        room = gate.enter();
        await room.reserve(Number(received["content-length"]) || unknownLength, halt.signal);
        const text = textOf(await bytesOf(data, room, timeout, halt.signal));
        return { status: response.status, headers: received, ...text, room };
      } catch (error) {
        data?.destroy();
        room?.release();
        if (signal.aborted) throw new StoppedError();
        if (expired !== undefined) throw new TransportError(timeoutMessage(expired));
        // Drops the AxiosError, which contains the request with its Authorization header.
        throw new TransportError(data !== undefined && isCut(error) ? truncated : describe(error, timeouts.idleMs));
      } finally {
        timeout.end();
        signal.removeEventListener("abort", stop);
      }
    },
  };
}

/** Reads a body as fast as it gets room: its length after decompression is unknown. */
async function bytesOf(data: Readable, room: Room, timeout: ResponseTimeout, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  timeout.begin();
  for await (const chunk of data) {
    timeout.end();
    if (!Buffer.isBuffer(chunk)) throw new TypeError("a chunk is no buffer");
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxContentLength) throw Object.assign(new Error(truncated), { code: "ERR_BAD_RESPONSE" });
    await room.reserve(length, signal);
    timeout.begin();
  }
  return Buffer.concat(chunks, length);
}

function textOf(bytes: Buffer): Pick<HttpResponse, "body" | "hasInvalidText"> {
  return { body: new TextDecoder().decode(bytes), hasInvalidText: !isUtf8(bytes) };
}

function textHeaders(headers: object): HttpResponse["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === "string" ? value : String(value),
    ]),
  );
}

function timeoutMessage(timeoutMs: number): string {
  return `no complete response within ${timeoutMs / 1000} seconds`;
}

const truncated = "the response was truncated";

/** Returns whether a connection ended within a body. */
function isCut(error: unknown): boolean {
  return ["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"].includes(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function describe(error: unknown, idleMs: number): string {
  const code = codeOf(error);
  switch (code) {
    case "ECONNABORTED":
    case "ETIMEDOUT":
      return timeoutMessage(idleMs);
    case "ECONNREFUSED":
      return "the connection was refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the host name could not be resolved";
    case "ECONNRESET":
    case "EPIPE":
      return "the connection was reset";
    case "CERT_NOT_YET_VALID":
    case "CERT_HAS_EXPIRED":
      return `the certificate of the server ${code === "CERT_HAS_EXPIRED" ? "has expired" : "is not valid yet"} by the clock of this machine, which might be wrong`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "the certificate of the server is not trusted, as behind a proxy that reads HTTPS. Set NODE_EXTRA_CA_CERTS to the file of the proxy's certificate";
    case "ERR_BAD_RESPONSE":
      return truncated;
    default:
      return code === undefined ? "the request failed" : `the request failed (${code})`;
  }
}
