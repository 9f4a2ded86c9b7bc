/** Maximum number of values. Dense analytics have 230,000 in 7 MB. Small ones, such as `{}`, take 40 times the memory of their text. */
const maxValues = 400_000;

/** Whether there might be an integer outside strings that a double can't hold. */
const mightBeLong = /(?:^|[\s:,[])-?\d{16}/u;
/** A string, also one without an end, since a search for it from each quote would take quadratic time; or a number. */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*/gsu;
const integer = /^-?[1-9]\d*$/u;

/**
 * Parses a JSON body without loss of digits: an integer that a double can't hold, such as an ID, becomes a string.
 * @throws SyntaxError if the text isn't JSON, or has too many values
 */
export function parseBody(text: string): unknown {
  if (hasTooManyValues(text)) throw new SyntaxError(`it has more than ${maxValues} values`);
  try {
    return JSON.parse(mightBeLong.test(text) ? text.replaceAll(stringOrNumber, quotedIfLong) : text);
  } catch {
    // The parser's message contains parts of the text.
    throw new SyntaxError("it is not JSON");
  }
}

function quotedIfLong(found: string): string {
  return integer.test(found) && !Number.isSafeInteger(Number(found)) ? `"${found}"` : found;
}

/** Counts commas, also those in strings. */
function hasTooManyValues(text: string): boolean {
  if (text.length <= maxValues) return false;
  let count = 0;
  for (let at = text.indexOf(","); at !== -1; at = text.indexOf(",", at + 1)) count += 1;
  return count > maxValues;
}
