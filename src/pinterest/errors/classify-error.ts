import { isObject, type JsonObject } from "../../json.ts";
import { numberIn, secondsUntilReset } from "../limits/rate-limit-headers.ts";
import type { HttpResponse } from "../network/transport.ts";
import { ApiError, type ApiErrorKind } from "./api-error.ts";
import { errorEnvelopeOf } from "./error-envelope.ts";

/**
 * The error that a response stands for; undefined for a success. From the OpenAPI document's error examples and from
 * what live servers were seen to answer, which differ: overload of analytics comes as a 400 with "Retry after N
 * seconds", faults of the server as a 400 with code 12, and catalogs say 401 where others say 403. An error may also come
 * with a status of success: then its code alone tells what it is.
 * @param body the parsed body, undefined when it is not JSON
 * @param now epoch milliseconds
 */
export function classifyError(
  operation: string,
  response: HttpResponse,
  body: unknown,
  now: number,
): ApiError | undefined {
  const { status, headers } = response;
  const isSuccess = status >= 200 && status < 300;
  const envelope = isSuccess ? errorEnvelopeOf(body) : complaintOf(body);
  if (envelope === undefined) return undefined;
  const { code, message } = envelope;
  const meant = isSuccess ? statusOf(code, message) : status;
  const kind = meant === undefined ? "invalid_body" : kindOf(meant, code, message);
  const wait = kind === "rate_limited" ? waitSeconds(headers, message, serverTime(headers) ?? now) : undefined;
  return new ApiError({
    kind,
    operation,
    status,
    code,
    reason: message === "" ? silentReason(status) : message,
    requestId: headers["x-pinterest-rid"],
    retryAt: wait === undefined ? undefined : now + wait * 1000,
  });
}

/** What the body of a failure says. */
function complaintOf(body: unknown): { readonly code: number | undefined; readonly message: string } {
  const { code, message }: JsonObject = isObject(body) ? body : {};
  return {
    code: typeof code === "number" ? code : undefined,
    message: typeof message === "string" ? message : "",
  };
}

/**
 * The HTTP status that a code comes with, for errors that come with a status of success; undefined: the code has no one
 * meaning. Codes from 400 on repeat the status, in Pinterest's examples.
 */
function statusOf(code: number | undefined, message: string): number | undefined {
  if (/exceeded (?:a|your) rate limit|retry after \d+ second/iu.test(message)) return 429;
  if (code === undefined) return undefined;
  return statuses[code] ?? (code >= 400 && code < 600 ? code : undefined);
}

/** Of Pinterest's codes, those that mean the same in every operation (OpenAPI document, and seen live). */
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

function kindOf(status: number, code: number | undefined, message: string): ApiErrorKind {
  if (status === 429 || code === 8 || /retry after \d+ second/iu.test(message)) return "rate_limited";
  if (code === 12 || /something went wrong/iu.test(message)) return "server_fault";
  if (status === 408 || status === 425 || (status >= 500 && status !== 501)) return "server_fault";
  switch (status) {
    case 401:
      return kindOfUnauthorized(code, message);
    case 403:
      return isAboutApp(message) ? "restricted_feature" : "permission_denied";
    case 404:
    case 410:
      return "not_found";
    case 409:
      // 4182: no catalog. Any other conflict passes.
      return code === 4182 ? "no_catalog" : "server_fault";
    case 400:
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

/** What to say for an answer without a message, as web servers in front of the API give it. */
function silentReason(status: number): string {
  return status === 413 || status === 414 || status === 431
    ? "the request is too long: a token, an id or a text in it may be"
    : "the API answered without a reason";
}

/** Whether it is the app that is not let in, which no scope and no role would change. An app's "consumer type" is its tier of access. */
function isAboutApp(message: string): boolean {
  return /restricted feature|consumer type|not (?:yet )?available to (?:your|this|all) app/iu.test(message);
}

function kindOfUnauthorized(code: number | undefined, message: string): ApiErrorKind {
  switch (code) {
    case 3:
      return isAboutApp(message) ? "restricted_feature" : "missing_scope";
    case 7:
    case 29:
      return "permission_denied";
    case 283:
      return "authorization_grant";
    default:
      return "authentication";
  }
}

/** What the server's clock said, epoch milliseconds: moments in its headers go by that one, and ours may be off. */
function serverTime({ date }: HttpResponse["headers"]): number | undefined {
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Seconds to wait as the answer says it: in the message, in Retry-After, or in x-ratelimit-reset (a delta, not an epoch).
 * @param now the server's time if it is known, epoch milliseconds
 */
function waitSeconds(headers: HttpResponse["headers"], message: string, now: number): number | undefined {
  const { "retry-after": retryAfter = "" } = headers;
  const told = numberIn(/retry after (\d+) second/iu.exec(message)?.[1]) ?? numberIn(retryAfter);
  if (told !== undefined) return told;
  const moment = Date.parse(retryAfter);
  return Number.isNaN(moment) ? secondsUntilReset(headers, now) : Math.max(0, (moment - now) / 1000);
}
