import type { HttpRequest, HttpResponse, Transport } from "../../src/pinterest/network/transport.ts";

/** What is answered to a request: a response, an error that the transport throws, or whatever is worked out. */
export type Answer =
  | HttpResponse
  | Error
  | ((request: HttpRequest, signal: AbortSignal) => HttpResponse | Promise<HttpResponse>);

/** A transport that answers from a list, in order, and remembers what it was asked. */
export class ScriptedTransport implements Transport {
  readonly requests: HttpRequest[] = [];
  readonly #answers: Answer[];

  constructor(...answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  /** The answers that nobody asked for yet. */
  get left(): number {
    return this.#answers.length;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.requests.push(request);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error(`no answer is left for ${request.method} ${request.url}`);
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(request, signal) : answer;
  }
}

/** A response with a JSON body. */
export function respond(status: number, body: unknown, headers: HttpResponse["headers"] = {}): HttpResponse {
  return { status, headers, body: JSON.stringify(body) };
}

/** A response as the API refuses. */
export function refuse(
  status: number,
  code: number,
  message: string,
  headers: HttpResponse["headers"] = {},
): HttpResponse {
  return respond(status, { code, message }, headers);
}
