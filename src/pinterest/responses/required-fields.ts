/**
 * Key fields that the OpenAPI document requires in every row of an operation (a test compares them). A response with a row
 * without them is invalid. Other operations have no required key fields.
 */
export const requiredFields: Readonly<Record<string, readonly string[]>> = {
  "ad_accounts/list": ["id"],
  "ad_accounts_audiences_shared_accounts/list": ["account_id"],
  "ad_pins/analytics": ["PIN_ID"],
  "ads/analytics": ["AD_ID"],
  "board_sections/list_pins": ["id"],
  "boards/list": ["id"],
  "boards/list_pins": ["id"],
  "boards_user_follows/list": ["id"],
  "business_account_audiences_shared_accounts/list": ["account_id"],
  "catalogs/list": ["id"],
  "catalogs_product_groups/list": ["id"],
  "conversion_deletion_request/list": ["request_id"],
  "conversion_eqs/list": ["ingestion_source", "source_platform"],
  "feed_processing_results/list": ["id"],
  "feeds/list": ["id"],
  "items_issues/list": ["item_number"],
  "catalogs_local_stores/list": ["id"],
  "media/list": ["media_id"],
  "pins/get": ["id"],
  "pins/list": ["id"],
  "product_groups/analytics": ["PRODUCT_GROUP_ID"],
  "schedules/list": ["schedule_id"],
  "search_user_boards/get": ["id"],
  "search_user_pins/list": ["id"],
  "trends_product_categories_details/list": ["product_category"],
  "trends_product_categories_trending/list": ["product_category"],
};
