/** Finds quotes and backslashes in a chunk, and looks at each place once. */
export class StringMarks {
  readonly #chunk: string;
  #quote = -1;
  #backslash = -1;

  constructor(chunk: string) {
    this.#chunk = chunk;
  }

  /** The next quote from a position on; the end of the chunk where there is none. */
  quoteFrom(position: number): number {
    if (this.#quote < position) this.#quote = this.#find('"', position);
    return this.#quote;
  }

  /** The next backslash, likewise. */
  backslashFrom(position: number): number {
    if (this.#backslash < position) this.#backslash = this.#find("\\", position);
    return this.#backslash;
  }

  #find(character: string, position: number): number {
    const found = this.#chunk.indexOf(character, position);
    return found === -1 ? this.#chunk.length : found;
  }
}
