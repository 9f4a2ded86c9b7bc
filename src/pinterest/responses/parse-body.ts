/** Maximum nesting. Pinterest's responses have about ten levels. `JSON.stringify` overflows the stack on much deeper ones. */
export const maxDepth = 500;
/**
 * Maximum number of values. Dense analytics have 230,000 in 7 MB. Small values, such as `{}`, take 40 times the memory of their
 * text, so a limit on the text alone wouldn't limit memory.
 */
const maxValues = 400_000;

/**
 * Parses a JSON body without loss of digits: a number that a double can't hold becomes a string.
 * @throws SyntaxError if the text isn't JSON, is nested too deeply, or has too many values
 */
export function parseBody(text: string): unknown {
  const safe = withLongNumbersQuoted(text);
  try {
    return JSON.parse(safe);
  } catch {
    // The parser's message contains parts of the text.
    throw new SyntaxError("it is not JSON");
  }
}

// Constants, because members of an object are slower to read for each character.
const quote = 0x22;
const plus = 0x2b;
const comma = 0x2c;
const minus = 0x2d;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const upperE = 0x45;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const lowerE = 0x65;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** All integers with up to this many digits are safe. */
const safeDigits = 15;
/** All numbers up to this length without an exponent are finite. */
const maxFiniteLength = 300;

/** Quotes long numbers in one pass over the text. */
function withLongNumbersQuoted(text: string): string {
  const { length } = text;
  let pieces: string[] | undefined;
  let copied = 0;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < length; at += 1) {
    const first = text.charCodeAt(at);
    if (first === quote) {
      at = endOfString(text, at);
    } else if (isDigit(first) || first === minus) {
      const start = at;
      let isInteger = true;
      let hasExponent = false;
      for (at += 1; at < length; at += 1) {
        const next = text.charCodeAt(at);
        if (isDigit(next)) continue;
        const isExponent = next === lowerE || next === upperE;
        if (!isExponent && next !== dot && next !== minus && next !== plus) break;
        isInteger = false;
        hasExponent ||= isExponent;
      }
      const isLong = isInteger ? at - start > safeDigits : hasExponent || at - start > maxFiniteLength;
      if (isLong && mustBeQuoted(text, start, at, isInteger)) {
        pieces ??= [];
        pieces.push(text.slice(copied, start), text.slice(start, at));
        copied = at;
      }
      at -= 1;
    } else if (first === openBrace || first === openBracket) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) throw new SyntaxError(`more than ${maxDepth} levels are nested in each other`);
    } else if (first === closeBrace || first === closeBracket) {
      depth -= 1;
    } else if (first === comma) {
      values += 1;
      if (values > maxValues) throw new SyntaxError(`it has more than ${maxValues} values`);
    }
  }
  if (pieces === undefined) return text;
  pieces.push(text.slice(copied));
  return pieces.join('"');
}

function isDigit(character: number): boolean {
  return character >= zero && character <= nine;
}

/** Returns the position of a string's closing quote; the length of the text if there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && text.charCodeAt(end - 1) === backslash && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, position: number): boolean {
  let first = position;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (position - first) % 2 === 1;
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;
const jsonInteger = /^-?[1-9]\d*$/u;
const colon = /\s*:/uy;

/** Returns whether parsing would change a number. */
function mustBeQuoted(text: string, start: number, end: number, isInteger: boolean): boolean {
  const number = text.slice(start, end);
  // Quotes must not turn invalid JSON into valid JSON: a number with a leading zero, or in place of a key.
  if (!(isInteger ? jsonInteger : jsonNumber).test(number) || isKey(text, end)) return false;
  return isInteger ? !Number.isSafeInteger(Number(number)) : !Number.isFinite(Number(number));
}

function isKey(text: string, end: number): boolean {
  const next = text.charCodeAt(end);
  if (next === comma || next === closeBrace || next === closeBracket) return false;
  colon.lastIndex = end;
  return colon.test(text);
}
