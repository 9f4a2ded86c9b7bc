import type { Writable } from "node:stream";
import { textOutput } from "./text-output.ts";

/** Whether outputs took everything. An error, such as a full disk, would otherwise end the program with a stack trace. */
export class OutputCheck {
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  #error: NodeJS.ErrnoException | undefined;

  constructor(stdout: Writable, stderr: Writable) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    stdout.on("error", (error: NodeJS.ErrnoException) => {
      this.#error ??= error;
    });
    // Nowhere is left to say that stderr fails.
    stderr.on("error", () => undefined);
  }

  /**
   * Waits for all output so far. Says on stderr why it is incomplete, unless its reader has closed it.
   * @param remedy what to do once there is space
   * @returns whether stdout has all of it
   */
  async isWritten(remedy: string): Promise<boolean> {
    await new Promise<void>((resolve) => this.#stdout.write("", () => resolve()));
    const error = this.#error;
    if (error !== undefined && error.code !== "EPIPE")
      textOutput(this.#stderr).write(`Could not write all output: ${error.message}. Free some space, and ${remedy}.\n`);
    return error === undefined;
  }
}
