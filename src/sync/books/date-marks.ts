import { addDays, type DateRange, type Day, isDay } from "../../base/dates.ts";

/** Which dates of a partition were read. Equal marks share one text in the state. */
export interface DateMark {
  /** The end of the newest date range that was read. */
  readonly day: Day;
  /** The first date whose metrics weren't final; undefined: all were. */
  readonly provisional: Day | undefined;
  /** Date ranges up to `day` that weren't read, ascending, not touching. */
  readonly gaps: readonly DateRange[];
}

/** Joins date ranges that touch or overlap. */
export function joinedGaps(gaps: readonly DateRange[]): readonly DateRange[] {
  const joined: DateRange[] = [];
  for (const gap of gaps.toSorted((one, other) => one.from.localeCompare(other.from))) {
    const last = joined.at(-1);
    if (last === undefined || gap.from > addDays(last.through, 1)) joined.push(gap);
    else if (gap.through > last.through) joined[joined.length - 1] = { from: last.from, through: gap.through };
  }
  return joined;
}

/** Returns the text of a mark: `2026-11-28`, with a non-final date `2026-11-28 2026-11-26`, and gaps `…,2026-09-01/2026-09-30`. */
export function textOfMark({ day, provisional, gaps }: DateMark): string {
  const days = provisional === undefined ? day : `${day} ${provisional}`;
  return [days, ...gaps.map(({ from, through }) => `${from}/${through}`)].join(",");
}

/** Parses a text of `textOfMark`; undefined: invalid. */
export function markOf(text: string): DateMark | undefined {
  const [days = "", ...ranges] = text.split(",");
  const [day = "", provisional, ...more] = days.split(" ");
  const gaps = ranges.map((range) => {
    const [from = "", through = ""] = range.split("/");
    return { from, through };
  });
  const all = [day, ...(provisional === undefined ? [] : [provisional]), ...gaps.flatMap((gap) => Object.values(gap))];
  const isValid = more.length === 0 && all.every(isDay) && gaps.every(({ from, through }) => from <= through);
  return isValid ? { day, provisional, gaps: joinedGaps(gaps) } : undefined;
}
