import assert from "node:assert/strict";
import { Writable } from "node:stream";
import type { Clock } from "../../src/base/clock.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { asText, isObject } from "../../src/base/json.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { objectAt, parsedObject } from "../narrow.ts";

/** A message of the output. */
export interface Line {
  /** RECORD, STATE, LOG, or a trace: STARTED, RUNNING, RATE_LIMITED, COMPLETE, INCOMPLETE, ERROR. */
  readonly kind: string;
  /** The stream's name; "" for logs. */
  readonly stream: string;
  /** The data of the record, the state, or the content of the message. */
  readonly body: JsonObject;
  /** The number of records of a STATE. */
  readonly recordCount: number;
}

/**
 * Returns a writer, and a function that returns the lines that it wrote.
 * @param secrets values that no line may contain
 */
export function messageLog(clock: Clock, secrets: readonly string[] = []) {
  const redactor = new Redactor();
  redactor.add(secrets);
  let text = "";
  const output = new Writable({
    write: (chunk: unknown, _, done) => {
      text += String(chunk);
      done();
    },
  });
  const writer = new MessageWriter(output, clock, redactor, { debug: true });
  const lines = async (): Promise<readonly Line[]> => {
    await writer.flush();
    return text.split("\n").slice(0, -1).map(parseLine);
  };
  return { writer, lines };
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

function parseLine(text: string): Line {
  const message = parsedObject(text);
  const { type } = message;
  if (type === "RECORD")
    return lineOf("RECORD", objectAt(message, "record").stream, objectAt(message, "record", "data"));
  if (type === "LOG") {
    assert.match(asText(objectAt(message, "log").level), /^(?:ERROR|WARN|INFO|DEBUG)$/u);
    return lineOf("LOG", "", objectAt(message, "log"));
  }
  if (type === "STATE") {
    const stream = objectAt(message, "state", "stream");
    const { recordCount } = objectAt(message, "state", "sourceStats");
    const { name } = objectAt(stream, "stream_descriptor");
    return { ...lineOf("STATE", name, objectAt(stream, "stream_state")), recordCount: Number(recordCount) };
  }
  const trace = objectAt(message, "trace");
  const body = objectAt(trace, trace.type === "ERROR" ? "error" : "stream_status");
  const name = isObject(body.stream_descriptor) ? body.stream_descriptor.name : "";
  if (trace.type === "ERROR") return lineOf("ERROR", name, body);
  return lineOf(body.reasons === undefined ? asText(body.status) : "RATE_LIMITED", name, body);
}

const lineOf = (kind: string, stream: unknown, body: JsonObject): Line => ({
  kind,
  stream: String(stream),
  body,
  recordCount: 0,
});
