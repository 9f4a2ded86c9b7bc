import assert from "node:assert/strict";
import { symptoms } from "../../scripts/generate/pages/troubleshooting.ts";
import { assertEach, assertEachNamed } from "../assert-each.ts";
import { isInProgram, userMessages } from "./user-messages.ts";

const entries = symptoms.flatMap(({ entries: each }) => each);
const shown = entries.flatMap(({ messages }) => messages);

/** Messages that only a user of the command line sees, and that explain themselves. */
const ofTheCommandLine =
  /^(?:commands\/(?:authorize\/|plan\/|choose-streams)|protocol\/(?:files|messages-file|input-state)\.ts$)/u;

/** Parts of messages that are composed elsewhere: the reason of an error, or the text after the names of values. */
const partsOfOthers = [
  /^the response (?:cannot be read|differs from the documented format): …$/u,
  /^… Everything else was synced\./u,
];

/** Whether a message of the program starts as on the page, for any values. */
function begins(text: string, as: string): boolean {
  const pattern = as
    .replace(/…$/u, "")
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"))
    .join("…");
  return new RegExp(`^${pattern}`, "u").test(text);
}

/** Returns the longest part of a message between values, which must be in the program. */
function longestPart(message: string): string {
  return message
    .split(/…|"|[.:;] |\.$/u)
    .reduce((long, part) => (part.trim().length > long.length ? part.trim() : long), "");
}

describe("the troubleshooting page", () => {
  it("lists every error and warning for users", () => {
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
          "add it to docs/source/troubleshooting.json",
        ),
    );
  });

  it("lists no message that the program doesn't have", () => {
    assertEach(
      shown,
      (message) => message,
      (message) => assert.ok(isInProgram(longestPart(message)), longestPart(message)),
    );
  });

  it("lists each message once", () => assert.equal(new Set(shown).size, shown.length));

  it("states a fix and the effect on the data in each row, in complete sentences", () => {
    const texts = entries.flatMap(({ messages: [name = ""], cause, fix, data }) =>
      [cause, fix, data].map((text) => ({ name: `${name}: ${text}`, text })),
    );
    assertEachNamed(texts, ({ text }) => assert.match(text, /^["`A-Z].*[.]$/u));
  });
});
