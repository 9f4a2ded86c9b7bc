import assert from "node:assert/strict";
import { laterOperations } from "../../scripts/generate/openapi/later-contract.ts";

describe("additions to the OpenAPI document", () => {
  it("have the operation IDs of version 5.28", () =>
    assert.deepEqual([...laterOperations].toSorted(), [
      "ad_groups_dynamic_titles/download_csv",
      "ad_groups_dynamic_titles/get_status",
      "ad_groups_dynamic_titles/get_upload_url",
      "campaign_ad_preview/read",
      "catalogs_local_stores/list",
      "catalogs_supplemental_items_batch/get",
      "conversion_deletion_request/get",
      "conversion_deletion_request/list",
      "customer_segment/list",
      "get_ad_groups_by_promotion_ids/list",
      "product_tags/list",
      "schedules/list",
      "trends_editorial_articles/list",
    ]));
});
