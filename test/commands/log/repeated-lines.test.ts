import assert from "node:assert/strict";
import { RepeatedLines } from "../../../src/commands/log/repeated-lines.ts";
import type { LogLevel } from "../../../src/protocol/messages.ts";

/** Returns the level of each message, and the lines at the end. */
function logged(...messages: readonly (readonly [level: LogLevel, message: string])[]) {
  const lines = new RepeatedLines();
  return { levels: messages.map(([level, message]) => lines.levelOf(level, message)), end: lines.lines() };
}

describe("RepeatedLines", () => {
  it("lists what was skipped for one reason after the first line: by resource, the streams with their parts", () => {
    const { levels, end } = logged(
      ["WARN", "campaigns: skipped ad account 1: Not allowed."],
      ["WARN", "ads: skipped ad account 1: Not allowed."],
      ["WARN", "audiences: skipped ad account 1, audience 5: Not allowed."],
      ["WARN", "audiences: skipped ad account 1, audience 6, REGION: Not allowed."],
      ["WARN", "ads of someone: skipped ad account 2: Not allowed."],
    );
    assert.deepEqual(levels, ["WARN", "DEBUG", "DEBUG", "DEBUG", "DEBUG"]);
    assert.deepEqual(end, [
      [
        "WARN",
        "also skipped ad account 1 in ads, audiences (audience 5; audience 6, REGION); ad account 2 in ads of someone: Not allowed.",
      ],
    ]);
  });

  it("lists the streams of an error that skips nothing", () => {
    const { levels, end } = logged(
      ["ERROR", "pins: no network"],
      ["ERROR", "boards: no network"],
      ["ERROR", "likes: no network"],
    );
    assert.deepEqual(levels, ["ERROR", "DEBUG", "DEBUG"]);
    assert.deepEqual(end, [["ERROR", "boards, likes: no network"]]);
  });

  it("keeps apart levels, verbs, and reasons, and says nothing of what came once", () => {
    const messages = [
      ["WARN", "pins: skipped board 1: Not found."],
      ["ERROR", "pins: skipped board 1: Not found."],
      ["WARN", "pins: not read: board 1: Not found."],
      ["WARN", "pins: skipped board 1: Not allowed."],
    ] as const;
    assert.deepEqual(logged(...messages), { levels: messages.map(([level]) => level), end: [] });
  });

  it("leaves all other lines as they are: of other levels, of no stream, and of retries", () => {
    const messages = [
      ["INFO", "pins: 3 records"],
      ["INFO", "pins: 3 records"],
      ["WARN", "the token lacks a scope"],
      ["WARN", "the token lacks a scope"],
    ] as const;
    assert.deepEqual(logged(...messages), { levels: messages.map(([level]) => level), end: [] });
  });
});
