import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import { StoppedError } from "../../base/signals.ts";
import { http } from "./axios.ts";
import { contentOf } from "./content.ts";
import { MemoryGate, type Room } from "./memory-gate.ts";
import { ResponseTimeout } from "./response-timeout.ts";
import { type HttpResponse, type ResponseTimeouts, type Transport, TransportError } from "./transport.ts";

/** The slowest responses, analytics, take up to 30 seconds. A long page takes ten minutes at 4 kB/s. */
const defaultTimeouts: ResponseTimeouts = { idleMs: 120_000, totalMs: 600_000 };
/** In bytes, after decompression. A page of 250 Pins is under 2 MB, dense analytics have 7 MB. */
const maxBytes = 2 ** 24;
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
  const httpAgent = new HttpAgent({ keepAlive: true });
  const httpsAgent = new HttpsAgent({ keepAlive: true });
  return {
    async send({ method, url, headers, body }, signal, onHeaders) {
      const halt = new AbortController();
      const stop = () => halt.abort();
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
      const timeout = new ResponseTimeout(timeouts, (limitMs) => halt.abort(limitMs));
      let data: Readable | undefined;
      let room: Room | undefined;
      timeout.begin();
      try {
        const request = { method, url, headers, data: body, signal: halt.signal, httpAgent, httpsAgent };
        const response = await http.request<Readable>(request);
        timeout.end();
        ({ data } = response);
        // An error while the body waits is thrown when it is read, so the request is repeated only when there is room.
        data.on("error", () => undefined);
        const received = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        onHeaders?.(received);
        room = gate.enter();
        await room.reserve(Number(received["content-length"]) || unknownLength, halt.signal);
        const parts = contentOf(data, received["content-encoding"], { timeout, maxBytes });
        return { status: response.status, headers: received, ...(await contentIn(parts, room, halt.signal)), room };
      } catch (error) {
        data?.destroy();
        room?.release();
        if (signal.aborted) throw new StoppedError();
        if (typeof halt.signal.reason === "number") throw new TransportError(timeoutMessage(halt.signal.reason));
        // Drops the AxiosError, which contains the request with its Authorization header.
        throw new TransportError(describe(error, timeouts.idleMs, data !== undefined));
      } finally {
        timeout.end();
        signal.removeEventListener("abort", stop);
      }
    },
  };
}

/** Reads a body as fast as it gets room: its length after decompression is unknown. */
async function contentIn(
  parts: AsyncIterable<Uint8Array>,
  room: Room,
  signal: AbortSignal,
): Promise<Pick<HttpResponse, "body" | "problem">> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of parts) {
      chunks.push(chunk);
      length += chunk.length;
      await room.reserve(length, signal);
    }
  } catch (error) {
    if (error instanceof SyntaxError) return { body: "", problem: error.message };
    throw error;
  }
  return { body: new TextDecoder().decode(Buffer.concat(chunks, length)) };
}

function timeoutMessage(timeoutMs: number): string {
  return `no complete response within ${timeoutMs / 1000} seconds`;
}

const byClock = "by the clock of this machine, which might be wrong";
const failures: readonly (readonly [codes: RegExp, description: string])[] = [
  [/^ECONNREFUSED$/u, "the connection was refused"],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/u, "the host name could not be resolved"],
  [/^(?:ECONNRESET|EPIPE)$/u, "the connection was reset"],
  [/^CERT_NOT_YET_VALID$/u, `the certificate of the server is not valid yet ${byClock}`],
  [/^CERT_HAS_EXPIRED$/u, `the certificate of the server has expired ${byClock}`],
  [
    /SELF_SIGNED_CERT|^UNABLE_TO_(?:GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)$/u,
    "the certificate of the server is not trusted, as behind a proxy that reads HTTPS. Set NODE_EXTRA_CA_CERTS to the file of the proxy's certificate",
  ],
];

/** Describes an error of Node.js, before or after the headers of the response. */
function describe(error: unknown, idleMs: number, hasHeaders: boolean): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ECONNABORTED" || code === "ETIMEDOUT") return timeoutMessage(idleMs);
  if (hasHeaders && /^(?:ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|Z_BUF_ERROR)$/u.test(code))
    return "the response was truncated";
  const [, known] = failures.find(([codes]) => codes.test(code)) ?? [];
  return known ?? `the request failed${code === "" ? "" : ` (${code})`}`;
}
