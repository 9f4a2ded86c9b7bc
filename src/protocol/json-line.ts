/** Characters that JSON doesn't escape and Python's `splitlines` treats as line breaks. */
const separators = ["\u0085", "\u2028", "\u2029"];

/** Serializes a value to one line of JSON, without line separators of Unicode. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value);
  return separators.some((separator) => json.includes(separator))
    ? json.replaceAll(/[\u0085\u2028\u2029]/gu, escaped)
    : json;
}

/**
 * Returns a line of JSON without U+0000, which PostgreSQL rejects in JSON, too, and with U+FFFD for unpaired surrogates, of
 * which Python can't make UTF-8.
 */
export function loadableLine(json: string): string {
  // A backslash that is escaped itself is matched with what it escapes.
  if (!json.includes("\\u")) return json;
  return json.replaceAll(/\\(?:u0000|ud[89a-f][\da-f]{2}|.)/gu, (found) => {
    if (found === "\\u0000") return "";
    return found.startsWith("\\ud") ? "\ufffd" : found;
  });
}

/** Returns lines of JSON in which characters that terminals obey, and that JSON doesn't escape, are escaped. */
export function terminalLines(lines: string): string {
  return lines.replaceAll(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
