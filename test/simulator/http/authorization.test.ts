import assert from "node:assert/strict";
import { knownCredentials, readScopes } from "../../../simulator/simulator.ts";
import { get, itemsOf, request, textOf, token, walk, withSimulator } from "../api.ts";

const without = (...scopes: string[]) => readScopes.filter((scope) => !scopes.includes(scope));
const refresh = (refreshToken: string) => ({ grant_type: "refresh_token", refresh_token: refreshToken });

describe("simulator: authorization", () => {
  it("requires a known, unexpired token", () =>
    withSimulator({}, async (simulator) => {
      const young = simulator.tokens.issue("granted", 60).token;
      assert.equal((await get(simulator, "/user_account", {}, young)).status, 200);
      simulator.change({ advance_seconds: 60 });
      for (const bad of [young, "pina_other", ""]) {
        const { status, object } = await get(simulator, "/user_account", {}, bad);
        assert.deepEqual([status, object], [401, { code: 2, message: "Authentication failed.", status: "failure" }]);
      }
      const basic = await request(simulator, "/user_account", { headers: { authorization: "Basic abc" } });
      assert.equal(basic.status, 401);
    }));

  it("requires the scopes of the document, and lists the missing ones", () =>
    withSimulator({}, async (simulator) => {
      for (const [path, scope] of [
        ["/user_account", "user_accounts:read"],
        ["/boards", "boards:read"],
        ["/pins", "pins:read"],
        ["/search/boards", "boards:read_secret"],
        ["/search/pins?query=garden", "pins:read_secret"],
        ["/ad_accounts", "ads:read"],
      ] as const) {
        const narrow = simulator.tokens.issue(without(scope)).token;
        const { status, object } = await get(simulator, path, {}, narrow);
        assert.deepEqual([status, object.code], [401, 3], path);
        assert.match(
          textOf(object, "message"),
          /^Your token does not have sufficient permissions .* correct set of scopes\. Missing: \['/u,
        );
        assert.ok(textOf(object, "message").endsWith(`Missing: ['${scope}']`));
      }
    }));

  it("hides secret boards and their Pins from a token without their scopes", () =>
    withSimulator({}, async (simulator) => {
      const secret = simulator.world.me.boards.find(({ privacy }) => privacy === "SECRET")?.id ?? "";
      simulator.settings.scopes = without("boards:read_secret", "pins:read_secret");
      const boards = await walk(simulator, "/boards");
      assert.ok(boards.length > 0 && boards.every(({ privacy }) => privacy !== "SECRET"));
      assert.equal((await get(simulator, `/boards/${secret}`)).object.code, 40);
      assert.equal((await get(simulator, `/boards/${secret}/pins`)).object.code, 40);
      const pins = await walk(simulator, "/pins", { page_size: 250 });
      assert.ok(pins.length > 0 && pins.every(({ board_id: board }) => board !== secret));
      simulator.settings.scopes = readScopes;
      const more = await walk(simulator, "/pins", { page_size: 250 });
      assert.ok(more.length > pins.length);
      assert.ok(itemsOf(await get(simulator, `/boards/${secret}/pins`)).length > 0);
    }));

  it("rotates the refresh token and invalidates the old one at once", () =>
    withSimulator({}, async (simulator) => {
      const first = await token(simulator, refresh(knownCredentials.refresh_token));
      assert.equal(first.status, 200);
      const { access_token: access, expires_in: seconds, refresh_token_expires_in: life } = first.object;
      assert.deepEqual([seconds, life], [2_592_000, 5_184_000]);
      assert.match(textOf(first.object, "access_token"), /^pina_/u);
      assert.equal((await get(simulator, "/boards", {}, textOf({ access }, "access"))).status, 200);
      const again = await token(simulator, refresh(knownCredentials.refresh_token));
      assert.deepEqual([again.status, again.object.code], [401, 283]);
      const second = await token(simulator, refresh(textOf(first.object, "refresh_token")));
      assert.equal(second.status, 200);
      assert.notEqual(second.object.refresh_token, first.object.refresh_token);
      simulator.change({ advance_days: 60 });
      const late = await token(simulator, refresh(textOf(second.object, "refresh_token")));
      assert.equal(late.object.code, 283);
    }));

  it("keeps the refresh token without rotation", () =>
    withSimulator({ rotation: "never" }, async (simulator) => {
      for (const _ of [1, 2]) {
        const response = await token(simulator, refresh(knownCredentials.refresh_token));
        assert.equal(response.object.refresh_token, knownCredentials.refresh_token);
      }
    }));

  it("requires the app's ID and secret, and a form instead of JSON", () =>
    withSimulator({}, async (simulator) => {
      const form = refresh(knownCredentials.refresh_token);
      const json = await token(simulator, form, { "content-type": "application/json" });
      assert.deepEqual([json.status, json.object.code], [400, 1]);
      const wrong = await token(simulator, form, { authorization: `Basic ${btoa("other:app")}` });
      assert.deepEqual([wrong.status, wrong.object.code], [401, 283]);
      const none = await token(simulator, form, { authorization: "Bearer x" });
      assert.deepEqual([none.status, none.object.code], [401, 2]);
      assert.equal((await token(simulator, { grant_type: "password" })).status, 400);
      assert.equal((await token(simulator, { grant_type: "refresh_token" })).status, 400);
    }));

  it("grants only the scopes that the consent page was asked for, also after a refresh", () =>
    withSimulator({ redirect_uri: "http://localhost:1/" }, async (simulator) => {
      const consent = new URL("/oauth/decision", simulator.url);
      consent.search = new URLSearchParams({
        client_id: knownCredentials.client_id,
        redirect_uri: "http://localhost:1/",
        response_type: "code",
        scope: "boards:read,pins:write",
        decision: "allow",
      }).toString();
      const { headers } = await fetch(consent, { redirect: "manual" });
      const code = new URL(headers.get("location") ?? "").searchParams.get("code") ?? "";
      const redirect_uri = "http://localhost:1/";
      const first = await token(simulator, { grant_type: "authorization_code", code, redirect_uri });
      const second = await token(simulator, refresh(textOf(first.object, "refresh_token")));
      for (const { object } of [first, second]) {
        assert.equal(object.scope, "boards:read");
        const access = textOf(object, "access_token");
        assert.equal((await get(simulator, "/boards", {}, access)).status, 200);
        assert.deepEqual((await get(simulator, "/pins", {}, access)).object.code, 3);
      }
    }));

  it("accepts an authorization code once, and issues app tokens without a refresh token", () =>
    withSimulator({}, async (simulator) => {
      const redirect_uri = "http://x/";
      const form = { grant_type: "authorization_code", code: simulator.tokens.authorize(redirect_uri), redirect_uri };
      assert.equal((await token(simulator, form)).status, 200);
      assert.equal((await token(simulator, form)).object.code, 283);
      const client = await token(simulator, { grant_type: "client_credentials", scope: "boards:read" });
      assert.equal(client.object.refresh_token, undefined);
    }));
});
