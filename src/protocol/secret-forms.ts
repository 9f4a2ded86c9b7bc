/** Shorter pieces of Base64 occur in too many other texts. */
const minPieceLength = 8;

/**
 * Returns the forms in which a secret can appear in a response or an error: verbatim, escaped for JSON or a URL, and
 * encoded in Base64 or hexadecimal, alone or within a longer text such as `Bearer <token>`.
 * @returns strings without duplicates, longest first
 */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inAddress = encodeURIComponent(bytes.toString());
  const inJson = JSON.stringify(secret).slice(1, -1);
  const encoded = [bytes.toString("base64"), ...base64Pieces(bytes), bytes.toString("hex")];
  return longestFirst([
    secret,
    inAddress,
    inAddress.replace(/%[0-9A-F]{2}/gu, (octet) => octet.toLowerCase()),
    new URLSearchParams({ secret }).toString().slice("secret=".length),
    inJson,
    inJson.replaceAll("/", "\\/"),
    ...encoded.flatMap((form) => [
      form,
      form.replaceAll("+", "-").replaceAll("/", "_"),
      encodeURIComponent(form),
      form.replaceAll("/", "\\/"),
    ]),
    bytes.toString("hex").toUpperCase(),
  ]);
}

/** Removes duplicates and sorts by length, so that a string is found before the shorter ones that it contains. */
export function longestFirst(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort((one, other) => other.length - one.length);
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
