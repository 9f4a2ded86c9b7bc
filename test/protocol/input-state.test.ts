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
const global = (states: unknown, shared_state?: unknown) => ({
  type: "GLOBAL",
  global: { ...(shared_state === undefined ? {} : { shared_state }), stream_states: states },
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
    ["a wrapped LEGACY message", [{ type: "STATE", state: { data: { pins } } }], { pins }],
    [
      "a GLOBAL message",
      [global([stream("pins", pins).stream, stream("boards", boards).stream], null)],
      { pins, boards },
    ],
    ["a GLOBAL message with a shared state", [global([stream("pins", pins).stream], { cursor: 1 })], { pins }],
    ["a GLOBAL message without a type", { global: { stream_states: [stream("pins", pins).stream] } }, { pins }],
    ["a GLOBAL message with no streams", [global(null), global([])], {}],
    ["a GLOBAL message with a null as a stream's state", [global([stream("pins", null).stream])], {}],
    ["a wrapped GLOBAL message", [{ type: "STATE", state: global([stream("pins", pins).stream]) }], { pins }],
    ["a LEGACY message", [{ type: "LEGACY", data: { pins, boards } }], { pins, boards }],
    ["a LEGACY message without a type", [{ data: { pins } }], { pins }],
    ["a single LEGACY message", { type: "LEGACY", data: { pins } }, { pins }],
    ["a LEGACY message with a null", [{ type: "LEGACY", data: { pins: null, boards } }], { boards }],
    ["the bare object of old platforms", { pins, boards }, { pins, boards }],
    ["the bare object with a null", { pins: null, boards }, { boards }],
    ["a bare object with a stream called stream", { stream: pins }, { stream: pins }],
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
    [
      "a connection's global state of Airbyte's API",
      { stateType: "global", connectionId: "1", globalState: { sharedState: {}, streamStates: [shown("pins", pins)] } },
      { pins },
    ],
    ["a connection's legacy state of Airbyte's API", { stateType: "legacy", state: { pins } }, { pins }],
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

  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ["a text", "pins", /list of state messages or an object/u],
    ["a number", 1, /list of state messages or an object/u],
    ["a list of texts", ["pins"], /\[0\] must be an object/u],
    ["a null in the list", [stream("pins", pins), null], /\[1\] must be an object/u],
    ["a list in the list", [[stream("pins", pins)]], /\[0\] must be an object/u],
    [
      "a message of another kind",
      [{ type: "RECORD", record: {} }],
      /\[0\] is neither a STREAM, a GLOBAL nor a LEGACY/u,
    ],
    ["a bare object within a list", [{ pins }], /\[0\] is neither/u],
    ["a STREAM message without a stream", { type: "STREAM", stream: null }, /state is neither/u],
    ["a STATE message without a state", [{ type: "STATE", state: null }], /\[0\] is neither/u],
    ["a wrapped message that is none", { type: "STATE", state: {} }, /state\.state is neither/u],
    ["a stream without a descriptor", [{ type: "STREAM", stream: {} }], /\[0\]\.stream\.stream_descriptor\.name/u],
    ["a stream without a name", [{ stream: { stream_descriptor: {} } }], /\[0\]\.stream\.stream_descriptor\.name/u],
    ["a name that is no text", [{ stream: { stream_descriptor: { name: 1 } } }], /stream_descriptor\.name/u],
    ["a nameless stream in a GLOBAL", [global([{}])], /\[0\]\.global\.stream_states\[0\]\.stream_descriptor\.name/u],
    ["a GLOBAL of nulls", [global([null])], /stream_states\[0\]/u],
    ["a text as a state", [stream("pins", "2026-01-01")], /\[0\]\.stream\.stream_state must be an object/u],
    ["a list as a state", [stream("pins", [])], /\[0\]\.stream\.stream_state must be an object/u],
    ["a number as a legacy state", { pins: 1 }, /pins must be an object or null/u],
    ["a text in a LEGACY message", [{ data: { pins: "x" } }], /\[0\]\.data\.pins must be an object or null/u],
  ];
  for (const [what, value, message] of refused) {
    it(`rejects ${what}`, () => {
      assert.throws(
        () => parseInputState(value),
        (error) =>
          error instanceof ConnectorError && error.failureType === "config_error" && message.test(error.message),
      );
    });
  }
});
