import { jsonLine } from "./json-line.ts";

/** Shorter pieces of Base64 occur in too many other texts. */
const minPieceLength = 8;

/**
 * Returns the forms in which a secret can appear in a response or an error: verbatim, escaped for a URL or a form, and
 * encoded in Base64 or hexadecimal, alone or within a longer text such as `Bearer <token>`; each also escaped for JSON, once
 * or twice. Whoever compares with them must ignore case.
 * @returns strings without duplicates
 */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const written = [secret, bytes.toString("base64"), ...base64Pieces(bytes), bytes.toString("hex")].flatMap((form) => [
    form,
    form.replaceAll("+", "-").replaceAll("/", "_"),
    encodeURIComponent(Buffer.from(form).toString()),
    new URLSearchParams({ form }).toString().slice("form=".length),
  ]);
  const inJson = written.map(escapedForJson);
  const withSlashes = inJson.map((form) => form.replaceAll("/", "\\/"));
  return [...new Set([written, inJson, withSlashes, withSlashes.map(escapedForJson)].flat())];
}

function escapedForJson(text: string): string {
  return jsonLine(text).slice(1, -1);
}

/**
 * Returns the Base64 characters that depend on the bytes alone, for each of the three offsets that they can have in a
 * longer text. A character holds 6 bits, so those at the edges also depend on the neighboring bytes.
 */
function base64Pieces(bytes: Buffer): readonly string[] {
  return [0, 1, 2]
    .map((offset) => {
      const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
      return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    })
    .filter((piece) => piece.length >= minPieceLength);
}
