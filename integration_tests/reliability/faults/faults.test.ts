import assert from "node:assert/strict";
import type { FaultRule, Fault as SimulatedFault } from "../../../simulator/http/faults.ts";
import type { FailureType } from "../../../src/protocol/errors.ts";
import { endsOf, errorsOf, logsOf } from "../../bed/messages.ts";
import { Table } from "../../bed/table.ts";
import { openSmallAccount, read, recordsOfAll, statesAfter } from "../small-account.ts";

/** One stream of each kind of reader, and the operations that return its rows. */
const readers = [
  { what: "a list", name: "followers", operations: ["followers/list"] },
  { what: "metrics", name: "campaign_analytics", operations: ["campaigns/analytics"] },
  {
    what: "a file",
    name: "campaign_analytics_report",
    operations: ["analytics/create_report", "analytics/get_report", "reports/download"],
  },
] as const;
type Reader = (typeof readers)[number];

/**
 * The promised end of a read with a fault:
 * - `same`: the same records as without the fault, COMPLETE, and exit code 0
 * - a failure type: INCOMPLETE with it and with a STATE that covers all records, exit code 1; without the fault, the next read
 *   completes the records
 */
type Promised = "same" | FailureType;

interface Fault {
  readonly what: string;
  readonly fault: SimulatedFault;
  /** The end if single requests of each operation have it; undefined if it can't be told from another fault. */
  readonly once?: Promised;
  /** The end if one operation's requests have it from the second one on; undefined if it would take too long. */
  readonly always?: Promised;
  /** Only requests for further pages can have it. */
  readonly isOfBookmarks?: true;
  /** It takes real time, so the built program reads a list with a faster clock. */
  readonly takesTime?: true;
  /** A record can repeat; the last one of a key counts. */
  readonly repeats?: true;
}

const rateLimit = "This request exceeded a rate limit.";
const rateLimited = (headers: SimulatedFault["headers"] = {}, message = rateLimit): SimulatedFault => ({
  status: 429,
  code: 8,
  message,
  headers,
});
const serverError = "Something went wrong on our end. Sorry about that.";
const ofBookmarks = { isOfBookmarks: true, once: "same", always: "transient_error" } as const;

/** Faults that the connector retries. */
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
];

const faults: readonly Fault[] = [
  ...retried.map(([what, fault]): Fault => ({ what, fault, once: "same", always: "transient_error" })),
  { what: "no response", fault: { hang: true }, once: "same", always: "transient_error", takesTime: true },
  {
    what: "a 429 until tomorrow",
    fault: rateLimited({ "x-ratelimit-reset": "67150" }),
    once: "transient_error",
    always: "transient_error",
  },
  { what: "a late response", fault: { delay_ms: 50 }, once: "same" },
  {
    what: "an expired bookmark, as a 400",
    fault: { status: 400, code: 1, message: "Invalid bookmark." },
    ...ofBookmarks,
    repeats: true,
  },
  {
    what: "an expired bookmark, as a 404",
    fault: { status: 404, code: 404, message: "Not found." },
    ...ofBookmarks,
    repeats: true,
  },
  {
    what: "an unknown error",
    fault: { status: 418, message: "I am a teapot." },
    once: "system_error",
    always: "system_error",
  },
  // If transient, it looks like an expired bookmark or a wrong ID, where there are such.
  {
    what: "a rejected request",
    fault: { status: 422, code: 1, message: "Unprocessable." },
    always: "config_error",
    repeats: true,
  },
];

async function verify(fault: Fault, { name, operations }: Reader, promised: Promised, moments: readonly FaultRule[]) {
  const bed = await openSmallAccount({ seed: 5 });
  const { simulator } = bed;
  const program = fault.takesTime === true ? { program: { speed: 100 } } : {};
  try {
    simulator.faults.set(moments);
    const first = await read(bed, [name], program);
    assert.ok(
      operations.some((operation) => simulator.faults.injections.has(operation)),
      "no fault was injected",
    );
    const why = JSON.stringify([...errorsOf(first.messages), ...logsOf(first.messages).slice(-8)]);
    assert.equal(endsOf(first.messages).get(name), promised === "same" ? "COMPLETE" : promised, why);
    assert.equal(first.code, promised === "same" ? 0 : 1);
    if (fault.once === "same" && fault.always === "transient_error")
      assert.match(logsOf(first.messages).join("\n"), /retrying in|reading the list again from the start/u);
    const outcomes = [first];
    if (promised !== "same") {
      simulator.faults.clear();
      outcomes.push(await read(bed, [name], { ...program, states: statesAfter(outcomes) }));
      assert.equal(outcomes.at(-1)?.code, 0, JSON.stringify(errorsOf(outcomes.at(-1)?.messages ?? [])));
    }
    const records = recordsOfAll(outcomes, name);
    const table = new Table(name).add(records);
    table.assertEquals(bed.expectedRecords(name));
    if (fault.repeats !== true && promised === "same") assert.equal(table.size, records.length, "a record is repeated");
  } finally {
    await bed.close();
  }
}

// The watchdog of each run (`in-process.ts`) ends a hang.
describe("a fault of the API", function () {
  this.timeout(0);
  for (const [index, fault] of faults.entries()) {
    const { what, once, always, isOfBookmarks, takesTime } = fault;
    const isFurtherPage = ({ searchParams }: URL) => searchParams.has("bookmark");
    const rule: FaultRule = { fault: fault.fault, ...(isOfBookmarks === true ? { when: isFurtherPage } : {}) };
    const [list] = readers;
    const affected = isOfBookmarks === true || takesTime === true ? [list] : readers;
    // The readers in turn, and the operations of the file: the client below them doesn't know them.
    const inTurn = (turn: number) => affected[turn % affected.length] ?? list;

    if (once !== undefined) {
      const reader = inTurn(index + 1);
      it(`once in ${reader.what}: ${what}: ${once}`, () =>
        verify(
          fault,
          reader,
          once,
          reader.operations.flatMap((operation) => [{ ...rule, operation, nth: 1 }]),
        ));
    }

    if (always === undefined) continue;
    const reader = inTurn(index);
    const { operations } = reader;
    const operation = always === "transient_error" ? (operations[index % operations.length] ?? "") : operations[0];
    it(`always in ${reader.what}: ${what}: ${always}`, () =>
      verify(fault, reader, always, [{ ...rule, operation, from: reader === list ? 2 : 1 }]));
  }
});
