import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { withRotatedTokens } from "../../src/config/rotation.ts";
import { specValidator } from "./spec-validator.ts";

const tokens = { refreshToken: "pinr.new", accessToken: "pina_new", expiresAt: Date.parse("2026-06-01T12:00:00.500Z") };
const rotated = {
  auth_method: "oauth2.0",
  client_id: "1234567",
  client_secret: "secret",
  refresh_token: "pinr.new",
  access_token: "pina_new",
  token_expiry_date: "2026-06-01T12:00:00.500Z",
};

describe("withRotatedTokens", () => {
  const app = { client_id: "1234567", client_secret: "secret", refresh_token: "pinr.old" };
  const cases: readonly (readonly [string, JsonObject, JsonObject])[] = [
    [
      "a current configuration and keeps its other fields",
      { credentials: { auth_method: "oauth2.0", ...app }, start_date: "2026-01-01", status: ["ACTIVE"] },
      { credentials: rotated, start_date: "2026-01-01", status: ["ACTIVE"] },
    ],
    [
      "a token of an earlier run",
      { credentials: { ...app, auth_method: "refresh_token", token_expiry_date: 1_700_000_000, note: "kept" } },
      { credentials: { ...rotated, auth_method: "refresh_token", note: "kept" } },
    ],
    [
      "earlier fields and moves them to their current field",
      { ...app, client_id: 1234567, account_id: 549755885175, num_threads: 2, start_date: null },
      { credentials: rotated, ad_account_ids: ["549755885175"], num_workers: 2 },
    ],
  ];
  const validate = specValidator();
  for (const [name, raw, expected] of cases) {
    it(`accepts ${name}`, () => {
      const before = structuredClone(raw);
      const config = withRotatedTokens(raw, tokens);
      assert.deepEqual(config, expected);
      assert.deepEqual(raw, before, "the input is not modified");
      assert.deepEqual(validate(config), []);
    });
  }
});
