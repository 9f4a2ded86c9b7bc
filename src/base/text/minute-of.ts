const minute = 60_000;

/** Returns a time to the minute, such as "2026-07-01 00:00 UTC". @param moment in epoch milliseconds */
export function minuteOf(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Returns the first full minute from a time on. @param moment in epoch milliseconds */
export function minuteFrom(moment: number): string {
  return minuteOf(Math.ceil(moment / minute) * minute);
}
