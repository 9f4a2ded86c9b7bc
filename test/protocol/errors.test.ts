import assert from "node:assert/strict";
import { ConnectorError, unexpectedError } from "../../src/protocol/errors.ts";

describe("ConnectorError", () => {
  it("is an Error with a message for users", () => {
    const cause = new Error("why");
    const error = new ConnectorError("config_error", "Renew the token.", { internalMessage: "code 2", cause });
    assert(error instanceof Error);
    assert.equal(String(error), "ConnectorError: Renew the token.");
    assert.equal(error.failureType, "config_error");
    assert.equal(error.internalMessage, "code 2");
    assert.equal(error.cause, cause);
    assert.equal("cause" in new ConnectorError("config_error", "x"), false);
  });
});

describe("unexpectedError", () => {
  it("is a system_error for any thrown value", () => {
    for (const thrown of [new TypeError("x is not a function"), "text", 7, null, undefined]) {
      const error = unexpectedError(thrown);
      assert.equal(error.failureType, "system_error");
      assert.match(error.message, /^Something went wrong in the connector\. See the logs/u);
      assert.equal(error.internalMessage, String(thrown));
    }
  });
});
