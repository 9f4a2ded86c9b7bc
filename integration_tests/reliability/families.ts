import { adsStreams } from "../../src/streams/ads.ts";
import { adsAnalyticsStreams } from "../../src/streams/ads-analytics.ts";
import { analyticsStreams } from "../../src/streams/analytics.ts";
import { catalogsStreams } from "../../src/streams/catalogs.ts";
import { organicStreams } from "../../src/streams/organic.ts";
import { reportStreams } from "../../src/streams/reports.ts";
import { searchStreams } from "../../src/streams/search.ts";
import type { Stream } from "../../src/streams/stream.ts";

/** The streams by family: those of one are read alike and fail alike. */
export const families: Readonly<Record<string, readonly Stream[]>> = {
  "organic lists": organicStreams.filter(({ reading }) => reading.by === "list"),
  "organic feeds": organicStreams.filter(({ reading }) => reading.by === "feed"),
  searches: searchStreams,
  "organic analytics": analyticsStreams,
  "ads entities": adsStreams,
  "ads analytics": adsAnalyticsStreams,
  "ads reports": reportStreams,
  catalogues: catalogsStreams,
};
