import type { JsonObject } from "../../src/base/json.ts";
import { hash } from "../random.ts";
import type { Audience, ConversionTag, CustomerList, Keyword } from "../world/ads/advertising-records.ts";
import { choice, recordOf } from "./record.ts";

/** Returns the rule of an audience. Some values have two forms. */
function ruleOf(audience: Audience): JsonObject {
  const { kind, sourceId } = audience;
  switch (kind) {
    case "CUSTOMER_LIST":
      return { customer_list_id: sourceId };
    case "VISITOR":
      return {
        visitor_source_id: choice(audience, "source", sourceId, [sourceId]),
        retention_days: 180,
        prefill: true,
      };
    case "ENGAGEMENT":
      return { engagement_domain: ["www.example.com"], engagement_type: "click", engager_type: 1 };
    case "ACTALIKE":
      return {
        seed_id: sourceId === null ? [] : [sourceId],
        country: "US",
        percentage: choice(audience, "percentage", 10, "10"),
      };
  }
}

export function showAudience(audience: Audience): JsonObject {
  const odd = hash(audience.id) % 2 === 0;
  return recordOf({
    id: audience.id,
    ad_account_id: audience.adAccountId,
    name: audience.name,
    audience_type: audience.kind,
    description: audience.description,
    rule: ruleOf(audience),
    size: audience.size,
    status: audience.status,
    type: "audience",
    created_timestamp: audience.createdTime,
    updated_timestamp: audience.updatedTime,
    created_by_company_name: audience.received ? "Another company" : null,
    // Fields of live records that the document doesn't have.
    is_nca: odd ? false : undefined,
    is_ctv_enabled: odd ? undefined : false,
  });
}

export function showCustomerList(list: CustomerList): JsonObject {
  return recordOf({
    id: list.id,
    ad_account_id: list.adAccountId,
    name: list.name,
    created_time: list.createdTime,
    updated_time: list.updatedTime,
    num_batches: 2,
    num_removed_user_records: list.removed,
    num_uploaded_user_records: list.uploaded,
    status: list.status,
    type: "customerlist",
    exceptions: {},
    is_nca: hash(list.id) % 2 === 0 ? false : undefined,
  });
}

export function showConversionTag(tag: ConversionTag): JsonObject {
  return {
    id: tag.id,
    ad_account_id: tag.adAccountId,
    name: tag.name,
    code_snippet: `<script>\n!function(e){/* ${tag.id} */}("https://s.pinimg.com/ct/core.js");\n</script>`,
    enhanced_match_status: hash(tag.id) % 3 === 0 ? null : "VALIDATION_COMPLETE",
    last_fired_time_ms: tag.lastFired,
    status: tag.status,
    version: "3",
    configs: {
      aem_enabled: true,
      md_frequency: 0.6,
      aem_fnln_enabled: null,
      aem_ph_enabled: false,
      aem_ge_enabled: false,
      aem_db_enabled: false,
      aem_loc_enabled: false,
    },
  };
}

export function showKeyword(keyword: Keyword): JsonObject {
  return {
    id: keyword.id,
    parent_id: keyword.parentId,
    parent_type: keyword.parentType,
    type: "keyword",
    archived: keyword.archived,
    bid: keyword.bid,
    match_type: keyword.matchType,
    value: keyword.value,
  };
}
