/** Pieces of Base64 that are shorter stand in too many other texts. */
const minPieceLength = 8;

/**
 * The texts that a secret is in when somebody repeats it: as it is, escaped for JSON or for an address, and encoded in
 * Base64 or hexadecimal, by itself or in the midst of another text, as the token in `Bearer <token>` is.
 * @returns each once, the longest first
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

/** Texts without duplicates. The longest come first, so that one that contains another is found whole. */
export function longestFirst(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort((one, other) => other.length - one.length);
}

/**
 * What stands for the bytes in the Base64 of a longer text, wherever they begin in it: the characters that depend on
 * them alone. A character holds six bits, so the ones at the edges depend on what is before and behind.
 */
function base64Pieces(bytes: Buffer): readonly string[] {
  return [0, 1, 2]
    .map((offset) => {
      const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
      return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    })
    .filter((piece) => piece.length >= minPieceLength);
}
