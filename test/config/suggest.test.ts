import assert from "node:assert/strict";
import { suggest } from "../../src/config/suggest.ts";

describe("suggest", () => {
  const cases: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ["refresh_token", ["refresh_tokn"], "refresh_tokn"],
    ["refresh_token", ["refersh_token"], "refersh_token"],
    ["refresh_token", ["refreshToken"], "refreshToken"],
    ["refresh_token", ["REFRESH-TOKEN"], "REFRESH-TOKEN"],
    ["client_id", ["cliend_ids"], "cliend_ids"],
    ["client_id", ["client_ids", "client_di"], "client_ids"],
    ["client_id", ["client_secret", "id", ""], undefined],
    ["refresh_token", ["access_token"], undefined],
    ["refresh_token", ["x".repeat(100_000)], undefined],
    ["refresh_token", [], undefined],
  ];
  for (const [wanted, candidates, expected] of cases) {
    it(`${wanted} among ${candidates.join(", ").slice(0, 40)}: ${expected ?? "nothing"}`, () => {
      assert.equal(suggest(wanted, candidates), expected);
    });
  }
});
