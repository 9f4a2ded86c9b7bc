/** Read operations without a stream, each with the reason. Its first words are its category. */
export const exclusions: Readonly<Record<string, string>> = {
  ...oneOf({
    "ad_accounts/get": "ad_accounts",
    "ad_accounts_subscriptions/get_by_id": "lead_ads_subscriptions",
    "ad_groups/get": "ad_groups",
    "ads/get": "ads",
    "audiences/get": "audiences",
    "boards/get": "boards",
    "campaigns/get": "campaigns",
    "catalogs_product_groups/get": "catalogs_product_groups",
    "conversion_deletion_requests/get": "conversion_deletion_requests",
    "conversion_tags/get": "conversion_tags",
    "customer_lists/get": "customer_lists",
    "feeds/get": "catalogs_feeds",
    "integrations/get_by_id": "integrations",
    "integrations_commerce/get": "integrations",
    "lead_form/get": "lead_forms",
    "media/get": "media",
    "order_lines/get": "order_lines",
    "pins/get": "pins",
    "product_group_promotions/get": "product_group_promotions",
    "promotions/get": "promotions",
    "ssio_insertion_orders_status/get_by_pin_order_id": "ssio_insertion_orders",
  }),
  "products_by_product_group_filter/list":
    "The same as another: it gives the products of filters that one makes up; catalogs_product_group_products has those of the groups there are.",
  "bulk_download/create":
    "The same as another: it gives campaigns, ad groups, ads, keywords and labels in a file, only the active ones of them.",
  "bulk_request/get": "The same as another: it finds the file of bulk_download/create, or tells how changes went.",
  "customer_list_uploads/get": "Ids that nothing lists: an upload is known to whoever made it.",
  "items_batch/get": "Ids that nothing lists: a batch is known to whoever changed items with it.",
  "items/post":
    "Ids that nothing lists: items are asked for by ids, with their country and language. catalogs_product_group_products lists products.",
  "advanced_auction_items_get/post": "Ids that nothing lists: items are asked for by ids.",
  "billing_invoice_download/get": "No data: a link to a PDF of an invoice, good for a short while.",
  "campaign_ad_preview/get": "No data: links to previews of ads, good for a short while.",
  "dynamic_titles_csv/get": "No data: a link to a file of titles, good for a short while.",
  "dynamic_titles_uploads/get": "Not reading: it opens the upload of a file.",
  "dynamic_titles_status/get": "No data: how far the titles of an ad group's products are, before they are shown.",
  "promotion_applied_entities/list": "The same as another: ad_groups tells the promotions of each.",
  "supplemental_items_batch/get": "Ids that nothing lists: a batch is known to whoever changed items with it.",
  "website_verification/get": "No data: the secret with which a website is claimed.",
  "leads_export/get": "Not reading: the export is ordered by an operation that needs ads:write.",
  "ad_groups/audience_sizing": "A calculation: how many people a targeting that one makes up would reach.",
  "ad_groups_bid_floor/get": "A calculation: the lowest bid for a targeting that one makes up.",
  "notification/post": "Not reading: it sends a notification.",
};

function oneOf(streams: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(streams).map(([operation, stream]) => [
      operation,
      `The same as another: one of those that the stream ${stream} lists.`,
    ]),
  );
}

const onlyNarrows = "Narrows what comes, and leaves everything where it is not given.";
const onlyOrders = "Changes the order of the rows.";

/**
 * Query parameters that streams don't set, each with the reason why no record is missing. Keys are a parameter, or
 * `<operation> <parameter>` for an exception.
 */
export const unsetParameters: Readonly<Record<string, string>> = {
  // The account of the request; the engine sets it for all operations that have it, from the configuration.
  ad_account_id: "Given to every operation that takes it where the configuration names an ad account.",
  order: onlyOrders,
  sort: onlyOrders,
  sort_ascending: onlyOrders,
  sort_by: onlyOrders,
  sort_columns: onlyOrders,
  // Filters by ID; the default is all.
  ...Object.fromEntries(
    [
      "ad_group_id",
      "ad_group_ids",
      "ad_ids",
      "asset_group_id",
      "campaign_ids",
      "catalog_id",
      "child_asset_id",
      "domain",
      "domains",
      "feed_id",
      "id",
      "ids",
      "item_numbers",
      "label_ids",
      "member_ids",
      "partner_ids",
      "pin_ids",
      "pin_order_id",
      "product_group_promotion_ids",
      "search_query",
    ].map((name) => [name, onlyNarrows]),
  ),
  "parameters[report][processing_result_id]": "Left out, it is the latest time that the feed was read.",
  // Filters by kind; the default is all kinds.
  ...Object.fromEntries(
    [
      "ad_account_statuses",
      "ages",
      "asset_permission_type",
      "business_roles",
      "country",
      "creative_types",
      "document_type",
      "end_due_date",
      "genders",
      "include_keywords",
      "ingestion_source",
      "interests",
      "invite_status",
      "invite_type",
      "item_validation_issue",
      "language",
      "match_types",
      "permissions",
      "pin_filter",
      "pin_type",
      "report_type",
      "schedule_type",
      "search_by",
      "search_value",
      "source_platform",
      "start_due_date",
      "status",
      "verticals",
    ].map((name) => [name, onlyNarrows]),
  ),
  assets_summary: "Its default is to tell it.",
  exclude_nca: "Its default excludes nothing.",
  include_product_tag_obj: "What it adds to Pins is not described; pin_product_tags has the products of each Pin.",
  include_sizing: "No field for it is described.",
  label_types: "Its default is every type.",
  privacy: "Its default is boards of every kind that the token may see.",
  feed_type: "Its default is ALL.",
  explicit_following: "Its default keeps those who are followed by way of a board.",
  filter_deleted: "Its default keeps deleted tags.",
  tos_type: "Left out, it is the terms that hold.",
  locale: "Left out, it is the one of the country.",
  // Ways of counting, whose default counts everything.
  app_types: "Its default is ALL.",
  content_type: "Its default is ALL.",
  from_claimed_content: "Its default is BOTH.",
  pin_format: "Its default is ALL.",
  source: "Its default is ALL.",
  split_field: "Splits the same numbers.",
  metric_types: "Its default is every metric.",
  created_in_last_n_days: onlyNarrows,
  attribution_types: "Left out, conversions count by individual and household together.",
  aggregate_report_rows: "Adds up the same numbers.",
  reporting_timezone: "A closed beta, without which days are those of UTC.",
  normalize_against_group: "Another scale of the same numbers.",
  translate_interests_to_names: "Names in place of ids, which other streams have.",
  include_demographics: "A closed beta: an app that is not in it may be refused the whole answer.",
  include_prediction: "A closed beta: an app that is not in it may be refused the whole answer.",
  // Obsolete ways to sign in.
  client_id: "A way to sign in that the token stands in for.",
  oauth_signature: "A way to sign in that the token stands in for.",
  timestamp: "A way to sign in that the token stands in for.",
};
