import type { Server } from "node:http";
import { Readable, Writable } from "node:stream";
import type { Simulation } from "../simulation.ts";
import { createApi } from "./server.ts";

/** A request, with header names in lowercase. */
interface InProcessRequest {
  readonly method: string;
  /** The path and the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface InProcessResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The connection broke before the end of the response. */
export class BrokenConnectionError extends Error {}

/**
 * Returns a function that sends requests to a simulation in this process: without sockets, threads, and timers, so that equal
 * requests in equal order have equal responses. It rejects with BrokenConnectionError without a complete response.
 */
export function inProcessApi(simulation: Simulation): (request: InProcessRequest) => Promise<InProcessResponse> {
  const api: Server = createApi(simulation);
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const response = new Response(resolve, reject);
      const socket = { resetAndDestroy: () => response.destroy() };
      api.emit(
        "request",
        Object.assign(Readable.from([Buffer.from(body)]), { method, url, headers, socket }),
        response,
      );
    });
}

/** What the server writes a response to. */
class Response extends Writable {
  headersSent = false;
  readonly socket = { resetAndDestroy: () => this.destroy() };
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  readonly #chunks: Buffer[] = [];

  constructor(resolve: (response: InProcessResponse) => void, reject: (error: Error) => void) {
    super();
    this.on("finish", () =>
      resolve({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks).toString() }),
    );
    this.on("close", () => {
      if (!this.writableFinished) reject(new BrokenConnectionError("the connection was reset"));
    });
  }

  writeHead(status: number, headers: Readonly<Record<string, string | number>>): this {
    this.headersSent = true;
    this.#status = status;
    this.#headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    return this;
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    done();
  }
}
