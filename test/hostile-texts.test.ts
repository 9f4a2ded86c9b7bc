import assert from "node:assert/strict";
import { isObject } from "../src/base/json.ts";
import { timestampFrom } from "../src/base/timestamps.ts";
import { baseUrlOf } from "../src/config/base-url.ts";
import { expiryMoment } from "../src/config/expiry-date.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { connectionSchema } from "../src/config/spec.ts";
import { classifyError } from "../src/pinterest/errors/classify-error.ts";
import { parseRateLimit } from "../src/pinterest/limits/rate-limit-headers.ts";
import { parseBody } from "../src/pinterest/responses/parse-body.ts";
import { tokensIn } from "../src/pinterest/token-grant.ts";
import { Redactor } from "../src/protocol/redaction.ts";
import { boardUrl } from "../src/streams/derived-fields.ts";
import { expectLinear, repeated } from "./growth.ts";

/** Texts that make ambiguous regular expressions backtrack. */
const hostileTexts: readonly ((length: number) => string)[] = [
  ...["0", " ", "\t \n", "-", '"', "/", "\\", ",", ": ", "[", "a-", "é", "+00", ',"', '="'].map(repeated),
  ...["retry after 1", "access_token='", "access_token ", "pina_AbCdEfGhIjKl"].map(repeated),
  (length) => `${"a".repeat(length)}\n`,
  (length) => `${" ".repeat(length)}"`,
  (length) => `"${" ".repeat(length)}`,
  (length) => `${"/".repeat(length)}x`,
  (length) => `${"-".repeat(length)}x`,
  (length) => `2026-07-09T10:43:44.${"0".repeat(length)}1`,
  (length) => `retry after ${"1".repeat(length)}`,
  (length) => `access_token${" ".repeat(length)}`,
  (length) => `{"a":"${"\\".repeat(length)}"}`,
];

const redactor = new Redactor();
redactor.add(["pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", `${"a".repeat(40)}b`]);
const least = { credentials: { access_token: "x" } };
const report = { name: "x", columns: ["CTR"] };

/** All functions that match external text with a regular expression. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  "the rate limits of a response": (text) =>
    parseRateLimit({ "x-ratelimit-limit": text, "x-ratelimit-remaining": text, "x-ratelimit-reset": text }, "x"),
  "the message of an error": (text) =>
    classifyError(
      "x",
      { status: 401, headers: { "retry-after": text, date: text }, body: "" },
      { code: 3, message: text },
      0,
    ),
  "the message of a rate limit": (text) =>
    classifyError("x", { status: 429, headers: { "retry-after": text }, body: "" }, { code: 8, message: text }, 0),
  "a body": parseBody,
  "a timestamp": timestampFrom,
  "the name of a board": (text) => boardUrl({ name: text, owner: { username: "someone" } }),
  "an answer of the token endpoint": tokensIn,
  "a text with secrets": (text) => redactor.redact(text),
  "a line with secrets": (text) => redactor.redactLine(text),
  "the address of the API": (text) => baseUrlOf("production", `http://127.0.0.1/${text}`),
  "the end of a token": expiryMoment,
  "the name of a custom report": (text) => parseConfig({ ...least, custom_reports: [{ ...report, name: text }] }, {}),
  "a column": (text) => parseConfig({ ...least, columns: [text] }, {}),
  "a start date": (text) => parseConfig({ ...least, start_date: text }, {}),
  "the ID of an ad account": (text) => parseConfig({ ...least, ad_account_ids: [text] }, {}),
  ...Object.fromEntries(
    [...patternsIn(connectionSchema())].map((pattern) => {
      const expression = new RegExp(pattern, "u");
      return [`the pattern ${pattern}`, (text: string) => expression.test(text)];
    }),
  ),
};

describe("a hostile text", () => {
  for (const [name, reader] of Object.entries(readers)) {
    it(`takes linear time ${name}`, () => {
      for (const textOf of hostileTexts) expectLinear((text) => attempt(reader, text), textOf);
    });
  }

  it("fails this test if the time grows faster", () => {
    // Time of the fourth degree, since the first call, before compilation, takes about four times as long as others.
    const backtracking = /^[^\n]*[^\s][^\n]*[^\s][^\n]*[^\s][^\n]*$/u;
    assert.throws(() =>
      expectLinear(
        (text) => backtracking.test(text),
        (length) => `${"a".repeat(length / 100)}\n`,
      ),
    );
  });
});

function attempt(reader: (text: string) => unknown, text: string): void {
  try {
    reader(text);
  } catch {
    // Most functions reject the text.
  }
}

/** Returns every pattern in a schema. */
function patternsIn(schema: unknown): ReadonlySet<string> {
  if (typeof schema !== "object" || schema === null) return new Set();
  const own = isObject(schema) && typeof schema.pattern === "string" ? [schema.pattern] : [];
  return new Set([...own, ...Object.values(schema).flatMap((inner) => [...patternsIn(inner)])]);
}
