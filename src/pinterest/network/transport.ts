import type { Room } from "./memory-gate.ts";

/** An HTTP request. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An HTTP response of any status. Header names are lowercase; the body is unparsed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Why the body can't be read: it is too large, for example. The text is then empty. */
  readonly problem?: string;
  /** The room of the body in memory. Release it when nothing made of the body is in use; until then, others wait. */
  readonly room?: Pick<Room, "release">;
}

/** Sends requests. Throws TransportError without a complete response, StoppedError if the signal aborts. */
export interface Transport {
  /** @param onHeaders called when the headers arrive, unless the transport has the whole response at once */
  send(request: HttpRequest, signal: AbortSignal, onHeaders?: HeaderCallback): Promise<HttpResponse>;
}

export type HeaderCallback = (headers: HttpResponse["headers"]) => void;

/** Timeouts of a response. */
export interface ResponseTimeouts {
  /** Maximum time without a byte. */
  readonly idleMs: number;
  /** Maximum total time, for a server that sends slowly but steadily. */
  readonly totalMs: number;
}

/** No complete response: the connection failed, was interrupted, or timed out. The message contains no secrets. */
export class TransportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TransportError";
  }
}
