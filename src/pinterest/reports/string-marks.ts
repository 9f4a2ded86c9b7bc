/** Finds quotes and backslashes in a chunk, in one pass for increasing positions. */
export class StringMarks {
  readonly #chunk: string;
  #quote = -1;
  #backslash = -1;

  constructor(chunk: string) {
    this.#chunk = chunk;
  }

  /** Returns the position of the next quote; the length of the chunk if there is none. */
  quoteFrom(position: number): number {
    if (this.#quote < position) this.#quote = this.#find('"', position);
    return this.#quote;
  }

  /** Returns the position of the next backslash; the length of the chunk if there is none. */
  backslashFrom(position: number): number {
    if (this.#backslash < position) this.#backslash = this.#find("\\", position);
    return this.#backslash;
  }

  #find(character: string, position: number): number {
    const found = this.#chunk.indexOf(character, position);
    return found === -1 ? this.#chunk.length : found;
  }
}
