import assert from "node:assert/strict";
import { knownCredentials, readScopes } from "../../../simulator/simulator.ts";
import { get, textOf, token, walk, withSimulator } from "../api.ts";

const without = (...scopes: string[]) => readScopes.filter((scope) => !scopes.includes(scope));
const refresh = (refreshToken: string = knownCredentials.refresh_token) => ({
  grant_type: "refresh_token",
  refresh_token: refreshToken,
});
const redirect_uri = "http://localhost:1/";

describe("simulator: authorization", () => {
  it("requires a known, unexpired token with the scopes of the document, and lists the missing ones", () =>
    withSimulator({}, async (simulator) => {
      const young = simulator.tokens.issue(undefined, 60).token;
      assert.equal((await get(simulator, "/user_account", {}, young)).status, 200);
      simulator.change({ advance_seconds: 60 });
      for (const bad of [young, "pina_other", ""]) {
        const { status, object } = await get(simulator, "/user_account", {}, bad);
        assert.deepEqual([status, object], [401, { code: 2, message: "Authentication failed.", status: "failure" }]);
      }
      const narrow = simulator.tokens.issue(without("pins:read", "boards:read_secret")).token;
      const { status, object } = await get(simulator, "/search/pins?query=garden", {}, narrow);
      assert.deepEqual([status, object.code], [401, 3]);
      const message =
        /^Your token does not have sufficient permissions .* Missing: \['boards:read_secret', 'pins:read'\]$/u;
      assert.match(textOf(object, "message"), message);
    }));

  it("hides secret boards and their Pins from a token without their scopes", () =>
    withSimulator({}, async (simulator) => {
      const secret = simulator.world.me.boards.find(({ privacy }) => privacy === "SECRET")?.id ?? "";
      const seen = async () => ({
        board: (await get(simulator, `/boards/${secret}`)).status,
        pins: (await get(simulator, `/boards/${secret}/pins`)).status,
        listed: (await walk(simulator, "/boards")).some(({ id }) => id === secret),
        any: (await walk(simulator, "/pins", { page_size: 250 })).some(({ board_id: id }) => id === secret),
      });
      assert.deepEqual(await seen(), { board: 200, pins: 200, listed: true, any: true });
      simulator.settings.scopes = without("boards:read_secret", "pins:read_secret");
      assert.deepEqual(await seen(), { board: 404, pins: 404, listed: false, any: false });
    }));

  it("rotates the refresh token and invalidates the old one at once, unless rotation is off", () =>
    withSimulator({}, async (simulator) => {
      const { object: first } = await token(simulator, refresh());
      assert.deepEqual([first.expires_in, first.refresh_token_expires_in], [2_592_000, 5_184_000]);
      assert.equal((await get(simulator, "/boards", {}, textOf(first, "access_token"))).status, 200);
      assert.equal((await token(simulator, refresh())).object.code, 283);
      const { object: second } = await token(simulator, refresh(textOf(first, "refresh_token")));
      assert.notEqual(second.refresh_token, first.refresh_token);
      simulator.settings.rotation = "never";
      const { object: third } = await token(simulator, refresh(textOf(second, "refresh_token")));
      assert.equal(third.refresh_token, second.refresh_token);
      simulator.change({ advance_days: 60 });
      assert.equal((await token(simulator, refresh(textOf(second, "refresh_token")))).object.code, 283);
    }));

  it("requires the app's ID and secret, and a form instead of JSON", () =>
    withSimulator({}, async (simulator) => {
      for (const [form, headers, status, code] of [
        [refresh(), { "content-type": "application/json" }, 400, 1],
        [refresh(), { authorization: `Basic ${btoa("other:app")}` }, 401, 283],
        [refresh(), { authorization: "Bearer x" }, 401, 2],
        [{ grant_type: "password" }, {}, 400, 1],
        [{ grant_type: "refresh_token" }, {}, 400, 1],
      ] as const) {
        const response = await token(simulator, form, headers);
        assert.deepEqual([response.status, response.object.code], [status, code], response.text);
      }
    }));

  it("grants only the scopes that the consent page was asked for, also after a refresh, for a code once", () =>
    withSimulator({ redirect_uri }, async (simulator) => {
      const consent = new URL("/oauth/", simulator.url);
      consent.search = new URLSearchParams({
        client_id: knownCredentials.client_id,
        redirect_uri,
        response_type: "code",
        scope: "boards:read,pins:write",
      }).toString();
      const { headers } = await fetch(consent, { redirect: "manual" });
      const code = new URL(headers.get("location") ?? "").searchParams.get("code") ?? "";
      const first = await token(simulator, { grant_type: "authorization_code", code, redirect_uri });
      const second = await token(simulator, refresh(textOf(first.object, "refresh_token")));
      for (const { object } of [first, second]) {
        assert.equal(object.scope, "boards:read");
        assert.equal((await get(simulator, "/pins", {}, textOf(object, "access_token"))).object.code, 3);
      }
      const again = await token(simulator, { grant_type: "authorization_code", code, redirect_uri });
      assert.equal(again.object.code, 283);
    }));
});
