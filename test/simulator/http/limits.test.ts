import assert from "node:assert/strict";
import { get, withSimulator } from "../api.ts";

const limit = "x-ratelimit-limit";
const remaining = "x-ratelimit-remaining";
const reset = "x-ratelimit-reset";

describe("simulator: rate limits", () => {
  it("are in the headers seen live, starting with the tightest limit", () =>
    withSimulator({ limits: "standard" }, async (simulator) => {
      const boards = await get(simulator, "/boards");
      assert.equal(
        boards.headers.get(limit),
        '100, 100;w=1;name="safety_net_app_id_user_id", 1000;w=60;name="org_read_app_id_user_id"',
      );
      assert.deepEqual([boards.headers.get(remaining), boards.headers.get(reset)], ["99", "1"]);
      const query = { start_date: "2026-07-01", end_date: "2026-07-02" };
      const analytics = await get(simulator, "/user_account/analytics", query);
      assert.equal(
        analytics.headers.get(limit),
        '60, 100;w=1;name="safety_net_app_id_user_id", 60;w=60;name="org_analytics_app_id_user_id"',
      );
      assert.deepEqual([analytics.headers.get(remaining), analytics.headers.get(reset)], ["59", "60"]);
      const followers = await get(simulator, "/user_account/followers");
      assert.match(followers.headers.get(limit) ?? "", /1000;w=60;name="ads_read_app_id_user_id"/u);
    }));

  it("return 429 until the window ends", () =>
    withSimulator({ limits: "standard" }, async (simulator) => {
      const query = { start_date: "2026-07-01", end_date: "2026-07-02" };
      for (let count = 0; count < 60; count++) {
        assert.equal((await get(simulator, "/user_account/analytics", query)).status, 200);
      }
      simulator.change({ advance_seconds: 20 });
      const over = await get(simulator, "/user_account/analytics", query);
      assert.deepEqual([over.status, over.object.code], [429, 8]);
      assert.deepEqual([over.headers.get(remaining), over.headers.get(reset)], ["0", "40"]);
      assert.equal((await get(simulator, "/boards")).status, 200);
      simulator.change({ advance_seconds: 40 });
      assert.equal((await get(simulator, "/user_account/analytics", query)).status, 200);
    }));

  it("are 100 requests per second in total, and 1,000 per day for trial access", async () => {
    await withSimulator({ limits: "standard" }, async (simulator) => {
      for (let count = 0; count < 100; count++) await get(simulator, "/boards");
      assert.equal((await get(simulator, "/user_account/followers")).status, 429);
      simulator.change({ advance_seconds: 1 });
      assert.equal((await get(simulator, "/user_account/followers")).status, 200);
    });
    await withSimulator({ limits: "trial" }, async (simulator) => {
      const first = await get(simulator, "/media");
      assert.match(first.headers.get(limit) ?? "", /^1000, 1000;w=86400;/u);
      assert.equal(first.headers.get(reset), String(12 * 3600));
      for (let count = 1; count < 1000; count += 37) {
        await Promise.all(Array.from({ length: 37 }, () => get(simulator, "/media")));
      }
      assert.equal((await get(simulator, "/ad_accounts")).status, 429);
      simulator.change({ advance_days: 1 });
      assert.equal((await get(simulator, "/ad_accounts")).status, 200);
    });
  });

  it("include a separate one for bulk analytics", () =>
    withSimulator({ limits: "standard" }, async (simulator) => {
      const pin = simulator.world.me.ownPins()[0]?.id ?? "";
      const query = { pin_ids: pin, start_date: "2026-07-01", end_date: "2026-07-02", metric_types: "SAVE" };
      const { headers } = await get(simulator, "/pins/analytics", query);
      assert.match(headers.get(limit) ?? "", /100;w=1;name="multi_pins_analytics"/u);
    }));
});
