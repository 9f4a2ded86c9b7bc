import { longestFirst } from "./secret-forms.ts";

const mask = "****";

/** The minimum length of a part of a secret that is hidden. */
const pieceLength = 16;

/** Finds secrets in texts: short forms by exact match, longer ones by every substring of `pieceLength`. */
export class SecretSearch {
  #short: readonly string[] = [];
  readonly #pieces = new Set<string>();

  /** @param forms see `formsOf` */
  add(forms: readonly string[]): void {
    this.#short = longestFirst([...this.#short, ...forms.filter(({ length }) => length < pieceLength)]);
    for (const form of forms) {
      for (let start = 0; start + pieceLength <= form.length; start += 1) {
        this.#pieces.add(form.slice(start, start + pieceLength));
      }
    }
  }

  /** Replaces secrets and parts of them with asterisks. */
  hide(text: string): string {
    return this.#short.reduce((clean, form) => clean.replaceAll(form, mask), this.#hidePieces(text));
  }

  #hidePieces(text: string): string {
    let clean = "";
    let passed = 0;
    let hidden = false;
    for (let start = 0; start + pieceLength <= text.length; start += 1) {
      if (!this.#pieces.has(text.slice(start, start + pieceLength))) continue;
      if (!hidden || start > passed) clean += text.slice(passed, start) + mask;
      hidden = true;
      passed = start + pieceLength;
    }
    return clean + text.slice(passed);
  }
}
