import type { Writable } from "node:stream";
import type { Clock } from "../base/clock.ts";
import type { JsonObject } from "../base/json.ts";
import type { ConnectorError } from "./errors.ts";
import { jsonLine, loadableLine, terminalLines } from "./json-line.ts";
import type { LogLevel, Message, StreamDescriptor, Trace } from "./messages.ts";
import type { Redactor } from "./redaction.ts";

const chunkLength = 65_536;
/** Isn't redacted: the platform stores the configuration with its tokens. */
const controlHead = '{"type":"CONTROL",';

/** Observes the messages that a writer writes, for example to display progress. */
export interface WriterObserver {
  records(stream: string, count: number): void;
  /** Called for all messages other than RECORD and STATE, without secrets. */
  message(message: Message): void;
}

/**
 * Writes all messages to stdout, one JSON object per line, in the order of the calls. Collects lines into chunks and
 * waits for a slow reader. Removes secrets, except from the configuration of a CONTROL message.
 */
export class MessageWriter {
  readonly #output: Writable;
  readonly #clock: Clock;
  readonly #redactor: Redactor;
  readonly #debug: boolean;
  #pending = "";
  #draining: Promise<void> | undefined;
  #isScheduled = false;
  #outputError: Error | undefined;
  #observer: WriterObserver | undefined;
  #levelOf: (level: LogLevel, message: string) => LogLevel = (level) => level;
  readonly #closed = new AbortController();

