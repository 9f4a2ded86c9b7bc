import type { Config } from "../config/config.ts";
import { adsStreams } from "./ads.ts";
import { adsAnalyticsStreams } from "./ads-analytics.ts";
import { analyticsStreams } from "./analytics.ts";
import { audiencesStreams } from "./audiences.ts";
import { billingStreams } from "./billing.ts";
import { businessStreams } from "./business.ts";
import { catalogsStreams } from "./catalogs.ts";
import { conversionsStreams } from "./conversions.ts";
import { furtherReportStreams } from "./further-reports.ts";
import { organicStreams } from "./organic.ts";
import { planningStreams } from "./planning.ts";
import { customReportStreams, reportStreams } from "./reports.ts";
import { resourcesStreams } from "./resources.ts";
import { searchStreams } from "./search.ts";
import type { Stream } from "./stream.ts";
import { withTracking } from "./tracking.ts";
import { trendsStreams } from "./trends.ts";

/** Families of streams, by their names for users. */
export const families: readonly { readonly title: string; readonly streams: readonly Stream[] }[] = [
  { title: "The account, its boards and Pins", streams: organicStreams },
  { title: "Searches", streams: searchStreams },
  { title: "Analytics of the account and its Pins", streams: analyticsStreams },
  { title: "Advertising as it was set up", streams: adsStreams },
  { title: "Planning of ads", streams: planningStreams },
  { title: "Audiences", streams: audiencesStreams },
  { title: "Conversions", streams: conversionsStreams },
  { title: "Billing", streams: billingStreams },
  { title: "Analytics of ads", streams: adsAnalyticsStreams },
  { title: "Reports on ads", streams: [...reportStreams, ...furtherReportStreams] },
  { title: "Catalogs", streams: catalogsStreams },
  { title: "Business Access", streams: businessStreams },
  { title: "Terms and trends", streams: trendsStreams },
  { title: "What Pinterest offers", streams: resourcesStreams },
];

/** Every stream that does not depend on the configuration, in the order in which users see them. */
export const streams: readonly Stream[] = families.flatMap((family) => family.streams);

/** Every stream that there is with a configuration: its custom reports have one each, and some may be tracked. */
export function streamsOf(config: Config): readonly Stream[] {
  return withTracking([...streams, ...customReportStreams(config)], config.trackChanges);
}
