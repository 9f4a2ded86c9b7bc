import type { JsonObject } from "../base/json.ts";
import type { Authorization } from "./access-token.ts";
import type { Caller } from "./caller.ts";
import { ApiError } from "./errors/api-error.ts";
import { buildRequest, operationNamed, type Parameters } from "./operations/operations.ts";
import { type ClientDependencies, commonHeaders, decodeResponse, send, withRetries } from "./send-request.ts";

/** Calls operations of API v5. */
export type ApiClient = Pick<PinterestClient, "call">;

/** What reads need of a client. */
export type ReadClient = Pick<PinterestClient, "call" | "firstResponse" | "hasQuota" | "perMinute">;

/** Calls API v5 operations with authorization, rate limiting, and retries. */
export class PinterestClient {
  readonly #dependencies: ClientDependencies;
  readonly #authorization: Authorization;

  /** Resolves when the first request has its response, whose headers contain the rate limits, has failed, or got no token. */
  readonly firstResponse: Promise<void>;
  #noteResponse: () => void = () => undefined;

  constructor(dependencies: ClientDependencies, authorization: Authorization) {
    this.#dependencies = dependencies;
    this.#authorization = authorization;
    this.firstResponse = new Promise((resolve) => {
      this.#noteResponse = resolve;
    });
  }

  /** Whether a response contained a daily quota. */
  get hasQuota(): boolean {
    return this.#dependencies.limiter.hasQuota;
  }

  /** Returns the number of requests for an operation that the rate limit allows per minute; undefined: unknown. */
  perMinute(operationId: string): number | undefined {
    return this.#dependencies.limiter.perMinute(operationNamed(operationId).category);
  }

  /**
   * Calls an operation and returns its decoded response.
   * @param decode converts the parsed body to the result; throws an Error if the response is invalid, which is retried
   * @param content the JSON body of a POST
   * @throws ApiError if the call fails after retries; StoppedError if the signal aborts
   */
  async call<Result>(
    operationId: string,
    parameters: Parameters,
    caller: Caller,
    decode: (body: unknown) => Result,
    content?: JsonObject,
  ): Promise<Result> {
    const operation = operationNamed(operationId);
    const { method, category } = operation;
    const { path, query } = buildRequest(operation, parameters);
    if (unusablePath.test(path)) {
      const reason = "an ID is empty or consists of dots, so it has no URL";
      throw new ApiError({ kind: "not_found", operation: operationId, reason });
    }
    const url = `${this.#dependencies.baseUrl}${path}${query === "" ? "" : `?${query}`}`;
    // A caller that waits for this response must not keep others from theirs, or they might wait for each other.
    caller.held?.release();
    const payload = content === undefined ? {} : { body: JSON.stringify(content) };
    const attempt = async (token: string) =>
      decodeResponse(
        operationId,
        await send(
          this.#dependencies,
          operationId,
          category,
          { method, url, headers: { ...bearer(token), ...(content === undefined ? {} : jsonContent) }, ...payload },
          caller,
          { goesFirst: parameters.bookmark !== undefined },
        ).finally(this.#noteResponse),
        decode,
        this.#dependencies.clock.now(),
        caller.held,
      );

    const result = await withRetries(this.#dependencies, operationId, category, caller, async () => {
      const token = await this.#authorization.token(caller.signal).catch((error: unknown) => {
        // Otherwise the streams would start one after another, each with all retries of the token endpoint.
        this.#noteResponse();
        throw error;
      });
      try {
        return await attempt(token);
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== "authentication") throw error;
        await this.#authorization.renew(token, caller.signal);
        return attempt(await this.#authorization.token(caller.signal));
      }
    });
    this.#dependencies.slots?.of(category).widen();
    return result;
  }
}

/** A path with a segment that is empty or that URLs resolve, so that it would be the path of another operation. */
const unusablePath = /\/\.{0,2}(?:\/|$)/u;
const jsonContent = { "Content-Type": "application/json" };
const bearer = (token: string) => ({ ...commonHeaders, Authorization: `Bearer ${token}` });
