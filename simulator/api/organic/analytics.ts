import type { Json } from "../../../src/base/json.ts";
import { ApiError, invalidParameter, notFound, restrictedFeature } from "../../errors.ts";
import type { Parameters } from "../../http/parameters.ts";
import { hasVideo } from "../../metrics/activity.ts";
import { type DayRecord, isInactive } from "../../metrics/days.ts";
import { partsOf, type Split, splits } from "../../metrics/splits.ts";
import type { Pin } from "../../world/records.ts";
import { parseDay } from "../../world/times.ts";
import { type Call, computed, type Operations } from "../operation.ts";
import { pinOf } from "./boards.ts";
import {
  accountAnalytics,
  accountDays,
  accountMetrics,
  type DayRange,
  pinAnalytics,
  topPins,
} from "./pin-analytics.ts";

const topVideoMetrics = `
  IMPRESSION SAVE VIDEO_MRC_VIEW VIDEO_AVG_WATCH_TIME VIDEO_V50_WATCH_TIME QUARTILE_95_PERCENT_VIEW
  VIDEO_10S_VIEW VIDEO_START OUTBOUND_CLICK
`
  .trim()
  .split(/\s+/u);

const videoMetrics = topVideoMetrics.filter((name) => name.startsWith("VIDEO") || name.startsWith("QUARTILE"));

/** Analytics of the account and its Pins. */
export const analyticsOperations: Operations = {
  "user_account/analytics": computed(({ parameters, scope }) => {
    const range = rangeOf(parameters, scope.today);
    const { seed, account } = scope;
    const parts = (days: readonly DayRecord[], split: Split) =>
      days.flatMap((day) => partsOf(day, split, seed, account.profile));
    const all = accountDays(scope, range);
    const content = parameters.text("content_type") ?? "ALL";
    const days = content === "ALL" ? all : parts(all, "CONTENT_TYPE").filter(({ value }) => value === content);
    const split = splits.find((name) => name === parameters.text("split_field"));
    if (split === undefined) return { all: accountAnalytics(days) };
    // The document doesn't name the keys.
    const ofSplit = parts(days, split);
    const values = [...new Set(ofSplit.map(({ value }) => value))];
    return Object.fromEntries(
      values.map((one) => [one, accountAnalytics(ofSplit.filter(({ value }) => value === one))]),
    );
  }),
  "user_account/analytics/top_pins": computed((call) => top(call, accountMetrics, false)),
  "user_account/analytics/top_video_pins": computed((call) => top(call, topVideoMetrics, true)),
  "pins/analytics": computed((call) => {
    const { parameters, scope } = call;
    const range = rangeOf(parameters, scope.today);
    const id = parameters.requiredText("pin_id");
    if (scope.account.pin(id) === undefined && scope.world.anyPin(id) !== undefined) {
      throw new ApiError(403, 403, "Not authorized to access board or Pin.");
    }
    const pin = pinOf(scope, id);
    const names = parameters.texts("metric_types") ?? [];
    if (isRejected([pin], names)) throw new ApiError(400, 400, "Invalid pins analytics parameters.");
    return { all: pinAnalytics(scope, pin, range, names) };
  }),
  "multi_pins/analytics": computed(
    (call) => {
      const { parameters, scope, simulation } = call;
      if (!simulation.settings.bulk_pin_analytics) throw restrictedFeature();
      const range = rangeOf(parameters, scope.today);
      const names = parameters.texts("metric_types") ?? [];
      const pins = [...new Set(parameters.texts("pin_ids"))].map((id) => {
        if (scope.world.anyPin(id) === undefined) throw notFound("Pin");
        if (scope.account.pin(id) === undefined) throw new ApiError(401, 7, "Not authorized to access board or Pin.");
        return pinOf(scope, id);
      });
      if (isRejected(pins, names)) throw invalidParameter("Invalid multi_pins analytics parameters.");
      const { seed, account, today } = scope;
      // The API omits Pins without any data (measured by others).
      const known = pins.filter((pin) => !isInactive(seed, account.profile, pin, today));
      return Object.fromEntries(known.map((pin) => [pin.id, { all: pinAnalytics(scope, pin, range, names) }]));
    },
    // This operation also has a rate limit of its own (measured by others).
    { name: "multi_pins_analytics", limit: 100, window: 1 },
  ),
};

/** Reads the date range, limited to the last 90 days. */
function rangeOf(parameters: Parameters, today: number): DayRange {
  const start = parseDay(parameters.requiredText("start_date")) ?? 0;
  const end = parseDay(parameters.requiredText("end_date")) ?? 0;
  if (start < today - 90) throw invalidParameter("You can only get data from the last 90 days.");
  if (end < start) throw invalidParameter("The end date must not be before the start date.");
  if (end - start > 90) throw invalidParameter("The time range must not be longer than 90 days.");
  return { start, end };
}

/** Whether the API rejects the request because of video metrics for a Pin without video (seen by others). */
function isRejected(pins: readonly Pin[], names: readonly string[]): boolean {
  return names.some((name) => videoMetrics.includes(name)) && pins.some(({ mediaType }) => !hasVideo(mediaType));
}

function top({ parameters, scope }: Call, metrics: readonly string[], videoOnly: boolean): Json {
  return topPins(scope, rangeOf(parameters, scope.today), {
    sortBy: parameters.requiredText("sort_by"),
    count: parameters.integer("num_of_pins") ?? 10,
    metrics,
    videoOnly,
  });
}
