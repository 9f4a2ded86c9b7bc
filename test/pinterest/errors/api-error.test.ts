import assert from "node:assert/strict";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import { StoppedError } from "../../../src/signals.ts";

describe("ApiError", () => {
  it("has a message of its known properties", () => {
    const facts = { kind: "network", operation: "pins/list", reason: "the connection was reset" } as const;
    const error = new ApiError(facts);
    assert.equal(String(error), "ApiError: pins/list: the connection was reset");
    assert.equal(error.status, undefined);
    assert.equal(new ApiError({ ...facts, status: 200 }).message, "pins/list: the connection was reset (HTTP 200)");
    assert.equal(new ApiError({ ...facts, code: 0 }).message, "pins/list: the connection was reset (code 0)");
  });
});

describe("StoppedError", () => {
  it("is not an ApiError", () => {
    assert.equal(new StoppedError() instanceof ApiError, false);
    assert.equal(new StoppedError().name, "StoppedError");
  });
});
