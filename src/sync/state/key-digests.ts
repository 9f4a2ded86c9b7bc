import { digestOf } from "../../base/digest.ts";

/**
 * The length of partition digests in characters (36 bits): in a set of 10,000, a false match has a probability of 1.5 in
 * ten million. Part of the state's format.
 */
export const partitionDigest = 6;

/**
 * The length of row digests in characters (48 bits). A false match loses a row: in a set of 100,000, one new row in 2.8
 * billion.
 */
export const rowDigest = 8;

/** A set of keys with a compact text form: a digest of fixed length per key. It can look up keys but not list them. */
export class KeyDigests {
  readonly #length: number;
  readonly #digests = new Set<string>();
  /** The digests in insertion order, cached because states with all of them are written often. */
  #text = "";

  private constructor(length: number) {
    this.#length = length;
  }

  /** @param length the number of characters per digest */
  static of(keys: Iterable<string>, length = partitionDigest): KeyDigests {
    const digests = new KeyDigests(length);
    for (const key of keys) digests.add(key);
    return digests;
  }

  /** @param text a result of `toText`, or its beginning */
  static fromText(text: string, length = partitionDigest): KeyDigests {
    const digests = new KeyDigests(length);
    for (let end = length; end <= text.length; end += length) digests.addDigest(text.slice(end - length, end));
    return digests;
  }

  get size(): number {
    return this.#digests.size;
  }

  has(key: string): boolean {
    return this.#digests.size > 0 && this.#digests.has(digestOf(key, this.#length));
  }

  /** @returns whether the key is new */
  add(key: string): boolean {
    return this.addDigest(digestOf(key, this.#length));
  }

  /** See `has`. @param digest of the length of the others */
  hasDigest(digest: string): boolean {
    return this.#digests.has(digest);
  }

  /** Returns a set of the keys of both, this set's first. */
  union(other: KeyDigests): KeyDigests {
    return KeyDigests.fromText(this.toText() + other.toText(), this.#length);
  }

  clear(): void {
    this.#digests.clear();
    this.#text = "";
  }

  /** Returns the digests in insertion order. */
  toText(): string {
    return this.#text;
  }

  /** See `add`. @param digest of the length of the others */
  addDigest(digest: string): boolean {
    const { size } = this;
    if (this.#digests.add(digest).size === size) return false;
    this.#text += digest;
    return true;
  }
}

/** The length of digests of revisions in characters. */
export const revisionLength = 8;

/** Returns a short digest of a revision. Revisions are only compared, and states can contain 10,000 of them. */
export function revisionDigest(revision: string | undefined): string | undefined {
  return revision === undefined ? undefined : digestOf(revision, revisionLength);
}
