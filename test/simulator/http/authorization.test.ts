import assert from "node:assert/strict";
import { readScopes } from "../../../simulator/simulator.ts";
import { get, textOf, walk, withSimulator } from "../api.ts";

const without = (...scopes: string[]) => readScopes.filter((scope) => !scopes.includes(scope));

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
});
