import { conversionDeletion } from "../access-requirements.ts";
import { adAccountStreams } from "../define-streams.ts";
import { eachAdAccount } from "../parents.ts";
import type { DerivedField, Stream } from "../stream.ts";

/** Distinguishes advertiser-defined events, which share one `conversion_event`. New in version 5.28 of the API. */
const reportingEvent: DerivedField = ({ conversion_event: event }) => (typeof event === "string" ? event : null);
const eventOfTag: Pick<Stream, "derive" | "primaryKey"> = {
  derive: { reporting_conversion_event: reportingEvent },
  primaryKey: ["ad_account_id", "conversion_tag_id", "conversion_event", "reporting_conversion_event"],
};

/** Tag events, conversion events, and deletion requests. */
export const conversionsStreams = adAccountStreams([
  {
    name: "page_visit_conversion_tags",
    description: "Page visit events of the tags in `conversion_tags`, one row per tag and event.",
    operation: "page_visit_conversion_tags/get",
    ...eventOfTag,
  },
  {
    name: "ocpm_eligible_conversion_tags",
    description:
      "Events of the tags in `conversion_tags` that campaigns can be optimized for, one row per tag and event.",
    operation: "ocpm_eligible_conversion_tags/get",
    rows: "lists_by_key",
    ...eventOfTag,
  },
  {
    name: "advertiser_defined_events",
    description: "Conversion events that the advertiser defined, one row per event.",
    operation: "advertiser_defined_events/get",
    rows: "optional_items",
    primaryKey: ["ad_account_id", "name"],
  },
  {
    name: "conversion_deletion_requests",
    description: "Requests to delete people's conversion data, one row per request.",
    operation: "conversion_deletion_request/list",
    primaryKey: ["ad_account_id", "request_id"],
    accessRequirement: conversionDeletion,
  },
  {
    name: "conversion_event_quality_scores",
    description:
      "Quality of the conversion events that an ad account sends, one row per source and period: the last day and the last two weeks.",
    operation: "conversion_eqs/list",
    rows: "array",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [{ parameter: "lookback_period", values: () => ["1d", "14d"] }],
    },
    primaryKey: ["ad_account_id", "lookback_period", "ingestion_source", "source_platform"],
  },
]);
