import assert from "node:assert/strict";
import fc from "fast-check";
import { addDays, dayOf, earliest, isDay, latest } from "../../src/base/dates.ts";
import { words } from "../words.ts";

const moments = fc.integer({ min: Date.parse("1970-01-01"), max: Date.parse("2199-12-31") });
const days = moments.map(dayOf);

describe("addDays", () => {
  it("crosses the ends of months and years", () => {
    assert.equal(addDays("2028-02-28", 1), "2028-02-29");
    assert.equal(addDays("2026-03-01", -1), "2026-02-28");
    assert.equal(addDays("2026-01-01", 365), "2027-01-01");
  });

  it("is the inverse of subtracting days, and keeps the order", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -3000, max: 3000 }), (day, count) => {
        const other = addDays(day, count);
        assert.equal(addDays(other, -count), day);
        assert.equal(Math.sign(count), Number(day < other) - Number(other < day));
      }),
    );
  });
});

describe("isDay", () => {
  it("accepts every existing day", () => {
    fc.assert(fc.property(days, (day) => assert.equal(isDay(day), true)));
    assert.equal(isDay("2028-02-29"), true);
  });

  it("rejects days that don't exist and other formats", () => {
    const wrong = words(`
      2026-02-29 2026-02-30 2026-04-31 2026-13-01 2026-00-10 2026-01-00 2026-01-32 2026 2026-1-1 20260101
      2026-01-01T00:00:00 ٢٠٢٦-٠١-٠١ tomorrow -2026-01-01 12026-01-01
    `);
    for (const text of [...wrong, "", " 2026-01-01", "2026-01-01\n"])
      assert.equal(isDay(text), false, JSON.stringify(text));
  });
});

describe("earliest and latest", () => {
  it("return the first and last day, ignoring undefined", () => {
    fc.assert(
      fc.property(days, fc.array(fc.option(days, { nil: undefined })), (first, others) => {
        const sorted = [first, ...others].filter((day) => day !== undefined).sort();
        assert.equal(earliest(first, ...others), sorted.at(0));
        assert.equal(latest(first, ...others), sorted.at(-1));
      }),
    );
  });
});
