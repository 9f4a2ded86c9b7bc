import type { Simulator } from "../../simulator/simulator.ts";
import { businessesOf } from "../../simulator/world/business.ts";
import { processingResultsOf } from "../../simulator/world/catalog-contents.ts";
import { reportTemplatesOf } from "../../simulator/world/report-templates.ts";
import { asText } from "../../src/json.ts";
import type { Case } from "./ads-cases.ts";
import { adsRange, someColumns } from "./ads-cases.ts";
import type { Query } from "./api.ts";

/** Requests to what advertising, catalogues and Business Access have beside the entities and their analytics. */
export function coverageCases(simulator: Simulator): Case[] {
  return [
    ...accountCases(simulator),
    ...catalogCases(simulator),
    ...businessCases(simulator),
    ...worldCases(simulator),
  ];
}

function accountCases({ world }: Simulator): Case[] {
  const [adAccount] = world.adAccounts;
  if (adAccount === undefined) throw new RangeError("There is no ad account");
  const { advertising } = adAccount;
  const account = `/ad_accounts/${adAccount.id}`;
  const list = (operation: string, path: string, items: string | undefined, ...queries: readonly Query[]): Case[] =>
    (queries.length === 0 ? [{}] : queries).map((query) => ({
      operation,
      path: account + path,
      query,
      ...(items === undefined ? {} : { items }),
    }));
  const descending = { order: "DESCENDING", page_size: 2 };
  const [ad] = advertising.ads;
  return [
    ...list("promotions/list", "/promotions", "PromotionResponse", {}, descending),
    ...list(
      "labels/list",
      "/labels",
      "LabelsResponse",
      {},
      { entity_statuses: "ACTIVE,ARCHIVED", label_types: "BRAND" },
      { campaign_ids: advertising.campaigns.map(({ id }) => id) },
    ),
    ...list("lead_forms/list", "/lead_forms", "LeadFormResponse"),
    ...list("ad_accounts_subscriptions/get_list", "/leads/subscriptions", "LeadSubscription"),
    ...list(
      "targeting_template/list",
      "/targeting_templates",
      "TargetingTemplateGetResponseData",
      { include_sizing: true },
      { search_query: "template 3" },
    ),
    ...list("templates/list", "/templates", "TemplateResponse", {}, descending),
    ...list("order_lines/list", "/order_lines", "OrderLine"),
    ...list("billing_profiles/get", "/billing_profiles", "BillingProfilesResponse", { is_active: false }),
    ...list(
      "billing_invoices/get",
      "/billing_invoices",
      "BillingInvoiceResponse",
      {},
      { sort: "TOTAL_AMOUNT", order: "DESCENDING" },
      { status: "CLOSED", document_type: "INVOICE", start_due_date: "2025-01-01", end_due_date: "2026-01-01" },
    ),
    ...list("ads_credits_discounts/get", "/ads_credit/discounts", "AdsCreditDiscountsResponse"),
    ...list("ssio_accounts/get", "/ssio/accounts", undefined),
    ...list(
      "ssio_insertion_orders_status/get_by_ad_account",
      "/ssio/insertion_orders/status",
      "SSIOInsertionOrderStatus",
    ),
    ...list("ssio_order_lines/get_by_ad_account", "/ssio/order_lines", "SSIOOrderLine"),
    ...list("terms_of_service/get", "/terms_of_service", undefined, {}, { include_html: true }),
    ...["YOUR_TOTAL_AUDIENCE", "YOUR_ENGAGED_AUDIENCE", "PINTEREST_TOTAL_AUDIENCE"].flatMap((type) =>
      list("audience_insights/get", "/audience_insights", undefined, { audience_insight_type: type }),
    ),
    ...list("audience_insights_scope_and_type/get", "/insights/audiences", undefined),
    ...list(
      "ad_accounts_audiences_shared_accounts/list",
      "/audiences/shared/accounts",
      "SharedAudienceAccount",
      { audience_id: advertising.audiences[0]?.id ?? "", account_type: "AD_ACCOUNT" },
      { audience_id: advertising.audiences[1]?.id ?? "", account_type: "BUSINESS_ACCOUNT" },
    ),
    ...list("page_visit_conversion_tags/get", "/conversion_tags/page_visit", "ConversionEventResponse", {
      order: "DESCENDING",
    }),
    ...list("ocpm_eligible_conversion_tags/get", "/conversion_tags/ocpm_eligible", undefined),
    ...list("advertiser_defined_events/get", "/advertiser_defined_events", undefined),
    ...list("conversion_eqs/list", "/conversion_eqs", undefined, { lookback_period: "14d", ingestion_source: "TAG" }),
    ...list("country_keywords_metrics/get", "/keywords/metrics", undefined, { country_code: "US", keywords: "a,庭" }),
    ...list("ad_pins/analytics", "/pins/analytics", undefined, {
      ...adsRange,
      granularity: "DAY",
      columns: someColumns.replace(",AD_ID", ""),
      campaign_id: ad?.campaignId ?? "",
      pin_ids: ad?.pinId ?? "",
    }),
    ...reportCases(account, asText(reportTemplatesOf(adAccount)[0]?.id)),
    ...list("customer_segment/list", "/customer_segments", undefined, descending),
  ];
}

