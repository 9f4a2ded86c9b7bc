import assert from "node:assert/strict";
import { Writable } from "node:stream";
import type { Clock } from "../../src/base/clock.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { asText, isObject } from "../../src/base/json.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { objectOf } from "../narrow.ts";

/** A message of the output. */
export interface Line {
  /** RECORD, STATE, LOG, or a trace: STARTED, RUNNING, RATE_LIMITED, COMPLETE, INCOMPLETE, ERROR, ESTIMATE. */
  readonly kind: string;
  /** The stream's name; "" for logs. */
  readonly stream: string;
  /** The data of the record, the state, or the content of the message. */
  readonly body: JsonObject;
  /** The number of records of a STATE. */
  readonly recordCount: number;
}

/** A writer that stores its lines. */
export class MessageLog {
  readonly writer: MessageWriter;
  #text = "";

  /** @param secrets values that no line may contain */
  constructor(clock: Clock, secrets: readonly string[] = []) {
    const redactor = new Redactor();
    redactor.add(secrets);
    const output = new Writable({
      write: (chunk: unknown, _, done) => {
        this.#text += String(chunk);
        done();
      },
    });
    this.writer = new MessageWriter(output, clock, redactor, { debug: true });
  }

  async lines(): Promise<readonly Line[]> {
    await this.writer.flush();
    return this.#text.split("\n").slice(0, -1).map(parseLine);
  }

  /** Returns the kinds of a stream's messages, without repetitions. */
  async kinds(stream: string): Promise<readonly string[]> {
    const kinds = (await this.lines()).filter((line) => line.stream === stream).map(({ kind }) => kind);
    return kinds.filter((kind, index) => kind !== kinds[index - 1]);
  }

  async records(stream: string): Promise<readonly JsonObject[]> {
    return (await this.lines()).filter((line) => line.stream === stream && line.kind === "RECORD").map(bodyOf);
  }

  async states(stream: string): Promise<readonly JsonObject[]> {
    return (await this.lines()).filter((line) => line.stream === stream && line.kind === "STATE").map(bodyOf);
  }

  /** Returns the log messages of a level. */
  async logs(level: string): Promise<readonly string[]> {
    return (await this.lines())
      .filter(({ kind, body }) => kind === "LOG" && body.level === level)
      .map(({ body }) => asText(body.message));
  }

  async errors(): Promise<readonly JsonObject[]> {
    return (await this.lines()).filter(({ kind }) => kind === "ERROR").map(bodyOf);
  }
}

/** Returns the records of a stream that no STATE covers. Fails unless each STATE counts the records before it. */
export function uncovered(lines: readonly Line[], stream: string): number {
  let count = 0;
  for (const line of lines.filter((entry) => entry.stream === stream)) {
    if (line.kind === "RECORD") count += 1;
    if (line.kind !== "STATE") continue;
    if (line.recordCount !== count) throw new Error(`a STATE counts ${line.recordCount} records after ${count}`);
    count = 0;
  }
  return count;
}

function bodyOf({ body }: Line): JsonObject {
  return body;
}

function parseLine(text: string): Line {
  const message: unknown = JSON.parse(text);
  const { type, record, state, log, trace } = objectOf(message);
  const line = (kind: string, stream: unknown, body: unknown, recordCount = 0): Line => ({
    kind,
    stream: String(stream),
    body: objectOf(body),
    recordCount,
  });
  switch (type) {
    case "RECORD":
      return line("RECORD", objectOf(record).stream, objectOf(record).data);
    case "STATE": {
      const { stream, sourceStats } = objectOf(state);
      const { stream_descriptor: descriptor, stream_state: body } = objectOf(stream);
      return line("STATE", objectOf(descriptor).name, body, Number(objectOf(sourceStats).recordCount));
    }
    case "LOG":
      assert.match(asText(objectOf(log).level), /^(?:ERROR|WARN|INFO|DEBUG)$/u);
      return line("LOG", "", log);
    default:
      return parseTrace(objectOf(trace), line);
  }
}

function parseTrace(trace: JsonObject, line: (kind: string, stream: unknown, body: unknown) => Line): Line {
  if (trace.type === "ERROR") {
    const error = objectOf(trace.error);
    return line("ERROR", isObject(error.stream_descriptor) ? error.stream_descriptor.name : "", error);
  }
  if (trace.type === "ESTIMATE") return line("ESTIMATE", objectOf(trace.estimate).name, trace.estimate);
  const status = objectOf(trace.stream_status);
  const kind = status.reasons === undefined ? status.status : "RATE_LIMITED";
  return line(asText(kind), objectOf(status.stream_descriptor).name, status);
}
