import type { Clock } from "../../base/clock.ts";
import { countOf } from "../../base/text/count-of.ts";
import type { Message } from "../../protocol/messages.ts";
import type { WriterObserver } from "../../protocol/writer.ts";
import type { TextOutput } from "../command-line/command.ts";

/** Minimum time between updates of the line on a terminal, and between lines in a file or a pipe. */
const drawIntervalMs = { terminal: 200, lines: 10_000 };

interface ProgressOptions {
  /** The number of streams. */
  readonly total: number;
  /** If false, writes only the summary, because the terminal shows the messages too. */
  readonly isLive: boolean;
}

/** Shows the progress of a read: a status line, warnings above it, and a summary. Elsewhere than on a terminal, lines. */
export class TerminalProgress implements WriterObserver {
  readonly #output: TextOutput;
  readonly #clock: Clock;
  readonly #total: number;
  readonly #isLive: boolean;
  readonly #records = new Map<string, number>();
  readonly #running = new Set<string>();
  readonly #complete = new Set<string>();
  readonly #incomplete = new Set<string>();
  #waitsUntil = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(output: TextOutput, clock: Clock, { total, isLive }: ProgressOptions) {
    this.#output = output;
    this.#clock = clock;
    this.#total = total;
    this.#isLive = isLive;
  }

  records(stream: string, count: number): void {
    this.#records.set(stream, (this.#records.get(stream) ?? 0) + count);
    this.#draw();
  }

  message(message: Message): void {
    if (message.type === "LOG" && this.#isLive) {
      const { level, message: text } = message.log;
      if (level === "WARN") this.#print(`Warning: ${text}`);
      if (level === "ERROR") this.#print(`Error: ${text}`);
    } else if (message.type === "TRACE" && message.trace.type === "STREAM_STATUS") {
      const {
        stream_descriptor: { name },
        status,
        reasons,
      } = message.trace.stream_status;
      if (reasons !== undefined) this.#waitsUntil = reasons[0].rate_limited.quota_reset;
      if (status === "STARTED") this.#running.add(name);
      if (status === "COMPLETE" || status === "INCOMPLETE") {
        this.#running.delete(name);
        (status === "COMPLETE" ? this.#complete : this.#incomplete).add(name);
      }
      this.#draw(status !== "RUNNING" || reasons !== undefined);
    }
  }

  /** Replaces the status line by a summary. */
  end(): void {
    const notRead = this.#total - this.#complete.size - this.#incomplete.size;
    const names = [...this.#incomplete];
    const incomplete = names.length > 10 ? names.length : names.join(", ");
    const parts = [
      `${this.#complete.size} of ${countOf(this.#total, "stream")} complete`,
      ...(names.length > 0 ? [`incomplete: ${incomplete}`] : []),
      ...(notRead > 0 ? [`${notRead} not read`] : []),
      this.#count(),
    ];
    this.#print(parts.join("; "));
  }

  #draw(isUrgent = false): void {
    const now = this.#clock.now();
    const isTerminal = this.#output.isTTY === true;
    const isDue = now - this.#drawnAt >= drawIntervalMs[isTerminal ? "terminal" : "lines"];
    if (!this.#isLive || !(isDue || (isUrgent && isTerminal))) return;
    this.#drawnAt = now;
    const done = this.#complete.size + this.#incomplete.size;
    const waits =
      this.#waitsUntil > now
        ? `; waiting for the rate limit until ${new Date(this.#waitsUntil).toISOString().slice(11, 19)} UTC`
        : "";
    const reading = this.#running.size === 0 ? "" : `; reading ${[...this.#running].join(", ")}`;
    const line = `${done} of ${countOf(this.#total, "stream")}, ${this.#count()}${waits}${reading}`;
    const width = (this.#output.columns ?? 80) - 1;
    const shown = line.length > width ? `${line.slice(0, width - 1)}…` : line;
    this.#clearLine();
    this.#output.write(isTerminal ? shown : `${shown}\n`);
  }

  #print(text: string): void {
    this.#clearLine();
    this.#output.write(`${text}\n`);
  }

  #clearLine(): void {
    if (this.#isLive && this.#output.isTTY === true) this.#output.writeUnchanged("\r\u001B[K");
  }

  #count(): string {
    return countOf(
      [...this.#records.values()].reduce((sum, count) => sum + count, 0),
      "record",
    );
  }
}
