import assert from "node:assert/strict";
import { symptoms } from "../../scripts/troubleshooting/entries.ts";
import { isInProgram, userMessages } from "../../scripts/troubleshooting/messages.ts";
import { assertEach, assertEachNamed } from "../assert-each.ts";

const entries = symptoms.flatMap(({ entries: each }) => each);
const shown = entries.flatMap(({ messages }) => messages);

/** What only somebody at a command line sees. These messages say by themselves what to do. */
const ofTheCommandLine =
  /^(?:commands\/(?:authorize\/|plan\/|choose-streams)|protocol\/(?:files|messages-file|input-state)\.ts$)/u;

/** The parts of messages that are put together elsewhere: the reason of an error, or what follows the names of values. */
const partsOfOthers = [
  /^the response (?:cannot be read|has another shape than documented): …$/u,
  /^… Everything else was synced\./u,
];

/** Whether a text of the program begins as the page shows it, whatever the values are. */
function begins(text: string, as: string): boolean {
  const pattern = as
    .replace(/…$/u, "")
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"))
    .join("…");
  return new RegExp(`^${pattern}`, "u").test(text);
}

/** The longest piece of a message between its values: what must be in the program for the message to be written. */
function longestPart(message: string): string {
  return message
    .split(/…|"|[.:;] |\.$/u)
    .reduce((long, part) => (part.trim().length > long.length ? part.trim() : long), "");
}

describe("the page of troubleshooting", () => {
  it("has every error and warning that the program writes for its user", () => {
    const messages = userMessages().filter(
      ({ file, text }) => !ofTheCommandLine.test(file) && !partsOfOthers.some((part) => part.test(text)),
    );
    assert.ok(messages.length > 30);
    assertEach(
      messages,
      ({ file, text }) => `${file}: ${text}`,
      ({ text }) =>
        assert.ok(
          shown.some((message) => begins(text, message)),
          "add it to scripts/troubleshooting/entries.ts",
        ),
    );
  });

  it("has no message that the program does not write", () => {
    assertEach(
      shown,
      (message) => message,
      (message) => assert.ok(isInProgram(longestPart(message)), longestPart(message)),
    );
  });

  it("shows a message once", () => assert.equal(new Set(shown).size, shown.length));

  it("says in each row what to do and what it means for the data, in whole sentences", () => {
    const texts = entries.flatMap(({ messages: [name = ""], cause, fix, data }) =>
      [cause, fix, data].map((text) => ({ name: `${name}: ${text}`, text })),
    );
    assertEachNamed(texts, ({ text }) => assert.match(text, /^["`A-Z].*[.]$/u));
  });
});
