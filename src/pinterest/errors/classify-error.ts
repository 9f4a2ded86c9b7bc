import { numberIn } from "../limits/rate-limit-headers.ts";
import type { HttpResponse } from "../network/transport.ts";
import { ApiError, type ApiErrorKind } from "./api-error.ts";
import { codeAndMessageOf, errorEnvelopeOf } from "./error-envelope.ts";

/**
 * Classifies an error response by the error examples of the OpenAPI document and by live responses, which differ from
 * them: analytics report an overload as a 400 with "Retry after N seconds", server failures can be a 400 with code 12,
 * and catalogs return 401 instead of 403. An error with a success status is classified by its code. A web
 * page comes from a gateway, a proxy, or a firewall, whatever its status.
 * @param body the parsed body; undefined if it isn't JSON
 * @param now epoch milliseconds
 * @returns undefined for a success
 */
export function classifyError(
  operation: string,
  response: HttpResponse,
  body: unknown,
  now: number,
): ApiError | undefined {
  const { status, headers } = response;
  const isSuccess = status >= 200 && status < 300 && !isWebPage(response);
  const envelope = isSuccess ? errorEnvelopeOf(body) : codeAndMessageOf(body);
  if (envelope === undefined) return undefined;
  const { code, message } = envelope;
  const effectiveStatus = isSuccess ? statusOf(code, message) : status;
  const apiKind = effectiveStatus === undefined ? "invalid_body" : kindOf(effectiveStatus, code, message);
  // Something in front of the API answered, so the status says nothing about the token or the resource.
  const kind = isWebPage(response) && apiKind !== "rate_limited" && apiKind !== "server_fault" ? "network" : apiKind;
  // The headers of the response refer to the server's time, and the local clock might be wrong.
  const wait = secondsToRetry(kind, message, headers, Date.parse(headers.date ?? "") || now);
  return new ApiError({
    kind,
    operation,
    status,
    code,
    reason: message === "" || kind === "network" ? defaultReason(response) : message,
    requestId: headers["x-pinterest-rid"],
    retryAt: wait === undefined ? undefined : now + wait * 1000,
  });
}

function secondsToRetry(kind: ApiErrorKind, message: string, headers: HttpResponse["headers"], now: number) {
  const retryAfter = retryAfterSeconds(headers, now);
  if (kind === "server_fault") return retryAfter;
  if (kind !== "rate_limited") return undefined;
  return numberIn(secondsToWait.exec(message)?.[1]) ?? retryAfter ?? numberIn(headers["x-ratelimit-reset"]);
}

/**
 * Returns the HTTP status that normally accompanies an error code; undefined if the code is ambiguous. In Pinterest's
 * examples, codes from 400 on equal the status.
 */
function statusOf(code: number | undefined, message: string): number | undefined {
  if (isAboutRateLimit(message)) return 429;
  if (isAboutDepth(message)) return 400;
  if (code === undefined) return undefined;
  return statuses[code] ?? (code >= 400 && code < 600 ? code : undefined);
}

/** The error codes with the same meaning in all operations (OpenAPI document and live responses). */
const statuses: Readonly<Record<number, number>> = {
  1: 400,
  2: 401,
  3: 401,
  7: 401,
  8: 429,
  12: 500,
  29: 403,
  40: 404,
  50: 404,
  283: 401,
  654: 403,
  678: 404,
  1104: 400,
  1105: 400,
  2031: 404,
  2625: 403,
  2626: 403,
  4161: 404,
  4180: 404,
  4182: 409,
  4184: 404,
  4331: 404,
  4517: 404,
  4842: 404,
  4997: 404,
};

/**
 * Besides those from 500 on, the statuses that a server gives temporarily: 421 and 423 by RFC 9110 and RFC 4918, 460 and 499 of
 * load balancers whose client closed the connection.
 */
const retriableStatuses: ReadonlySet<number> = new Set([408, 421, 423, 425, 460, 499]);

/** The codes of failures on Pinterest's side, whatever their status (live responses). */
const faultCodes: ReadonlySet<number | undefined> = new Set([12, 2787]);

