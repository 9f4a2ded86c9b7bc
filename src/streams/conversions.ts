import { adAccountList, eachAdAccount } from "./parents.ts";
import type { Stream } from "./stream.ts";

/** What conversions are measured with, besides the tags themselves. */
export const conversionsStreams: readonly Stream[] = [
  {
    ...adAccountList,
    name: "page_visit_conversion_tags",
    description: "Tags that have seen visits of pages.",
    operation: "page_visit_conversion_tags/get",
    primaryKey: ["ad_account_id", "conversion_tag_id", "conversion_event"],
  },
  {
    ...adAccountList,
    name: "ocpm_eligible_conversion_tags",
    description: "Tags and events that campaigns can be optimized for.",
    operation: "ocpm_eligible_conversion_tags/get",
    rows: "lists_by_key",
    primaryKey: ["ad_account_id", "conversion_tag_id", "conversion_event"],
  },
  {
    ...adAccountList,
    name: "advertiser_defined_events",
    description: "Conversion events that the advertiser has defined.",
    operation: "advertiser_defined_events/get",
    rows: "optional_items",
    primaryKey: ["ad_account_id", "name"],
  },
  {
    ...adAccountList,
    name: "conversion_event_quality_scores",
    description:
      "How good the conversion events are that an ad account sends, over the last day and the last two weeks.",
    operation: "conversion_eqs/list",
    rows: "array",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [{ parameter: "lookback_period", values: () => ["1d", "14d"] }],
    },
    fromRequest: { ad_account_id: "ad_account_id", lookback_period: "lookback_period" },
    primaryKey: ["ad_account_id", "lookback_period", "ingestion_source", "source_platform"],
  },
];
