/** One HTTP request. The content type of the body, if any, is among the headers. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One HTTP response, whatever its status. Header names are lower case; the body is text, unparsed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Sends requests. Throws TransportError when no whole response came, StoppedError when the signal aborted. */
export interface Transport {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}

/** How long an answer may take, in milliseconds. */
export interface ResponseTimeouts {
  /** Without a byte. */
  readonly idleMs: number;
  /** In all: one that trickles is never silent. */
  readonly totalMs: number;
}

/** No whole response came: no connection, a broken one, or silence. The message is safe to show. */
export class TransportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TransportError";
  }
}
