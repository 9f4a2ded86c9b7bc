import { Writable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import type { Json } from "../../base/json.ts";
import { StoppedError } from "../../base/signals.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { OpenDownload } from "../../pinterest/network/download.ts";
import {
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportError,
} from "../../pinterest/network/transport.ts";
import { type RowShape, rowPathOf } from "../../pinterest/responses/find-rows.ts";

/** Returns a clock whose time advances only by sleeping, and without delay. */
export function rehearsalClock(from: number): Clock {
  let now = from;
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted === true) throw new StoppedError();
      now += milliseconds;
      // Lets other tasks run first.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A transport that remembers whether the API answered any request. */
export class WatchedTransport implements Transport {
  readonly #transport: Transport;
  #isReached = false;
  #failure: ApiError | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The last error, if the API answered no request. */
  get failure(): ApiError | undefined {
    return this.#isReached ? undefined : this.#failure;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    try {
      const response = await this.#transport.send(request, signal);
      this.#isReached = true;
      return response;
    } catch (error) {
      if (error instanceof TransportError)
        this.#failure = new ApiError({ kind: "network", operation: "the plan", reason: error.message });
      throw error;
    }
  }
}

/** Returns an output for messages that nobody reads. */
export function droppedOutput(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** Returns an empty report for every download. */
export const emptyDownload: OpenDownload = () =>
  Promise.resolve({
    status: 200,
    chunks: (async function* () {
      yield await Promise.resolve("{}");
    })(),
  });

/** Returns a response without rows, or with one if the response is a single row. */
export function emptyBody(shape: RowShape | undefined, key: readonly string[]): Json {
  if (shape === "object") return { ...Object.fromEntries(key.map((field) => [field, "1"])), rehearsed: true };
  const steps = (shape === undefined ? undefined : rowPathOf(shape))?.steps ?? [];
  return steps.reduceRight<Json>((inner, step) => {
    if (step.into === "items") return [];
    return step.into === "field" || step.into === "optional_field" ? { [step.name]: inner } : {};
  }, {});
}

/** Returns a successful response. */
export function answer(body: Json): HttpResponse {
  return { status: 200, headers: {}, body: JSON.stringify(body) };
}

/** Removes the rate limits from headers, since a rehearsal has its own. */
export function withoutLimits(headers: HttpResponse["headers"]): HttpResponse["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("x-ratelimit-")));
}
