import assert from "node:assert/strict";
import { get, itemsOf, type Query, request, textOf, withSimulator } from "../api.ts";

describe("simulator: requests", () => {
  it("are rejected with an undeclared or without a required parameter", () =>
    withSimulator({}, async (simulator) => {
      const adAccount = simulator.world.adAccounts[0]?.id ?? "";
      const rejected: readonly (readonly [path: string, query: Query, named: string])[] = [
        ["/boards", { include_archived: true }, "include_archived"],
        ["/boards", { privacy: "PUBLIC" }, "privacy"],
        ["/search/pins", { query: "garden", page_size: 25 }, "page_size"],
        ["/user_account/followers", { ad_account_id: adAccount }, "ad_account_id"],
        ["/search/pins", {}, "query"],
        ["/user_account/analytics", { start_date: "2026-07-01" }, "end_date"],
        ["/user_account/analytics/top_pins", { start_date: "2026-07-01", end_date: "2026-07-02" }, "sort_by"],
        ["/pins", { page_size: "ten" }, "page_size"],
        ["/pins", { page_size: 0 }, "page_size"],
        ["/pins", { page_size: 251 }, "page_size"],
        ["/pins", { page_size: [1, 2] }, "page_size"],
        ["/pins", { pin_metrics: "yes" }, "pin_metrics"],
        ["/pins", { ad_account_id: "abc" }, "ad_account_id"],
        ["/boards/abc/pins", {}, "board_id"],
        ["/users/2024/interests/follow", {}, "username"],
        ["/user_account/analytics", { start_date: "2026-7-1", end_date: "2026-07-02" }, "start_date"],
        ["/user_account/analytics", { start_date: "2026-06-31", end_date: "2026-07-02" }, "start_date"],
      ];
      for (const [path, query, named] of rejected) {
        const { status, object } = await get(simulator, path, query);
        assert.deepEqual([status, object.code], [400, 1], `${path} ${JSON.stringify(query)}`);
        assert.ok(textOf(object, "message").includes(`'${named}'`), textOf(object, "message"));
      }
    }));

  it("accept arrays joined or repeated", () =>
    withSimulator({}, async (simulator) => {
      const path = `/ad_accounts/${simulator.world.adAccounts[0]?.id}/ads`;
      const joined = await get(simulator, path, { entity_statuses: "PAUSED,DRAFT" });
      const repeated = await get(simulator, path, { entity_statuses: ["PAUSED", "DRAFT"] });
      assert.deepEqual(joined.body, repeated.body);
      const found = new Set(itemsOf(joined).map(({ status }) => status));
      assert.deepEqual(found, new Set(["PAUSED", "DRAFT"]));
    }));

  it("are served at the root and below /v5 only", () =>
    withSimulator({}, async (simulator) => {
      const headers = { authorization: "Bearer pina_SIMULATEDACCESSTOKEN" };
      const root = await fetch(`${simulator.origin}/user_account`, { headers });
      assert.equal(root.status, 200);
      assert.deepEqual(await root.json(), (await get(simulator, "/user_account")).body);
      assert.equal((await get(simulator, "/users")).status, 404);
      const wrong = await request(simulator, "/boards", { method: "DELETE" });
      assert.deepEqual([wrong.status, wrong.object.code], [405, 5]);
    }));

  it("find Pins by words or by joined IDs", () =>
    withSimulator({}, async (simulator) => {
      const found = itemsOf(await get(simulator, "/search/pins", { query: "GARDEN vintage" }));
      assert.ok(found.length > 0);
      for (const { title, description } of found) assert.match(JSON.stringify([title, description]), /garden/iu);
      const wanted = simulator
        .expectedRecords("pins")
        .slice(5, 8)
        .map((pin) => textOf(pin, "id"));
      const byIds = itemsOf(await get(simulator, "/search/pins", { query: wanted.join(",") }));
      assert.deepEqual(
        byIds.map(({ id }) => id),
        wanted,
      );
      const names = itemsOf(await get(simulator, "/search/boards", { query: "Recipes" })).map(({ name }) => name);
      assert.ok(names.includes("Recipes") && names.includes("recipes"));
    }));

  it("act for the owner of an ad account if a role allows it", () =>
    withSimulator({}, async (simulator) => {
      const [own, shared, billing] = simulator.world.adAccounts.map(({ id }) => id);
      const username = async (id: string | undefined) =>
        (await get(simulator, "/user_account", { ad_account_id: id ?? "" })).object.username;
      assert.equal(await username(own), simulator.world.me.profile.username);
      assert.equal(await username(shared), simulator.world.shared.profile.username);
      for (const id of [billing, "123456"]) {
        const { status, object } = await get(simulator, "/boards", { ad_account_id: id ?? "" });
        assert.deepEqual([status, object.code], [403, 29]);
      }
      assert.deepEqual(
        itemsOf(await get(simulator, "/ad_accounts", { include_shared_accounts: false })).map(({ id }) => id),
        [own],
      );
    }));
});
