import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import { anySignal } from "../signals.ts";
import type { SlotsByCategory } from "../slots.ts";
import type { Authorization } from "./access-token.ts";
import { ApiError, type ApiErrorKind } from "./errors/api-error.ts";
import { classifyError } from "./errors/classify-error.ts";
import type { RateLimiter } from "./limits/rate-limiter.ts";
import { retryDelay } from "./limits/retry-policy.ts";
import { type HttpRequest, type HttpResponse, type Transport, TransportError } from "./network/transport.ts";
import { buildRequest, type Operation, operationNamed, type Parameters } from "./operations/operations.ts";
import { parseBody } from "./responses/parse-body.ts";
import { parseTokenGrant, type TokenGrant } from "./token-grant.ts";

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

/** The caller of one or more requests: its signal and callbacks. */
export interface Caller {
  readonly signal: AbortSignal;
  /** Called for each HTTP request, with its rate limit category. */
  readonly onCall?: (category: string) => void;
  /** Called for each response, with its operation and the length of its body in characters. */
  readonly onResponse?: (operation: string, length: number) => void;
  /** Called before a wait for the rate limit, with its end in epoch milliseconds. */
  readonly onRateLimit?: (until: number) => void;
  /** Called before a retry, with its cause and its delay in milliseconds. */
  readonly onRetry?: (error: ApiError, delay: number) => void;
}

/** Calls operations of API v5. */
export type ApiClient = Pick<PinterestClient, "call">;

/** Calls API v5 operations with authorization, rate limiting, and retries. */
export class PinterestClient {
  readonly #dependencies: ClientDependencies;
  readonly #authorization: Authorization;

  /** Resolves when the first request has its response, whose headers contain the rate limits, or has failed. */
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

