import { isSafeNumber, parse } from "lossless-json";

/** An integer of 16 digits or more outside quotes: it may exceed 2^53, where JSON.parse changes digits. */
const longInteger = /(?:^|[:,[])\s*-?\d{16}/u;

/**
 * Parses a JSON body without changing a digit of any id: integers that a number cannot hold become strings. Bodies
 * with such integers are rare (ids are mostly strings), so the slower lossless parser is used for these alone.
 * @throws SyntaxError when the text is not JSON.
 */
export function parseBody(text: string): unknown {
  if (!longInteger.test(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (number) => (/^-?\d+$/u.test(number) && !isSafeNumber(number) ? number : Number.parseFloat(number)),
    // The last one counts, as for JSON.parse.
    onDuplicateKey: ({ newValue }) => newValue,
  });
}
