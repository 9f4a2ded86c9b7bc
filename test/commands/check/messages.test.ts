import assert from "node:assert/strict";
import type { HttpResponse } from "../../../src/pinterest/network/transport.ts";
import { TransportError } from "../../../src/pinterest/network/transport.ts";
import { apiError, respond } from "../../scripted-api.ts";
import { type Api, check, startOfTime } from "./check-run.ts";

const token = { credentials: { access_token: "pina_1" } };
const oauth = {
  credentials: { auth_method: "oauth2.0", client_id: "1", client_secret: "app-secret", refresh_token: "pinr_1" },
};
const likes = respond(200, { items: [{ id: "1", name: "Your Pinterest Likes" }], bookmark: null });

const invalidGrant = apiError(401, 283, "The authorization grant is invalid.");
const grant = respond(200, { access_token: "pina_2", refresh_token: "pinr_2", expires_in: 1000 });

/** An ordinary account, except for the responses of `odd` by path, or by path and grant type. */
const account =
  (odd: Readonly<Record<string, HttpResponse | Error>>): Api =>
  (path, _query, body) => {
    const response = odd[`${path} ${new URLSearchParams(body).get("grant_type") ?? ""}`] ?? odd[path];
    if (response !== undefined) return response;
    if (path === "/user_account") return respond(200, { username: "gardener", account_type: "BUSINESS" });
    return path === "/boards" ? likes : undefined;
  };

const unapproved = apiError(401, 3, "Your application consumer type is not supported");
const empty = respond(200, { items: [], bookmark: null });
const lacking = (scopes: string) =>
  apiError(401, 3, `Authorized with the incorrect set of scopes. Missing: [${scopes}]`);