  /** How many requests the API last said are left this minute; undefined: it has told of no limit that a run can reach. */
  get leftThisMinute(): number | undefined {
    return this.#dependencies.limiter.leftThisMinute;
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
    const { method, path, query } = buildRequest(operation, parameters);
    const search = new URLSearchParams(query).toString();
    const url = `${this.#dependencies.baseUrl}${path}${search === "" ? "" : `?${search}`}`;
    const payload = content === undefined ? {} : { body: JSON.stringify(content) };
    const attempt = async (token: string) =>
      decodeResponse(
        operationId,
        await send(
          this.#dependencies,
          operationId,
          operation.category,
          { method, url, headers: { ...bearer(token), ...(content === undefined ? {} : jsonContent) }, ...payload },
          caller,
        ).finally(this.#noteResponse),
        decode,
        this.#dependencies.clock.now(),
      );

    const result = await withRetries(this.#dependencies, operationId, operation.category, caller, async () => {
      const token = await this.#authorization.token(caller.signal);
      try {
        return await attempt(token);
      } catch (error) {
        const isRejected = error instanceof ApiError && error.kind === "authentication";
        if (!isRejected || !(await this.#authorization.renew(token, caller.signal))) throw error;
        return attempt(await this.#authorization.token(caller.signal));
      }
    });
    this.#dependencies.limiter.recordSuccess(operation.category);
    this.#dependencies.slots?.of(operation.category).widen();
    return result;
  }
}

/** An app's ID and secret key. */
interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Exchanges an authorization code for tokens.
 * @throws ApiError (authorization_grant) if the API rejects the code, the redirect URI, or the app's credentials
 */
export function exchangeAuthorizationCode(
  dependencies: ClientDependencies,
  app: AppCredentials,
  { code, redirectUri }: { readonly code: string; readonly redirectUri: string },
  caller: Caller,
): Promise<TokenGrant> {
  // Apps created before September 2025 get a renewable refresh token only with `continuous_refresh`.
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, continuous_refresh: "true" };
  return requestTokens(dependencies, app, form, caller);
}

/**
 * Exchanges a refresh token for an access token.
 * @throws ApiError (rejected_refresh_token or rejected_app) if the API rejects the refresh token or the app's credentials
 */
export async function exchangeRefreshToken(
  dependencies: ClientDependencies,
  app: AppCredentials,
  refreshToken: string,
  caller: Caller,
): Promise<TokenGrant> {
  try {
    return await requestTokens(dependencies, app, { grant_type: "refresh_token", refresh_token: refreshToken }, caller);
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== "authorization_grant") throw error;
    throw error.as(await whatIsRejected(dependencies, app, caller));
  }
}

/**
 * Determines which part of a rejected grant was invalid. Pinterest has one code (283) for all. So this requests a token
 * of the app itself, without retries, which succeeds only if the app's ID and secret key are valid.
 */
async function whatIsRejected(
  dependencies: ClientDependencies,
  app: AppCredentials,
  { signal, onCall }: Caller,
): Promise<ApiErrorKind> {
  const stop = new AbortController();
  const once: Caller = {
    signal: anySignal(signal, stop.signal),
    onRetry: () => stop.abort(),
    onRateLimit: () => stop.abort(),
    ...(onCall === undefined ? {} : { onCall }),
  };
  try {
    await requestTokens(dependencies, app, { grant_type: "client_credentials", scope: "boards:read" }, once);
    return "rejected_refresh_token";
  } catch (error) {
    const isRejected = error instanceof ApiError && error.kind === "authorization_grant" && error.status === 401;
    return isRejected ? "rejected_app" : "authorization_grant";
  }
}

async function requestTokens(
  dependencies: ClientDependencies,
  app: AppCredentials,
  form: Readonly<Record<string, string>>,
  caller: Caller,
): Promise<TokenGrant> {
  const operationId = "oauth/token";
  const category = "org_read";
  const request: HttpRequest = {
    method: "POST",
    url: `${dependencies.baseUrl}/oauth/token`,
    headers: {
      ...common,
      Authorization: `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString("base64")}`,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(form).toString(),
  };
  return withRetries(dependencies, operationId, category, caller, async () => {
    // Never aborted after sending: the response might contain the only refresh token that is still valid.
    const response = await send(dependencies, operationId, category, request, caller, neverAborted());
    const now = dependencies.clock.now();
    try {
      return decodeResponse(operationId, response, (body) => parseTokenGrant(body, now), now);
    } catch (error) {
      // The token endpoint has no other reason to reject a request than the grant.
      if (error instanceof ApiError && response.status >= 400 && response.status < 500 && !isTransient(error)) {
        throw error.as("authorization_grant");
      }
      throw error;
    }
  });
}

const neverAborted = () => new AbortController().signal;

const common = { Accept: "application/json", "User-Agent": "source-pinterest" };
const jsonContent = { "Content-Type": "application/json" };
const bearer = (token: string) => ({ ...common, Authorization: `Bearer ${token}` });
const isTransient = ({ kind }: ApiError) => kind === "rate_limited" || kind === "server_fault";

/** Runs a request until it succeeds or `retryDelay` allows no further retry. */
async function withRetries<Result>(
  { clock, random, limiter, slots }: ClientDependencies,
  operation: string,
  category: string,
  { signal, onRateLimit, onRetry }: Caller,
  request: () => Promise<Result>,
): Promise<Result> {
  let served = limiter.served(category);
  for (let retries = 0; ; retries += 1) {
    try {
      return await request();
    } catch (thrown) {
      const error =
        thrown instanceof TransportError
          ? new ApiError({ kind: "network", operation, reason: thrown.message })
          : thrown;
      // An error of another operation (the token endpoint) has had its retries already.
      if (!(error instanceof ApiError) || error.operation !== operation) throw error;
      if (isTransient(error) || error.kind === "network") slots?.of(category).narrow();
      if (error.kind === "rate_limited" && limiter.served(category) !== served) {
        // Other requests succeeded meanwhile, so the limit isn't exhausted. Start the retries over.
        served = limiter.served(category);
        retries = 0;
      }
      const now = clock.now();
      const isBlind = error.kind === "rate_limited" && error.retryAt === undefined;
      const delay = isBlind && limiter.isExhausted(category) ? undefined : retryDelay(error, retries, random(), now);
      if (delay === undefined) {
        if (isBlind) limiter.markExhausted(category);
        throw error;
      }
      onRetry?.(error, delay);
      if (error.kind === "rate_limited") {
        limiter.pause(category, now + delay);
        onRateLimit?.(now + delay);
      }
      await clock.sleep(delay, signal);
    }
  }
}

async function send(
  { transport, limiter, slots }: ClientDependencies,
  operationId: string,
  category: Operation["category"],
  request: HttpRequest,
  { signal, onCall, onResponse, onRateLimit }: Caller,
  untilAnswered = signal,
): Promise<HttpResponse> {
  const sendNow = async () => {
    const admission = await limiter.turn(category, signal, () =>
      limiter.admit(category, operationId, signal, (until) => onRateLimit?.(until)),
    );
    onCall?.(category);
    let headers: HttpResponse["headers"] = {};
    try {
      const response = await transport.send(request, untilAnswered);
      headers = response.headers;
      onResponse?.(operationId, response.body.length);
      return response;
    } finally {
      limiter.learn(admission, headers);
    }
  };
  return slots === undefined ? sendNow() : slots.of(category).run(sendNow);
}

function decodeResponse<Result>(
  operation: string,
  response: HttpResponse,
  decode: (body: unknown) => Result,
  now: number,
): Result {
  const { status, headers } = response;
  const invalid = (reason: string) =>
    new ApiError({ kind: "invalid_body", operation, status, reason, requestId: headers["x-pinterest-rid"] });
  let body: unknown;
  let problem: unknown;
  try {
    body = parseBody(response.body);
  } catch (error) {
    problem = error;
  }
  const error = classifyError(operation, response, body, now);
  if (error !== undefined) throw error;
  if (problem !== undefined) throw invalid(`the response cannot be read: ${messageOf(problem)}`);
  try {
    return decode(body);
  } catch (found) {
    if (found instanceof ApiError) throw found;
    throw invalid(`the response has another shape than documented: ${messageOf(found)}`);
  }
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : "";
}
