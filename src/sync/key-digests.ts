import { createHash } from "node:crypto";

/** Six characters tell 2^36 keys apart: with 100,000 keys, one of a million is taken for another. */
const digestLength = 6;

/** A set of keys that stays small in a state: 60 kB for 10,000 keys. Keys can be looked up and not be listed. */
export class KeyDigests {
  readonly #digests: Set<string>;

  private constructor(digests: Set<string>) {
    this.#digests = digests;
  }

  static of(keys: readonly string[]): KeyDigests {
    return new KeyDigests(new Set(keys.map(digestOf)));
  }

  /** @param text what `toText` gave */
  static fromText(text: string): KeyDigests {
    return new KeyDigests(new Set(text.match(new RegExp(`.{${digestLength}}`, "gu")) ?? []));
  }

  has(key: string): boolean {
    return this.#digests.has(digestOf(key));
  }

  add(key: string): void {
    this.#digests.add(digestOf(key));
  }

  clear(): void {
    this.#digests.clear();
  }

  toText(): string {
    return [...this.#digests].join("");
  }
}

function digestOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, digestLength);
}
