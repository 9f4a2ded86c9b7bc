import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { audiencesOf } from "../../simulator/world/ads/tables.ts";
import { businessesOf } from "../../simulator/world/business.ts";
import { asText } from "../../src/base/json.ts";
import { get, itemsOf, type Query, withSimulator } from "./api.ts";

const days = { start_date: "2026-04-12", end_date: "2026-07-09" };
const rows = { ...days, granularity: "DAY", columns: "IMPRESSION_1" };
const pins = { ...days, metric_types: "SAVE" };
const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join();

/** Requests that the API rejects, with the status and the code of the error. */
function rejected(
  simulator: Simulator,
): readonly (readonly [path: string, query: Query, status: number, code: number])[] {
  const { world } = simulator;
  const [own, shared, billing] = world.adAccounts;
  assert.ok(own && shared && billing);
  const account = `/ad_accounts/${own.id}`;
  const received = audiencesOf(own).find((audience) => audience.received)?.id ?? "";
  const employer = businessesOf(world).find(({ administered }) => !administered)?.id;
  const foreign = world.shared.ownPins()[0]?.id ?? "";
  const active = simulator.expectedRecords("pin_analytics")[0]?.pin_id;
  const image = world.me.ownPins().find(({ mediaType }) => mediaType === "image")?.id;
  return [
    // Values that the document excludes, or excludes only in prose.
    ["/boards", { privacy: "PUBLIC" }, 400, 1],
    ["/search/pins", { query: "garden", page_size: 25 }, 400, 1],
    ["/user_account/followers", { ad_account_id: own.id }, 400, 1],
    ["/pins", { page_size: "ten" }, 400, 1],
    ["/pins", { page_size: 0 }, 400, 1],
    ["/pins", { page_size: 251 }, 400, 1],
    ["/pins", { page_size: [1, 2] }, 400, 1],
    ["/pins", { pin_metrics: "yes" }, 400, 1],
    ["/pins", { ad_account_id: "abc" }, 400, 1],
    ["/boards/abc/pins", {}, 400, 1],
    ["/users/2024/interests/follow", {}, 400, 1],
    [`${account}/ads`, { entity_statuses: "RUNNING" }, 400, 1],
    [`${account}/product_group_promotions`, {}, 400, 1],
    [`${account}/keywords`, { campaign_id: "1", ad_group_ids: "2" }, 400, 1],
    [`${account}/keywords`, { page_size: 251 }, 400, 1],
    // Dates, columns, attribution windows, and numbers of IDs.
    ["/user_account/analytics", { ...days, start_date: "2026-7-1" }, 400, 1],
    ["/user_account/analytics", { ...days, start_date: "2026-06-31" }, 400, 1],
    ["/user_account/analytics", { ...days, start_date: "2026-04-09" }, 400, 1],
    ["/user_account/analytics", { ...days, end_date: "2026-04-11" }, 400, 1],
    ["/user_account/analytics", { ...days, end_date: "2026-10-30" }, 400, 1],
    [`${account}/analytics`, { ...rows, start_date: "2026-04-09" }, 400, 1],
    [`${account}/analytics`, { ...rows, start_date: "2026-04-10", end_date: "2026-07-10" }, 400, 1],
    [`${account}/analytics`, { ...rows, end_date: "2026-04-11" }, 400, 1],
    [`${account}/analytics`, { ...rows, granularity: "HOUR", start_date: "2026-06-30" }, 400, 1],
    [`${account}/analytics`, { ...rows, granularity: "HOUR", start_date: "2026-07-05" }, 400, 1],
    [`${account}/analytics`, { ...rows, columns: "NO_COLUMN" }, 400, 1],
    [`${account}/analytics`, { ...rows, click_window_days: 5 }, 400, 1],
    [`${account}/analytics`, { ...rows, click_window_days: 7 }, 400, 1],
    [`${account}/ads/analytics`, rows, 400, 1],
    [`${account}/ads/analytics`, { ...rows, ad_ids: many(251) }, 400, 1],
    ["/pins/analytics", { ...pins, pin_ids: many(101) }, 400, 1],
    [`/pins/${image}/analytics`, { ...pins, metric_types: "VIDEO_START" }, 400, 400],
    // Missing roles, and entities of others.
    ["/boards", { ad_account_id: billing.id }, 403, 29],
    ["/boards", { ad_account_id: "12" }, 403, 29],
    ["/ad_accounts/12", {}, 403, 29],
    [`/ad_accounts/${billing.id}/campaigns`, {}, 403, 29],
    [`/ad_accounts/${billing.id}/promotions`, {}, 403, 29],
    [`/ad_accounts/${billing.id}/leads/subscriptions`, {}, 403, 29],
    [`/ad_accounts/${billing.id}/analytics`, rows, 403, 29],
    [`/businesses/${employer}/members`, {}, 403, 29],
    [`/businesses/${world.me.profile.id}/members/12/assets`, {}, 403, 29],
    ["/catalogs", { ad_account_id: billing.id }, 401, 29],
    [`/pins/${foreign}/analytics`, pins, 403, 403],
    ["/pins/analytics", { ...pins, pin_ids: `${asText(active)},${foreign}` }, 401, 7],
    // Entities that don't exist.
    ["/nowhere", {}, 404, 404],
    ["/boards/1", {}, 404, 40],
    ["/boards/1/sections", {}, 404, 40],
    [`/boards/${world.me.boards[1]?.id}/sections/1/pins`, {}, 404, 2031],
    ["/pins/12/product_tags", {}, 404, 50],
    ["/pins/analytics", { ...pins, pin_ids: "1" }, 404, 50],
    ["/users/nobody/interests/follow", {}, 404, 30],
    [`${account}/audiences/shared/accounts`, { audience_id: received, account_type: "AD_ACCOUNT" }, 404, 404],
    ["/catalogs/feeds/12/processing_results", {}, 404, 4161],
    ["/catalogs/processing_results/12/item_issues", {}, 404, 4184],
    ["/catalogs/product_groups/12/product_counts", {}, 404, 4180],
    ["/catalogs/product_groups/12/products", {}, 404, 4180],
    ["/catalogs/reports", { token: "12" }, 400, 1104],
    ["/catalogs/product_groups", { ad_account_id: shared.id }, 409, 4182],
  ];
}

