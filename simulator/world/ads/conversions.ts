import { asText, type JsonObject } from "../../json.ts";
import type { AdAccount } from "../world.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";
import { conversionTagsOf } from "./tables.ts";

const kinds = ["PAGE_VISIT", "CHECKOUT", "SIGNUP", "ADD_TO_CART", "LEAD"];
/** Advertiser-defined events, which have only their name to identify them, since version 5.28. */
const ownKinds = ["download_picture", "viewed_360"];

/** Events that the tags of an ad account have reported. Only the first tag has advertiser-defined ones. */
export const conversionEventsOf = (adAccount: AdAccount): readonly JsonObject[] =>
  conversionTagsOf(adAccount).flatMap(({ id }, position) => {
    const common = {
      ad_account_id: adAccount.id,
      conversion_tag_id: asText(id),
      created_time: 1_700_000_000 + position,
    };
    return [
      ...kinds.slice(0, position === 0 ? kinds.length : 2).map((kind) => ({ ...common, conversion_event: kind })),
      ...ownKinds
        .slice(0, position === 0 ? ownKinds.length : 0)
        .map((name) => ({ ...common, conversion_event: "CUSTOM", reporting_conversion_event: name })),
    ];
  });

/** Events that an ad group can optimize for. Ad accounts of other users have none. */
export const eligibleEventsOf = (adAccount: AdAccount) =>
  conversionEventsOf(adAccount).filter(({ conversion_event: kind }) => kind !== "PAGE_VISIT" && isOwn(adAccount));

/** Advertiser-defined events. */
export const definedEventsOf = (adAccount: AdAccount): readonly JsonObject[] =>
  isOwn(adAccount)
    ? [
        { name: "download_picture", mapped_conversion_type: null },
        { name: "Größe gewählt", mapped_conversion_type: "CHECKOUT" },
      ]
    : [];

const scoreSources = [
  ["TAG", "WEB"],
  ["CONVERSIONS_API", "OFFLINE"],
] as const;

/** Match quality of conversions: one score per source and period. */
export const qualityScoresOf = (adAccount: AdAccount): readonly JsonObject[] =>
  ["1d", "14d"].flatMap((period) =>
    scoreSources.slice(0, isOwn(adAccount) ? scoreSources.length : 1).map(([ingestion, platform]) => ({
      lookback_period: period,
      ingestion_source: ingestion,
      source_platform: platform,
      overall_status: "FAIR",
      quality_components: { click_id_epik: { CHECKOUT: { coverage: 1, overlap: 0.25, issues: [] } }, order_value: {} },
    })),
  );

/** Requests to delete personal data. The API returns dates where other operations return times. */
export const deletionRequestsOf = ofAdAccount("deletion requests", (adAccount, factory) =>
  factory.list(777_100_000_000n, isOwn(adAccount) ? 4 : 0, (id, index) => ({
    request_id: id,
    status: index % 2 === 0 ? "PENDING" : "SUBMITTED",
    created_time: "2026-02-03",
    processed_time: index % 2 === 0 ? null : "2026-02-28",
  })),
);
