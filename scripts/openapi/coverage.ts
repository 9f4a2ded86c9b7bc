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
    "Duplicate: returns the products of ad hoc filters; catalogs_product_group_products has the products of all groups.",
  "bulk_download/create":
    "Duplicate: returns a file of campaigns, ad groups, ads, keywords, and labels, active ones only.",
  "bulk_request/get": "Duplicate: returns the file of bulk_download/create, or the status of bulk changes.",
  "customer_list_uploads/get": "Unknown IDs: only the creator of an upload knows its ID.",
  "items_batch/get": "Unknown IDs: only the creator of a batch knows its ID.",
  "items/post":
    "Unknown IDs: requires the IDs of items with their country and language. catalogs_product_group_products lists products.",
  "advanced_auction_items_get/post": "Unknown IDs: requires the IDs of items.",
  "billing_invoice_download/get": "No data: returns a temporary link to a PDF of an invoice.",
  "campaign_ad_preview/get": "No data: returns temporary links to previews of ads.",
  "dynamic_titles_csv/get": "No data: returns a temporary link to a file of titles.",
  "dynamic_titles_uploads/get": "Not a read operation: starts the upload of a file.",
  "dynamic_titles_status/get": "No data: returns the progress of the titles of an ad group's products.",
  "promotion_applied_entities/list": "Duplicate: ad_groups has the promotions of each ad group.",
  "supplemental_items_batch/get": "Unknown IDs: only the creator of a batch knows its ID.",
  "website_verification/get": "No data: returns the secret for the claim of a website.",
  "leads_export/get": "Not a read operation: the export requires an operation with ads:write.",
  "ad_groups/audience_sizing": "A calculation: estimates the reach of an ad hoc targeting.",
  "ad_groups_bid_floor/get": "A calculation: returns the lowest bid for an ad hoc targeting.",
  "notification/post": "Not a read operation: sends a notification.",
};

function oneOf(streams: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(streams).map(([operation, stream]) => [
      operation,
      `Duplicate: returns one record of the stream ${stream}.`,
    ]),
  );
}

const onlyNarrows = "A filter; without it, the response has all rows.";
const onlyOrders = "Changes the order of the rows.";

/**
 * Query parameters that streams don't set, each with the reason why no record is missing. Keys are a parameter, or
 * `<operation> <parameter>` for an exception.
 */
export const unsetParameters: Readonly<Record<string, string>> = {
  // The account of the request; the engine sets it for all operations that have it, from the configuration.
  ad_account_id: "Set for every operation that has it, if the configuration contains ad accounts.",
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
  "parameters[report][processing_result_id]": "Defaults to the latest processing result of the feed.",
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
  assets_summary: "The default includes the summary.",
  exclude_nca: "The default excludes nothing.",
  include_product_tag_obj: "The added fields aren't documented; pin_product_tags has the products of each Pin.",
  include_sizing: "The added fields aren't documented.",
  label_types: "The default is all types.",
  privacy: "The default is all boards that the token can access.",
  feed_type: "The default is ALL.",
  explicit_following: "The default includes users followed through a board.",
  filter_deleted: "The default includes deleted tags.",
  tos_type: "The default is the current terms.",
  locale: "The default is the locale of the country.",
  // Options of metrics whose default includes everything.
  app_types: "The default is ALL.",
  content_type: "The default is ALL.",
  from_claimed_content: "The default is BOTH.",
  pin_format: "The default is ALL.",
  source: "The default is ALL.",
  split_field: "Splits the same metrics.",
  metric_types: "The default is all metrics.",
  created_in_last_n_days: onlyNarrows,
  attribution_types: "The default counts conversions by individual and household together.",
  aggregate_report_rows: "Aggregates the same metrics.",
  reporting_timezone: "A closed beta. The default is UTC.",
  normalize_against_group: "Another scale of the same metrics.",
  translate_interests_to_names: "Names in place of IDs. Other streams have the names.",
  include_demographics: "A closed beta: without access, Pinterest might reject the request.",
  include_prediction: "A closed beta: without access, Pinterest might reject the request.",
  // Obsolete authentication parameters, replaced by the token.
  client_id: "Obsolete authentication.",
  oauth_signature: "Obsolete authentication.",
  timestamp: "Obsolete authentication.",
};
