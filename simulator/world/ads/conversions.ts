import { asText } from "../../json.ts";
import type { AdAccount } from "../world.ts";
import { type AdAccountTable, isOwn, ofAdAccount, tableOf } from "./of-ad-account.ts";

export const conversionTagsOf = tableOf("ConversionTag", 261_200_000_000n, [3, 2], (index) => ({
  name: `Tag “${index}”`,
  code_snippet: `<script>\n!function(e){/* ${index} */}("https://s.pinimg.com/ct/core.js");\n</script>`,
}));

/** The kinds of events. Advertiser-defined ones have only their name to identify them, since version 5.28. */
const kinds: readonly (readonly [kind: string, name?: string])[] = [
  ["PAGE_VISIT"],
  ["CHECKOUT"],
  ["SIGNUP"],
  ["ADD_TO_CART"],
  ["LEAD"],
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
      ...(name === undefined ? {} : { reporting_conversion_event: name }),
    })),
  );

const scoreSources = [
  ["TAG", "WEB"],
  ["CONVERSIONS_API", "OFFLINE"],
] as const;

/** Conversions and what measures them, by the stream that reads it. */
export const conversionTables = {
  conversion_tags: conversionTagsOf,
  advertiser_defined_events: (adAccount) =>
    [
      { name: "download_picture", mapped_conversion_type: null },
      { name: "Größe gewählt", mapped_conversion_type: "CHECKOUT" },
    ].filter(() => isOwn(adAccount)),
  // Match quality: one score per source and period.
  conversion_event_quality_scores: (adAccount) =>
    ["1d", "14d"].flatMap((period) =>
      scoreSources.slice(0, isOwn(adAccount) ? scoreSources.length : 1).map(([ingestion, platform]) => ({
        lookback_period: period,
        ingestion_source: ingestion,
        source_platform: platform,
        overall_status: "FAIR",
        quality_components: {
          click_id_epik: { CHECKOUT: { coverage: 1, overlap: 0.25, issues: [] } },
          order_value: {},
        },
      })),
    ),
  // Requests to delete personal data. The API returns dates where other operations return times.
  conversion_deletion_requests: ofAdAccount("deletion requests", (adAccount, factory) =>
    factory.list(777_100_000_000n, isOwn(adAccount) ? 4 : 0, (id, index) => ({
      request_id: id,
      status: index % 2 === 0 ? "PENDING" : "SUBMITTED",
      created_time: "2026-02-03",
      processed_time: index % 2 === 0 ? null : "2026-02-28",
    })),
  ),
} as const satisfies Readonly<Record<string, AdAccountTable>>;
