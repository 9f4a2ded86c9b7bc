import type { Network } from "../../../src/commands/command-line/command.ts";
import type { OpenDownload } from "../../../src/pinterest/network/download.ts";
import type { HttpRequest, HttpResponse } from "../../../src/pinterest/network/transport.ts";
import { TransportError } from "../../../src/pinterest/network/transport.ts";

/** Recorded responses of an API, in order per request, and files by URL. */
export interface Recording {
  readonly responses: Map<string, HttpResponse[]>;
  readonly files: Map<string, string>;
}

/** A network that records responses. `toRecorded` makes URLs independent of the API's host. */
export function recording(
  network: Network,
  into: Recording,
  toRecorded: (url: string) => string,
  toReal: (url: string) => string,
): Network {
  return {
    transport: {
      async send(request, signal) {
        const response = await network.transport.send({ ...request, url: toReal(request.url) }, signal);
        const recorded = { ...response, body: toRecorded(response.body) };
        const key = keyOf(request);
        into.responses.set(key, [...(into.responses.get(key) ?? []), recorded]);
        return recorded;
      },
    },
    download: async (url, signal) => {
      const { status, chunks } = await network.download(toReal(url), signal);
      let text = "";
      for await (const chunk of chunks) text += chunk;
      into.files.set(url, text);
      return { status, chunks: pieces(text) };
    },
  };
}

/** Changes a response; an Error means no response. @param number number of earlier requests */
export type Change = (response: HttpResponse, request: HttpRequest, number: number) => HttpResponse | Error;

/** Request limit of a runaway run: one hour of polling 16 reports that never get a link takes about 5,800. */
const maxRequests = 10_000;

/** A network that replays recorded responses with changes. Unrecorded requests get a 404. */
export class Replay implements Network {
  readonly #recording: Recording;
  readonly #change: Change;
  readonly #counts = new Map<string, number>();
  requests = 0;

  constructor(recording: Recording, change: Change) {
    this.#recording = recording;
    this.#change = change;
  }

  readonly transport: Network["transport"] = {
    send: async (request) => {
      const key = keyOf(request);
      const responses = this.#recording.responses.get(key) ?? [notFound];
      const count = this.#counts.get(key) ?? 0;
      this.#counts.set(key, count + 1);
      return this.#respond(responses[Math.min(count, responses.length - 1)] ?? notFound, request);
    },
  };

  readonly download: OpenDownload = async (url) => {
    const text = this.#recording.files.get(url);
    const response = { status: text === undefined ? 403 : 200, headers: {}, body: text ?? "" };
    const { status, body } = this.#respond(response, { method: "GET", url, headers: {} });
    return { status, chunks: pieces(body) };
  };

  #respond(response: HttpResponse, request: HttpRequest): HttpResponse {
    this.requests += 1;
    if (this.requests > maxRequests) throw new Error("too many requests");
    const changed = this.#change(response, request, this.requests - 1);
    if (changed instanceof Error) throw changed;
    return changed;
  }
}

/** A failed request. */
export const broken = new TransportError("the connection was reset");

const notFound: HttpResponse = {
  status: 404,
  headers: {},
  body: JSON.stringify({ code: 50, message: "Sorry! We couldn't find what was count for." }),
};

function keyOf({ method, url, body = "" }: HttpRequest): string {
  return `${method} ${url} ${body}`;
}

/** Splits a text into chunks, as in a download. */
async function* pieces(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += 10_000) yield text.slice(start, start + 10_000);
}
