import type { Fault as SimulatedFault } from "../../../simulator/http/faults/fault.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import type { FailureType } from "../../../src/protocol/errors.ts";

/**
 * The promised outcome of a read with a fault:
 * - `same`: the same records as without the fault, COMPLETE, and exit code 0
 * - a failure type: affected streams end INCOMPLETE with it and with a STATE that covers all their records, exit code 1;
 *   without the fault, the next read completes the records
 */
export type Promised = "same" | FailureType;

/** A fault of single requests and its promised outcome in any stream. */
export interface Fault {
  readonly what: string;
  readonly fault: SimulatedFault;
  /** Requests that can have it: those with a bookmark, which only lists have. All by default. */
  readonly having?: "bookmark";
  /** Injected into one or two requests of each operation. */
  readonly transient?: Promised;
  /** Injected into every request of an operation from some moment on. */
  readonly permanent?: Promised;
  /** A fault of one operation affects all requests in progress. */
  readonly wide?: true;
  /** A record can repeat; the last one of a key counts. */
  readonly repeats?: true;
  /** Fields that every record has because of it. */
  readonly fields?: JsonObject;
  /** Fields whose content the schemas don't restrict; records contain what the fault returns. */
  readonly open?: readonly string[];
}

const rateLimited = (
  headers: SimulatedFault["headers"] = {},
  message = "This request exceeded a rate limit.",
): SimulatedFault => ({
  status: 429,
  code: 8,
  message,
  headers,
});
const serverError = "Something went wrong on our end. Sorry about that.";

/** Transient faults, which the connector retries. */
const retried: readonly (readonly [what: string, fault: SimulatedFault])[] = [
  ["a 429 with x-ratelimit-reset", rateLimited({ "x-ratelimit-reset": "3" })],
  ["a 429 with Retry-After in seconds", rateLimited({ "retry-after": "2" })],
  ["a 429 with Retry-After as a date", rateLimited({ "retry-after": "Thu, 09 Jul 2026 12:00:20 GMT" })],
  ["a 429 without headers", rateLimited({}, "You have exceeded your rate limit. Try again later.")],
  ['a 400 that says "Retry after"', { status: 400, code: 1, message: "Retry after 2 seconds" }],
  ["code 12 with 400", { status: 400, code: 12, message: serverError }],
  ["code 12 with 500", { status: 500, code: 12, message: serverError }],
  ["a 500", { status: 500 }],
  ["a 502 in HTML", { status: 502, html: true }],
  ["a 503", { status: 503, headers: { "retry-after": "2" } }],
  ["a 504 in HTML", { status: 504, html: true }],
  ["HTML with status 200", { status: 200, html: true }],
  ["a reset before the response", { reset: "before" }],
  ["a reset within the body", { reset: "body" }],
  ["a body cut before its first byte", { cut: 0 }],
  ["a body cut after its first byte", { cut: 1 }],
  ["a body cut twenty bytes before its end", { cut: -20 }],
  ["a body cut before its last byte", { cut: -1 }],
  ["an empty body, as if complete", { short: 0 }],
  ["all but twenty bytes of a body, as if complete", { short: -20 }],
  ["all but the last byte, as if complete", { short: -1 }],
  ["invalid JSON", { invalid_json: true }],
  ["no response", { hang: true }],
];

/** All faults of single requests. */
export const faults: readonly Fault[] = [
  ...retried.map(([what, fault]): Fault => ({ what, fault, transient: "same", permanent: "transient_error" })),
  // Six times ten minutes if permanent.
  { what: "an endless body", fault: { endless_ms: 40 }, transient: "same" },
  {
    what: "a refused connection",
    fault: { refuse_ms: 40 },
    transient: "same",
    permanent: "transient_error",
    wide: true,
  },
  {
    what: "a 429 until tomorrow",
    fault: rateLimited({ "x-ratelimit-reset": "67150" }),
    transient: "transient_error",
    permanent: "transient_error",
  },
  { what: "a late response", fault: { delay_ms: 50 }, transient: "same", permanent: "same" },
  { what: "a slow body", fault: { slow: { bytes: 800, ms: 3 } }, transient: "same", permanent: "same" },
  {
    what: "a repeated bookmark",
    fault: { repeat_bookmark: true },
    having: "bookmark",
    transient: "same",
    permanent: "transient_error",
  },
  {
    what: "an expired bookmark, as a 400",
    fault: { status: 400, code: 1, message: "Invalid bookmark." },
    having: "bookmark",
    transient: "same",
    permanent: "transient_error",
    repeats: true,
  },
  {
    what: "an expired bookmark, as a 404",
    fault: { status: 404, code: 404, message: "Not found." },
    having: "bookmark",
    transient: "same",
    permanent: "transient_error",
    repeats: true,
  },
  { what: "repeated rows", fault: { repeat_rows: 2 }, transient: "same", permanent: "same", repeats: true },
  {
    what: "IDs as numbers",
    fault: { ids_as_numbers: true },
    transient: "same",
    permanent: "same",
    open: ["product_tags"],
  },
  {
    what: "unknown fields",
    fault: { fields: { brand_new: { deep: [1, null, "text"] } } },
    transient: "same",
    permanent: "same",
    fields: { brand_new: { deep: [1, null, "text"] } },
  },
  {
    what: "a null time",
    fault: { fields: { created_at: null, updated_at: null, updated_time: null } },
    transient: "same",
    permanent: "same",
    fields: { created_at: null, updated_at: null, updated_time: null },
  },
  {
    what: "an unknown error",
    fault: { status: 418, message: "I am a teapot." },
    transient: "system_error",
    permanent: "system_error",
  },
  // If transient, it looks like an expired bookmark or a wrong ID, where there are such.
  {
    what: "a rejected request",
    fault: { status: 422, code: 1, message: "Unprocessable." },
    permanent: "config_error",
    repeats: true,
  },
];
