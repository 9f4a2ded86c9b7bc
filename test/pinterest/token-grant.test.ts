import assert from "node:assert/strict";
import fc from "fast-check";
import { parseTokenGrant, tokensIn } from "../../src/pinterest/token-grant.ts";

const start = Date.parse("2026-07-09T10:00:00Z");
const day = 24 * 60 * 60_000;

describe("parseTokenGrant", () => {
  it("parses the API's response", () => {
    assert.deepEqual(
      parseTokenGrant(
        {
          response_type: "refresh_token",
          access_token: "pina_1",
          refresh_token: "pinr.1",
          token_type: "bearer",
          expires_in: 2_592_000,
          refresh_token_expires_in: 5_184_000,
          refresh_token_expires_at: 1_788_000_000,
          scope: "boards:read pins:read user_accounts:read",
        },
        start,
      ),
      {
        accessToken: "pina_1",
        refreshToken: "pinr.1",
        expiresAt: start + 30 * day,
        renewableUntil: start + 60 * day,
        scopes: ["boards:read", "pins:read", "user_accounts:read"],
      },
    );
  });

  it("requires only the access token, and ignores an implausible lifetime", () => {
    const unknown = { refreshToken: undefined, renewableUntil: undefined, scopes: [] };
    const bare = { accessToken: "pina_1", expiresAt: start + 30 * day, ...unknown };
    const lives = [0, -1, 1e21, 1e300, 400 * 24 * 60 * 60, "3600", null];
    for (const body of [
      {},
      { refresh_token: "", scope: null },
      { refresh_token: null, scope: "" },
      ...lives.map((life) => ({ expires_in: life, refresh_token_expires_in: life })),
    ])
      assert.deepEqual(parseTokenGrant({ access_token: "pina_1", ...body }, start), bare, JSON.stringify(body));
    assert.equal(parseTokenGrant({ access_token: "pina_1", expires_in: 1 }, start).expiresAt, start + 1000);
  });

  it("parses scopes with any separator", () => {
    const scopes = (scope: string) => parseTokenGrant({ access_token: "pina_1", scope }, start).scopes;
    assert.deepEqual(scopes("a:read,b:read"), ["a:read", "b:read"]);
    assert.deepEqual(scopes(" a:read, b:read\tc:read "), ["a:read", "b:read", "c:read"]);
  });

  it("rejects a response without an access token without showing its content", () => {
    const wrong = [undefined, "pinr.SECRET", {}, { access_token: "" }, { access_token: 7 }];
    for (const body of wrong) assert.throws(() => parseTokenGrant(body, start), new Error("access_token is missing"));
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        try {
          parseTokenGrant(body, start);
        } catch (error) {
          assert.deepEqual(error, new Error("access_token is missing"));
        }
      }),
    );
  });
});

describe("tokensIn", () => {
  it("finds up to ten tokens of any length at any depth of JSON", () => {
    const short = {
      access_token: "short1",
      data: [{ granted: { refresh_token: "2brief", scope: "x", note_token: 7 } }],
    };
    assert.deepEqual(tokensIn(JSON.stringify(short)), ["short1", "2brief"]);
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`t${index}_token`, `value ${index}`]));
    assert.equal(tokensIn(JSON.stringify(many)).length, 10);
    for (const body of ["null", "[]", "7", "{"]) assert.deepEqual(tokensIn(body), []);
  });

  const [access, refresh] = ["pina_AbCdEfGhIjKlMnOp", "pinr.AbCdEfGhIjKlMnOp"];

  it("finds tokens in text, and in strings within JSON", () => {
    for (const body of [
      `access_token=${access}&refresh_token=${refresh}&scope=ads:read`,
      `<p>access_token: ${access}<br>refresh_token: '${refresh}'</p>`,
      `{"access_token": "${access}", "refresh_token": "${refresh}", "sco`,
      JSON.stringify({ message: JSON.stringify({ access_token: access, refresh_token: refresh }) }),
    ]) {
      assert.deepEqual(new Set(tokensIn(body)), new Set([access, refresh]), body);
    }
  });

  it("finds the tokens of the grant, and those with Pinterest's prefixes, behind any number of others", () => {
    const decoys = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`t${index}_token`, `value ${index}`]));
    const texts = [
      { ...decoys, note: `the code ${access}, and ${refresh}.` },
      { ...decoys, data: { a: access, refresh } },
    ];
    for (const body of [{ ...decoys, access_token: "first1", refresh_token: "second2" }, ...texts]) {
      const found = tokensIn(JSON.stringify(body));
      const expected = "access_token" in body ? ["first1", "second2"] : [access, refresh];
      assert.deepEqual(
        found.slice(0, 2).map((token) => token.replace(/\.$/u, "")),
        expected,
      );
      assert.equal(found.length, 10);
    }
  });

  it("ignores words, such as names of the protocol's", () => {
    assert.deepEqual(tokensIn('{"my_token": "stream_descriptor", "token": "CONNECTION_STATUS"}'), []);
  });

  it("ignores words of a sentence", () => {
    for (const body of ["", "null", "[1]", '"x"', '{"message":"access_token: expired, refresh_token is wrong"}']) {
      assert.deepEqual(tokensIn(body), []);
    }
  });
});
