import assert from "node:assert/strict";
import fc from "fast-check";
import { addDays, type Day } from "../../../src/base/dates.ts";
import type { AnalyticsReading, Period } from "../../../src/streams/stream.ts";
import { availableRange, dateWindows } from "../../../src/sync/books/date-windows.ts";

const reading: AnalyticsReading = {
  by: "analytics",
  cursor: "date",
  daysBack: 89,
  maxDaysPerRequest: 90,
  lookbackDays: 3,
};
const today = "2026-06-30";

const alignments = [
  { alignedTo: undefined, maxDaysPerRequest: 31 },
  { alignedTo: undefined, maxDaysPerRequest: 1 },
  { alignedTo: "week", maxDaysPerRequest: 182 },
  { alignedTo: "week", maxDaysPerRequest: 7 },
  { alignedTo: "month", maxDaysPerRequest: 186 },
  { alignedTo: "month", maxDaysPerRequest: 31 },
  { alignedTo: "half_year", maxDaysPerRequest: 186 },
  { alignedTo: { days: 31, since: "2026-02-27" }, maxDaysPerRequest: 31 },
  { alignedTo: { days: 186, since: "2024-02-29" }, maxDaysPerRequest: 186 },
] as const satisfies readonly { readonly alignedTo: Period | undefined; readonly maxDaysPerRequest: number }[];
type Alignment = (typeof alignments)[number]["alignedTo"];
const readingOf = ({ alignedTo, maxDaysPerRequest }: (typeof alignments)[number]): AnalyticsReading =>
  alignedTo === undefined ? { ...reading, maxDaysPerRequest } : { ...reading, maxDaysPerRequest, alignedTo };

function beginsPeriod(each: Day, period: Alignment): boolean {
  if (period === undefined) return true;
  if (period === "week") return new Date(each).getUTCDay() === 1;
  if (period === "month") return each.endsWith("-01");
  if (period === "half_year") return each.endsWith("-01-01") || each.endsWith("-07-01");
  return ((Date.parse(each) - Date.parse(period.since)) / 86_400_000) % period.days === 0;
}

/** Returns the maximum number of days of a period before one of its days. */
function daysBefore(period: Alignment): number {
  if (period === undefined) return 0;
  if (period === "week") return 6;
  if (period === "month") return 30;
  return period === "half_year" ? 183 : period.days - 1;
}

describe("dateWindows", () => {
  const ranges = fc
    .tuple(fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: 0, max: 900 }))
    .map(([start, length]) => ({ from: addDays(today, start), through: addDays(today, start + length) }));
  for (const alignment of alignments) {
    const { alignedTo } = alignment;
    const cut = readingOf(alignment);
    it(`splits a range into windows, of which entire periods are available: ${JSON.stringify(alignment)}`, () => {
      fc.assert(
        fc.property(ranges, fc.integer({ min: 0, max: 200 }), ({ from, through }, age) => {
          const windows = dateWindows({ from, through }, cut);
          const now = addDays(through, age);
          assert.equal(windows.at(-1)?.through, through);
          // The first window starts in the period of the range's first day.
          const first = windows[0]?.from ?? "";
          assert.ok(first <= from && first >= addDays(from, -daysBefore(alignedTo)));
          for (const [index, window] of windows.entries()) {
            assert.ok(window.from <= window.through);
            assert.ok(window.through < addDays(window.from, alignment.maxDaysPerRequest), "it is too long");
            assert.ok(beginsPeriod(window.from, alignedTo), `${window.from} is in the middle`);
            const next = windows[index + 1];
            if (next !== undefined) assert.equal(next.from, addDays(window.through, 1));
            const available = availableRange(window, cut, now);
            if (available === undefined) {
              assert.ok(window.through <= addDays(now, -cut.daysBack + daysBefore(alignedTo)));
              continue;
            }
            assert.ok(beginsPeriod(available.from, alignedTo), "sums need entire periods");
            assert.ok(available.from >= addDays(now, -cut.daysBack));
            assert.equal(available.through, window.through);
          }
        }),
      );
    });
  }

  it("returns as few windows as possible", () => {
    const range = { from: "2026-01-01", through: "2026-12-31" };
    const count = (alignment: (typeof alignments)[number]) => dateWindows(range, readingOf(alignment)).length;
    assert.deepEqual(alignments.map(count), [12, 365, 3, 53, 2, 12, 2, 12, 3]);
  });

  it("extends a window below the minimum to earlier days", () => {
    const weeks = { ...reading, alignedTo: "week", maxDaysPerRequest: 364, minDaysPerRequest: 7 } as const;
    // 2026-06-29 is a Monday.
    assert.deepEqual(dateWindows({ from: "2026-06-30", through: "2026-07-01" }, weeks), [
      { from: "2026-06-22", through: "2026-07-01" },
    ]);
    assert.deepEqual(dateWindows({ from: "2025-06-30", through: "2026-06-30" }, weeks), [
      { from: "2025-06-30", through: "2026-06-21" },
      { from: "2026-06-22", through: "2026-06-30" },
    ]);
    fc.assert(
      fc.property(ranges, (range) => {
        const windows = dateWindows(range, weeks);
        for (const [index, { from, through }] of windows.entries()) {
          assert.ok(addDays(from, 6) <= through && through < addDays(from, 364), `${from}..${through}`);
          const next = windows[index + 1];
          assert.equal(next?.from ?? addDays(range.through, 1), addDays(through, 1), "windows are adjacent");
        }
        assert.ok(windows[0] !== undefined && windows[0].from <= range.from);
      }),
    );
  });
});
