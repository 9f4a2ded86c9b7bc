/** Returns a number with its noun, such as "1 record" or "1,310 records". @param noun the singular of a noun in -s */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
