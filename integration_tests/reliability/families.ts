import { adsStreams } from "../../src/streams/ads.ts";
import { adsAnalyticsStreams } from "../../src/streams/ads-analytics.ts";
import { analyticsStreams } from "../../src/streams/analytics.ts";
import { audiencesStreams } from "../../src/streams/audiences.ts";
import { billingStreams } from "../../src/streams/billing.ts";
import { businessStreams } from "../../src/streams/business.ts";
import { catalogsStreams } from "../../src/streams/catalogs.ts";
import { conversionsStreams } from "../../src/streams/conversions.ts";
import { furtherReportStreams } from "../../src/streams/further-reports.ts";
import { organicStreams } from "../../src/streams/organic.ts";
import { planningStreams } from "../../src/streams/planning.ts";
import { reportStreams } from "../../src/streams/reports.ts";
import { resourcesStreams } from "../../src/streams/resources.ts";
import { searchStreams } from "../../src/streams/search.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { trendsStreams } from "../../src/streams/trends.ts";

/** The streams by family: those of one are read alike and fail alike. */
export const families: Readonly<Record<string, readonly Stream[]>> = {
  "organic lists": organicStreams.filter(({ reading }) => reading.by === "list"),
  "organic feeds": organicStreams.filter(({ reading }) => reading.by === "feed"),
  searches: searchStreams,
  "organic analytics": analyticsStreams,
  "ads entities": adsStreams,
  "ads analytics": adsAnalyticsStreams,
  "ads reports": [...reportStreams, ...furtherReportStreams],
  catalogues: catalogsStreams,
  "ads around entities": [...planningStreams, ...audiencesStreams, ...conversionsStreams, ...billingStreams],
  "business and trends": [...businessStreams, ...trendsStreams, ...resourcesStreams],
};

type Entries = readonly (readonly [family: string, members: readonly Stream[]])[];

const isOfAds = ([family]: Entries[number]): boolean => family.startsWith("ads ");

/** Two halves, for tests that take long: files of tests run side by side. */
export const familiesOfAds: Entries = Object.entries(families).filter(isOfAds);
export const otherFamilies: Entries = Object.entries(families).filter((family) => !isOfAds(family));