  constructor(output: Writable, clock: Clock, redactor: Redactor, options: { debug: boolean }) {
    this.#output = output;
    this.#clock = clock;
    this.#redactor = redactor;
    this.#debug = options.debug;
    const close = () => this.#closed.abort();
    output.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") this.#outputError ??= error;
      close();
    });
    output.on("close", close);
  }

  /** Sets the observer of the messages. */
  observe(observer: WriterObserver): void {
    this.#observer = observer;
  }

  /** Sets what decides on the level at which a log message is written. */
  adjustLevels(levelOf: (level: LogLevel, message: string) => LogLevel): void {
    this.#levelOf = levelOf;
  }

  /** Aborts when the output accepts no more data: the reader closed the pipe, or writing failed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** The error of the output, such as a full disk; undefined if the reader closed the pipe. */
  get outputError(): Error | undefined {
    return this.#outputError;
  }

  /**
   * Returns one RECORD line per row, without what databases and Python reject (see `loadableLine`).
   * @throws RangeError if a row can't be written as JSON
   */
  recordLines(stream: StreamDescriptor, rows: readonly JsonObject[]): string {
    const head = `{"type":"RECORD","record":{"stream":${jsonLine(stream.name)},${
      stream.namespace === undefined ? "" : `"namespace":${jsonLine(stream.namespace)},`
    }"data":`;
    let lines = "";
    for (const row of rows) lines += `${head}${loadableLine(jsonLine(row))},"emitted_at":${this.#clock.now()}}}\n`;
    return lines;
  }

  /**
   * Writes lines of `recordLines`, with no other line between them, so that a STATE covers all or none. Wait for `caughtUp` before you
   * write more.
   */
  appendRecords(stream: StreamDescriptor, lines: string, count: number): void {
    this.#append(lines);
    this.#observer?.records(stream.name, count);
  }

  /** Resolves when the reader has caught up enough for more lines. */
  async caughtUp(): Promise<void> {
    while (this.#pending.length >= chunkLength) await this.#drain();
  }

  /**
   * Writes the STATE that covers all preceding RECORD lines of the stream. Removes members that contain a secret, such as
   * a bookmark with the token; the next sync rereads their data.
   * @param recordCount records of the stream since its last STATE, which the protocol requires with a decimal point
   * @param json the state as JSON
   */
  state(stream: StreamDescriptor, state: JsonObject, recordCount: number, json: string): void {
    const lineOf = (content: string) =>
      `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":${jsonLine(descriptor(stream))},"stream_state":${content}},"sourceStats":{"recordCount":${recordCount}.0}}}\n`;
    const unredacted = lineOf(json);
    const hasSecret = this.#redactor.mightContainSecret(unredacted);
    this.#append(loadableLine(hasSecret ? lineOf(jsonLine(this.#redactor.withoutSecrets(state))) : unredacted));
  }

  message(message: Message): void {
    const line = jsonLine(message);
    // The platform must get its configuration unchanged.
    this.#append(`${message.type === "CONTROL" ? line : loadableLine(line)}\n`);
    this.#observer?.message(message);
  }

  trace(trace: Trace): void {
    this.message({ type: "TRACE", trace: { ...trace, emitted_at: this.#clock.now() } });
  }

  /** Writes an ERROR trace without secrets. */
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

  /** Logs and traces the error of a stream. @param label the stream in the log */
  streamError(error: ConnectorError, stream: StreamDescriptor, label = stream.name): void {
    this.log("ERROR", error.message, label);
    this.error(error, stream);
  }

  /** @param label what the message is about, such as the name of a stream; undefined: the run */
  log(wanted: LogLevel, message: string, label?: string): void {
    const text = label === undefined ? message : `${label}: ${message}`;
    const level = this.#levelOf(wanted, text);
    if (level === "DEBUG" && !this.#debug) return;
    this.message({ type: "LOG", log: { level, message: this.#redactor.redact(text) } });
  }

  /** Logs the internal message of an error, if it has one, and the stack trace of a system error. */
  details(error: ConnectorError): void {
    const { failureType, internalMessage } = error;
    if (internalMessage === undefined) return;
    if (failureType !== "system_error") {
      this.log("DEBUG", internalMessage);
      return;
    }
    const message = this.#redactor.redact(internalMessage);
    const stackTrace = this.#redactor.redact(stackOf(error));
    this.message({ type: "LOG", log: { level: "ERROR", message, stack_trace: stackTrace } });
  }

  /** Resolves when the operating system has all lines so far, or the output is closed. */
  async flush(): Promise<void> {
    while (this.#pending.length > 0) await this.#drain();
    await this.#until((done) => this.#output.write("", done));
  }

  #append(lines: string): void {
    this.#pending += lines;
    if (this.#isScheduled) return;
    // Writes less than a chunk as soon as the program waits, which might take minutes.
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#drain();
    });
  }

  /** Writes the pending lines, one write at a time. Resolves when the output accepts more. */
  #drain(): Promise<void> {
    this.#draining ??= this.#writePending().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #writePending(): Promise<void> {
    const redacted = this.#redacted(this.#pending);
    const chunk = this.#isTerminal ? terminalLines(redacted) : redacted;
    this.#pending = "";
    if (chunk === "" || this.#isClosed || this.#output.write(chunk)) return;
    await this.#until((done) => this.#output.once("drain", done));
  }

  /** Searches the entire chunk first, which takes a third of the time of searching its lines. */
  #redacted(chunk: string): string {
    if (!this.#redactor.mightContainSecret(chunk)) return chunk;
    return chunk
      .split("\n")
      .map((line) =>
        line.startsWith(controlHead) || !this.#redactor.mightContainSecret(line)
          ? line
          : this.#redactor.redactLine(line),
      )
      .join("\n");
  }

  get #isTerminal(): boolean {
    return "isTTY" in this.#output && this.#output.isTTY === true;
  }

  get #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** Resolves when `start` calls back, or the output is closed. */
  async #until(start: (done: () => void) => void): Promise<void> {
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        this.closed.removeEventListener("abort", end);
        resolve();
      };
      this.closed.addEventListener("abort", end, { once: true });
      start(end);
    });
  }
}

/** Returns the stack trace of the original error. */
function stackOf({ cause, stack }: ConnectorError): string {
  return (cause instanceof Error ? cause.stack : undefined) ?? stack ?? "";
}

function descriptor({ name, namespace }: StreamDescriptor) {
  return namespace === undefined ? { name } : { name, namespace };
}