function reportCases(account: string, template: string): Case[] {
  const common = { ...adsRange, report_name: "A report" };
  return [
    {
      operation: "analytics/create_template_report",
      path: `${account}/templates/${template}/reports?start_date=2026-01-01&end_date=2026-07-01&granularity=DAY`,
      body: {},
    },
    {
      operation: "analytics/create_mmm_report",
      path: `${account}/mmm_reports`,
      body: {
        ...common,
        granularity: "DAY",
        level: "AD_GROUP_TARGETING",
        targeting_types: ["GENDER", "CREATIVE_TYPE"],
        columns: ["SPEND_IN_DOLLAR", "AD_GROUP_ID"],
      },
    },
    { operation: "analytics/get_mmm_report", path: `${account}/mmm_reports`, query: { token: "unknown" } },
    {
      operation: "analytics/create_conversion_product_report",
      path: `${account}/reports/brand_category_sku`,
      body: { ...common, granularity: "WEEK", level: "CAMPAIGN", columns: ["CAMPAIGN_ID"] },
    },
    {
      operation: "analytics/get_conversion_product_report",
      path: `${account}/reports/brand_category_sku`,
      query: { token: "unknown" },
    },
  ];
}

function catalogCases({ world, jobs }: Simulator): Case[] {
  const { token } = jobs.create({ owner: world.me.profile.id, key: "a case", write: () => ["code\n"] });
  const catalogs = world.catalogsOf(world.me);
  const [retail] = catalogs.catalogs;
  const [feed] = catalogs.feeds;
  const result = processingResultsOf(catalogs).find(({ issues }) => issues > 200);
  const groups = [0, 1, 2].map((place) => catalogs.productGroups[place]?.id ?? "");
  const report = (kind: string, what: string, id = "") => ({
    "parameters[catalog_type]": "RETAIL",
    "parameters[report][report_type]": kind,
    [`parameters[report][${what}]`]: id,
  });
  const results = `/catalogs/feeds/${feed?.id}/processing_results`;
  const issues = `/catalogs/processing_results/${result?.id}/item_issues`;
  return [
    { operation: "feed_processing_results/list", path: results, query: { page_size: 250 } },
    { operation: "items_issues/list", path: issues, items: "CatalogsItemValidationIssues" },
    {
      operation: "items_issues/list",
      path: issues,
      query: { item_numbers: "0,3,6" },
      items: "CatalogsItemValidationIssues",
    },
    {
      operation: "items_issues/list",
      path: issues,
      query: { item_validation_issue: "TITLE_MISSING" },
      items: "CatalogsItemValidationIssues",
    },
    ...groups.flatMap((id) => [
      {
        operation: "catalogs_product_groups/product_counts_get",
        path: `/catalogs/product_groups/${id}/product_counts`,
      },
      {
        operation: "catalogs_product_group_pins/list",
        path: `/catalogs/product_groups/${id}/products`,
        query: { pin_metrics: true },
        items: "CatalogsProduct",
      },
    ]),
    ...catalogs.catalogs.map(({ id }) => ({
      operation: "catalogs/available_filter_values",
      path: "/catalogs/available_filter_values",
      query: { catalog_id: id },
    })),
    {
      operation: "reports/create",
      path: "/catalogs/reports",
      body: { catalog_type: "RETAIL", report: { report_type: "FEED_INGESTION_ISSUES", feed_id: feed?.id ?? "" } },
    },
    { operation: "reports/get", path: "/catalogs/reports", query: { token } },
    {
      operation: "reports/stats",
      path: "/catalogs/reports/stats",
      query: report("FEED_INGESTION_ISSUES", "feed_id", feed?.id),
      items: "CatalogsReportStats",
    },
    {
      operation: "reports/stats",
      path: "/catalogs/reports/stats",
      query: report("DISTRIBUTION_ISSUES", "catalog_id", retail?.id),
      items: "CatalogsReportStats",
    },
  ];
}

