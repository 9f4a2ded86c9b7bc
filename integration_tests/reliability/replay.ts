import type { Network } from "../../src/commands/command.ts";
import type { OpenDownload } from "../../src/pinterest/network/download.ts";
import type { HttpRequest, HttpResponse } from "../../src/pinterest/network/transport.ts";
import { TransportError } from "../../src/pinterest/network/transport.ts";

/** Recorded responses of an API, in order per request, and files by URL. */
export interface Recording {
  readonly answers: Map<string, HttpResponse[]>;
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
        into.answers.set(key, [...(into.answers.get(key) ?? []), recorded]);
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
  readonly #asked = new Map<string, number>();
  requests = 0;

  constructor(recording: Recording, change: Change) {
    this.#recording = recording;
    this.#change = change;
  }

  readonly transport: Network["transport"] = {
    send: async (request) => {
      const key = keyOf(request);
      const answers = this.#recording.answers.get(key) ?? [notThere];
      const asked = this.#asked.get(key) ?? 0;
      this.#asked.set(key, asked + 1);
      return this.#answer(answers[Math.min(asked, answers.length - 1)] ?? notThere, request);
    },
  };

  readonly download: OpenDownload = async (url) => {
    const text = this.#recording.files.get(url);
    const response = { status: text === undefined ? 403 : 200, headers: {}, body: text ?? "" };
    const { status, body } = this.#answer(response, { method: "GET", url, headers: {} });
    return { status, chunks: pieces(body) };
  };

  #answer(response: HttpResponse, request: HttpRequest): HttpResponse {
    this.requests += 1;
    if (this.requests > maxRequests) throw new Error("the run asks for ever");
    const answer = this.#change(response, request, this.requests - 1);
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

/** A failed request. */
export const broken = new TransportError("the connection was reset");

const notThere: HttpResponse = {
  status: 404,
  headers: {},
  body: JSON.stringify({ code: 50, message: "Sorry! We couldn't find what was asked for." }),
};

function keyOf({ method, url, body = "" }: HttpRequest): string {
  return `${method} ${url} ${body}`;
}

/** Splits a text into chunks, as in a download. */
async function* pieces(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += 10_000) yield text.slice(start, start + 10_000);
}
