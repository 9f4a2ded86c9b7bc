import assert from "node:assert/strict";
import { symptoms } from "../docs/source/pages/troubleshooting.ts";
import { formNames } from "../src/config/setting-names.ts";
import { classifyError } from "../src/pinterest/errors/classify-error.ts";
import { explain } from "../src/texts/explain.ts";
import { assertEach, assertEachNamed } from "../test/assert-each.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";
import { isInProgram, userMessages } from "./user-messages.ts";

const entries = symptoms.flatMap(({ entries: each }) => each);
const shown = entries.flatMap(({ messages }) => messages);

/** Messages that only a user of the command line sees, and that explain themselves. */
const ofTheCommandLine =
  /^(?:commands\/(?:authorize\/|plan\/|survey\/|choose-streams)|protocol\/(?:files|messages-file|input-state)\.ts$)/u;

/** Parts of messages that are composed elsewhere: the reason of an error, or the text after the names of values. */
const partsOfOthers = [
  /^the response (?:can't be read|differs from the documented format): …$/u,
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

rule("the troubleshooting page lists every error and warning for users", () => {
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

rule("the troubleshooting page lists no message that the program doesn't have", () => {
  assertEach(
    shown,
    (message) => message,
    (message) => assert.ok(isInProgram(longestPart(message)), longestPart(message)),
  );
});

rule("the troubleshooting page lists each message once", () => assert.equal(new Set(shown).size, shown.length));

rule("the troubleshooting page states a fix and the effect on the data in each row, in complete sentences", () => {
  const texts = entries.flatMap(({ messages: [name = ""], cause, fix, data }) =>
    [cause, fix, data].map((text) => ({ name: `${name}: ${text}`, text })),
  );
  assertEachNamed(texts, ({ text }) => assert.match(text, /^["`A-Z].*[.]$/u));
});

const page = read("docs/troubleshooting.md");
const rows = [...page.matchAll(/^\| (\d[\d, to]*) \| ([^|]+) \| [^|]+ \| `([^`]+)`[^|]*\|$/gmu)];
const numbersIn = (text = "") => [...text.matchAll(/\d+/gu)].map(([each]) => Number(each));

rule("the table of HTTP statuses and codes has the message that the program prints for each of them", () => {
  assert.ok(rows.length >= 10);
  for (const [row, statuses, codes, message = ""] of rows) {
    const known = numbersIn(codes);
    for (const status of numbersIn(statuses)) {
      for (const code of known.length === 0 ? [undefined] : known) {
        const body = code === undefined ? {} : { code, message: "No." };
        const response = { status, headers: {}, body: JSON.stringify(body) };
        const error = classifyError("boards/list", response, body, 0);
        const { message: printed } = explain(error, { names: formNames });
        assert.ok(printed.startsWith(message), `${row}: ${status}, ${code ?? "no code"}: ${printed}`);
      }
    }
  }
});
