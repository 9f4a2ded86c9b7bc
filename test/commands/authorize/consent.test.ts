import assert from "node:assert/strict";
import { consentFor, parsePasted, parseRedirect } from "../../../src/commands/authorize/consent.ts";
import { allScopes } from "../../../src/commands/scopes.ts";

const redirectUri = "http://localhost:8085/";

describe("consentFor", () => {
  it("requests all scopes on the page of Pinterest, or of the host of the API that a test names", () => {
    const { url, state } = consentFor("12", redirectUri, undefined);
    const page = new URL(url);
    assert.equal(`${page.origin}${page.pathname}`, "https://www.pinterest.com/oauth/");
    assert.deepEqual(Object.fromEntries(page.searchParams), {
      client_id: "12",
      redirect_uri: redirectUri,
      response_type: "code",
      scope: allScopes().join(","),
      state,
    });
    assert.match(state, /^[\w-]{32}$/u);
    assert.ok(consentFor("12", redirectUri, "http://localhost:9/v5").url.startsWith("http://localhost:9/oauth/?"));
  });
});

describe("a redirect", () => {
  const consent = { url: "", redirectUri, state: "of-this" };
  const other = {
    kind: "other",
    problem: "This URL doesn't belong to this sign-in, because its parameter state differs.",
  };
  const denied = (reason: string) => ({ kind: "denied", problem: `Pinterest granted no access: ${reason}.` });

  for (const [address, expected] of [
    ["/?state=of-this&code=abc", { kind: "code", code: "abc" }],
    ["http://localhost:8085/?code=abc&state=of-this", { kind: "code", code: "abc" }],
    ["/?state=of-this", denied("the redirect has no code")],
    ["/?state=of-this&code=&error=access_denied", denied("access_denied")],
    ["/?state=of-this&error=access_denied&error_description=No+thanks", denied("No thanks")],
    ["/?state=another&code=abc", other],
    ["http://[state=of-this", other],
  ] as const)
    it(`to ${address} is ${expected.kind}`, () => assert.deepEqual(parseRedirect(address, consent), expected));

  it("is pasted with or without quotes, but not its code alone", () => {
    const address = `${redirectUri}?state=of-this&code=abc`;
    for (const pasted of [address, ` "${address}" `, `<${address}>`, `“${address}”`])
      assert.deepEqual(parsePasted(pasted, consent), { kind: "code", code: "abc" });
    assert.deepEqual(parsePasted("abc", consent), {
      kind: "other",
      problem: `This isn't the URL at which the sign-in ended. It begins with ${redirectUri}?.`,
    });
  });
});
