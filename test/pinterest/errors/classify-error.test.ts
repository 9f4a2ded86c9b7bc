import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import type { ApiError, ApiErrorKind } from "../../../src/pinterest/errors/api-error.ts";
import { classifyError } from "../../../src/pinterest/errors/classify-error.ts";
import type { HttpResponse } from "../../../src/pinterest/network/transport.ts";

const now = Date.parse("2026-07-09T10:00:00Z");

function classify(
  status: number,
  body: unknown,
  headers: HttpResponse["headers"] = {},
  text = JSON.stringify(body) ?? "",
): ApiError {
  const error = classifyError("pins/list", { status, headers, body: text }, body, now);
  assert(error !== undefined, "no error");
  return error;
}

/** Status, code, message, and expected kind. Messages are from the API's description or from live responses. */
const rows: readonly (readonly [number, number | undefined, string, ApiErrorKind])[] = [
  [400, 1, "Parameter 'page_size' was not numeric", "invalid_request"],
  [400, 1, "'x' does not match the pattern '^\\d+$'", "invalid_request"],
  [400, 400, "Invalid lead forms parameters", "invalid_request"],
  [400, 1, "You can only get data from the last 90 days.", "server_fault"],
  [400, 1, "Too many requests for this advertiser. Retry after 42 seconds", "rate_limited"],
  [400, undefined, "retry after 1 second", "rate_limited"],
  [400, 8, "Try again.", "rate_limited"],
  [400, 1, "Too many requests, try again in 2 seconds", "rate_limited"],
  [400, 2787, "Sorry! We could not do this.", "server_fault"],
  [400, 12, "Something went wrong on our end. Sorry about that.", "server_fault"],
  [500, 12, "Something went wrong on our end. Sorry about that.", "server_fault"],
  [400, 12, "Try again.", "server_fault"],
  [400, undefined, "Something went wrong on our end. Sorry about that.", "server_fault"],
  [400, 1104, "Report token is invalid or expired", "invalid_request"],
  [401, 2, "Authentication failed.", "authentication"],
  [401, undefined, "", "authentication"],
  [401, 3, "Your token does not have sufficient permissions for this operation", "missing_scope"],
  [401, 3, "Your application does not have access to this restricted feature.", "restricted_feature"],
  [401, 3, "Your application consumer type is not supported, please contact support.", "app_without_access"],
  [401, 3, "Your application consumer type is not supported", "app_without_access"],
  [401, 3, "Your application does not have access to this restricted feature: pin_search", "restricted_feature"],
  [400, 1, "This endpoint is not available for this client.", "restricted_feature"],
  [401, 7, "Not authorized to access board or Pin.", "permission_denied"],
  [401, 29, "You are not permitted to access that resource.", "permission_denied"],
  [403, 29, "You are not permitted to access that resource.", "permission_denied"],
  [401, 283, "The authorization grant is invalid", "authorization_grant"],
  [403, 403, "Not authorized to access the user account.", "permission_denied"],
  [403, 654, "Must be a business account", "permission_denied"],
  [403, 2625, "Merchant disapproved", "permission_denied"],
  [403, 3, "Your application does not have access to this restricted feature.", "restricted_feature"],
  [403, 3, "Your application consumer type is not supported.", "app_without_access"],
  [
    403,
    29,
    "Apps with Trial access may not create Pins in production https://api.pinterest.com - use API Sandbox https://api-sandbox.pinterest.com instead.",
    "restricted_feature",
  ],
  [403, undefined, "", "permission_denied"],
  ...[30, 40, 50, 404, 678, 2031, 4161, 4180, 4184, 4331, 4517, 4842, 4997].map(
    (code) => [404, code, "Not found.", "not_found"] as const,
  ),
  [404, undefined, "", "not_found"],
  [405, 5, "Method not allowed.", "unexpected"],
  [408, undefined, "", "server_fault"],
  [409, 4182, "Can't access this feature without an existing catalog", "no_catalog"],
  [409, 409, "Board section conflict.", "server_fault"],
  ...[413, 414, 431].map((status) => [status, undefined, "Too long.", "invalid_request"] as const),
  [422, 1, "Unprocessable", "invalid_request"],
  [425, undefined, "", "server_fault"],
  [410, 1, "The bookmark has expired.", "not_found"],
  [429, 8, "You have exceeded your rate limit. Try again later.", "rate_limited"],
  [429, 30, "You have exceeded your rate limit. Try again later.", "rate_limited"],
  [429, undefined, "", "rate_limited"],
  [500, undefined, "", "server_fault"],
  [501, 4181, "This combination of parameters is not implemented", "invalid_request"],
  [502, undefined, "", "server_fault"],
  [503, 4197, "This endpoint is ramped down", "server_fault"],
  [504, undefined, "", "server_fault"],
  ...[300, 302, 307, 407].map((status) => [status, undefined, "", "network"] as const),
  ...[421, 423, 460, 499].map((status) => [status, undefined, "", "server_fault"] as const),
  [451, undefined, "Unavailable For Legal Reasons", "permission_denied"],
  [418, undefined, "", "unexpected"],
];

