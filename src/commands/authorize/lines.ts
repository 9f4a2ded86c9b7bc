import { createInterface, type Interface } from "node:readline";
import { type Readable, Writable } from "node:stream";
import type { TextOutput } from "../command-line/command.ts";

/** Reads lines from a terminal or a pipe. */
export class Lines {
  readonly #input: Readable & { readonly isTTY?: boolean };
  readonly #output: TextOutput;
  #reader: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;
  #isHidden = false;

  constructor(input: Readable & { readonly isTTY?: boolean }, output: TextOutput) {
    this.#input = input;
    this.#output = output;
  }

  /**
   * Prints a question and reads a line.
   * @param options `isHidden`: the terminal doesn't show the input
   * @returns the trimmed line; undefined at the end of the input
   */
  async ask(question: string, { isHidden = false }: { readonly isHidden?: boolean } = {}): Promise<string | undefined> {
    this.#output.write(question);
    this.#isHidden = isHidden;
    this.#lines ??= this.#open();
    const { value, done } = await this.#lines.next();
    this.#isHidden = false;
    if (isHidden || this.#input.isTTY !== true) this.#output.write("\n");
    return done === true ? undefined : value.trim();
  }

  /** Stops reading, so that the program can exit. */
  close(): void {
    this.#reader?.close();
    if (this.#reader !== undefined) this.#input.pause();
  }

  #open(): AsyncIterator<string> {
    // Readline echoes the input to its output, so this hides it.
    const shown = new Writable({
      write: (chunk: unknown, _encoding, done) => {
        if (!this.#isHidden) this.#output.writeUnchanged(String(chunk));
        done();
      },
    });
    this.#reader = createInterface({ input: this.#input, output: shown, terminal: this.#input.isTTY === true });
    return this.#reader[Symbol.asyncIterator]();
  }
}
