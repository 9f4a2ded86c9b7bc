import assert from "node:assert/strict";
import fc from "fast-check";
import { timestampAt, timestampFrom, utcTimestamp } from "../../src/base/timestamps.ts";
import { words } from "../words.ts";

describe("timestampAt", () => {
  it("has no zone, and no zeros at the end of a fraction", () => {
    for (const [time, timestamp] of [
      ["2026-07-09T10:43:40.120Z", "2026-07-09T10:43:40.12"],
      ["2026-07-09T10:43:40.000Z", "2026-07-09T10:43:40"],
    ] as const)
      assert.equal(timestampAt(Date.parse(time)), timestamp);
  });
});

describe("utcTimestamp", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["2026-07-09T10:43:44", "2026-07-09T10:43:44"],
    ["2026-07-09 10:43:44", "2026-07-09T10:43:44"],
    ["2026-07-09T10:43:44Z", "2026-07-09T10:43:44"],
    ["2026-07-09T14:29:02.456", "2026-07-09T14:29:02.456"],
    ["2026-07-09T14:29:02.456Z", "2026-07-09T14:29:02.456"],
    ["2026-07-09T14:29:02.456789", "2026-07-09T14:29:02.456789"],
    ["2026-07-09T14:29:02.456789123+00:00", "2026-07-09T14:29:02.456789123"],
    ["2026-07-09T14:29:02.100", "2026-07-09T14:29:02.1"],
    ["2026-07-09T14:29:02.000000", "2026-07-09T14:29:02"],
    ["2026-07-09T14:29:02.010", "2026-07-09T14:29:02.01"],
    ["2026-07-09T10:43:44+00:00", "2026-07-09T10:43:44"],
    ["2026-07-09T10:43:44-00:00", "2026-07-09T10:43:44"],
    ["2026-07-09T10:43:44+0000", "2026-07-09T10:43:44"],
    ["2026-07-09T10:43:44+05:30", "2026-07-09T05:13:44"],
    ["2026-07-09T10:43:44+0530", "2026-07-09T05:13:44"],
    ["2026-07-09T23:43:44.5-07:00", "2026-07-10T06:43:44.5"],
    ["2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00"],
    ["2028-02-29T00:00:00", "2028-02-29T00:00:00"],
  ];
  it("reads times with any fraction and offset", () => {
    for (const [text, expected] of cases) assert.equal(utcTimestamp(text), expected, text);
  });

  it("returns undefined for anything else", () => {
    const wrong = words(`
      2026-07-09T25:00:00 2026-07-09T10:60:00 2026-07-09T10:00:61 2026-13-01T00:00:00 2026-07-09 2026-07-09T10:43
      10:43:44 1783593824 2026-07-09T10:43:44z 2026-07-09T10:43:44. 2026-07-09T10:43:44+5 2026-07-09T10:43:44+99:99
    `);
    for (const text of [...wrong, "", " 2026-07-09T10:43:44", "2026-07-09T10:43:44 "])
      assert.equal(utcTimestamp(text), undefined, text);
  });

  const moment = fc.integer({ min: Date.parse("2009-01-01"), max: Date.parse("2099-12-31") });
  const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });

  /** Formats a time in the API's possible ways. */
  function written(milliseconds: number, digits: number, minutes: number | undefined, separator: string): string {
    const local = new Date(milliseconds + (minutes ?? 0) * 60_000).toISOString();
    const fraction = digits === 0 ? "" : `.${local.slice(20, 23).padEnd(digits, "0").slice(0, Math.max(3, digits))}`;
    const two = (number: number) => String(number).padStart(2, "0");
    const size = Math.abs(minutes ?? 0);
    const zone =
      minutes === undefined ? "" : `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
    return `${local.slice(0, 10)}${separator}${local.slice(11, 19)}${fraction}${zone}`;
  }
  const form = fc.tuple(fc.constantFrom(3, 6, 9), fc.option(offset, { nil: undefined }), fc.constantFrom("T", " "));

  it("keeps the time, and sorts chronologically in any format", () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -1500, max: 1500 }), form, form, (one, difference, oneForm, otherForm) => {
        const other = one + difference;
        const first = utcTimestamp(written(one, ...oneForm));
        const second = utcTimestamp(written(other, ...otherForm));
        assert(first !== undefined && second !== undefined);
        assert.equal(Date.parse(`${first}Z`), one);
        assert.equal(Math.sign(difference), Number(first < second) - Number(second < first), `${first} ${second}`);
      }),
      { numRuns: 500 },
    );
  });

  it("never throws", () => {
    const parts = fc.constantFrom("2026", "-", "07", "09", "T", " ", ":", ".", "44", "+", "Z", "99");
    fc.assert(fc.property(fc.string({ unit: parts }), (text) => void utcTimestamp(text)));
  });
});

describe("timestampFrom", () => {
  it("reads seconds, milliseconds, and text, and returns undefined for anything else", () => {
    for (const [value, expected] of [
      ["2026-07-09T14:29:02.456Z", "2026-07-09T14:29:02.456"],
      [1_783_607_342, "2026-07-09T14:29:02"],
      [1_783_607_342_456, "2026-07-09T14:29:02.456"],
      [1_783_607_342.5, "2026-07-09T14:29:02.5"],
      ["1783607342", "2026-07-09T14:29:02"],
      ["1783607342456", "2026-07-09T14:29:02.456"],
      [0, "1970-01-01T00:00:00"],
      ...[undefined, null, "", "soon", "-5", -5, Number.NaN, 1e300, true, {}, []].map((value) => [value, undefined]),
      // Their text doesn't sort by time.
      [8.64e15, undefined],
      ["9".repeat(40), undefined],
    ] as const)
      assert.equal(timestampFrom(value), expected, JSON.stringify(value));
  });
});
