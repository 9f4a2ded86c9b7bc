/** JSON on one line, also for readers that end a line at U+0085, U+2028 or U+2029 as Python's `splitlines` does. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/gu,
    (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
