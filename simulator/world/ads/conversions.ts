import type { JsonObject } from "../../json.ts";
import { dayText } from "../times.ts";
import type { AdAccount } from "../world.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

interface ConversionEvent extends JsonObject {
  readonly ad_account_id: string;
  readonly conversion_tag_id: string;
  readonly conversion_event: string;
  readonly created_time: number;
  /** The advertiser's own name of the event, since version 5.28. */
  readonly reporting_conversion_event?: string;
}

const kinds = ["PAGE_VISIT", "CHECKOUT", "SIGNUP", "ADD_TO_CART", "LEAD"];
/** Advertiser-defined events, which have only their name to identify them. */
const ownKinds = ["download_picture", "viewed_360"];

/** Events that the tags of an ad account have reported. A tag that never fired has none. */
export const conversionEventsOf = ofAdAccount("conversion events", (adAccount, factory): readonly ConversionEvent[] => {
  return adAccount.advertising.conversionTags.flatMap(({ id }, position) => {
    const common = { ad_account_id: adAccount.id, conversion_tag_id: id };
    const events = kinds
      .slice(0, position === 0 ? kinds.length : factory.random.integer(1, 4))
      .map((kind) => ({ ...common, conversion_event: kind, created_time: factory.ago(20, 900) }));
    const own = ownKinds.slice(0, position === 0 ? ownKinds.length : 0).map((name) => ({
      ...common,
      conversion_event: "CUSTOM",
      reporting_conversion_event: name,
      created_time: factory.ago(20, 900),
    }));
    return [...events, ...own];
  });
});

/** Events that an ad group can optimize for. Ad accounts of other users have none. */
export const eligibleEventsOf = (adAccount: AdAccount) =>
  conversionEventsOf(adAccount).filter(({ conversion_event: kind }) => kind !== "PAGE_VISIT" && isOwn(adAccount));

/** Advertiser-defined events. */
export const definedEventsOf = ofAdAccount("defined events", (adAccount, factory) => {
  const names = isOwn(adAccount)
    ? ["download_picture", "Größe gewählt", "お気に入り", "add to wishlist", "viewed_360"]
    : [];
  return names.map((name, index) => ({
    name,
    mapped_conversion_type: factory.turn([null, "CHECKOUT", "ADD_TO_CART"], index),
  }));
});

const lookbackPeriods = ["1d", "14d"] as const;

/** Match quality of conversions: one score per source and period. */
export const qualityScoresOf = ofAdAccount("quality scores", (adAccount, { random }) => {
  const sources = [
    ["TAG", "WEB"],
    ["CONVERSIONS_API", "WEB"],
    ["CONVERSIONS_API", "OFFLINE"],
    ["MMP", "MOBILE_IOS"],
  ] as const;
  const issue = { id: "low_coverage", name: "Low coverage", reason: "Fewer than half of the events have it." };
  return lookbackPeriods.flatMap((period) =>
    sources.slice(0, isOwn(adAccount) ? sources.length : 1).map(([ingestion, platform]) => ({
      lookback_period: period,
      ingestion_source: ingestion,
      source_platform: platform,
      overall_status: random.pick(["NEEDS_IMPROVEMENT", "FAIR", "GOOD"]),
      quality_components: {
        hashed_email: { CHECKOUT: { coverage: random.integer(0, 100) / 100, issues: [issue] } },
        click_id_epik: { CHECKOUT: { coverage: 1, overlap: random.integer(0, 100) / 100, issues: [] } },
        order_value: {},
      },
    })),
  );
});

/** Requests to delete personal data. The API returns dates where other operations return times. */
export const deletionRequestsOf = ofAdAccount("deletion requests", (adAccount, factory) => {
  const statuses = isOwn(adAccount) ? ["PENDING", "SUBMITTED", "CANCELLED", "SUBMITTED"] : [];
  const day = () => dayText(Math.floor(factory.ago(1, 90) / 86_400));
  return factory.list(777_100_000_000n, statuses.length, (id, index) => ({
    request_id: id,
    status: statuses[index] ?? null,
    created_time: day(),
    processed_time: statuses[index] === "SUBMITTED" ? day() : null,
  }));
});
