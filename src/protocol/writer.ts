import type { Writable } from "node:stream";
import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import type { ConnectorError } from "./errors.ts";
import { jsonLine } from "./json-line.ts";
import type { LogLevel, Message, StreamDescriptor, Trace } from "./messages.ts";
import type { Redactor } from "./redaction.ts";

const chunkLength = 65_536;
/** The configuration goes back to whom it is from, with the tokens that it must have from now on. */
const controlHead = '{"type":"CONTROL",';

/** Told of what a writer writes, as it is called: a display of progress is. */
export interface WriterObserver {
  records(stream: string, count: number): void;
  /** Every other message but STATE, without secrets. */
  message(message: Message): void;
}

/**
 * The one place that writes to stdout: a JSON message a line, collected into chunks, waiting when the reader is slow.
 * Lines come out in the order of the calls. No secret is in any of them, save the configuration of a CONTROL message.
 */
export class MessageWriter {
  readonly #output: Writable;
  readonly #clock: Clock;
  readonly #redactor: Redactor;
  readonly #debug: boolean;
  #pending: string[] = [];
  #pendingLength = 0;
  #closed = false;
  #draining: Promise<void> | undefined;
  #isScheduled = false;
  #fault: Error | undefined;
  #observer: WriterObserver | undefined;
  readonly #gone = new AbortController();

  constructor(output: Writable, clock: Clock, redactor: Redactor, options: { debug: boolean }) {
    this.#output = output;
    this.#clock = clock;
    this.#redactor = redactor;
    this.#debug = options.debug;
    const close = () => {
      this.#closed = true;
      this.#gone.abort();
    };
    output.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") this.#fault ??= error;
      close();
    });
    output.on("close", close);
  }

  /** From now on tells an observer of what is written. */
  observe(observer: WriterObserver): void {
    this.#observer = observer;
  }

  /** Aborts when no more can be written: the reader closed its end of the pipe, or there is a fault. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Why the output takes no more, such as a full disk; undefined where a reader closed its end, who knows of it. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  /**
   * Writes a RECORD line each. The lines stand together: no other comes between them, so a STATE counts all of them or
   * none. Returns the characters written; whoever has more to write waits for `room`.
   * @param write gives a record's `data` as JSON; members of RECORD may follow behind it
   * @throws RangeError when a row cannot be written as JSON: then none of them is
   */
  records(
    stream: StreamDescriptor,
    rows: readonly JsonObject[],
    write: (row: JsonObject) => string = jsonLine,
  ): number {
    const head = `{"type":"RECORD","record":{"stream":${jsonLine(stream.name)},${
      stream.namespace === undefined ? "" : `"namespace":${jsonLine(stream.namespace)},`
    }"data":`;
    const lines = rows.map((row) => `${head}${write(row)},"emitted_at":${this.#clock.now()}}}\n`);
    for (const line of lines) this.#append(line);
    this.#observer?.records(stream.name, lines.length);
    return lines.reduce((sum, { length }) => sum + length, 0);
  }

  /** Resolves when there is room for more lines: the reader may be slow. */
  async room(): Promise<void> {
    while (this.#pendingLength >= chunkLength) await this.#drain();
  }

  /**
   * Writes the STATE that covers all RECORD lines of the stream before it. Returns the characters written. What of the
   * state holds a secret, such as a bookmark with the token in it, is left out, and what is left out is read again.
   * @param recordCount records of the stream since its last STATE. The protocol wants it with a decimal point.
   */
  state(stream: StreamDescriptor, state: JsonObject, recordCount: number): number {
    const lineOf = (content: JsonObject) =>
      `{"type":"STATE","state":{"type":"STREAM","stream":${jsonLine({
        stream_descriptor: descriptor(stream),
        stream_state: content,
      })},"sourceStats":{"recordCount":${recordCount}.0}}}\n`;
    const whole = lineOf(state);
    const line = this.#redactor.mayBeIn(whole) ? lineOf(this.#redactor.withoutSecrets(state)) : whole;
    this.#append(line);
    return line.length;
  }

  message(message: Message): void {
    this.#append(`${jsonLine(message)}\n`);
    this.#observer?.message(message);
  }

  trace(trace: Trace): void {
    this.message({ type: "TRACE", trace: { ...trace, emitted_at: this.#clock.now() } });
  }

  /** Writes an ERROR trace, cleaned of secrets. */
  error(error: ConnectorError, stream?: StreamDescriptor): void {
    const { failureType, message, internalMessage } = error;
    this.trace({
      type: "ERROR",
      error: {
        message: this.#redactor.redact(message),
        failure_type: failureType,
        ...(internalMessage === undefined ? {} : { internal_message: this.#redactor.redact(internalMessage) }),
        ...(failureType === "system_error" ? { stack_trace: this.#redactor.redact(stackOf(error)) } : {}),
        ...(stream === undefined ? {} : { stream_descriptor: descriptor(stream) }),
      },
    });
  }

  log(level: LogLevel, message: string): void {
    if (level === "DEBUG" && !this.#debug) return;
    this.message({ type: "LOG", log: { level, message: this.#redactor.redact(message) } });
  }

  /** Resolves when all lines so far have been handed to the operating system, or the reader is gone. */
  async flush(): Promise<void> {
    while (this.#pending.length > 0) await this.#drain();
    await this.#until((done) => this.#output.write("", done));
  }

  #append(line: string): void {
    if (this.#closed) return;
    this.#pending.push(line);
    this.#pendingLength += line.length;
    if (this.#isScheduled) return;
    // Less than a chunk leaves as soon as the program waits for something, which may take minutes.
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#drain();
    });
  }

  /** Hands the lines so far on, once at a time whoever asks; resolves when the output takes more. */
  #drain(): Promise<void> {
    this.#draining ??= this.#handOn().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #handOn(): Promise<void> {
    const chunk = this.#redacted(this.#pending.join(""));
    this.#pending = [];
    this.#pendingLength = 0;
    if (chunk === "" || this.#closed || this.#output.write(chunk)) return;
    await this.#until((done) => this.#output.once("drain", done));
  }

  /** Whole chunks are searched, since that costs a third of what their lines would. */
  #redacted(chunk: string): string {
    if (!this.#redactor.mayBeIn(chunk)) return chunk;
    return chunk
      .split("\n")
      .map((line) =>
        line.startsWith(controlHead) || !this.#redactor.mayBeIn(line) ? line : this.#redactor.redactLine(line),
      )
      .join("\n");
  }

  /** Resolves when `start` calls back, or the reader is gone. */
  async #until(start: (done: () => void) => void): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        this.#gone.signal.removeEventListener("abort", end);
        resolve();
      };
      this.#gone.signal.addEventListener("abort", end, { once: true });
      start(end);
    });
  }
}

/** Where it went wrong first. Only the connector's own faults have a stack to show. */
function stackOf({ cause, stack }: ConnectorError): string {
  return (cause instanceof Error ? cause.stack : undefined) ?? stack ?? "";
}

function descriptor({ name, namespace }: StreamDescriptor) {
  return namespace === undefined ? { name } : { name, namespace };
}
