import assert from "node:assert/strict";
import { addDays } from "../../../src/base/dates.ts";
import { isCompleteReadDue, settledRevision } from "../../../src/sync/books/complete-reads.ts";

const read = "2026-06-01";
/** Returns the number of days after a read on which the next one is due. */
function dueAfter(key: string): number {
  const days = Array.from({ length: 30 }, (_, index) => index);
  return days.find((age) => isCompleteReadDue(key, read, addDays(read, age))) ?? Number.NaN;
}

describe("a complete read", () => {
  it("is due four to seven days after the last one, on days that differ between partitions", () => {
    const days = Array.from({ length: 400 }, (_, index) => dueAfter(`board ${index}`));
    for (const age of [4, 5, 6, 7]) {
      const share = days.filter((each) => each === age).length / days.length;
      assert.ok(share > 0.15 && share < 0.35, `${share} of the partitions after ${age} days`);
    }
    assert.equal(new Set(days).size, 4);
  });

  it("stays due until it ends", () => {
    for (let age = 7; age < 400; age += 1) assert.ok(isCompleteReadDue("all", read, addDays(read, age)));
  });

  it("is due for a partition that was never read, or in a state from the future", () => {
    assert.ok(isCompleteReadDue("all", undefined, read));
    assert.ok(isCompleteReadDue("all", "2027-01-01", read));
  });
});

describe("a settled revision", () => {
  const now = Date.parse("2026-06-01T12:00:00Z");

  it("is one whose time is two hours old, with or without a number of Pins", () => {
    for (const time of ["2026-06-01T10:00:00", "2026-06-01 10:00:00", "2026-06-01T10:00:00Z", "1780300800"]) {
      assert.equal(settledRevision(time, now), time);
      assert.equal(settledRevision(`${time} 12`, now), `${time} 12`);
    }
  });

  it("is not one of the last two hours, one without a time, or none", () => {
    for (const revision of ["2026-06-01T10:00:01", "2026-06-01T10:00:01 12", "2026-07-01T00:00:00", "", " 12"])
      assert.equal(settledRevision(revision, now), undefined, revision);
    assert.equal(settledRevision(undefined, now), undefined);
  });
});
