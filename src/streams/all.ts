import type { Config } from "../config/config.ts";
import { adsStreams } from "./ads/ads.ts";
import { adsAnalyticsStreams } from "./ads/ads-analytics.ts";
import { audiencesStreams } from "./ads/audiences.ts";
import { billingStreams } from "./ads/billing.ts";
import { conversionsStreams } from "./ads/conversions.ts";
import { planningStreams } from "./ads/planning.ts";
import { businessStreams } from "./business.ts";
import { catalogsStreams } from "./catalogs.ts";
import { analyticsStreams } from "./organic/analytics.ts";
import { organicStreams } from "./organic/organic.ts";
import { searchStreams } from "./organic/search.ts";
import { withProfiles } from "./profiles.ts";
import { referenceDataStreams } from "./reference-data.ts";
import { customReportStreams } from "./reports/custom-reports.ts";
import { reportStreams } from "./reports/report-streams.ts";
import { specialReportStreams } from "./reports/special-reports.ts";
import type { Stream } from "./stream.ts";
import { withTracking } from "./tracking.ts";
import { trendsStreams } from "./trends.ts";

/** Families of streams, with their titles in the documentation. */
export const families: readonly { readonly title: string; readonly streams: readonly Stream[] }[] = [
  { title: "Account, boards, and Pins", streams: organicStreams },
  { title: "Searches", streams: searchStreams },
  { title: "Account and Pin analytics", streams: analyticsStreams },
  { title: "Ads objects", streams: adsStreams },
  { title: "Ads planning", streams: planningStreams },
  { title: "Audiences", streams: audiencesStreams },
  { title: "Conversions", streams: conversionsStreams },
  { title: "Billing", streams: billingStreams },
  { title: "Ads analytics", streams: adsAnalyticsStreams },
  { title: "Ads reports", streams: [...reportStreams, ...specialReportStreams] },
  { title: "Catalogs", streams: catalogsStreams },
  { title: "Business Access", streams: businessStreams },
  { title: "Terms and trends", streams: trendsStreams },
  { title: "Reference data", streams: referenceDataStreams },
];

/** All streams that don't depend on the configuration, in the order of the documentation. */
export const streams: readonly Stream[] = families.flatMap((family) => family.streams);

/** Returns all streams for a configuration, including one per custom report. */
export function streamsOf(config: Config): readonly Stream[] {
  const all = withProfiles([...streams, ...customReportStreams(config)], config.allProfiles);
  return withTracking(all, config.trackChanges);
}

/** The streams of a configuration whose required settings are given: those that `discover` lists. */
export function enabledStreams(config: Config): readonly Stream[] {
  return streamsOf(config).filter(
    ({ requiredSettings }) => requiredSettings?.every(({ isGiven }) => isGiven(config)) ?? true,
  );
}
