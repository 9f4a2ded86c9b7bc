import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import type { JsonObject } from "../../src/base/json.ts";
import { isObject } from "../../src/base/json.ts";
import { ConnectorError, type FailureType, unexpectedError } from "../../src/protocol/errors.ts";
import { jsonLine } from "../../src/protocol/json-line.ts";
import type { CatalogStream, Message, StreamDescriptor, Trace } from "../../src/protocol/messages.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { anyText } from "../any-text.ts";
import { FakeClock } from "../fake-clock.ts";
import { objectAt, textOf } from "../narrow.ts";
import { airbyteProtocol } from "./airbyte-protocol.ts";
import { Sink } from "./sink.ts";

const now = Date.parse("2026-07-09T10:43:44.123Z");
const pins = { name: "pins" };
const emptySchema: JsonObject = { type: "object", properties: {} };

function setUp({ debug = false, secrets = [] }: { debug?: boolean; secrets?: readonly string[] } = {}) {
  const sink = new Sink();
  const redactor = new Redactor();
  redactor.add(secrets);
  return { sink, redactor, writer: new MessageWriter(sink, new FakeClock(now), redactor, { debug }) };
}

const lineEnds = ["\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"];

/** Ends a line as Python's `str.splitlines` does, which Airbyte's acceptance tests use on the output. */
function pythonLines(text: string): readonly string[] {
  const lines = text.split(new RegExp(`\r\n|${lineEnds.join("|")}`, "u"));
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

const stream: CatalogStream = {
  name: "pins",
  json_schema: emptySchema,
  supported_sync_modes: ["full_refresh", "incremental"],
  source_defined_cursor: true,
  default_cursor_field: ["created_at"],
  source_defined_primary_key: [["id"]],
  is_resumable: true,
};

const messages: readonly Message[] = [
  { type: "LOG", log: { level: "INFO", message: "Starting syncing" } },
  { type: "SPEC", spec: { connectionSpecification: emptySchema, documentationUrl: "https://example.com/docs" } },
  { type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } },
  { type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED", message: "The token has ended." } },
  { type: "CATALOG", catalog: { streams: [stream] } },
  {
    type: "CONTROL",
    control: { type: "CONNECTOR_CONFIG", emitted_at: now, connectorConfig: { config: { refresh_token: "pinr.new" } } },
  },
];

const traces: readonly Trace[] = [
  { type: "STREAM_STATUS", stream_status: { stream_descriptor: pins, status: "STARTED" } },
  {
    type: "STREAM_STATUS",
    stream_status: {
      stream_descriptor: { name: "pins", namespace: "home" },
      status: "RUNNING",
      reasons: [{ type: "RATE_LIMITED", rate_limited: { quota_reset: now } }],
    },
  },
  { type: "STREAM_STATUS", stream_status: { stream_descriptor: pins, status: "COMPLETE" } },
  { type: "STREAM_STATUS", stream_status: { stream_descriptor: pins, status: "INCOMPLETE" } },
];

const levels = ["ERROR", "WARN", "INFO", "DEBUG"] as const;
const failureTypes: readonly FailureType[] = ["config_error", "transient_error", "system_error"];

/** Writes records and waits for room, as whoever has more to write. */
async function written(writer: MessageWriter, stream: StreamDescriptor, rows: readonly JsonObject[]): Promise<void> {
  writer.appendRecords(stream, writer.recordLines(stream, rows), rows.length);
  await writer.caughtUp();
}

const writeState = (writer: MessageWriter, stream: StreamDescriptor, state: JsonObject, count: number) =>
  writer.state(stream, state, count, jsonLine(state));

/** Any text without U+0000 and unpaired surrogates. */
const loadableText = anyText().map((text) => Buffer.from(text).toString().replaceAll("\0", ""));

describe("MessageWriter", () => {
  it("writes nothing that is not a message of the protocol", async () => {
    const problemsOf = airbyteProtocol.checkOf("AirbyteMessage");
    const { sink, writer } = setUp({ debug: true });
    await written(writer, pins, [{ id: "1" }, {}]);
    await written(writer, { name: "pins", namespace: "home" }, [{ id: "1", nested: { list: [null, 1.5] } }]);
    writeState(writer, pins, { cursor: "2026-01-01" }, 2);
    writeState(writer, { name: "pins", namespace: "home" }, { cursor: "2026-01-01" }, 0);
    for (const message of messages) writer.message(message);
    for (const trace of traces) writer.trace(trace);
    for (const type of failureTypes) {
      writer.error(new ConnectorError(type, "It failed.", { internalMessage: "code 7", cause: new Error("x") }), pins);
      writer.error(new ConnectorError(type, "It failed."));
    }
    for (const level of levels) writer.log(level, "text");
    await writer.flush();

    assert.equal(sink.messages.length, 3 + 2 + messages.length + traces.length + 6 + levels.length);
    for (const line of sink.lines) assert.deepEqual(problemsOf(JSON.parse(line)), [], line);
    assert.notDeepEqual(problemsOf({ type: "RECORD", record: { stream: "pins" } }), [], "the validator validates");
  });

  it("writes the record count of a state with a decimal point", async () => {
    const { sink, writer } = setUp();
    writeState(writer, pins, { cursor: "2026-01-01" }, 0);
    writeState(writer, pins, { cursor: "2026-01-02" }, 12_345);
    await writer.flush();
    assert.match(sink.lines[0] ?? "", /"sourceStats":\{"recordCount":0\.0\}/u);
    assert.match(sink.lines[1] ?? "", /"sourceStats":\{"recordCount":12345\.0\}/u);
    assert.deepEqual(sink.messages[1], {
      type: "STATE",
      state: {
        type: "STREAM",
        stream: { stream_descriptor: { name: "pins" }, stream_state: { cursor: "2026-01-02" } },
        sourceStats: { recordCount: 12_345 },
      },
    });
  });

  it("writes any message on one line", async () => {
    const nasty = `a${lineEnds.join("b")}c\x7f"\\é😀`;
    const { sink, writer } = setUp();
    await written(writer, { name: nasty, namespace: nasty }, [{ [nasty]: nasty, list: [nasty, { inner: nasty }] }]);
    writeState(writer, { name: nasty }, { [nasty]: nasty }, 1);
    writer.log("INFO", nasty);
    writer.error(new ConnectorError("config_error", nasty, { internalMessage: nasty }), { name: nasty });
    await writer.flush();

    assert.equal(pythonLines(sink.text).length, 4);
    for (const line of pythonLines(sink.text)) assert.doesNotThrow(() => JSON.parse(line));
    assert.deepEqual(
      objectAt(sink.messages[0], "record", "data"),
      { [nasty]: nasty, list: [nasty, { inner: nasty }] },
      "the text is unchanged",
    );
    // A lone surrogate has no UTF-8: it must leave as an escape, or the reader gets another character.
    assert.doesNotMatch(sink.text, /\p{Surrogate}/u);
    assert.equal(Buffer.from(sink.text, "utf8").toString("utf8"), sink.text);
  });

  it("writes no text that PostgreSQL or Python rejects, and leaves escaped text as it is", async () => {
    const rejected = "a\0b\ud800c\udc00";
    const [text, loadable] = [`${rejected}\\u0000 \\ud800 😀`, "ab\ufffdc\ufffd\\u0000 \\ud800 😀"];
    const { sink, writer } = setUp({ debug: true });
    await written(writer, pins, [{ [text]: [text] }]);
    writeState(writer, { name: "pins" }, { [text]: text }, 1);
    writer.log("INFO", text);
    writer.error(new ConnectorError("config_error", text, { internalMessage: text }), pins);
    writer.message({ type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED", message: text } });
    const config = { [text]: text };
    writer.message({
      type: "CONTROL",
      control: { type: "CONNECTOR_CONFIG", emitted_at: now, connectorConfig: { config } },
    });
    await writer.flush();
    const [record, state, log, error, status, control] = sink.messages;
    assert.deepEqual(objectAt(record, "record", "data"), { [loadable]: [loadable] });
    assert.deepEqual(objectAt(state, "state", "stream", "stream_state"), { [loadable]: loadable });
    assert.equal(objectAt(log, "log").message, loadable);
    assert.equal(objectAt(error, "trace", "error").internal_message, loadable);
    assert.equal(objectAt(status, "connectionStatus").message, loadable);
    assert.deepEqual(objectAt(control, "control", "connectorConfig").config, config);
  });

  it("escapes on a terminal what a terminal obeys", async () => {
    const text = "a\u001b[2J\u007f\u009b\u202eb\u00a0é";
    for (const isTTY of [true, false]) {
      const { sink, writer } = setUp();
      Object.assign(sink, { isTTY });
      await written(writer, pins, [{ text }]);
      writer.log("INFO", text);
      await writer.flush();
      assert.equal(/(?!\n)[\p{Cc}\u202e]/u.test(sink.text), !isTTY);
      assert.equal(objectAt(sink.messages[0], "record", "data").text, text);
      assert.equal(objectAt(sink.messages[1], "log").message, text);
    }
  });

  it("round-trips every JSON value on one line", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(loadableText, fc.jsonValue())), async (rows) => {
        const { sink, writer } = setUp();
        const data = rows.map((row): JsonObject => {
          const parsed: unknown = JSON.parse(JSON.stringify(row));
          assert(isObject(parsed));
          return parsed;
        });
        await written(writer, { name: "pins", namespace: "home" }, data);
        await writer.flush();
        const lines = pythonLines(sink.text);
        assert.equal(lines.length, data.length);
        assert.deepEqual(
          lines.map((line): unknown => JSON.parse(line)),
          data.map((row) => ({
            type: "RECORD",
            record: { stream: "pins", namespace: "home", data: row, emitted_at: now },
          })),
        );
      }),
      { numRuns: 200 },
    );
  });

  describe("with a slow reader", () => {
    const row = { text: "x".repeat(1000) };
    const batch = Array.from({ length: 20 }, () => row);

    it("buffers only a few chunks for any number of writers", async () => {
      const { sink, writer } = setUp();
      const all = Array.from({ length: 20 }, async () => {
        for (let times = 0; times < 50; times += 1) await written(writer, pins, batch);
      });
      await Promise.all(all);
      await writer.flush();
      assert.equal(sink.messages.length, 20 * 50 * 20);
      // Each of the 20 may have a chunk of 64 KiB or a batch on its way, of 22 MB altogether.
      assert(sink.longestBuffer < 20 * 80_000, `${sink.longestBuffer} characters waited`);
    });

    it("writes nothing to a full output", async () => {
      const { sink, writer } = setUp();
      sink.stop();
      const writing = Promise.all(Array.from({ length: 20 }, () => written(writer, pins, batch)));
      for (let turns = 0; turns < 20; turns += 1) {
        writer.log("INFO", "x".repeat(10_000));
        await turn();
      }
      assert(sink.writableLength < 100_000, `${sink.writableLength} characters were handed on`);
      sink.resume();
      await writing;
      await writer.flush();
      assert.equal(sink.messages.length, 20 * 20 + 20);
      for (let times = 0; times < 20; times += 1) await writer.flush();
      assert.deepEqual([sink.listenerCount("drain"), getEventListeners(writer.closed, "abort").length], [0, 0]);
    });
  });

  it("writes lines while the program waits, without a flush", async () => {
    const { sink, writer } = setUp();
    await written(writer, pins, [{ id: "1" }]);
    writeState(writer, pins, { cursor: "1" }, 1);
    writer.trace({ type: "STREAM_STATUS", stream_status: { stream_descriptor: pins, status: "RUNNING" } });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    assert.equal(sink.messages.length, 3);
  });

  describe("with a closed reader", () => {
    const batch = Array.from({ length: 200 }, () => ({ text: "x".repeat(1000) }));

    it("reports it, and neither records nor flush hang", async () => {
      const { sink, writer } = setUp();
      sink.failure = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
      assert.equal(writer.closed.aborted, false);
      await written(writer, pins, batch);
      await writer.flush();
      assert.equal(writer.closed.aborted, true);
      await written(writer, pins, batch);
      writeState(writer, pins, { cursor: "1" }, 1);
      writer.log("INFO", "nobody reads this");
      await writer.flush();
      assert.equal(sink.text, "");
      assert.equal(writer.outputError, undefined);
    });

    it("reports the cause of other output errors", async () => {
      const { sink, writer } = setUp();
      sink.failure = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      await written(writer, pins, batch);
      await writer.flush();
      assert.deepEqual([writer.closed.aborted, writer.outputError], [true, sink.failure]);
    });

    it("ends a wait for room, and a flush", async () => {
      const { sink, writer } = setUp();
      sink.stop();
      const writing = written(writer, pins, batch);
      const flushing = writer.flush();
      await turn();
      sink.failure = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
      sink.resume();
      await Promise.all([writing, flushing]);
      assert.equal(writer.closed.aborted, true);
    });

    it("treats an output that closes without an error the same", async () => {
      const { sink, writer } = setUp();
      sink.stop();
      const writing = written(writer, pins, batch);
      await turn();
      sink.destroy();
      await writing;
      await writer.flush();
      assert.equal(writer.closed.aborted, true);
    });
  });

  describe("secrets", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
    const forms = [token, Buffer.from(`Bearer ${token}`).toString("base64"), Buffer.from(token).toString("hex")];

    function assertHidden(text: string): void {
      for (const form of [...forms, forms[1]?.slice(10, -2) ?? ""]) assert.ok(!text.includes(form), form);
    }

    it("are hidden in logs and traces, however short", async () => {
      const secret = "SECRET";
      const { sink, writer } = setUp({ debug: true, secrets: [secret] });
      for (const level of levels) writer.log(level, `the token ${secret}`);
      for (const type of failureTypes) {
        const internalMessage = `internal ${secret}`;
        writer.error(new ConnectorError(type, secret, { internalMessage, cause: new Error(secret) }), pins);
      }
      writer.error(unexpectedError(new Error(`unforeseen ${secret}`)));
      await writer.flush();
      assert.equal(sink.messages.length, levels.length + 4);
      assert.doesNotMatch(sink.text, /SECRET/u);
      assert.match(sink.text, /the token \*\*\*\*/u);
    });

    it("are hidden in records, whose lines stay together", async () => {
      const { sink, writer } = setUp({ secrets: [token] });
      const rows = forms.map((form) => ({ id: "1", note: `a "${form}" b`, [form]: [{ deep: form }], count: 3 }));
      await written(writer, pins, [{ id: "0" }, ...rows, { id: "2" }]);
      writeState(writer, pins, { cursor: "2026-01-01" }, 5);
      await writer.flush();
      assert.equal(sink.messages.length, 6);
      assert.match(sink.lines[5] ?? "", /"recordCount":5\.0\}/u);
      const hidden = { id: "1", note: 'a "****" b', "****": [{ deep: "****" }], count: 3 };
      assert.deepEqual(objectAt(sink.messages[1], "record", "data"), hidden);
      assertHidden(sink.text);
    });

    it("are omitted from states, which keep their other members", async () => {
      const { sink, writer } = setUp({ secrets: [token] });
      const stateWith = (open: JsonObject) => ({ version: 2, feed: { open: { all: { begun: 0, ...open } } } });
      for (const form of forms) writeState(writer, pins, stateWith({ bookmark: form }), 1);
      await writer.flush();
      for (const message of sink.messages)
        assert.deepEqual(objectAt(message, "state", "stream", "stream_state"), stateWith({}));
    });

    it("are hidden in all other messages except CONTROL", async () => {
      const { sink, writer } = setUp({ secrets: [token] });
      for (const form of forms) {
        writer.message({ type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED", message: form } });
        writer.message({
          type: "CATALOG",
          catalog: { streams: [{ ...stream, name: form, source_defined_primary_key: [[form]] }] },
        });
        writer.trace({
          type: "STREAM_STATUS",
          stream_status: { stream_descriptor: { name: form }, status: "STARTED" },
        });
        writer.error(new ConnectorError("config_error", form, { internalMessage: form }), { name: form });
      }
      const connectorConfig = { config: { credentials: { access_token: token } } };
      writer.message({ type: "CONTROL", control: { type: "CONNECTOR_CONFIG", emitted_at: now, connectorConfig } });
      await writer.flush();
      assert.equal(sink.messages.length, 13);
      assert.deepEqual(objectAt(sink.messages.at(-1), "control", "connectorConfig"), connectorConfig);
      assertHidden(sink.lines.slice(0, -1).join());
    });
  });

  it("writes DEBUG only on request", async () => {
    for (const debug of [false, true]) {
      const { sink, writer } = setUp({ debug });
      writer.log("DEBUG", "details");
      writer.log("INFO", "news");
      await writer.flush();
      assert.equal(sink.messages.length, debug ? 2 : 1);
    }
  });

  describe("error", () => {
    const errorLine = async (error: ConnectorError, of?: StreamDescriptor) => {
      const { sink, writer } = setUp();
      writer.error(error, of);
      await writer.flush();
      return objectAt(sink.messages[0], "trace", "error");
    };

    it("has the failure type and the stream, and no stack unless it is a system_error", async () => {
      const error = new ConnectorError("config_error", "Renew the token.", { cause: new Error("y") });
      assert.deepEqual(await errorLine(error, pins), {
        message: "Renew the token.",
        failure_type: "config_error",
        stream_descriptor: pins,
      });
      const home = { name: "pins", namespace: "home" };
      const later = new ConnectorError("transient_error", "Later.", { internalMessage: "HTTP 503" });
      assert.deepEqual(await errorLine(later, home), {
        message: "Later.",
        failure_type: "transient_error",
        internal_message: "HTTP 503",
        stream_descriptor: home,
      });
    });

    it("has the stack of the root cause of a system_error, for any thrown value", async () => {
      const { stack_trace, internal_message, message } = await errorLine(unexpectedError(new RangeError("too far")));
      assert.match(textOf(stack_trace), /^RangeError: too far\n\s+at .*writer\.test/u);
      assert.equal(internal_message, "RangeError: too far");
      assert.match(textOf(message), /^Something went wrong in the connector\. Run the sync again/u);
      for (const thrown of ["a text was thrown", null, undefined]) {
        const line = await errorLine(unexpectedError(thrown));
        assert.deepEqual([line.internal_message, line.failure_type], [String(thrown), "system_error"]);
        assert.match(textOf(line.stack_trace), /writer\.test/u);
      }
    });
  });
});
