import assert from "node:assert/strict";
import { verdictOf } from "../../scripts/audit/report.ts";

describe("an audit", () => {
  it("is clean, has findings, or had no response", () => {
    assert.deepEqual(verdictOf('{"vulnerabilities":{}}'), { kind: "clean" });
    assert.deepEqual(verdictOf('{"vulnerabilities":{"axios":{"severity":"high"}}}'), {
      kind: "findings",
      packages: ["axios"],
    });
    assert.deepEqual(verdictOf('{"message":"405 Method Not Allowed"}'), {
      kind: "no_response",
      reason: "405 Method Not Allowed",
    });
    assert.equal(verdictOf("").kind, "no_response");
  });
});
