import type { JsonObject } from "../../src/json.ts";
import type { FailureType } from "../../src/protocol/errors.ts";

/**
 * What is promised of a read that meets a fault:
 * - `same`: the records that it would have without the fault, COMPLETE and exit 0
 * - a failure type: whatever streams were struck end INCOMPLETE with it and with a STATE that covers all their records,
 *   exit 1; when the fault has gone, a read that goes on from there makes the records whole
 */
export type Promised = "same" | FailureType;

/** A fault of single requests, and what is promised whatever is read. */
export interface Fault {
  readonly what: string;
  /** As `simulator/README.md` describes it. */
  readonly fault: JsonObject;
  /** Which requests can have it: those with a bookmark, which only lists have. All, when left out. */
  readonly having?: "bookmark";
  /** It strikes a request or two of each operation. */
  readonly passing?: Promised;
  /** It strikes every request of an operation from some moment on. */
  readonly staying?: Promised;
  /** What strikes one operation strikes whatever else is under way. */
  readonly wide?: true;
  /** A record may come more than once. The last of a key is the one that counts. */
  readonly repeats?: true;
  /** Fields that every record has because of it. */
  readonly fields?: JsonObject;
  /** Fields of whose content the schemas say nothing: it comes as the fault made it. */
  readonly open?: readonly string[];
}

const rateLimited = (headers: JsonObject, message = "This request exceeded a rate limit."): JsonObject => ({
  status: 429,
  code: 8,
  message,
  headers,
});
const stumbled = "Something went wrong on our end. Sorry about that.";

/** Faults that time mends: they are waited for, and asked again. */
const mended: readonly (readonly [what: string, fault: JsonObject])[] = [
  ["a 429 with x-ratelimit-reset", rateLimited({ "x-ratelimit-reset": "3" })],
  ["a 429 with Retry-After in seconds", rateLimited({ "retry-after": "2" })],
  ["a 429 with Retry-After as a date", rateLimited({ "retry-after": "Thu, 09 Jul 2026 12:00:20 GMT" })],
  ["a 429 without headers", rateLimited({}, "You have exceeded your rate limit. Try again later.")],
  ['a 400 that says "Retry after"', { status: 400, code: 1, message: "Retry after 2 seconds" }],
  ["code 12 with 400", { status: 400, code: 12, message: stumbled }],
  ["code 12 with 500", { status: 500, code: 12, message: stumbled }],
  ["a 500", { status: 500 }],
  ["a 502 in HTML", { status: 502, html: true }],
  ["a 503", { status: 503, headers: { "retry-after": "2" } }],
  ["a 504 in HTML", { status: 504, html: true }],
  ["HTML with status 200", { status: 200, html: true }],
  ["a reset before the answer", { reset: "before" }],
  ["a reset within the body", { reset: "body" }],
  ["a body that is cut before its first byte", { cut: 0 }],
  ["a body that is cut behind its first byte", { cut: 1 }],
  ["a body that is cut twenty bytes before its end", { cut: -20 }],
  ["a body that is cut before its last byte", { cut: -1 }],
  ["an empty body, as if it were whole", { short: 0 }],
  ["all but twenty bytes of a body, as if it were whole", { short: -20 }],
  ["all but the last byte, as if it were whole", { short: -1 }],
  ["a body that is not JSON", { invalid_json: true }],
  ["no answer ever", { hang: true }],
];

/** Everything that can go wrong with single requests. */
export const faults: readonly Fault[] = [
  ...mended.map(([what, fault]): Fault => ({ what, fault, passing: "same", staying: "transient_error" })),
  // Six times ten minutes, when it stays.
  { what: "a body that never ends", fault: { endless_ms: 40 }, passing: "same" },
  {
    what: "a connection that is refused",
    fault: { refuse_ms: 40 },
    passing: "same",
    staying: "transient_error",
    wide: true,
  },
  {
    what: "a 429 that ends tomorrow",
    fault: rateLimited({ "x-ratelimit-reset": "67150" }),
    passing: "transient_error",
    staying: "transient_error",
  },
  { what: "an answer that is late", fault: { delay_ms: 50 }, passing: "same", staying: "same" },
  { what: "a body that is slow", fault: { slow: { bytes: 800, ms: 3 } }, passing: "same", staying: "same" },
  {
    what: "a bookmark that comes again",
    fault: { repeat_bookmark: true },
    having: "bookmark",
    passing: "same",
    staying: "transient_error",
  },
  {
    what: "a bookmark that has expired, as a 400",
    fault: { status: 400, code: 1, message: "Invalid bookmark." },
    having: "bookmark",
    passing: "same",
    staying: "transient_error",
    repeats: true,
  },
  {
    what: "a bookmark that has expired, as a 404",
    fault: { status: 404, code: 404, message: "Not found." },
    having: "bookmark",
    passing: "same",
    staying: "transient_error",
    repeats: true,
  },
  { what: "rows that come twice", fault: { repeat_rows: 2 }, passing: "same", staying: "same", repeats: true },
  {
    what: "ids that are numbers",
    fault: { ids_as_numbers: true },
    passing: "same",
    staying: "same",
    open: ["product_tags"],
  },
  {
    what: "fields that nobody knows",
    fault: { fields: { brand_new: { deep: [1, null, "text"] } } },
    passing: "same",
    staying: "same",
    fields: { brand_new: { deep: [1, null, "text"] } },
  },
  {
    what: "a time that is null",
    fault: { fields: { created_at: null, updated_at: null, updated_time: null } },
    passing: "same",
    staying: "same",
    fields: { created_at: null, updated_at: null, updated_time: null },
  },
  {
    what: "an error that nobody knows",
    fault: { status: 418, message: "I am a teapot." },
    passing: "system_error",
    staying: "system_error",
  },
  // When it passes, it looks like a bookmark that has expired, or an id that is wrong, where there are such.
  {
    what: "a request that is called wrong",
    fault: { status: 422, code: 1, message: "Unprocessable." },
    staying: "config_error",
    repeats: true,
  },
];
