import assert from "node:assert/strict";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import { codeAndMessageOf } from "../../../src/pinterest/errors/error-envelope.ts";
import { isRejection } from "../../../src/pinterest/errors/error-kinds.ts";

describe("isRejection", () => {
  const error = { kind: "invalid_request", operation: "pins/list", reason: "no", status: 400 } as const;

  it("is true for an invalid request of the operation with status 400 or 422", () => {
    assert.equal(isRejection(new ApiError(error), "pins/list"), true);
    assert.equal(isRejection(new ApiError({ ...error, status: 422 }), "pins/list"), true);
  });

  it("is false for other errors, operations, kinds, and statuses", () => {
    assert.equal(isRejection(new Error("no"), "pins/list"), false);
    assert.equal(isRejection(new ApiError(error), "boards/list"), false);
    assert.equal(isRejection(new ApiError({ ...error, kind: "not_found" }), "pins/list"), false);
    assert.equal(isRejection(new ApiError({ ...error, status: 409 }), "pins/list"), false);
  });
});

describe("codeAndMessageOf", () => {
  it("returns Pinterest's code and message, and none of a body without them", () => {
    assert.deepEqual(codeAndMessageOf({ code: 29, message: "Not permitted." }), {
      code: 29,
      message: "Not permitted.",
    });
    assert.deepEqual(codeAndMessageOf({ code: 29, message: "" }), { code: 29, message: "" });
    for (const body of [{}, [], "text", null, undefined])
      assert.deepEqual(codeAndMessageOf(body), { code: undefined, message: "" });
  });
});
