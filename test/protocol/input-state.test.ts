import assert from "node:assert/strict";
import { ConnectorError } from "../../src/protocol/errors.ts";
import { parseInputState } from "../../src/protocol/input-state.ts";

const parsed = (value: unknown): unknown => Object.fromEntries(parseInputState(value));

const pins = { cursor: "2026-01-01" };
const boards = { cursor: "2026-02-02" };
const stream = (name: string, state: unknown) => ({
  type: "STREAM",
  stream: { stream_descriptor: { name }, stream_state: state },
});
const shown = (name: string, streamState: unknown) => ({ streamDescriptor: { name }, streamState });

describe("parseInputState", () => {
  const accepted: readonly (readonly [string, unknown, unknown])[] = [
    ["nothing", undefined, {}],
    ["null", null, {}],
    ["an empty object", {}, {}],
    ["STREAM messages", [stream("pins", pins), stream("boards", boards)], { pins, boards }],
    [
      "PyAirbyte's messages, which keep every null",
      [
        {
          ...stream("pins", pins),
          global: null,
          data: null,
          sourceStats: { recordCount: 3.0 },
          destinationStats: null,
        },
      ],
      { pins },
    ],
    ["a message without a type", [{ stream: stream("pins", pins).stream }], { pins }],
    ["a single STREAM message", stream("pins", pins), { pins }],
    ["the content of a STREAM message", stream("pins", pins).stream, { pins }],
    ["a list of such contents", [stream("pins", pins).stream, stream("boards", boards).stream], { pins, boards }],
    ["a null as a stream's state: it starts anew", [stream("pins", null), stream("boards", boards)], { boards }],
    ["no state of a stream at all", [{ type: "STREAM", stream: { stream_descriptor: { name: "pins" } } }], {}],
    ["an empty state", [stream("pins", {})], { pins: {} }],
    ["the last of several states of a stream", [stream("pins", boards), stream("pins", pins)], { pins }],
    ["a null after a state", [stream("pins", pins), stream("pins", null)], {}],
    ["streams that the source does not have", [stream("gone", pins), stream("pins", pins)], { gone: pins, pins }],
    ["messages as a read wrote them", [{ type: "STATE", state: stream("pins", pins) }], { pins }],
    [
      "the list of Airbyte's web app",
      [shown("pins", pins), shown("boards", boards), shown("media", null)],
      { pins, boards },
    ],
    [
      "a connection's state of Airbyte's API",
      { stateType: "stream", connectionId: "1", streamState: [shown("pins", pins)], globalState: null },
      { pins },
    ],
    ["a connection without a state of Airbyte's API", { stateType: "not_set", connectionId: "1" }, {}],
    [
      "names that objects have of themselves",
      [stream("constructor", pins), stream("toString", null)],
      { constructor: pins },
    ],
  ];
  for (const [what, value, expected] of accepted) {
    it(`accepts ${what}`, () => {
      assert.deepEqual(parsed(value), expected);
    });
  }

  const rejected: readonly (readonly [string, unknown, RegExp])[] = [
    ["a text", "pins", /list of state messages or an object/u],
    ["a number", 1, /list of state messages or an object/u],
    ["a list of texts", ["pins"], /\[0\] is not the state of a stream/u],
    ["a null in the list", [stream("pins", pins), null], /\[1\] is not the state of a stream/u],
    ["a message of another kind", [{ type: "RECORD", record: {} }], /\[0\] is not the state of a stream/u],
    ["a bare object of states by stream", { pins }, /state is not the state of a stream/u],
    ["a STREAM message without a stream", { type: "STREAM", stream: null }, /state is not the state of a stream/u],
    ["a STATE message without a state", [{ type: "STATE", state: null }], /\[0\] is not the state of a stream/u],
    ["a stream without a descriptor", [{ type: "STREAM", stream: {} }], /\[0\]\.stream_descriptor\.name/u],
    ["a stream without a name", [{ stream: { stream_descriptor: {} } }], /\[0\]\.stream_descriptor\.name/u],
    ["a name that is no text", [{ stream: { stream_descriptor: { name: 1 } } }], /stream_descriptor\.name/u],
    ["a text as a state", [stream("pins", "2026-01-01")], /\[0\]\.stream_state must be an object/u],
    ["a list as a state", [stream("pins", [])], /\[0\]\.stream_state must be an object/u],
  ];
  for (const [what, value, message] of rejected) {
    it(`rejects ${what}`, () => {
      assert.throws(
        () => parseInputState(value),
        (error) =>
          error instanceof ConnectorError && error.failureType === "config_error" && message.test(error.message),
      );
    });
  }
});