describe("simulator: requests", () => {
  it("are rejected as by the API", () =>
    withSimulator({}, async (simulator) => {
      for (const [path, query, status, code] of rejected(simulator)) {
        const response = await get(simulator, path, query);
        const what = `${path} ${JSON.stringify(query).slice(0, 200)} ${response.text}`;
        assert.deepEqual([response.status, response.object.code], [status, code], what);
      }
      simulator.settings.gated = ["multi_pins/analytics"];
      const { object } = await get(simulator, "/pins/analytics", { ...pins, pin_ids: "1" });
      assert.equal(object.message, "Your application does not have access to this restricted feature.");
    }));

  it("are filtered by the document's defaults", () =>
    withSimulator({}, async (simulator) => {
      const { world } = simulator;
      const account = `/ad_accounts/${world.adAccounts[0]?.id}`;
      const business = `/businesses/${world.me.profile.id}`;
      const entity_ids = world.adAccounts[0]?.advertising.campaigns.map(({ id }) => id) ?? [];
      const every = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];
      const due = ["CREATED", "SCHEDULED", "ACTIVE", "COMPLETED", "FAILED", "CANCELED", "DRAFT"];
      const lists: readonly (readonly [path: string, byDefault: Query, all: Query])[] = [
        [`${account}/campaigns`, {}, { entity_statuses: every }],
        [`${account}/ad_groups`, {}, { entity_statuses: every }],
        [`${account}/ads`, {}, { entity_statuses: every }],
        [`${account}/labels`, {}, { entity_statuses: "ACTIVE,ARCHIVED" }],
        [`${account}/schedules`, { entity_ids }, { entity_ids, schedule_statuses: due }],
        [`${account}/billing_profiles`, { is_active: true }, { is_active: false }],
        [`${business}/members`, { fetch_system_users: true }, {}],
        ["/ad_accounts", { include_shared_accounts: false }, {}],
        ["/pins", {}, { include_protected_pins: true }],
      ];
      for (const [path, byDefault, all] of lists) {
        const shown = async (query: Query) => itemsOf(await get(simulator, path, { ...query, page_size: 250 }));
        const [some, more] = [await shown(byDefault), await shown(all)];
        assert.ok(some.length > 0 && JSON.stringify(some) !== JSON.stringify(more), path);
      }
      const [template] = itemsOf(await get(simulator, `${account}/targeting_templates`));
      assert.ok(template !== undefined && !("sizing" in template));
      assert.equal((await get(simulator, `${account}/terms_of_service`)).object.html, null);
    }));

  it("return secrets, which expected records omit", () =>
    withSimulator({}, async (simulator) => {
      const account = `/ad_accounts/${simulator.world.adAccounts[0]?.id}`;
      for (const [path, stream] of [
        ["/catalogs/feeds", "catalogs_feeds"],
        ["/integrations", "integrations"],
        [`${account}/leads/subscriptions`, "lead_ads_subscriptions"],
      ] as const) {
        assert.match((await get(simulator, path, { page_size: 250 })).text, /"simulated-/u, path);
        assert.ok(!JSON.stringify(simulator.expectedRecords(stream)).includes('"simulated-'), stream);
      }
    }));
});
