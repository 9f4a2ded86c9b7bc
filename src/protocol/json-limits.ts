/** Maximum nesting. Deeper values overflow the stack of what copies them. */
const maxDepth = 500;
/** Maximum number of values. The states of 25 streams with 10,000 partitions each have fewer. */
const maxValues = 2 ** 20;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Returns what makes JSON unfit to be parsed, as a clause: its values would take too much memory, or are too deep. The text
 * can be invalid.
 */
export function excessIn(text: string): string | undefined {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) at = endOfString(text, at);
    else if (character === comma) values += 1;
    else if (character === openBrace || character === openBracket) {
      depth += 1;
      values += 1;
    } else if (character === closeBrace || character === closeBracket) depth -= 1;
    if (depth > maxDepth) return `more than ${maxDepth} levels are nested in each other`;
    if (values > maxValues) return `it has more than ${maxValues} values`;
  }
  return undefined;
}

/** Returns the position of a string's closing quote; the length of the text if there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) return at;
    if (character === backslash) at += 1;
  }
  return text.length;
}
