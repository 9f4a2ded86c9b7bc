import type { Clock } from "../base/clock.ts";
import type { Caller } from "./caller.ts";
import { ApiError } from "./errors/api-error.ts";
import { classifyError } from "./errors/classify-error.ts";
import type { RateLimiter } from "./limits/rate-limiter.ts";
import { hasUnknownReset, retryDelay } from "./limits/retry-policy.ts";
import type { SlotsByCategory } from "./limits/slots.ts";
import type { Held } from "./network/memory-gate.ts";
import {
  type HeaderCallback,
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportError,
} from "./network/transport.ts";
import type { Operation } from "./operations/operations.ts";
import { parseBody } from "./responses/parse-body.ts";

/** The dependencies of the client. */
export interface ClientDependencies {
  /** Base URL of the API without a trailing slash. */
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly limiter: RateLimiter;
  /** Limits concurrent requests; unlimited if absent. */
  readonly slots?: SlotsByCategory;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

/** The headers of all requests. */
export const commonHeaders = { Accept: "application/json", "User-Agent": "source-pinterest" };

/** Runs a request until it succeeds or `retryDelay` allows no further retry. */
export async function withRetries<Result>(
  { clock, random, limiter }: ClientDependencies,
  operation: string,
  category: string,
  { signal, onRateLimit, onRetry }: Caller,
  request: () => Promise<Result>,
): Promise<Result> {
  let waited = 0;
  for (let retries = 0; ; retries += 1)
    try {
      return await request();
    } catch (thrown) {
      const error =
        thrown instanceof TransportError
          ? new ApiError({ kind: "network", operation, reason: thrown.message })
          : thrown;
      // An error of another operation (the token endpoint) has had its retries already.
      if (!(error instanceof ApiError) || error.operation !== operation) throw error;
      const now = clock.now();
      const delay = retryDelay(error, retries, random(), now, waited);
      // A near time has proved wrong.
      if (delay === undefined) throw hasUnknownReset(error, now) ? error.as(error.kind) : error;
      onRetry?.(error, delay);
      if (error.kind === "rate_limited") {
        limiter.pause(category, now + delay);
        onRateLimit?.(now + delay);
      }
      waited += delay;
      await clock.sleep(delay, signal);
    }
}

/** What differs between requests. */
interface SendOptions {
  /** Whether it is sent before requests that wait: the next page of a list, so that a begun list goes on. */
  readonly goesFirst?: boolean;
  /** Ends the request once it is sent; undefined: the signal of the caller does. */
  readonly untilAnswered?: AbortSignal;
}

/** Sends one request when a slot and the rate limits allow it. */
export async function send(
  { transport, limiter, slots }: ClientDependencies,
  operationId: string,
  category: Operation["category"],
  request: HttpRequest,
  caller: Caller,
  { goesFirst = false, untilAnswered = caller.signal }: SendOptions,
): Promise<HttpResponse> {
  const sendNow = async () => {
    const admission = await limiter.turn(category, operationId, caller, goesFirst);
    caller.onCall?.(category);
    const learn: HeaderCallback = (headers) => limiter.learn(admission, headers);
    try {
      const response = await transport.send(request, untilAnswered, learn);
      learn(response.headers);
      return response;
    } finally {
      learn({});
    }
  };
  return slots === undefined ? sendNow() : slots.of(category).run(sendNow, goesFirst);
}

/**
 * Returns the decoded body. Its room passes to the holder, if any, otherwise to others.
 * @throws ApiError if the status is an error or the body is invalid
 */
export function decodeResponse<Result>(
  operation: string,
  response: HttpResponse,
  decode: (body: unknown) => Result,
  now: number,
  held?: Held,
): Result {
  try {
    const result = decodeBody(operation, response, decode, now);
    if (held === undefined) response.room?.release();
    else held.hold(response.room);
    return result;
  } catch (error) {
    response.room?.release();
    throw error;
  }
}

function decodeBody<Result>(
  operation: string,
  response: HttpResponse,
  decode: (body: unknown) => Result,
  now: number,
): Result {
  const { status, headers } = response;
  const invalid = (reason: string) =>
    new ApiError({ kind: "invalid_body", operation, status, reason, requestId: headers["x-pinterest-rid"] });
  let body: unknown;
  let { problem } = response;
  try {
    if (problem === undefined) body = parseBody(response.body);
  } catch (error) {
    problem = messageOf(error);
  }
  // A proxy can cut a response at a row, so that the part is valid JSON.
  if (status === 206) problem ??= "it is only a part";
  const error = classifyError(operation, response, body, now);
  if (error !== undefined) throw error;
  if (problem !== undefined) throw invalid(`the response can't be read: ${problem}`);
  try {
    return decode(body);
  } catch (found) {
    throw invalid(`the response differs from the documented format: ${messageOf(found)}`);
  }
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : "";
}
