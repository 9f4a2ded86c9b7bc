/** Pinterest nests some ten levels. What is nested far deeper can be parsed, and then not written: the stack ends. */
export const maxDepth = 500;

/**
 * Parses a JSON body without changing a digit: a number that JavaScript's numbers cannot hold becomes a string.
 * @throws SyntaxError when the text is not JSON or is nested too deeply
 */
export function parseBody(text: string): unknown {
  const safe = withLongNumbersQuoted(text);
  try {
    return JSON.parse(safe);
  } catch {
    // The parser's own words show pieces of the text.
    throw new SyntaxError("it is not JSON");
  }
}

/** The codes of the characters that JSON is made of. */
const code = {
  quote: 0x22,
  plus: 0x2b,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  upperE: 0x45,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  lowerE: 0x65,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** An integer of no more digits is always safe. */
const safeDigits = 15;
/** A number of fewer characters, without an exponent, is always finite. */
const maxFiniteLength = 300;

/** Goes through the text once, from token to token: only outside strings digits are a number. */
function withLongNumbersQuoted(text: string): string {
  let quoted = "";
  let copied = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const first = text.charCodeAt(at);
    if (first === code.quote) {
      at = endOfString(text, at);
    } else if (first === code.openBrace || first === code.openBracket) {
      depth += 1;
      if (depth > maxDepth) throw new SyntaxError(`more than ${maxDepth} levels are nested in each other`);
    } else if (first === code.closeBrace || first === code.closeBracket) {
      depth -= 1;
    } else if (isDigit(first) || first === code.minus) {
      const start = at;
      let isInteger = true;
      let hasExponent = false;
      for (at += 1; ; at += 1) {
        const next = text.charCodeAt(at);
        if (isDigit(next)) continue;
        const isExponent = next === code.lowerE || next === code.upperE;
        if (!isExponent && next !== code.dot && next !== code.minus && next !== code.plus) break;
        isInteger = false;
        hasExponent ||= isExponent;
      }
      const isLong = isInteger ? at - start > safeDigits : hasExponent || at - start > maxFiniteLength;
      if (isLong && mustBeQuoted(text, start, at)) {
        quoted += `${text.slice(copied, start)}"${text.slice(start, at)}"`;
        copied = at;
      }
      at -= 1;
    }
  }
  return copied === 0 ? text : quoted + text.slice(copied);
}

function isDigit(character: number): boolean {
  return character >= code.zero && character <= code.nine;
}

/** Where the string that begins here has its second quote; the end of the text when it has none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === code.backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?<fraction>(?:\.\d+)?(?:[eE][+-]?\d+)?)$/u;
const colon = /\s*:/uy;

/** Whether a number would change when it is parsed. */
function mustBeQuoted(text: string, start: number, end: number): boolean {
  const number = text.slice(start, end);
  const form = jsonNumber.exec(number);
  colon.lastIndex = end;
  // Quotes would make JSON of what is none: a number with a zero before it, or one that stands for a key.
  if (form === null || colon.test(text)) return false;
  const isKept = form.groups?.fraction === "" ? Number.isSafeInteger : Number.isFinite;
  return !isKept(Number(number));
}
