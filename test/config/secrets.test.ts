import assert from "node:assert/strict";
import fc from "fast-check";
import { secretsOf } from "../../src/config/secrets.ts";

describe("secretsOf", () => {
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    [
      "the marked fields of OAuth, longest first",
      {
        credentials: {
          auth_method: "oauth2.0",
          client_id: "1234567",
          client_secret: "client-secret",
          refresh_token: "pinr.refresh-token",
          access_token: "pina_access",
          token_expiry_date: "2026-05-01T00:00:00Z",
        },
        start_date: "2026-01-01",
        likes_board: "Likes",
      },
      ["pinr.refresh-token", "client-secret", "pina_access", "1234567"],
    ],
    ["tokens at the top level", { refresh_token: "old", client_id: 123, start_date: "2026-01-01" }, ["old", "123"]],
    [
      "values of names that suggest a secret",
      { a: [{ MyTokenOld: "a-1" }], clientSecret: "b", password: "c" },
      ["a-1", "b", "c"],
    ],
    ["all values below such a name", { tokens: { first: "a", more: ["b", { c: "c" }] } }, ["a", "b", "c"]],
    [
      "trimmed values once, without blank ones",
      { access_token: " a ", refresh_token: "a", client_secret: "  " },
      ["a"],
    ],
    ["a token copied from a header, in both forms", { access_token: "Bearer pina_a" }, ["Bearer pina_a", "pina_a"]],
    ["nothing in a list of plain values", ["a", 1, null, true], []],
    ["nothing in undefined", undefined, []],
    ["a value 20,000 levels deep", { token: JSON.parse(`${"[".repeat(20_000)}"a"${"]".repeat(20_000)}`) }, ["a"]],
  ];
  for (const [name, raw, expected] of cases) {
    it(`finds ${name}`, () => {
      assert.deepEqual(secretsOf(raw), expected);
    });
  }

  it("never throws", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        secretsOf(raw);
      }),
    );
  });
});
