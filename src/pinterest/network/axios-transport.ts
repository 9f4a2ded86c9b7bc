import { isUtf8 } from "node:buffer";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { StoppedError } from "../../signals.ts";
import { axios } from "./axios.ts";
import { type HttpResponse, type ResponseTimeouts, type Transport, TransportError } from "./transport.ts";

/** The slowest responses, analytics, take up to 30 seconds. A long page takes ten minutes at 4 kB/s. */
const defaultTimeouts: ResponseTimeouts = { idleMs: 120_000, totalMs: 600_000 };
/** In bytes. A page of 250 Pins is under 2 MB. */
const maxContentLength = 256 * 1024 * 1024;

/** Returns a transport by axios with keep-alive. Bodies stay text, because IDs in them can exceed a double. */
export function axiosTransport({ idleMs, totalMs }: ResponseTimeouts = defaultTimeouts): Transport {
  const client = axios.create({
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    timeout: idleMs,
    maxContentLength,
    maxRedirects: 0,
    responseType: "arraybuffer",
    transformResponse: [],
    validateStatus: () => true,
  });
  return {
    async send({ method, url, headers, body }, signal) {
      const halt = new AbortController();
      const stop = () => halt.abort();
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
      const timer = setTimeout(stop, totalMs);
      try {
        const response = await client.request<unknown>({ method, url, headers, data: body, signal: halt.signal });
        return {
          status: response.status,
          headers: textHeaders(response.headers),
          ...textOf(response.data),
        };
      } catch (error) {
        if (signal.aborted) throw new StoppedError();
        if (halt.signal.aborted) throw new TransportError(timeoutMessage(totalMs));
        // Drops the AxiosError, which contains the request with its Authorization header.
        throw new TransportError(describe(error, idleMs));
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
      }
    },
  };
}

function textOf(data: unknown): Pick<HttpResponse, "body" | "hasInvalidText"> {
  if (!Buffer.isBuffer(data)) return { body: "" };
  return { body: new TextDecoder().decode(data), hasInvalidText: !isUtf8(data) };
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

function describe(error: unknown, idleMs: number): string {
  const code = axios.isAxiosError(error) ? error.code : undefined;
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
      return "the response was truncated";
    default:
      return code === undefined ? "the request failed" : `the request failed (${code})`;
  }
}