describe("check", () => {
  const cases: readonly {
    readonly of: string;
    readonly config?: object;
    readonly odd?: Readonly<Record<string, HttpResponse | Error>>;
    readonly environment?: Readonly<Record<string, string>>;
    readonly status?: "SUCCEEDED";
    readonly says: RegExp;
  }[] = [
    {
      of: "succeeds with the account and its ad accounts",
      odd: { "/ad_accounts": respond(200, { items: [{ id: "1" }, { id: "2" }], bookmark: null }) },
      status: "SUCCEEDED",
      says: /^Connected to the Pinterest account gardener with 2 ad accounts\.$/u,
    },
    {
      of: "names a missing scope, the streams that need it, and where to get it",
      odd: { "/catalogs": lacking("'catalogs:read'") },
      status: "SUCCEEDED",
      says: /Streams that can't be read: catalogs, catalogs_feeds, .* and \d+ more \(the token lacks the scope catalogs:read\)\. .* developers\.pinterest\.com\/apps/u,
    },
    {
      of: "says what is missing without the scopes for secret boards and Pins",
      odd: { "/search/pins": lacking("'boards:read_secret', 'pins:read_secret'") },
      status: "SUCCEEDED",
      says: /^Connected to .*\. Secret boards, their Pins, and the stream likes will be missing, since the token lacks boards:read_secret and pins:read_secret\.$/u,
    },
    {
      of: "says so, too, if a renewed token tells its scopes",
      config: oauth,
      odd: {
        "/oauth/token": respond(200, { ...JSON.parse(grant.body), scope: "boards:read,boards:read_secret,pins:read" }),
      },
      status: "SUCCEEDED",
      says: /Pins of secret boards, and the stream likes will be missing, since the token lacks pins:read_secret\.$/u,
    },
    {
      of: "names missing scopes that Pinterest doesn't",
      config: { search_queries: ["garden"] },
      odd: { "/search/pins": apiError(401, 3, "Your token does not have sufficient permissions.") },
      status: "SUCCEEDED",
      says: /Streams that can't be read: search_pins \(the token lacks the scope boards:read_secret or pins:read_secret\)/u,
    },
    {
      of: "names the scope that Pinterest names, although the operation should need another",
      odd: { "/catalogs": lacking("'catalogs:write'") },
      status: "SUCCEEDED",
      says: /Streams that can't be read: catalogs, .* \(the token lacks the scope catalogs:write\)/u,
    },
    {
      of: "names all scopes that Pinterest names if nothing can be read",
      odd: { "/user_account": lacking("'a:read', 'b:write'"), "/boards": lacking(""), "/ad_accounts": lacking("") },
      says: /^The token is missing a scope: it needs a:read, b:write\./u,
    },
    {
      of: "says that the app has no access yet while Pinterest hasn't approved it, and doesn't ask for another token",
      odd: { "/user_account": unapproved, "/boards": unapproved, "/ad_accounts": unapproved },
      says: /^Pinterest doesn't give your app access to its API: .*Trial access is pending.* Neither a new token nor another scope helps\. Pinterest's response: Your application consumer type is not supported \(HTTP 401, code 3\)\.$/u,
    },
    {
      of: "reports an account without an ID and a username",
      odd: { "/user_account": respond(200, { items: [] }) },
      says: /^Pinterest's response was invalid, .*neither an ID nor a username\./u,
    },
    {
      of: "reports a denied account if all lists are empty",
      odd: { "/user_account": lacking(""), "/boards": empty, "/ad_accounts": empty },
      says: /^The token is missing a scope: it needs user_accounts:read\./u,
    },
    {
      of: "succeeds without access to ad accounts",
      odd: { "/ad_accounts": lacking("'ads:read'") },
      status: "SUCCEEDED",
      says: /^Connected to the Pinterest account gardener\. Streams that can't be read: .*the scope ads:read\)/u,
    },
    {
      of: "names no secret scope if a search might as well lack another one",
      odd: { "/boards": lacking(""), "/pins": lacking(""), "/search/pins": lacking("") },
      status: "SUCCEEDED",
      says: /^Connected to (?!.*will be missing)/u,
    },
    {
      of: "succeeds with a denied account if another list has rows",
      odd: {
        "/user_account": lacking(""),
        "/boards": empty,
        "/pins": respond(200, { items: [{ id: "1" }], bookmark: null }),
      },
      status: "SUCCEEDED",
      says: /^Connected to Pinterest with 0 ad accounts\. Streams that can't be read: account, /u,
    },
    {
      of: "names no stream for a scope that another operation proves",
      odd: { "/boards": apiError(401, 3, "Your token does not have sufficient permissions.") },
      status: "SUCCEEDED",
      says: /^Connected to the Pinterest account gardener with 0 ad accounts\.$/u,
    },
    {
      of: "reports an account that doesn't exist if no ad account is selected",
      odd: { "/user_account": apiError(404, 40, "User not found.") },
      says: /Pinterest's response: User not found \(HTTP 404, code 40\)/u,
    },
    {
      of: "reports an outage also if an ad account is selected",
      config: { ad_account_ids: ["7"] },
      odd: { "/user_account": apiError(503, 12, "Oops.") },
      says: /Oops/u,
    },
    {
      of: "reports an expired or revoked token",
      odd: { "/user_account": apiError(401, 2, "Authentication failed.") },
      says: /^Pinterest rejected the access token\..*expires after 24 hours.*at the latest after 30 days/u,
    },
    {
      of: "reports a wrong app secret key, or an expired or revoked refresh token",
      config: oauth,
      odd: { "/oauth/token": invalidGrant },
      says: /^Pinterest rejected the refresh token, or the app ID and app secret key\. Check that .*: sign in again/u,
    },
    {
      of: "names an unknown ad account",
      config: { ad_account_ids: ["7"] },
      odd: { "/ad_accounts": empty, "/ad_accounts/7": apiError(404, 40, "Not found.") },
      says: /^"Ad account IDs": ad account 7 doesn't exist, or this account has no access to it\. Check the ID/u,
    },
    {
      of: "reports an exhausted trial quota",
      odd: { "/user_account": apiError(429, 8, "Wait.", { "retry-after": "43200" }) },
      says: /^Pinterest's rate limit is used up until 2026-07-01 00:00 UTC\..*Trial access/u,
    },
    {
      of: "reports a clock that is off by an hour",
      odd: {
        "/user_account": respond(200, { username: "x" }, { date: new Date(startOfTime - 3_600_000).toUTCString() }),
      },
      status: "SUCCEEDED",
      says: /The clock of this machine is 60 minutes ahead of Pinterest's\. Set it right/u,
    },
    {
      of: "says in days how far off a clock is that is a month behind",
      odd: {
        "/user_account": respond(
          200,
          { username: "x" },
          { date: new Date(startOfTime + 31 * 86_400_000).toUTCString() },
        ),
      },
      status: "SUCCEEDED",
      says: /The clock of this machine is 31 days behind Pinterest's\. Set it right/u,
    },
    {
      of: "reports a missing network",
      odd: { "/user_account": new TransportError("the host name could not be resolved") },
      says: /^Pinterest could not be reached, even after retries: .*the host name could not be resolved\. Check the network/u,
    },
    {
      of: "reports a proxy that refuses connections",
      odd: { "/user_account": new TransportError("the connection was refused") },
      environment: { HTTPS_PROXY: "http://127.0.0.1:9" },
      says: /could not be reached.*the proxy that the environment variable HTTPS_PROXY names/u,
    },
    {
      of: "reports a proxy that responds with a web page",
      odd: { "/user_account": { status: 200, headers: {}, body: "<html>Blocked</html>" } },
      environment: { https_proxy: "http://127.0.0.1:9" },
      says: /could not be reached.*is a web page.*the proxy that the environment variable https_proxy names/u,
    },
    {
      of: "succeeds if an optional operation fails",
      odd: { "/catalogs": apiError(500, 12, "Oops."), "/pins": apiError(409, 4182, "?") },
      status: "SUCCEEDED",
      says: /^Connected/u,
    },
    {
      of: "fails if an optional operation fails because of a bug",
      odd: { "/catalogs": new Error("a mistake") },
      says: /^Something went wrong in the connector/u,
    },
    {
      of: "reports an error of the connector or Pinterest",
      odd: { "/user_account": respond(405, "?") },
      says: /^Unexpected response from Pinterest/u,
    },
  ];
  for (const { of, config = {}, odd = {}, environment, status = "FAILED", says } of cases) {
    it(of, async () => {
      const outcome = await check({ ...token, ...config }, account(odd), environment);
      assert.deepEqual([outcome.status, says.test(outcome.message)], [status, true], outcome.message);
    });
  }

  it("prints the outcome for people as text, without warnings, and an error with an exit code", async () => {
    const run = async (odd: Readonly<Record<string, HttpResponse | Error>>) =>
      check(token, account(odd), {}, new AbortController(), true);
    const { code, lines, stderr } = await run({ "/catalogs": lacking("'catalogs:read'") });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(lines[0], "Connected to the Pinterest account gardener with 0 ad accounts.");
    assert.match(lines[1] ?? "", /^Streams that can't be read: catalogs, /u);
    const failed = await run({ "/user_account": apiError(401, 2, "Authentication failed.") });
    assert.deepEqual([failed.code, failed.lines], [1, []]);
    assert.match(failed.stderr, /^Error: Pinterest rejected the access token\.[^\n]*\n$/u);
  });

  it("gives advice about a proxy only if one is set and the error can be its own", async () => {
    const proxies = (name: string) => ({ [name]: "http://127.0.0.1:9" });
    const said = async (response: HttpResponse | Error, environment: Readonly<Record<string, string>>) => {
      const { message } = await check(token, account({ "/user_account": response }), environment);
      return /through the proxy that the environment variable (\w+) names: check its address/u.exec(message)?.[1];
    };
    const refused = new TransportError("the connection was refused");
    for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
      assert.equal(await said(refused, proxies(name)), name);
    // Requests to https don't go through the proxy for http.
    for (const name of ["HTTP_PROXY", "http_proxy"]) assert.equal(await said(refused, proxies(name)), undefined);
    assert.equal(await said(refused, { ...proxies("ALL_PROXY"), ...proxies("https_proxy") }), "https_proxy");
    assert.equal(await said(apiError(503, 12, "Oops."), proxies("HTTPS_PROXY")), "HTTPS_PROXY");
    assert.equal(await said(apiError(401, 2, "Authentication failed."), proxies("HTTPS_PROXY")), undefined);
    assert.equal(await said(new Error("a mistake"), proxies("HTTPS_PROXY")), undefined);
    assert.equal(await said(refused, { HTTPS_PROXY: "", ...proxies("NO_PROXY") }), undefined);
  });

  it("responds within 10 seconds without a network", async () => {
    const timeout = new TransportError("no complete response within 8 seconds");
    for (const config of [token, oauth]) {
      const { status, tookMs, requests } = await check(config, () => timeout);
      assert.equal(status, "FAILED");
      // In addition to the requests: a second one that hangs for 8 seconds starts before this time.
      assert.ok(tookMs <= 1_500 && requests.length <= 3, `${tookMs} ms, ${requests.length} requests`);
    }
  });

  it("makes at most 12 requests, including those for tokens", async () => {
    const ids = ["1", "2", "3", "4", "5"];
    const fault = apiError(500, 12, "Oops.");
    for (const odd of [
      {},
      { "/ad_accounts/5": apiError(404, 40, "Not found.") },
      { "/pins": fault, "/catalogs": fault, "/businesses/employers": fault },
    ]) {
      const config = { ...oauth, ad_account_ids: ids, board_ids: ids };
      const { requests } = await check(config, account({ "/oauth/token": grant, ...odd }));
      assert.ok(requests.length <= 12, requests.join());
    }
  });

  it("logs why and when it retries a request", async () => {
    const responses = [apiError(500, 12, "Oops.")];
    const { warnings } = await check(token, (path) => (path === "/user_account" ? responses.pop() : undefined));
    assert.equal(warnings.length, 1, warnings.join());
    assert.match(warnings[0] ?? "", /Oops.*; retrying in \d\.\d s$/u);
  });
});
