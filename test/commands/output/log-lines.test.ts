import assert from "node:assert/strict";
import { once } from "node:events";
import { logLines } from "../../../src/commands/output/log-lines.ts";
import { unexpectedError } from "../../../src/protocol/errors.ts";
import { Redactor } from "../../../src/protocol/redaction.ts";
import { MessageWriter } from "../../../src/protocol/writer.ts";
import { FakeClock } from "../../fake-clock.ts";

describe("logLines", () => {
  it("writes only log messages, as plain lines without secrets", async () => {
    let text = "";
    const redactor = new Redactor();
    redactor.add(["pina_secret_1234567890"]);
    const output = logLines({ write: (part) => (text += part) });
    const writer = new MessageWriter(output, new FakeClock(0), redactor, { debug: false });
    writer.log("INFO", "3 boards");
    writer.message({ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });
    writer.log("WARN", "the token pina_secret_1234567890 ends");
    writer.log("ERROR", "no network");
    writer.details(unexpectedError(new TypeError("unforeseen")));
    await writer.flush();
    output.end();
    await once(output, "finish");
    assert.match(
      text,
      /^3 boards\nWarning: the token \S+ ends\nError: no network\nError: TypeError: unforeseen\n {4}at .*log-lines\.test\.[jt]s/u,
    );
    assert.doesNotMatch(text, /secret/u);
  });
});
