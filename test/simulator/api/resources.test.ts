import assert from "node:assert/strict";
import type { Simulator } from "../../../simulator/simulator.ts";
import { leadSubscriptionsOf } from "../../../simulator/world/ads/lead-ads.ts";
import { businessesOf } from "../../../simulator/world/business.ts";
import { asText } from "../../../src/base/json.ts";
import { get, walk, withSimulator } from "../api.ts";

const all = { page_size: 250 };
const settings = { terms: ["garden", "庭"], countries: ["US", "DE"], trendRegions: ["US", "GB+IE", "MX"] };
const accountOf = ({ world }: Simulator) => `/ad_accounts/${world.adAccounts[0]?.id}`;

describe("simulator: ad account, business, and catalog resources", () => {
  it("applies the document's default filters", () =>
    withSimulator({}, async (simulator) => {
      const account = accountOf(simulator);
      const byDefault = await walk(simulator, `${account}/labels`, all);
      const every = await walk(simulator, `${account}/labels`, { ...all, entity_statuses: "ACTIVE,ARCHIVED" });
      assert.ok(byDefault.length > 0 && byDefault.length < every.length);
      const entity_ids = simulator.world.adAccounts[0]?.advertising.campaigns.map(({ id }) => id) ?? [];
      const due = await walk(simulator, `${account}/schedules`, { ...all, entity_ids });
      const statuses = ["CREATED", "SCHEDULED", "ACTIVE", "COMPLETED", "FAILED", "CANCELED", "DRAFT"];
      const schedules = await walk(simulator, `${account}/schedules`, {
        ...all,
        entity_ids,
        schedule_statuses: statuses,
      });
      assert.ok(due.length > 0 && due.length < schedules.length);
      const profiles = (is_active: boolean) => walk(simulator, `${account}/billing_profiles`, { ...all, is_active });
      assert.ok((await profiles(true)).length < (await profiles(false)).length);
      const [template] = await walk(simulator, `${account}/targeting_templates`, all);
      assert.ok(template && !("sizing" in template));
      assert.equal((await get(simulator, `${account}/terms_of_service`)).object.html, null);
      const business = `/businesses/${simulator.world.me.profile.id}`;
      const members = (query: { fetch_system_users?: boolean }) => walk(simulator, `${business}/members`, query);
      assert.ok((await members({})).length > (await members({ fetch_system_users: true })).length);
      assert.ok((await members({ fetch_system_users: true })).length > 0);
      assert.ok((await members({})).every(({ assets_summary: summary }) => summary === null));
      const assets = await walk(simulator, `${business}/assets`);
      assert.ok(assets.length > 0 && assets.every(({ asset_type: type }) => type === "AD_ACCOUNT"));
      const invites = await walk(simulator, `${business}/invites`, all);
      assert.ok(invites.length > 250);
    }));

  it("rejects requests without required parameters", () =>
    withSimulator({}, async (simulator) => {
      const account = accountOf(simulator);
      for (const [path, name] of [
        [`${account}/billing_profiles`, "is_active"],
        [`${account}/conversion_eqs`, "lookback_period"],
        [`${account}/schedules`, "entity_ids"],
        [`${account}/keywords/metrics?country_code=US`, "keywords"],
        [`${account}/audiences/shared/accounts?account_type=AD_ACCOUNT`, "audience_id"],
        [`${account}/pins/analytics`, "campaign_id"],
        ["/catalogs/available_filter_values", "catalog_id"],
        ["/catalogs/reports/stats", "parameters"],
        ["/terms/related", "terms"],
        ["/trends/topics/featured", "region"],
        ["/resources/metrics_ready_state", "date"],
      ] as const) {
        const { status, object } = await get(simulator, path);
        assert.deepEqual([status, object], [400, { code: 1, message: `Parameter '${name}' is required.` }], path);
      }
    }));

  it("denies access without a role, and reports unknown IDs as not found", () =>
    withSimulator({}, async (simulator) => {
      const { world } = simulator;
      const [own, , billing] = world.adAccounts;
      assert.ok(own && billing);
      const received = own.advertising.audiences.find((audience) => audience.received)?.id;
      const employer = businessesOf(world).find(({ administered }) => !administered)?.id;
      for (const [path, status, code] of [
        [`/ad_accounts/${billing.id}/promotions`, 403, 29],
        [`/ad_accounts/${billing.id}/leads/subscriptions`, 403, 29],
        [`/businesses/${employer}/members`, 403, 29],
        [`/businesses/${world.me.profile.id}/members/12/assets`, 403, 29],
        [`/ad_accounts/${own.id}/audiences/shared/accounts?audience_id=${received}&account_type=AD_ACCOUNT`, 404, 404],
        ["/catalogs/feeds/12/processing_results", 404, 4161],
        ["/catalogs/processing_results/12/item_issues", 404, 4184],
        ["/catalogs/product_groups/12/product_counts", 404, 4180],
        ["/catalogs/product_groups/12/products", 404, 4180],
        ["/catalogs/reports?token=12", 400, 1104],
        ["/pins/12/product_tags", 404, 50],
        [`/catalogs/available_filter_values?catalog_id=12&ad_account_id=${world.adAccounts[1]?.id}`, 409, 4182],
        [`/catalogs/feeds/12/processing_results?ad_account_id=${billing.id}`, 401, 29],
      ] as const) {
        const response = await get(simulator, path);
        assert.deepEqual([response.status, response.object.code], [status, code], `${path} ${response.text}`);
      }
      assert.equal((await get(simulator, `/ad_accounts/${billing.id}/ssio/accounts`)).status, 200);
      assert.ok((await walk(simulator, `/ad_accounts/${billing.id}/billing_invoices`)).length > 0);
    }));

  it("returns secrets, which expected records omit", () =>
    withSimulator({}, async (simulator) => {
      const account = accountOf(simulator);
      const [own] = simulator.world.adAccounts;
      assert.ok(own);
      assert.ok(leadSubscriptionsOf(own).some(({ cryptographic_key: key }) => asText(key).startsWith("simulated-")));
      const texts = [
        (await get(simulator, "/catalogs/feeds", all)).text,
        (await get(simulator, "/integrations", all)).text,
        (await get(simulator, `${account}/leads/subscriptions`, all)).text,
      ];
      const secrets = texts.map((text) => text.match(/simulated-[a-z]+-[a-z-]+[a-z0-9]*(?:@example\.com)?/gu) ?? []);
      assert.ok(secrets.every((found) => found.length > 0));
      const expected = ["catalogs_feeds", "integrations", "lead_ads_subscriptions"].map((stream) =>
        JSON.stringify(simulator.expectedRecords(stream)),
      );
      assert.ok(!expected.join().includes("simulated-"));
    }));

  it("depends on the seed only", async () => {
    const read = async (seed: number) => {
      let texts: string[] = [];
      await withSimulator({ seed }, async (simulator) => {
        texts = [
          "pins",
          "promotions",
          "business_members",
          "catalogs_item_issues",
          "trending_keywords",
          "mmm_report",
        ].map((stream) => JSON.stringify(simulator.expectedRecords(stream, { ...settings, startDate: "2026-07-01" })));
      });
      return texts;
    };
    const [first, again, other] = [await read(3), await read(3), await read(4)];
    assert.deepEqual(first, again);
    for (const [index, text] of first.entries()) assert.notEqual(text, other[index]);
  });
});
