import type { Simulator } from "../../simulator/simulator.ts";
import type { JsonObject } from "../../src/json.ts";
import type { Query } from "./api.ts";

/** A request that succeeds. */
export interface Case {
  readonly operation: string;
  readonly path: string;
  readonly query?: Query;
  /** What is sent with a POST. */
  readonly body?: JsonObject;
  /** The schema of the items, whose fields are compared. */
  readonly items?: string;
}

export const everyStatus = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];
export const someColumns = "SPEND_IN_MICRO_DOLLAR,IMPRESSION_1,TOTAL_CONVERSIONS,CAMPAIGN_ID,CAMPAIGN_NAME,AD_ID,CTR";
export const adsRange = { start_date: "2026-04-12", end_date: "2026-07-09" };

/** Requests to everything that is about advertising and catalogues. */
export function adsCases({ world }: Simulator): Case[] {
  const [adAccount] = world.adAccounts;
  if (adAccount === undefined) throw new RangeError("There is no ad account");
  const { advertising } = adAccount;
  const account = `/ad_accounts/${adAccount.id}`;
  const ids = (items: readonly { readonly id: string }[]) => items.slice(0, 250).map(({ id }) => id);
  const [campaigns, adGroups, ads, promotions] = [
    ids(advertising.campaigns),
    ids(advertising.adGroups),
    ids(advertising.ads),
    ids(advertising.promotions),
  ];
  const statuses = { entity_statuses: everyStatus };
  const [shopping = ""] = advertising.promotions.map(({ adGroupId }) => adGroupId);
  const analytics = { ...adsRange, columns: someColumns, granularity: "DAY" };
  const targeting = { ...analytics, targeting_types: "GENDER,LOCATION,AUDIENCE_INCLUDE" };
  const list = (operation: string, path: string, items: string, ...queries: readonly Query[]): Case[] =>
    queries.map((query) => ({ operation, path: account + path, items, query }));
  const report = { ...adsRange, granularity: "DAY", columns: ["IMPRESSION_1"] };
  return [
    ...list(
      "campaigns/list",
      "/campaigns",
      "CampaignResponse",
      statuses,
      { order: "DESCENDING", page_size: 2 },
      {
        campaign_ids: campaigns.join(),
        entity_statuses: "ARCHIVED,DRAFT",
      },
    ),
    ...list(
      "ad_groups/list",
      "/ad_groups",
      "AdGroupResponse",
      statuses,
      { campaign_ids: campaigns },
      { ad_group_ids: adGroups.join(), translate_interests_to_names: true },
    ),
    ...list(
      "ads/list",
      "/ads",
      "AdResponse",
      statuses,
      { ad_ids: ads },
      { ad_group_ids: adGroups.join() },
      { campaign_ids: campaigns },
    ),
    ...list("audiences/list", "/audiences", "Audience", {}, { ownership_type: "RECEIVED", order: "ASCENDING" }),
    ...list("customer_lists/list", "/customer_lists", "CustomerList", {}),
    ...list("conversion_tags/list", "/conversion_tags", "", {}, { filter_deleted: true }),
    ...list(
      "keywords/get",
      "/keywords",
      "Keyword",
      {},
      { campaign_id: campaigns[1] ?? "" },
      { ad_group_id: adGroups[0] ?? "" },
      { ad_group_ids: adGroups, match_types: ["BROAD", "EXACT"] },
    ),
    ...list(
      "product_group_promotions/list",
      "/product_group_promotions",
      "ProductGroupPromotion",
      { ad_group_id: shopping, ...statuses },
      { product_group_promotion_ids: promotions.join() },
    ),
    { operation: "ad_account/analytics", path: `${account}/analytics`, query: analytics },
    {
      operation: "ad_account/analytics",
      path: `${account}/analytics`,
      query: { ...analytics, granularity: "TOTAL", conversion_report_time: "TIME_OF_CONVERSION" },
    },
    ...["WEEK", "MONTH", "TOTAL"].map((granularity) => ({
      operation: "campaigns/analytics",
      path: `${account}/campaigns/analytics`,
      query: { ...analytics, granularity, campaign_ids: campaigns },
    })),
    {
      operation: "ad_groups/analytics",
      path: `${account}/ad_groups/analytics`,
      query: { ...analytics, ad_group_ids: adGroups.join(), click_window_days: 7, engagement_window_days: 7 },
    },
    { operation: "ads/analytics", path: `${account}/ads/analytics`, query: { ...analytics, ad_ids: ads } },
    {
      operation: "ads/analytics",
      path: `${account}/ads/analytics`,
      query: { ...analytics, pin_ids: advertising.ads.map(({ pinId }) => pinId), campaign_ids: campaigns },
    },
    {
      operation: "product_groups/analytics",
      path: `${account}/product_groups/analytics`,
      query: { ...analytics, product_group_ids: promotions },
    },
    { operation: "ad_account_targeting_analytics/get", path: `${account}/targeting_analytics`, query: targeting },
    {
      operation: "campaign_targeting_analytics/get",
      path: `${account}/campaigns/targeting_analytics`,
      query: { ...targeting, campaign_ids: campaigns, attribution_types: "INDIVIDUAL,HOUSEHOLD" },
    },
    {
      operation: "ad_groups_targeting_analytics/get",
      path: `${account}/ad_groups/targeting_analytics`,
      query: { ...targeting, ad_group_ids: adGroups },
    },
    {
      operation: "ad_targeting_analytics/get",
      path: `${account}/ads/targeting_analytics`,
      query: { ...targeting, ad_ids: ads },
    },
    { operation: "analytics/create_report", path: `${account}/reports`, body: { ...report, level: "CAMPAIGN" } },
    { operation: "analytics/get_report", path: `${account}/reports`, query: { token: "unknown" } },
    { operation: "catalogs/list", path: "/catalogs", items: "Catalog" },
    { operation: "feeds/list", path: "/catalogs/feeds", items: "CatalogsFeed" },
    {
      operation: "catalogs_product_groups/list",
      path: "/catalogs/product_groups",
      items: "CatalogsVerticalProductGroup",
    },
  ];
}
