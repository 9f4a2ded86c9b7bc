import { digestOf } from "../../digest.ts";

/**
 * Six characters tell 2^36 keys apart. A key that is not in a set of 10,000 is taken for one that is with a probability
 * of 1.5 in ten million. States have had digests of partitions in this length from the beginning.
 */
export const partitionDigest = 6;

/**
 * Eight characters tell 2^48 keys apart: a row that is taken for one that was seen is lost without a trace. In a set of
 * 100,000 it happens to one new row in 2.8 billion.
 */
export const rowDigest = 8;

/**
 * A set of keys that stays small in a state: so many characters a key, whatever the keys are. Keys can be looked up and
 * not be listed.
 */
export class KeyDigests {
  readonly #length: number;
  readonly #digests = new Set<string>();
  /** The digests in the order in which they were added: a state with all of them is due often. */
  #text = "";

  private constructor(length: number) {
    this.#length = length;
  }

  /** @param length how many characters stand for a key */
  static of(keys: Iterable<string>, length = partitionDigest): KeyDigests {
    const digests = new KeyDigests(length);
    for (const key of keys) digests.add(key);
    return digests;
  }

  /** @param text what `toText` gave, or the beginning of it */
  static fromText(text: string, length = partitionDigest): KeyDigests {
    const digests = new KeyDigests(length);
    for (let end = length; end <= text.length; end += length) digests.#addDigest(text.slice(end - length, end));
    return digests;
  }

  get size(): number {
    return this.#digests.size;
  }

  has(key: string): boolean {
    return this.#digests.size > 0 && this.#digests.has(digestOf(key, this.#length));
  }

  /** @returns whether it was not among them */
  add(key: string): boolean {
    return this.#addDigest(digestOf(key, this.#length));
  }

  /** A set of the keys of both, this one's first. */
  union(other: KeyDigests): KeyDigests {
    return KeyDigests.fromText(this.toText() + other.toText(), this.#length);
  }

  clear(): void {
    this.#digests.clear();
    this.#text = "";
  }

  /**
   * The keys in the order in which they were added.
   * @param most no more than so many of them
   */
  toText(most = Number.POSITIVE_INFINITY): string {
    return this.#text.slice(0, most * this.#length);
  }

  #addDigest(digest: string): boolean {
    const { size } = this;
    if (this.#digests.add(digest).size === size) return false;
    this.#text += digest;
    return true;
  }
}
