import type { Config } from "../config/config.ts";
import { adsStreams } from "./ads.ts";
import { adsAnalyticsStreams } from "./ads-analytics.ts";
import { analyticsStreams } from "./analytics.ts";
import { catalogsStreams } from "./catalogs.ts";
import { organicStreams } from "./organic.ts";
import { customReportStreams, reportStreams } from "./reports.ts";
import { searchStreams } from "./search.ts";
import type { Stream } from "./stream.ts";

/** Every stream that does not depend on the configuration, in the order in which users see them. */
export const streams: readonly Stream[] = [
  ...organicStreams,
  ...searchStreams,
  ...analyticsStreams,
  ...adsStreams,
  ...adsAnalyticsStreams,
  ...reportStreams,
  ...catalogsStreams,
];

/** Every stream that there is with a configuration: its custom reports have one each. */
export function streamsOf(config: Config): readonly Stream[] {
  return [...streams, ...customReportStreams(config)];
}
