import assert from "node:assert/strict";
import { formNames } from "../../src/config/setting-names.ts";
import { ApiError, type ApiErrorFacts, type ApiErrorKind } from "../../src/pinterest/errors/api-error.ts";
import { ConnectorError, type FailureType } from "../../src/protocol/errors.ts";
import { explain } from "../../src/texts/explain.ts";

const explained = (error: unknown, facts: Partial<Parameters<typeof explain>[1]> = {}) =>
  explain(error, { names: formNames, ...facts });

const cases: Readonly<Record<ApiErrorKind, readonly [FailureType, RegExp]>> = {
  authentication: ["config_error", /access token.*Create a new token, or sign in again/u],
  authorization_grant: ["config_error", /refresh token.*sign in again/u],
  missing_scope: ["config_error", /it needs ads:read\. Sign in again and grant it, or deselect the stream/u],
  app_without_access: [
    "config_error",
    /Trial access is pending, or was denied\..*Neither a new token nor another scope/u,
  ],
  restricted_feature: ["config_error", /Request access on the page of your app.*or deselect the stream/u],
  permission_denied: ["config_error", /Ask for a role that has it, or deselect the stream/u],
  not_found: ["config_error", /Check the IDs.*deselect the stream/u],
  no_catalog: ["config_error", /has no product catalog.* Deselect the stream\./u],
  invalid_request: ["config_error", /Check the values in the source settings/u],
  rate_limited: ["transient_error", /The next sync resumes here/u],
  server_fault: ["transient_error", /failed to answer, even after retries/u],
  network: ["transient_error", /could not be reached.*even after retries/u],
  other_dates: ["transient_error", /other dates than the connector requested.*The next sync requests them again/u],
  unsafe_link: ["config_error", /did not download the report.*public addresses/u],
  access_lost: ["transient_error", /in the middle of a list.*The next sync reads it again/u],
  invalid_body: ["transient_error", /was invalid, even after retries/u],
  unexpected: ["system_error", /^Unexpected response from Pinterest/u],
};

describe("explain", () => {
  for (const [kind, [failureType, sentence]] of Object.entries(cases)) {
    it(`says what ${kind} is and what to do, and quotes Pinterest's response with one period`, () => {
      const [known] = Object.keys(cases).filter((each): each is ApiErrorKind => each === kind);
      assert.ok(known !== undefined);
      for (const reason of ["It did not work", "It did not work.", " It did not work. "]) {
        const facts: ApiErrorFacts = { operation: "campaigns/list", reason, status: 400, code: 7, kind: known };
        const error = new ApiError({ ...facts, requestId: "1234567890" });
        const result = explained(error);
        const { message, internalMessage } = result;
        assert.deepEqual([result.failureType, result.cause], [failureType, error]);
        assert.match(message, sentence);
        assert.match(message, /It did not work(?: \(HTTP 400, code 7\))?\..*(?<=\.)$/u);
        assert.ok(!/\.\.|undefined|\. \.|1234567890/u.test(message), message);
        assert.doesNotMatch(message, /campaigns\/list/u, "users don't know operations");
        assert.equal(internalMessage, `campaigns/list: ${reason} (HTTP 400, code 7), request 1234567890`);
        assert.equal(explained(new ApiError(facts)).internalMessage, error.message);
      }
    });
  }

  it("names the settings with values of a rejected request", () => {
    const error = new ApiError({ kind: "invalid_request", operation: "ads/analytics", reason: "No" });
    const { message } = explained(error, { settings: [["columns"], ["status"]] });
    assert.match(message, /Check "Ads columns" and "Campaign, ad group, and ad statuses" in the source settings\. If/u);
  });

  it("says how to get a scope that the sign-in button doesn't request", () => {
    const error = new ApiError({ kind: "missing_scope", operation: "billing_invoices/get", reason: "No" });
    assert.match(
      explained(error).message,
      /it needs ads:read, billing:read\. Sign in again with the command authorize, since Airbyte's button doesn't request billing:read, or/u,
    );
  });

  describe("for a stream that Pinterest enables per app", () => {
    const accessRequirement = {
      stage: "beta",
      access: "access to the lead ads beta",
      ask: "Ask your Pinterest account manager to join it.",
    } as const;
    const denial = (kind: ApiErrorKind) => new ApiError({ kind, operation: "lead_forms/list", reason: "No access" });

    it("names the missing access and how to request it", () => {
      const { failureType, message } = explained(denial("restricted_feature"), { accessRequirement });
      assert.equal(failureType, "config_error");
      assert.match(
        message,
        /Your app lacks access to the lead ads beta: this is a beta endpoint\. .*Pinterest's response: No access\./u,
      );
      assert.match(message, /Ask your Pinterest account manager to join it\. Until then, deselect the stream/u);
    });

    it("also names it for a denied permission, but not for other errors", () => {
      assert.match(
        explained(denial("permission_denied"), { accessRequirement }).message,
        /Ask for a role.*lead ads beta.*account manager/u,
      );
      for (const kind of ["authentication", "missing_scope", "not_found", "server_fault", "invalid_body"] as const) {
        assert.equal(explained(denial(kind), { accessRequirement }).message, explained(denial(kind)).message);
      }
    });
  });

  it("names the minute by which the quota is reset, if known", () => {
    const retryAt = Date.parse("2026-06-30T23:59:00.001Z");
    const { message } = explained(
      new ApiError({ kind: "rate_limited", operation: "campaigns/list", reason: "used up", retryAt }),
    );
    assert.match(message, /used up until 2026-07-01 00:00 UTC\. /u);
  });

  it("returns an explained error unchanged", () => {
    const error = new ConnectorError("config_error", "Do this.");
    assert.equal(explained(error), error);
  });

  it("reports other errors as system_error, with their text in the internal message", () => {
    for (const thrown of [new TypeError("x of undefined"), "text", undefined, null]) {
      const { failureType, message, internalMessage, cause } = explained(thrown);
      assert.equal(failureType, "system_error");
      assert.ok(!message.includes("undefined"));
      assert.equal(internalMessage, String(thrown));
      assert.equal(cause, thrown);
    }
  });
});
