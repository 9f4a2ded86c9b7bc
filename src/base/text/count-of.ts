/** Returns a number with its noun, such as "1 record" or "1,310 records". @param noun the singular of a noun in -s */
export function countOf(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Returns a count with commas, such as "1,310", as `toLocaleString` does for en-US, whose first call takes 12 ms. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");
}
