const mask = "****";

/** The length of the shortest part of a secret that is found. */
const pieceLength = 16;
/** A piece contains so many texts of `gramLength` that a search needs to look at only one of them. */
const gramLength = 4;
const stride = pieceLength - gramLength + 1;
const hashes = 2 ** 16;
const factor = 0x9e3b;

/** Finds secrets in texts without regard to case: short forms as a whole, longer ones by every part of `pieceLength`. */
export class SecretSearch {
  readonly #short = new Set<string>();
  #shortForms: RegExp | undefined;
  readonly #pieces = new Set<string>();
  /** Whether a piece might contain a text, by its hash. */
  readonly #grams = new Uint8Array(hashes);

  /** @param forms see `formsOf` */
  add(forms: readonly string[]): void {
    for (const form of forms) {
      if (form.length < pieceLength) this.#short.add(form);
      for (let start = 0; start + pieceLength <= form.length; start += 1)
        this.#pieces.add(form.slice(start, start + pieceLength).toLowerCase());
      for (let start = 0; start + gramLength <= form.length; start += 1) this.#grams[hashAt(form, start)] = 1;
    }
    // The longest ones first, so that one is found before another that it contains.
    const patterns = [...this.#short].toSorted((one, other) => other.length - one.length).map(literal);
    this.#shortForms = patterns.length === 0 ? undefined : new RegExp(patterns.join("|"), "gi");
  }

  /** Returns whether a text contains a part of a longer form. */
  isIn(text: string): boolean {
    return this.#next(text, 0) !== -1;
  }

  /** Replaces secrets and parts of them with asterisks. */
  hide(text: string): string {
    let clean = "";
    let passed = 0;
    for (let start = this.#next(text, 0); start !== -1; start = this.#next(text, start + 1)) {
      if (start > passed || clean === "") clean += text.slice(passed, start) + mask;
      passed = start + pieceLength;
    }
    clean += text.slice(passed);
    return this.#shortForms === undefined ? clean : clean.replaceAll(this.#shortForms, mask);
  }

  /** Returns the position of the first piece from a position on, or -1. */
  #next(text: string, from: number): number {
    const grams = this.#grams;
    for (let at = from + stride - 1; at + gramLength <= text.length; at += stride) {
      if (grams[hashAt(text, at)] === 0) continue;
      // A piece has the text before it, or the one after it, as well.
      if (grams[hashAt(text, at - 1)] === 0 && grams[hashAt(text, at + 1)] === 0) continue;
      for (let start = at - stride + 1; start <= at; start += 1)
        if (this.#pieces.has(text.slice(start, start + pieceLength).toLowerCase())) return start;
    }
    return -1;
  }
}

/** Returns a hash of the next characters, which is the same for both cases of an ASCII letter. */
function hashAt(text: string, at: number): number {
  let hash = text.charCodeAt(at) | 0x20;
  hash = Math.imul(hash, factor) + (text.charCodeAt(at + 1) | 0x20);
  hash = Math.imul(hash, factor) + (text.charCodeAt(at + 2) | 0x20);
  hash = Math.imul(hash, factor) + (text.charCodeAt(at + 3) | 0x20);
  return (hash ^ (hash >>> 13)) & (hashes - 1);
}

/** Returns a pattern that matches exactly a text. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&");
}
