import assert from "node:assert/strict";
import { suggest } from "../../../src/base/text/suggest.ts";

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
    ["x".repeat(100_000), ["refresh_token"], undefined],
    ["SPEND", ["SPEND_IN_MICRO_DOLLAR", "SPEND_IN_DOLLAR", "CPC"], "SPEND_IN_DOLLAR"],
    ["ID", ["ID_OF_SOMETHING"], undefined],
    ["refresh_token", ["x".repeat(100_000)], undefined],
    ["refresh_token", [], undefined],
  ];
  for (const [wanted, candidates, expected] of cases) {
    it(`${wanted.slice(0, 40)} among ${candidates.join(", ").slice(0, 40)}: ${expected ?? "nothing"}`, () => {
      assert.equal(suggest(wanted, candidates), expected);
    });
  }
});
