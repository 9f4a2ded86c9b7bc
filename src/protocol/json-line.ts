/** Where readers end a line that do it as Python's `splitlines` does. They are rare, and looked for without a regular expression. */
const separators = ["\u0085", "\u2028", "\u2029"];

/** JSON on one line, also for such readers. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value);
  return separators.some((separator) => json.includes(separator))
    ? json.replaceAll(/[\u0085\u2028\u2029]/gu, escaped)
    : json;
}

function escaped(separator: string): string {
  return `\\u${separator.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
