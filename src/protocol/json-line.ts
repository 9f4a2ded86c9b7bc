/** Characters that JSON doesn't escape and Python's `splitlines` treats as line breaks. */
const separators = ["\u0085", "\u2028", "\u2029"];

/** Serializes a value to one line of JSON, without line separators of Unicode. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value);
  return separators.some((separator) => json.includes(separator))
    ? json.replaceAll(/[\u0085\u2028\u2029]/gu, escaped)
    : json;
}

function escaped(separator: string): string {
  return `\\u${separator.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
