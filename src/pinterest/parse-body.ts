import { isSafeNumber, parse } from "lossless-json";

/**
 * A number outside quotes that JSON.parse may not keep: an integer of 16 digits or more, which may exceed 2^53, or one
 * with an exponent of three digits or more, which may be Infinity.
 */
const longNumber = /(?:^|[:,[])\s*-?(?:\d{16}|\d+(?:\.\d+)?[eE]\+?\d{3})/u;

/**
 * Parses a JSON body without changing a digit of any ID: integers that a number cannot hold become strings. Bodies
 * with such integers are rare (IDs are mostly strings), so the slower lossless parser is used for these alone.
 * @throws SyntaxError when the text is not JSON, is nested too deeply, or holds a number beyond what a number holds,
 *   in a field that is not an ID
 */
export function parseBody(text: string): unknown {
  const body = parsed(text);
  if (isDeeper(body, maxDepth)) throw new SyntaxError(`more than ${maxDepth} levels are nested in each other`);
  return body;
}

/** The parsers' own words are dropped: they show pieces of the text. */
function parsed(text: string): unknown {
  let isBeyond = false;
  const parseNumber = (number: string) => {
    if (/^-?\d+$/u.test(number) && !isSafeNumber(number)) return number;
    const value = Number.parseFloat(number);
    if (Number.isFinite(value)) return value;
    isBeyond = true;
    return new Beyond(number);
  };
  // Of equal keys the last one counts, as for JSON.parse.
  const options = { parseNumber, onDuplicateKey: ({ newValue }: { readonly newValue: unknown }) => newValue };
  let body: unknown;
  try {
    body = longNumber.test(text) ? parse(text, undefined, options) : JSON.parse(text);
  } catch {
    throw new SyntaxError("it is not JSON");
  }
  return isBeyond ? parse(text, keptOf, options) : body;
}

/** Pinterest nests some ten levels. What is nested far deeper can be parsed, and then not written: the stack ends. */
export const maxDepth = 500;

/** A number that is none in JavaScript, as it was written. */
class Beyond {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An ID is a text whatever it is made of; in any other field the number would turn into null. */
function keptOf(key: string, value: unknown): unknown {
  if (!(value instanceof Beyond)) return value;
  if (/(?:^|_)id$/iu.test(key)) return value.text;
  throw new SyntaxError(`"${key}" is a number beyond what a number can hold: ${value.text.slice(0, 100)}`);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof inner === "object" && inner !== null && isDeeper(inner, levels - 1)) return true;
  }
  return false;
}