describe("classifyError", () => {
  it("returns nothing for a success", () => {
    for (const status of [200, 201, 204, 206]) {
      const usual = [{ items: [] }, { code: "DE", name: "x" }, { token: "t", message: "Finished." }, [], "x", null];
      for (const body of [
        ...usual,
        // The format of MMM report responses.
        { code: 0, message: "ok", status: "success", data: null },
        { code: 7, message: "ok", data: { token: "t" } },
        { message: "ok", status: "success" },
      ]) {
        assert.equal(classifyError("pins/list", { status, headers: {}, body: "" }, body, now), undefined);
      }
    }
  });

  describe("with a success status", () => {
    const wrapped: readonly (readonly [body: JsonObject, kind: ApiErrorKind])[] = [
      [{ code: 8, message: "You have exceeded your rate limit. Try again later." }, "rate_limited"],
      [{ code: "8", message: "" }, "rate_limited"],
      [{ code: 8, message: "x", data: null, items: [] }, "rate_limited"],
      [{ code: 30, message: "You have exceeded your rate limit. Try again later." }, "rate_limited"],
      [{ code: 30, message: "User not found." }, "invalid_body"],
      [{ code: 12, message: "Something went wrong on our end." }, "server_fault"],
      [{ code: 500, message: "x" }, "server_fault"],
      [{ code: 400, message: "x" }, "invalid_request"],
      [{ code: 600, message: "x" }, "invalid_body"],
      [{ message: "Retry after 5 seconds" }, "rate_limited"],
      [{ code: 2, message: "Authentication failed.", status: "failure" }, "authentication"],
      [{ code: 3, message: "Your application does not have access to this restricted feature." }, "restricted_feature"],
      [{ code: 7, message: "Not authorized to access board or Pin." }, "permission_denied"],
      [{ code: 29, message: "You are not permitted to access that resource." }, "permission_denied"],
      [{ code: 50, message: "Pin not found." }, "not_found"],
      [{ code: 4182, message: "Can't access this feature without an existing catalog" }, "no_catalog"],
      [{ code: 999_999, message: "x" }, "invalid_body"],
      [{ code: null, message: "x" }, "invalid_body"],
      [{ message: "Internal error" }, "invalid_body"],
      [{ error: "Internal error" }, "invalid_body"],
      [{ error_code: 3078, message: "Advertiser not in beta" }, "invalid_body"],
    ];
    for (const [body, kind] of wrapped) {
      it(`classifies ${JSON.stringify(body)} as ${kind}`, () => {
        assert.equal(classify(200, body).kind, kind);
        assert.equal(classify(200, body).status, 200);
      });
    }
  });

  it("names the host of a redirect, without the rest of its URL, and a proxy without a password", () => {
    const reasonOf = (status: number, location?: string) =>
      classify(status, {}, location === undefined ? {} : { location }).reason;
    assert.match(
      reasonOf(302, "https://login.example.com/?to=secret"),
      /redirected the request to login\.example\.com,/u,
    );
    assert.match(reasonOf(307, "/login"), /redirected the request to another path,/u);
    assert.equal(reasonOf(304), "the response has no error message");
    assert.match(reasonOf(407), /^the proxy requires a user name/u);
  });

  it("classifies a web page as a response of a gateway, whatever its status", () => {
    const kindOf = (status: number) =>
      classifyError("pins/list", { status, headers: {}, body: "\n<!doctype html>" }, undefined, now)?.kind;
    for (const status of [200, 204, 400, 401, 403, 404, 405, 410, 418, 451, 501]) {
      assert.equal(kindOf(status), "network", String(status));
    }
    assert.equal(kindOf(429), "rate_limited");
    for (const status of [408, 499, 500, 503]) assert.equal(kindOf(status), "server_fault", String(status));
    assert.match(classify(401, undefined, {}, "<html>").reason, /a web page/u);
    assert.equal(classify(502, undefined, {}, "<html>").reason, "the response has no error message");
  });

  for (const [status, code, message, kind] of rows) {
    it(`classifies ${status} ${code ?? "without a code"} "${message.slice(0, 60)}" as ${kind}`, () => {
      const error = classify(status, { ...(code === undefined ? {} : { code }), message, status: "failure" });
      assert.equal(error.kind, kind);
      assert.equal(error.status, status);
      assert.equal(error.code, code);
      const reason =
        status === 407 ? "the proxy requires a user name and a password" : "the response has no error message";
      assert.equal(error.reason, message === "" ? reason : message);
      assert.equal(error.operation, "pins/list");
    });
  }

  it("describes the error and its location", () => {
    const error = classify(403, { code: 29, message: "Not permitted." }, { "x-pinterest-rid": "17" });
    assert.equal(error.message, "pins/list: Not permitted. (HTTP 403, code 29)");
    assert.equal(error.requestId, "17");
    assert.equal(classify(404, {}).message, "pins/list: the response has no error message (HTTP 404)");
    assert.equal(classify(400, { error: "x" }).reason, "x");
    for (const status of [413, 414, 431]) {
      assert.equal(
        classify(status, undefined).message,
        `pins/list: the request is too long, probably because of a long token, ID, or text in it (HTTP ${status})`,
      );
    }
  });

  describe("retryAt", () => {
    const never = "9".repeat(15);
    const elsewhere = "Thu, 09 Jul 2026 11:00:00 GMT";
    for (const [what, expected, message, headers, status] of [
      ["the message", 42, "Overloaded. Retry after 42 seconds.", {}, 400],
      ["the message in capitals", 1, "RETRY AFTER 1 SECOND", {}, 400],
      ["another message", 2, "Too many requests, try again in 2 seconds", {}, 400],
      ["the message first", 7, "Retry after 7 seconds", { "retry-after": "99", "x-ratelimit-reset": "98" }],
      ["Retry-After in seconds, before the reset", 30, "", { "retry-after": "30", "x-ratelimit-reset": "55" }],
      ["Retry-After in parts of a second", 0.5, "", { "retry-after": "0.5" }],
      ["Retry-After of 0", 0, "", { "retry-after": "0" }],
      ["Retry-After as a date", 120, "", { "retry-after": "Thu, 09 Jul 2026 10:02:00 GMT" }],
      ["a date that has passed", 0, "", { "retry-after": "Thu, 09 Jul 2026 09:00:00 GMT" }],
      // By the server's clock if the response has its time, since the local clock can be wrong.
      ["a date by its clock", 120, "", { date: elsewhere, "retry-after": "Thu, 09 Jul 2026 11:02:00 GMT" }],
      ["an invalid clock", 120, "", { date: "soon", "retry-after": "Thu, 09 Jul 2026 10:02:00 GMT" }],
      ["Retry-After of a server failure", 30, "", { "retry-after": "30", "x-ratelimit-reset": "55" }, 503],
      ["a limit that is not the cause", undefined, "", { "x-ratelimit-reset": "55" }, 503],
      ["another error than a rate limit", undefined, "", { "x-ratelimit-reset": "55", "retry-after": "9" }, 401],
      ["x-ratelimit-reset, which is a delta", 67_150, "", { "x-ratelimit-reset": "67150" }],
      ["the reset after nonsense", 55, "", { "retry-after": "soon", "x-ratelimit-reset": "55" }],
      ["the reset after nothing", 55, "", { "retry-after": "", "x-ratelimit-reset": "55" }],
      ["nothing", undefined, "", {}],
      ...["", "soon", "NaN", "1e3x", never, "9".repeat(400)].map(
        (text) => ["nonsense", undefined, "", { "retry-after": text, "x-ratelimit-reset": text }] as const,
      ),
      ["a time that no date has", undefined, `Retry after ${never} seconds`, {}],
      ["the header after such a time", 9, `Retry after ${never} seconds`, { "retry-after": "9" }],
    ] as const) {
      it(`is ${expected ?? "undefined"} seconds later for ${what} (${JSON.stringify(headers).slice(0, 60)})`, () => {
        const { retryAt } = classify(status ?? 429, { message }, headers);
        assert.equal(retryAt, expected === undefined ? undefined : now + expected * 1000);
      });
    }
  });

  it("uses the status if the body is uninformative", () => {
    const odd = [undefined, null, "<html>Bad Gateway</html>", [], [{ code: 3 }], 7, true, {}];
    const expected: readonly (readonly [number, ApiErrorKind])[] = [
      [400, "invalid_request"],
      [401, "authentication"],
      [403, "permission_denied"],
      [404, "not_found"],
      [409, "server_fault"],
      [429, "rate_limited"],
      [502, "server_fault"],
    ];
    for (const [status, kind] of expected) {
      for (const body of odd) {
        const error = classify(status, body);
        assert.equal(error.kind, kind);
        assert.equal(error.code, undefined);
        assert.equal(error.reason, "the response has no error message");
      }
    }
  });
});
