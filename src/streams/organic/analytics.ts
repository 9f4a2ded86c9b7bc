import { addDays, daysFrom, earliest, latest } from "../../base/dates.ts";
import { asText, isObject, type JsonObject } from "../../base/json.ts";
import type { DerivedField, RunFacts, Stream } from "../stream.ts";

/** The API rejects dates more than 90 days back ("You can only get data from the last 90 days."). One less, for clock skew. */
const daysBack = 89;

/** Pin metrics in both sets of the API's document, standard and video. */
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

/**
 * The statuses of dates whose metrics don't change any more: all but PROCESSING and ESTIMATE (the API's document, DataStatus). A new
 * status of these forms counts as final, any other one doesn't.
 */
const finalStatuses = /^(?:READY|BEFORE_\w+|\w+_SMALLER_THAN_THRESHOLD|IN_BAD_TAG_DATE)$/u;

/** Organic metrics by date. Final after one or two days, according to others; a week in case Pinterest restates them later. */
const organicDays = {
  by: "analytics",
  cursor: "date",
  status: { field: "data_status", final: finalStatuses },
  daysBack,
  maxDaysPerRequest: daysBack + 1,
  lookbackDays: 7,
} as const;

/** Returns the parameters of the longest ranking: 50 Pins over all available dates. */
function ranking({ config, today }: RunFacts) {
  const first = earliest(today, latest(addDays(today, -daysBack), config.startDate));
  return { start_date: first, end_date: today, num_of_pins: 50 };
}

/**
 * A key for rankings that doesn't change with their dates, so that each Pin keeps one row with the values of the last read.
 * Pins that left a ranking keep the `end_date` of their last one.
 */
const period: DerivedField = ({ start_date: start, end_date: end }) => {
  return daysFrom(asText(start), asText(end)) < daysBack ? `SINCE_${asText(start)}` : "LAST_90_DAYS";
};

/** Rankings of Pins, one per metric. */
const topPins = {
  rows: "pins",
  parameters: ranking,
  fromRequest: { sort_by: "sort_by", start_date: "start_date", end_date: "end_date" },
  derive: { period },
  primaryKey: ["sort_by", "period", "pin_id"],
  reading: { by: "list" },
} as const satisfies Partial<Stream>;

/** Organic analytics of the account and its Pins. They need no ad account. */
export const analyticsStreams: readonly Stream[] = [
  {
    name: "user_account_analytics",
    description:
      "Metrics of the account, paid and organic together, one row per day. Don't add them to metrics of ads. For metrics by Pin, sync `pin_analytics`.",
    operation: "user_account/analytics",
    rows: "daily_metrics",
    partitions: { of: "single" },
    primaryKey: ["date"],
    reading: organicDays,
  },
  {
    name: "user_account_analytics_split",
    description:
      "Metrics of the account, split by device, by Pin format, by own Pins or others', by claimed website, and into paid and organic, one row per day, split, and value. Pinterest doesn't document the names of the values. Don't add up several splits: the totals are in `user_account_analytics`.",
    operation: "user_account/analytics",
    rows: "daily_metrics_by_split",
    partitions: {
      of: "alternatives",
      each: [
        { parameter: "split_field", values: () => ["APP_TYPE", "OWNED_CONTENT", "PIN_FORMAT", "SOURCE"] },
        // There is no split by it in the document, only a filter.
        { parameter: "content_type", values: () => ["ORGANIC", "PAID"] },
      ],
    },
    fromRequest: { split: "split_field", value: "content_type" },
    whenEmpty: { split: "CONTENT_TYPE", value: "ALL" },
    primaryKey: ["date", "split", "value"],
    reading: organicDays,
  },
  {
    name: "pin_analytics",
    description:
      "Metrics of each Pin in `pins`, which has Pinterest's totals of 90 days and of the lifetime, one row per Pin and day. For metrics of ads, sync `ad_pin_analytics`.",
    operation: "multi_pins/analytics",
    rows: "daily_metrics_by_pin",
    partitions: {
      of: "batches",
      parent: {
        stream: "pins",
        bind: { pin_ids: "id" },
        since: "created_at",
        parameters: { pin_metrics: true },
        where: (pin, { silentPinAnalytics }) => silentPinAnalytics || mayBeActive(pin),
        isSilent: (pin, { silentPinAnalytics }) => !silentPinAnalytics && !mayBeActive(pin),
        whenSkipped: (skipped, all, { names }) =>
          `skipped ${skipped} of ${all} Pins, which show no activity in the last 90 days. ${names.of(["silent_pin_analytics"])} syncs them too.`,
      },
      batch: {
        parameter: "pin_ids",
        size: () => 100,
        // The API can reject video metrics for images, so the two don't share requests.
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
    ...topPins,
    name: "user_account_top_pins",
    description:
      "The 50 best Pins of the last 90 days, or since a later start date, one row per ranking metric and Pin. Includes Pins of others that link to the claimed website. For metrics by day, sync `pin_analytics`.",
    operation: "user_account/analytics/top_pins",
    partitions: {
      of: "values",
      each: [
        { parameter: "sort_by", values: () => ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"] },
      ],
    },
  },
  {
    ...topPins,
    name: "user_account_top_video_pins",
    description:
      "The 50 best video Pins of the last 90 days, or since a later start date, one row per ranking metric and Pin. `user_account_top_pins` ranks Pins of every format.",
    operation: "user_account/analytics/top_video_pins",
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
  },
];

/** The counts in `pin_metrics`: those that live clients read, and others in the example of the API's document. */
const pinCounts = ["impression", "pin_click", "outbound_click", "save", "clickthrough", "reaction", "comment"];

/** Returns the counts of a Pin's last 90 days, by name; empty if its row has none. Other members can be times. */
export function recentCounts({ pin_metrics: metrics }: JsonObject): ReadonlyMap<string, unknown> {
  const recent = isObject(metrics) && isObject(metrics["90d"]) ? metrics["90d"] : {};
  return new Map(Object.entries(recent).filter(([name]) => pinCounts.includes(name)));
}

/** Returns false only if the list shows zero metrics for 90 days. A Pin without metrics can be active. */
function mayBeActive(pin: JsonObject): boolean {
  const counts = [...recentCounts(pin).values()];
  return counts.length === 0 || counts.some((count) => count !== 0);
}

function hasVideo({ media }: JsonObject): boolean {
  const type = isObject(media) ? media.media_type : undefined;
  return type === "video" || type === "multiple_videos" || type === "multiple_mixed";
}
