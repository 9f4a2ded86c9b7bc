import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { pollOf, type Stream } from "../../../src/streams/stream.ts";
import type { Bed } from "../../bed/bed.ts";
import { statusesOf } from "../../bed/messages.ts";
import { Table } from "../../bed/table.ts";
import { inFlight } from "./batches.ts";
import { type Attempt, type Job, recordsOfJob, repeatsOf, uncounted } from "./job.ts";

/** Rows repeated because of one stop, and the maximum in flight. */
export interface Repeats {
  readonly stream: string;
  readonly rows: number;
  readonly bound: number;
}

/** Fails unless the records of a job are complete. */
export function assertComplete(members: readonly Stream[], bed: Bed, job: Job): void {
  const records = recordsOfJob(job);
  for (const { name } of members) {
    new Table(name).add(records.get(name) ?? []).assertEquals(bed.expectedRecords(name));
  }
}

/** Fails if a kill repeated more rows than were in flight. @returns the repeated rows per kill */
export function assertFewRepeats(members: readonly Stream[], bed: Bed, job: Job): readonly Repeats[] {
  const repeats = repeatsOf(job);
  return members.flatMap((stream) => {
    const bound = inFlight(stream, bed);
    return (repeats.get(stream.name) ?? []).map((rows) => {
      assert.ok(rows <= bound, `${stream.name}: a kill repeated ${rows} rows, with at most ${bound} in flight`);
      return { stream: stream.name, rows, bound };
    });
  });
}

/** Fails if a graceful stop repeated rows that a STATE could have covered. */
export function assertNoRepeats(members: readonly Stream[], bed: Bed, job: Job): void {
  const repeats = repeatsOf(job);
  for (const stream of members) {
    const { name } = stream;
    const expected = bed.expectedRecords(name);
    const most =
      pollOf(stream) !== undefined ? inFlight(stream, bed) : timeless(stream, expected) + twins(name, expected);
    for (const rows of repeats.get(name) ?? []) assert.ok(rows <= most, `${name}: ${rows} rows are repeated`);
  }
}

/** Fails unless a run ended in order: a STATE counts every record, and every stream reports its end. */
export function assertOrderlyEnd(attempt: Attempt): void {
  assert.deepEqual([...uncounted(attempt)], [], "records without a STATE after them");
  const { outcome, messages } = attempt;
  for (const [name, statuses] of statusesOf(messages)) {
    assert.equal(statuses[0], "STARTED", name);
    // INCOMPLETE only in a stopped run.
    assert.match(statuses.at(-1) ?? "", outcome.code === 0 ? /^COMPLETE$/u : /^(?:IN)?COMPLETE$/u, name);
  }
}

/** No STATE of a list with a cursor can cover rows without a time. */
function timeless({ reading }: Stream, expected: readonly JsonObject[]): number {
  return reading.by === "feed" ? expected.filter((row) => (row[reading.cursor] ?? null) === null).length : 0;
}

/** Rows with duplicate keys in the API, which repeat in every read. */
function twins(name: string, expected: readonly JsonObject[]): number {
  return expected.length - new Table(name).add(expected).size;
}
