import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { version } from "../../../src/base/package.ts";
import { OptionValues } from "../../../src/commands/command-line/option-values.ts";
import { beginningOf, interruptionOf } from "../../../src/commands/log/read-lines.ts";

const fullRefresh = (name: string) => ({ descriptor: { name }, syncMode: "full_refresh" }) as const;
const incremental = (name: string) => ({ descriptor: { name }, syncMode: "incremental", cursorField: "id" }) as const;

describe("the log of a read, at its beginning", () => {
  it("says how many streams are read, how, and which have no state", () => {
    const state = new Map([["pins", {}]]);
    for (const [configured, states, lines] of [
      [[fullRefresh("boards")], state, ["1 stream: 1 as a full refresh"]],
      [[incremental("pins")], state, ["1 stream: 1 incrementally", "1 incremental stream with a state to resume from"]],
      [
        [incremental("likes"), fullRefresh("boards"), incremental("pins"), incremental("ads")],
        state,
        [
          "4 streams: 3 incrementally, 1 as a full refresh",
          "1 incremental stream with a state to resume from; these have none and start from the beginning: likes, ads",
        ],
      ],
      [
        [incremental("likes"), incremental("ads")],
        new Map(),
        ["2 streams: 2 incrementally", "No incremental stream has a state: all start from the beginning"],
      ],
    ] as const) {
      const [first, ...others] = beginningOf({ configured, states });
      assert.deepEqual(
        [first, ...others],
        [`source-pinterest ${version()} starts reading ${lines[0]}`, ...lines.slice(1)],
      );
    }
  });
});

describe("the log of a read, at an interruption", () => {
  const options = (given: Readonly<Record<string, string>>) => new OptionValues(new Map(Object.entries(given)));
  const said = (
    given: Readonly<Record<string, string>>,
    reason: unknown,
    isPerson: boolean,
    isOutputClosed = false,
  ) => {
    const stopped = new AbortController();
    stopped.abort(reason);
    const output = Object.assign(new PassThrough(), { isTTY: isPerson, writeUnchanged: () => undefined });
    return interruptionOf(options(given), { signal: stopped.signal, stdout: output, stderr: output }, isOutputClosed);
  };

  it("says to a platform that the next sync continues", () => {
    for (const [reason, isOutputClosed, what] of [
      ["SIGTERM", false, "was interrupted by SIGTERM"],
      [new Error("a stop"), false, "was interrupted"],
      [new Error("a stop"), true, "ended, since its output was closed"],
    ] as const)
      assert.equal(
        said({ config: "config.json" }, reason, false, isOutputClosed),
        `The read ${what}. The next sync continues from the states so far.`,
      );
  });

  it("says to a person the command that continues it, and which states it needs", () => {
    assert.equal(
      said({ config: "my config.json", streams: "pins", catalog: "" }, "SIGINT", true),
      'The read was interrupted by SIGINT. To continue: source-pinterest read --config "my config.json" --streams pins --state FILE, where FILE has the whole output of this read.',
    );
    assert.match(
      said({ config: "config.json", catalog: "catalog.json", state: "state.json" }, "SIGINT", true),
      /read --config config\.json --catalog catalog\.json --state FILE, where FILE has state\.json and the whole output of this read, in this order\.$/u,
    );
  });
});
