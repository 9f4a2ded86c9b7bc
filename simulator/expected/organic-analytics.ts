import type { JsonObject } from "../../src/base/json.ts";
import { hasVideo, isNeverActive } from "../metrics/activity.ts";
import { type Counts, metricOf, metricsOf, nothing, sum } from "../metrics/counts.ts";
import { accountDay, type DayRecord, daysOf, pinDay, recentCounts, statusAtAge } from "../metrics/days.ts";
import { partsOf, splits } from "../metrics/splits.ts";
import { dayText } from "../world/times.ts";
import { type DayRange, daysToRead, type ExpectedStream } from "./expected-stream.ts";
import { type Profile, profileOf } from "./organic.ts";

const pinStandard = "IMPRESSION OUTBOUND_CLICK PIN_CLICK SAVE SAVE_RATE USER_FOLLOW PROFILE_VISIT".split(" ");
const pinVideo = `
  VIDEO_MRC_VIEW VIDEO_10S_VIEW QUARTILE_95_PERCENT_VIEW VIDEO_V50_WATCH_TIME VIDEO_START
  VIDEO_AVG_WATCH_TIME
`
  .trim()
  .split(/\s+/u);
const accountMetrics = ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"];
const accountRates = ["ENGAGEMENT_RATE", "OUTBOUND_CLICK_RATE", "PIN_CLICK_RATE", "SAVE_RATE"];
const videoMetrics = ["IMPRESSION", "SAVE", "OUTBOUND_CLICK", ...pinVideo];

/** Analytics of an account and its Pins. */
export const organicAnalyticsStreams: Readonly<Record<string, ExpectedStream>> = {
  user_account_analytics: ofDays(({ seed, account, today }, days) =>
    daily(days, today, [...accountMetrics, ...accountRates], (day) => accountDay(seed, account, day, today)),
  ),
  user_account_analytics_split: ofDays(({ seed, account, today }, { start, end }) =>
    daysOf(start, end, today).flatMap((day) =>
      splits.flatMap((split) =>
        partsOf(accountDay(seed, account, day, today), split, seed, account.profile).map(
          ({ value, status, counts }) => ({
            date: dayText(day),
            split,
            value,
            data_status: status,
            metrics: counts === undefined ? {} : metricsOf(counts, [...accountMetrics, ...accountRates]),
          }),
        ),
      ),
    ),
  ),
  // Pins without any activity in 90 days are omitted.
  pin_analytics: ofDays(({ seed, account: { profile }, today, pins }, days) =>
    pins
      .filter((pin) => recentCounts(seed, profile, pin, today).impression > 0)
      .flatMap((pin) => {
        const metrics = hasVideo(pin.mediaType) ? [...pinStandard, ...pinVideo] : pinStandard;
        const rows = daily(days, today, metrics, (day) => pinDay(seed, profile, pin, day, today));
        return rows.map((row) => ({ pin_id: pin.id, ...row }));
      }),
  ),
  user_account_top_pins: ofDays((profile, days) =>
    ranked(profile, days, accountMetrics, [...accountMetrics, ...accountRates]),
  ),
  user_account_top_video_pins: ofDays((profile, days) =>
    ranked(
      { ...profile, pins: profile.pins.filter(({ mediaType }) => hasVideo(mediaType)) },
      days,
      videoMetrics,
      videoMetrics,
    ),
  ),
};

/** By default from 89 days ago until today, the longest range that is safe to request. */
function ofDays(records: (profile: Profile, days: DayRange) => readonly JsonObject[]): ExpectedStream {
  return (simulation, options) => {
    const profile = profileOf(simulation, options);
    const { start, end } = daysToRead(options, profile.today, 89);
    return records(profile, { start: Math.min(start, profile.today), end });
  };
}

/** Returns one row per day until today; days before the first data have no metrics. */
function daily(
  { start, end }: DayRange,
  today: number,
  metrics: readonly string[],
  recordOf: (day: number) => DayRecord,
): readonly JsonObject[] {
  const rows: JsonObject[] = [];
  for (let day = start; day <= Math.min(end, today); day++) {
    const { status, counts } = recordOf(day);
    rows.push({
      date: dayText(day),
      data_status: status,
      metrics: counts === undefined ? {} : metricsOf(counts, metrics),
    });
  }
  return rows;
}

/** Returns the top 50 Pins by each metric, without zeros; newest first among equals. */
function ranked(
  { seed, account: { profile }, today, pins }: Profile,
  { start, end }: DayRange,
  sortings: readonly string[],
  metrics: readonly string[],
): readonly JsonObject[] {
  const known = pins
    .filter((pin) => !isNeverActive(seed, pin))
    .map((pin) => {
      let counts: Counts = nothing;
      for (let day = start; day <= Math.min(end, today); day++) {
        counts = sum(counts, pinDay(seed, profile, pin, day, today).counts ?? nothing);
      }
      return { pin, counts };
    });
  return sortings.flatMap((sorting) => {
    const metric = ({ counts }: { readonly counts: Counts }) => metricOf(counts, sorting) ?? 0;
    return known
      .filter((one) => metric(one) > 0)
      .toSorted((first, second) => metric(second) - metric(first))
      .slice(0, 50)
      .map(({ pin, counts }) => ({
        pin_id: pin.id,
        metrics: metricsOf(counts, metrics),
        data_status: Object.fromEntries(metrics.map((name) => [name, statusAtAge(today - end)])),
        sort_by: sorting,
        start_date: dayText(start),
        end_date: dayText(end),
        period: end - start === 89 ? "LAST_90_DAYS" : `SINCE_${dayText(start)}`,
      }));
  });
}