function businessCases({ world }: Simulator): Case[] {
  const [own] = businessesOf(world);
  const business = `/businesses/${own?.id}`;
  const [member] = own?.members ?? [];
  const asset = own?.assets[0]?.asset_id ?? "";
  const lender = own?.partners.EXTERNAL[0]?.id;
  const audience = own?.audiences[0]?.id;
  const binding = "UserBusinessRoleBinding";
  return [
    { operation: "get/business_employers", path: "/businesses/employers", items: binding },
    {
      operation: "get/business_members",
      path: `${business}/members`,
      query: { assets_summary: true, business_roles: "BIZ_ADMIN,EMPLOYEE" },
      items: binding,
    },
    {
      operation: "get/business_members",
      path: `${business}/members`,
      query: { fetch_system_users: true },
      items: binding,
    },
    {
      operation: "get/business_partners",
      path: `${business}/partners`,
      query: { partner_type: "EXTERNAL", assets_summary: true },
      items: binding,
    },
    ...["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG", "CONSUMER"].map((type) => ({
      operation: "business_assets/get",
      path: `${business}/assets`,
      query: { asset_type: type },
      items: "GetBusinessAssetsResponse",
    })),
    {
      operation: "business_assets/get",
      path: `${business}/assets`,
      query: { child_asset_id: asset, asset_type: "ASSET_GROUP", permissions: "OWNER" },
      items: "GetBusinessAssetsResponse",
    },
    {
      operation: "business_member_assets/get",
      path: `${business}/members/${member?.id}/assets`,
      query: { start_index: 1, asset_type: "CATALOG" },
      items: "AssetIdPermissions",
    },
    {
      operation: "business_partner_asset_access/get",
      path: `${business}/partners/${lender}/assets`,
      query: { partner_type: "EXTERNAL" },
      items: "GetPartnerAssetsResponse",
    },
    {
      operation: "business_asset_members/get",
      path: `${business}/assets/${asset}/members`,
      items: "UserSingleAssetBinding",
    },
    {
      operation: "business_asset_partners/get",
      path: `${business}/assets/${asset}/partners`,
      items: "UserSingleAssetBinding",
    },
    { operation: "get/invites", path: `${business}/invites`, items: "InviteResponse" },
    {
      operation: "get/invites",
      path: `${business}/invites`,
      query: { is_member: false, invite_status: "PENDING", invite_type: "PARTNER_INVITE" },
      items: "InviteResponse",
    },
    { operation: "shared_audiences_for_business/list", path: `${business}/audiences`, items: "Audience" },
    {
      operation: "business_account_audiences_shared_accounts/list",
      path: `${business}/audiences/shared/accounts`,
      query: { audience_id: asText(audience), account_type: "BUSINESS_ACCOUNT" },
      items: "SharedAudienceAccount",
    },
  ];
}

function worldCases({ world }: Simulator): Case[] {
  const pin = world.me.ownPins()[0]?.id;
  return [
    { operation: "integrations/get_list", path: "/integrations", items: "IntegrationRecord" },
    { operation: "ad_account_countries/get", path: "/resources/ad_account_countries" },
    ...["SYNC", "ASYNC"].map((type) => ({
      operation: "delivery_metrics/get",
      path: "/resources/delivery_metrics",
      query: { report_type: type },
    })),
    { operation: "delivery_metrics/get", path: "/resources/delivery_metrics" },
    { operation: "lead_form_questions/get", path: "/resources/lead_form_questions" },
    {
      operation: "metrics_ready_state/get",
      path: "/resources/metrics_ready_state",
      query: { date: "2026-07-08" },
    },
    ...["APPTYPE", "GEO", "KEYWORD", "INTEREST", "AUDIENCE_INCLUDE", "LOCATION"].map((type) => ({
      operation: "targeting_options/get",
      path: `/resources/targeting/${type}`,
    })),
    { operation: "interest_targeting_options/get", path: "/resources/targeting/interests/945391946569" },
    { operation: "terms_related/list", path: "/terms/related", query: { terms: "garden,庭" } },
    { operation: "terms_suggested/list", path: "/terms/suggested", query: { term: "garden", limit: 10 } },
    ...["growing", "seasonal"].map((type) => ({
      operation: "trending_keywords/list",
      path: `/trends/keywords/GB%2BIE/top/${type}`,
      query: { include_keywords: "garden,cake", limit: 10 },
    })),
    { operation: "trending_keywords/list", path: "/trends/keywords/US/top/monthly" },
    { operation: "trends_featured_topics/list", path: "/trends/topics/featured", query: { region: "GB+IE" } },
    {
      operation: "trends_featured_topics/list",
      path: "/trends/topics/featured",
      query: { region: "US", interest: "ART" },
    },
    {
      operation: "trends_product_categories_trending/list",
      path: "/trends/product_categories/trending",
      query: { region: "US", verticals: "BEAUTY", engagement_type: "SAVE" },
    },
    {
      operation: "trends_product_categories_details/list",
      path: "/trends/product_categories/details",
      query: { region: "CA", product_categories: "ACCENT_TABLES,APRONS", lookback_window: 730 },
    },
    { operation: "trends_editorial_articles/list", path: "/trends/editorial_articles", query: { region: "US" } },
    {
      operation: "search_partner_pins",
      path: "/search/partner/pins",
      query: { term: "garden", country_code: "US", limit: 50 },
      items: "SummaryPin",
    },
    { operation: "product_tags/list", path: `/pins/${pin}/product_tags` },
  ];
}
