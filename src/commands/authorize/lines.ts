import { createInterface, type Interface } from "node:readline";
import { type Readable, Writable } from "node:stream";
import type { TextOutput } from "../command-line/command.ts";

/** Reads lines from a terminal or a pipe. */
export class Lines {
  readonly #input: Readable & { readonly isTTY?: boolean };
  readonly #output: TextOutput;
  readonly #received: string[] = [];
  #next: ((line: string | undefined) => void) | undefined;
  #reader: Interface | undefined;
  #isEnded = false;
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
    this.#open();
    this.#output.write(question);
    this.#isHidden = isHidden;
    const line = await new Promise<string | undefined>((resolve) => {
      const received = this.#received.shift();
      if (received !== undefined || this.#isEnded) resolve(received);
      else this.#next = resolve;
    });
    this.#isHidden = false;
    if (isHidden || this.#input.isTTY !== true) this.#output.write("\n");
    return line?.trim();
  }

  /** Stops reading, so that the program can exit. */
  close(): void {
    this.#reader?.close();
    if (this.#reader !== undefined) this.#input.pause();
  }

  #open(): void {
    if (this.#reader !== undefined) return;
    // Readline echoes the input to its output, so this hides it.
    const shown = new Writable({
      write: (chunk: unknown, _encoding, done) => {
        if (!this.#isHidden) this.#output.writeUnchanged(String(chunk));
        done();
      },
    });
    this.#reader = createInterface({ input: this.#input, output: shown, terminal: this.#input.isTTY === true });
    this.#reader.on("line", (line) => {
      if (this.#next === undefined) this.#received.push(line);
      else this.#take(line);
    });
    this.#reader.on("close", () => {
      this.#isEnded = true;
      this.#take(undefined);
    });
  }

  #take(line: string | undefined): void {
    const next = this.#next;
    this.#next = undefined;
    next?.(line);
  }
}