function kindOf(status: number, code: number | undefined, message: string): ApiErrorKind {
  if (isAboutDepth(message)) return "invalid_request";
  if (status === 429 || code === 8 || isAboutRateLimit(message)) return "rate_limited";
  if (faultCodes.has(code) || /something went wrong/iu.test(message) || isAboutOldDates(message)) return "server_fault";
  // Proxies and login pages of networks redirect or answer with a web page; the API doesn't.
  if (status === 407 || status < 400) return "network";
  if (retriableStatuses.has(status) || (status >= 500 && status !== 501)) return "server_fault";
  switch (status) {
    case 401:
      return kindOfUnauthorized(code, message);
    case 403:
    case 451:
      return kindOfApp(message) ?? "permission_denied";
    case 404:
    case 410:
      return "not_found";
    case 409:
      // 4182: no catalog. Other conflicts are transient.
      return code === 4182 ? "no_catalog" : "server_fault";
    case 400:
      return kindOfApp(message) ?? "invalid_request";
    case 413:
    case 414:
    case 422:
    case 431:
    case 501:
      return "invalid_request";
    default:
      return "unexpected";
  }
}

/** Returns the reason for a response without a message of the API: a web server in front of it, or a proxy, answered. */
function defaultReason(response: HttpResponse): string {
  const { status, headers } = response;
  const { location } = headers;
  if (status === 407) return "the proxy requires a user name and a password";
  if (status < 400 && location !== undefined)
    return `a proxy or the network redirected the request to ${hostOf(location)}, so it did not reach the API`;
  if (status < 500 && isWebPage(response))
    return "the response is a web page, so a proxy or the network answered and not the API";
  return status === 413 || status === 414 || status === 431
    ? "the request is too long, probably because of a long token, ID, or text in it"
    : "the response has no error message";
}

/** Returns whether a body is HTML or XML, which the API never sends. */
function isWebPage({ body }: HttpResponse): boolean {
  return /^\s*</u.test(body);
}

/** Returns the host of a redirect. The rest of the URL can have secrets. */
function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : "another path";
}

/**
 * Returns what a message says about the app itself, whatever the scopes and roles; undefined: nothing. Its "consumer type" is its
 * access tier, and every endpoint rejects an app without one.
 */
function kindOfApp(message: string): ApiErrorKind | undefined {
  if (/consumer type/iu.test(message)) return "app_without_access";
  return isAboutTrialAccess(message) || aboutFeature.test(message) ? "restricted_feature" : undefined;
}

const aboutFeature = /restricted feature|not (?:yet )?available (?:to|for) (?:your|this|all) (?:app|client)/iu;

/** Returns whether a message says that Trial access isn't enough ("Apps with Trial access may not …"). */
export function isAboutTrialAccess(message: string): boolean {
  return /apps with trial access/iu.test(message);
}

function kindOfUnauthorized(code: number | undefined, message: string): ApiErrorKind {
  switch (code) {
    case 3:
      return kindOfApp(message) ?? "missing_scope";
    case 7:
    case 29:
      return kindOfApp(message) ?? "permission_denied";
    case 283:
      return "authorization_grant";
    default:
      return "authentication";
  }
}

/**
 * Returns whether a message says that dates are too old. The connector requests none that old, and Pinterest says so of valid dates,
 * too, after some requests in a row (Airbyte's connector, 2023).
 */
export function isAboutOldDates(message: string): boolean {
  return /only get data from the last \d+ days/iu.test(message);
}

/** Returns whether a message says that a list has no further pages ("Pagination beyond 100.000 pins are not allowed."). */
export function isAboutDepth(message: string): boolean {
  return /pagination beyond [\d.,]+/iu.test(message);
}

const secondsToWait = /(?:retry after|try again in) (\d+) second/iu;

function isAboutRateLimit(message: string): boolean {
  return secondsToWait.test(message) || /exceeded (?:a|your) rate limit|too many requests/iu.test(message);
}

/**
 * Returns the seconds until a retry in Retry-After: seconds, or a date.
 * @param now the server's time if known, epoch milliseconds
 */
function retryAfterSeconds({ "retry-after": text = "" }: HttpResponse["headers"], now: number): number | undefined {
  const date = Date.parse(text);
  return numberIn(text) ?? (Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000));
}
