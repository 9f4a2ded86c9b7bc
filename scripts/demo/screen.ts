import { styleText } from "node:util";

/** What the person at the terminal sees. Without a terminal, progress comes as a line now and then. */
export class Screen {
  readonly #live = process.stdout.isTTY === true;
  #shown = "";
  #lastLine = Date.now();

  say(text = ""): void {
    this.#clear();
    process.stdout.write(`${text}\n`);
  }

  heading(text: string): void {
    this.say();
    this.say(this.#live ? styleText("bold", text) : text);
  }

  /** Shows what is going on, in place of what was going on before. */
  progress(text: string): void {
    if (this.#live) {
      this.#clear();
      this.#shown = text.slice(0, (process.stdout.columns ?? 80) - 1);
      process.stdout.write(this.#shown);
    } else if (Date.now() - this.#lastLine >= 5_000) {
      this.#lastLine = Date.now();
      this.say(text);
    }
  }

  #clear(): void {
    if (this.#shown !== "") process.stdout.write("\r\u001b[2K");
    this.#shown = "";
  }
}
