import { asText, isObject, type JsonObject } from "../json.ts";
import type { DerivedField, RunFacts, Stream } from "./stream.ts";

/**
 * The API refuses days more than 90 back ("You can only get data from the last 90 days."). One less, since its
 * clock may be ahead of ours.
 */
const daysBack = 89;

/** The document has two sets of metrics for Pins, standard and video. These are in both. */
const bothMetrics = [
  "IMPRESSION",
  "OUTBOUND_CLICK",
  "PIN_CLICK",
  "SAVE",
  "SAVE_RATE",
  "TOTAL_COMMENTS",
  "TOTAL_REACTIONS",
];
const standardMetrics = ["USER_FOLLOW", "PROFILE_VISIT"];
const videoMetrics = [
  "VIDEO_MRC_VIEW",
  "VIDEO_10S_VIEW",
  "QUARTILE_95_PERCENT_VIEW",
  "VIDEO_V50_WATCH_TIME",
  "VIDEO_START",
  "VIDEO_AVG_WATCH_TIME",
];

/** Organic numbers by day. Final after one or two days, hence three days of lookback. */
const organicDays = {
  by: "analytics",
  cursor: "date",
  status: "data_status",
  daysBack,
  maxDaysPerRequest: daysBack + 1,
  lookbackDays: 3,
} as const;

/** The longest ranking the API gives: 50 Pins over all the days it has. */
function ranking({ config, today }: RunFacts) {
  const oldest = new Date(Date.parse(today) - daysBack * 86_400_000).toISOString().slice(0, 10);
  const wanted = config.startDate ?? oldest;
  return { start_date: wanted < oldest ? oldest : wanted > today ? today : wanted, end_date: today, num_of_pins: 50 };
}

/**
 * What a ranking is about, in a way that stays while its days move: a Pin keeps one row, and the newest read of it wins.
 * Pins that have left a ranking keep the `end_date` of the last one they were in.
 */
const period: DerivedField = {
  type: "string",
  from: ({ start_date: start, end_date: end }) => {
    const days = (Date.parse(asText(end)) - Date.parse(asText(start))) / 86_400_000;
    return days < daysBack ? `SINCE_${asText(start)}` : "LAST_90_DAYS";
  },
};

/** Analytics of the account and of its Pins, from the organic side (no ads account needed). */
export const analyticsStreams: readonly Stream[] = [
  {
    name: "user_account_analytics",
    description: "Metrics of the account, one row per day.",
    operation: "user_account/analytics",
    rows: "daily_metrics",
    partitions: { of: "single" },
    primaryKey: ["date"],
    reading: organicDays,
  },
  {
    name: "pin_analytics",
    description: "Metrics of each Pin, one row per Pin and day.",
    operation: "multi_pins/analytics",
    rows: "daily_metrics_by_pin",
    partitions: {
      of: "batches",
      parent: {
        stream: "pins",
        bind: { pin_ids: "id" },
        parameters: { pin_metrics: true },
        where: (pin, { silentPinAnalytics }) => silentPinAnalytics || mayBeActive(pin),
        whenSkipped: (skipped, all) =>
          `skipped ${skipped.toLocaleString("en-US")} of ${all.toLocaleString("en-US")} Pins, which show no activity in the last 90 days. "Include inactive Pins in Pin analytics" syncs them too.`,
      },
      batch: {
        parameter: "pin_ids",
        size: () => 100,
        // Metrics of video asked for an image can be refused, so the two do not travel together.
        group: (pin) => (hasVideo(pin) ? "video" : "standard"),
        groupParameters: {
          standard: { metric_types: [...bothMetrics, ...standardMetrics] },
          video: { metric_types: [...bothMetrics, ...videoMetrics, ...standardMetrics] },
        },
      },
    },
    fromRequest: { pin_id: "pin_id" },
    primaryKey: ["pin_id", "date"],
    reading: {
      ...organicDays,
      oneByOne: { operation: "pins/analytics", rows: "daily_metrics", parameter: "pin_id" },
    },
  },
  {
    name: "user_account_top_pins",
    description: "The account's 50 best Pins of the last 90 days, one row per metric that they are ranked by and Pin.",
    operation: "user_account/analytics/top_pins",
    rows: "pins",
    parameters: ranking,
    partitions: {
      of: "values",
      each: [
        { parameter: "sort_by", values: () => ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"] },
      ],
    },
    fromRequest: { sort_by: "sort_by", start_date: "start_date", end_date: "end_date" },
    derive: { period },
    primaryKey: ["sort_by", "period", "pin_id"],
    reading: { by: "list" },
  },
  {
    name: "user_account_top_video_pins",
    description:
      "The account's 50 best video Pins of the last 90 days, one row per metric that they are ranked by and Pin.",
    operation: "user_account/analytics/top_video_pins",
    rows: "pins",
    parameters: ranking,
    partitions: {
      of: "values",
      each: [
        {
          parameter: "sort_by",
          values: () => [
            "IMPRESSION",
            "SAVE",
            "OUTBOUND_CLICK",
            "VIDEO_MRC_VIEW",
            "VIDEO_AVG_WATCH_TIME",
            "VIDEO_V50_WATCH_TIME",
            "QUARTILE_95_PERCENT_VIEW",
            "VIDEO_10S_VIEW",
            "VIDEO_START",
          ],
        },
      ],
    },
    fromRequest: { sort_by: "sort_by", start_date: "start_date", end_date: "end_date" },
    derive: { period },
    primaryKey: ["sort_by", "period", "pin_id"],
    reading: { by: "list" },
  },
];

/**
 * False only where the list call shows 90 days without anything: a Pin whose metrics are missing, or empty, is not known
 * to be inactive.
 */
function mayBeActive({ pin_metrics: metrics }: JsonObject): boolean {
  const recent = isObject(metrics) ? Object.values(metrics["90d"] ?? {}) : [];
  return recent.length === 0 || recent.some((count) => count !== 0);
}

function hasVideo({ media }: JsonObject): boolean {
  const type = isObject(media) ? media.media_type : undefined;
  return type === "video" || type === "multiple_videos" || type === "multiple_mixed";
}
