import type { JsonObject } from "../../src/json.ts";
import type { Simulation } from "../simulation.ts";
import { showLaterOfStream } from "../views/later-fields.ts";
import { adAccountStreams } from "./ad-accounts.ts";
import { adsAnalyticsStreams } from "./ads-analytics.ts";
import { advertisingStreams } from "./advertising.ts";
import { businessStreams } from "./business.ts";
import { catalogStreams } from "./catalogs.ts";
import type { ExpectedStream } from "./expected-stream.ts";
import { organicStreams } from "./organic.ts";
import { organicAnalyticsStreams } from "./organic-analytics.ts";
import type { ReadOptions } from "./read-options.ts";
import { resourceStreams } from "./resources.ts";
import { specialReportStreams } from "./special-reports.ts";

const streams: Readonly<Record<string, ExpectedStream>> = {
  ...organicStreams,
  ...organicAnalyticsStreams,
  ...advertisingStreams,
  ...adsAnalyticsStreams,
  ...adAccountStreams,
  ...businessStreams,
  ...catalogStreams,
  ...resourceStreams,
  ...specialReportStreams,
};

/** The names of all streams whose records are known. */
export const expectedStreams: readonly string[] = Object.keys(streams);

/**
 * The complete set of records of a stream in a full refresh at this moment, selected from the world's tables by what
 * Pinterest's document says, and not by what the simulated operations do.
 * @throws RangeError for a stream that there is not, and for an account that may not be acted for
 */
export function expectedRecords(
  simulation: Simulation,
  stream: string,
  options: ReadOptions = {},
): readonly JsonObject[] {
  const records = Object.hasOwn(streams, stream) ? streams[stream] : undefined;
  if (records === undefined) throw new RangeError(`There is no stream ${stream}`);
  const expected = records(simulation, options);
  return simulation.settings.contract === "5.23" ? expected : expected.map(showLaterOfStream(stream));
}
