import assert from "node:assert/strict";
import { get, type Query, withSimulator } from "../api.ts";

const days = { start_date: "2026-07-01", end_date: "2026-07-02" };
const [total, category] = ['100;w=1;name="safety_net_app_id_user_id"', "app_id_user_id"];

describe("simulator: rate limits", () => {
  it("are in the headers, starting with the tightest limit", () =>
    withSimulator({ limits: "standard" }, async (simulator) => {
      const pin = simulator.world.me.ownPins()[0]?.id ?? "";
      const bulk = { ...days, pin_ids: pin, metric_types: "SAVE" };
      const expected: readonly (readonly [path: string, query: Query, limits: string, left: string, reset: string])[] =
        [
          ["/boards", {}, `100, ${total}, 1000;w=60;name="org_read_${category}"`, "99", "1"],
          ["/user_account/analytics", days, `60, ${total}, 60;w=60;name="org_analytics_${category}"`, "59", "60"],
          ["/user_account/followers", {}, `100, ${total}, 1000;w=60;name="ads_read_${category}"`, "99", "1"],
          [
            "/pins/analytics",
            bulk,
            `60, ${total}, 100;w=1;name="multi_pins_analytics", 60;w=60;name="org_analytics_${category}"`,
            "59",
            "60",
          ],
        ];
      for (const [path, query, ...headers] of expected) {
        simulator.limits.clear();
        const response = await get(simulator, path, query);
        const found = ["limit", "remaining", "reset"].map((name) => response.headers.get(`x-ratelimit-${name}`));
        assert.deepEqual(found, headers, path);
      }
    }));

  for (const [limits, path, query, most, before, after] of [
    ["standard", "/user_account/analytics", days, 60, 20, 40],
    ["standard", "/boards", {}, 100, 0, 1],
    ["trial", "/media", {}, 1_000, 3_600, 11 * 3_600],
  ] as const) {
    it(`return 429 after ${most} requests for ${path} with ${limits} access, until the window ends`, () =>
      withSimulator({ limits }, async (simulator) => {
        for (let count = 0; count < most; count += 20) {
          const responses = await Promise.all(Array.from({ length: 20 }, () => get(simulator, path, query)));
          assert.ok(responses.every(({ status }) => status === 200));
        }
        simulator.change({ advance_seconds: before });
        const over = await get(simulator, path, query);
        assert.deepEqual([over.status, over.object.code], [429, 8]);
        const left = ["remaining", "reset"].map((name) => over.headers.get(`x-ratelimit-${name}`));
        assert.deepEqual(left, ["0", String(after)]);
        simulator.change({ advance_seconds: after });
        assert.equal((await get(simulator, path, query)).status, 200);
      }));
  }
});
