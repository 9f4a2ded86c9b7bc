import { asText } from "../../json.ts";
import type { AdAccount } from "../world.ts";
import { type AdAccountTable, isOwn, tableOf } from "./of-ad-account.ts";

export const conversionTagsOf = tableOf("ConversionTag", 261_200_000_000n, [3, 2]);

/** The kinds of events. Advertiser-defined ones have only their name to identify them, since version 5.28. */
const kinds: readonly (readonly [kind: string, name?: string])[] = [
  ["PAGE_VISIT"],
  ["CHECKOUT"],
  ["CUSTOM", "download_picture"],
  ["CUSTOM", "viewed_360"],
];

/** Returns the events that the tags of an ad account have reported: the first tag all kinds, the others two. */
export const conversionEventsOf = (adAccount: AdAccount) =>
  conversionTagsOf(adAccount).flatMap(({ id }, position) =>
    kinds.slice(0, position === 0 ? kinds.length : 2).map(([kind, name]) => ({
      ad_account_id: adAccount.id,
      conversion_tag_id: asText(id),
      created_time: 1_700_000_000 + position,
      conversion_event: kind,
      reporting_conversion_event: name,
    })),
  );

/** Conversions and what measures them, by the stream that reads it. */
export const conversionTables = {
  conversion_tags: conversionTagsOf,
  advertiser_defined_events: (adAccount) =>
    [
      { name: "download_picture", mapped_conversion_type: null },
      { name: "Größe gewählt", mapped_conversion_type: "CHECKOUT" },
    ].filter(() => isOwn(adAccount)),
  // Match quality: one score per period.
  conversion_event_quality_scores: () =>
    ["1d", "14d"].map((period) => ({
      lookback_period: period,
      ingestion_source: "TAG",
      source_platform: "WEB",
      overall_status: "FAIR",
      quality_components: { click_id_epik: { CHECKOUT: { coverage: 1, overlap: 0.25, issues: [] } } },
    })),
  // Requests to delete personal data. The API returns dates where other operations return times.
  conversion_deletion_requests: (adAccount) =>
    (isOwn(adAccount) ? ["PENDING", "SUBMITTED"] : []).map((status, index) => ({
      request_id: `77710000000${index}`,
      status,
      created_time: "2026-02-03",
      processed_time: index === 0 ? null : "2026-02-28",
    })),
} as const satisfies Readonly<Record<string, AdAccountTable>>;
