import assert from "node:assert/strict";
import { minuteFrom, minuteOf } from "../../../src/base/text/minute-of.ts";

describe("minuteOf", () => {
  it("returns the minute in UTC, whatever follows it", () => {
    assert.equal(minuteOf(Date.parse("2026-06-30T23:59:59.999Z")), "2026-06-30 23:59 UTC");
  });
});

describe("minuteFrom", () => {
  it("returns a full minute unchanged, and the next one after it", () => {
    assert.equal(minuteFrom(Date.parse("2026-06-30T23:59:00Z")), "2026-06-30 23:59 UTC");
    assert.equal(minuteFrom(Date.parse("2026-06-30T23:59:00.001Z")), "2026-07-01 00:00 UTC");
  });
});
