import { millisecondsOfDay } from "../../clock.ts";
import { ApiError, invalidParameter, notFound } from "../../errors.ts";
import type { OperationLimit } from "../../http/limits/limits.ts";
import { asText, type Json, type JsonObject } from "../../json.ts";
import { hasVideo, isNeverActive, metricsOf, nothing, pinMeasures, videoMetrics } from "../../metrics/activity.ts";
import {
  accountDay,
  type DayRecord,
  daysOf,
  isInactive,
  pinDay,
  pinDays,
  showDay,
  statusAtAge,
} from "../../metrics/days.ts";
import { add } from "../../metrics/measures.ts";
import { partsOf, type Split, splits } from "../../metrics/splits.ts";
import type { RequestScope } from "../../request-scope.ts";
import { grouped } from "../../world/grouped.ts";
import { compareIds } from "../../world/ids.ts";
import type { Pin } from "../../world/records.ts";
import { type DayRange, requiredRange } from "../check-range.ts";
import { type Call, computed, type Operation, type Operations } from "../operation.ts";
import { RawJson } from "../write-row.ts";
import { pinOf } from "./boards.ts";

const rates = ["ENGAGEMENT", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"].flatMap((name) => [name, `${name}_RATE`]);
const accountMetrics = ["IMPRESSION", ...rates];

/** Analytics of the account and its Pins. */
export const analyticsOperations: Operations = {
  "user_account/analytics": ofMetrics((call) => {
    const { parameters, scope } = call;
    const { start, end } = rangeOf(call);
    const parts = (days: readonly DayRecord[], split: Split) => days.flatMap((day) => partsOf(day, split, scope));
    const all = daysOf(start, end, scope.today).map((day) => accountDay(scope, day));
    const content = parameters.text("content_type") ?? "ALL";
    const days = content === "ALL" ? all : parts(all, "CONTENT_TYPE").filter(({ value }) => value === content);
    const split = splits.find((name) => name === parameters.text("split_field"));
    if (split === undefined) return { all: daily(days, accountMetrics) };
    // The document doesn't name the keys.
    const ofSplit = parts(days, split);
    const groups = grouped(ofSplit, ({ value }) => value);
    return Object.fromEntries([...groups].map(([value, group]) => [value, daily(group, accountMetrics)]));
  }),
  "user_account/analytics/top_pins": ofMetrics((call) => topPins(call, accountMetrics, () => true)),
  "user_account/analytics/top_video_pins": ofMetrics((call) =>
    topPins(call, ["IMPRESSION", "SAVE", ...videoMetrics, "OUTBOUND_CLICK"], ({ mediaType }) => hasVideo(mediaType)),
  ),
  "pins/analytics": ofMetrics((call) => {
    const { parameters, scope } = call;
    const range = rangeOf(call);
    const id = parameters.requiredText("pin_id");
    if (scope.account.pin(id) === undefined && scope.world.anyPin(id) !== undefined) {
      throw new ApiError(403, 403, "Not authorized to access board or Pin.");
    }
    const pin = pinOf(scope, id);
    const names = parameters.texts("metric_types") ?? [];
    if (isRejected([pin], names)) throw new ApiError(400, 400, "Invalid pins analytics parameters.");
    return { all: pinAnalytics(scope, pin, range, names) };
  }),
  "multi_pins/analytics": ofMetrics(
    (call) => {
      const { parameters, scope } = call;
      const range = rangeOf(call);
      const names = parameters.texts("metric_types") ?? [];
      const pins = [...new Set(parameters.texts("pin_ids"))].map((id) => {
        if (scope.world.anyPin(id) === undefined) throw notFound("Pin");
        if (scope.account.pin(id) === undefined) throw new ApiError(401, 7, "Not authorized to access board or Pin.");
        return pinOf(scope, id);
      });
      if (isRejected(pins, names)) throw invalidParameter("Invalid multi_pins analytics parameters.");
      // The API omits Pins without any data (measured by others).
      const known = pins.filter((pin) => !isInactive(scope, pin));
      return Object.fromEntries(known.map((pin) => [pin.id, { all: pinAnalytics(scope, pin, range, names) }]));
    },
    // This operation also has a rate limit of its own (measured by others).
    { name: "multi_pins_analytics", limit: 100, window: 1 },
  ),
};

/** Creates an operation that writes some integers as the API does (`584.0`), such as impressions, and others not, such as clicks. */
function ofMetrics(respond: (call: Call) => Json, limit?: OperationLimit): Operation {
  const floats = /("(?:IMPRESSION|SAVE|ENGAGEMENT|VIDEO_AVG_WATCH_TIME|[A-Z_]+_RATE)":\d+)(?=[,}])/gu;
  return computed((call) => new RawJson(JSON.stringify(respond(call)).replaceAll(floats, "$1.0")), limit);
}

/** Reads the date range, limited to the last 90 days. */
function rangeOf({ parameters, scope }: Call): DayRange {
  return requiredRange(parameters, scope.today, { back: 90, days: 91 });
}

/** Whether the API rejects the request because of video metrics for a Pin without video (seen by others). */
function isRejected(pins: readonly Pin[], names: readonly string[]): boolean {
  return names.some((name) => videoMetrics.includes(name)) && pins.some(({ mediaType }) => !hasVideo(mediaType));
}

/** Returns the `{daily_metrics, summary_metrics}` of days. */
function daily(days: readonly DayRecord[], names: readonly string[]): JsonObject {
  const total = days.reduce((sum, { counts = nothing }) => add(sum, counts), pinMeasures.none());
  return { daily_metrics: days.map((day) => showDay(day, names)), summary_metrics: metricsOf(total, names) };
}

/** Returns a Pin's `{daily_metrics, summary_metrics, lifetime_metrics}`, without comments and reactions. */
function pinAnalytics(scope: RequestScope, pin: Pin, { start, end }: DayRange, names: readonly string[]): JsonObject {
  const days = daysOf(start, end, scope.today).map((day) => pinDay(scope, pin, day));
  return { ...daily(days, names), lifetime_metrics: {} };
}

/** Returns the public Pins of others that link to a website that the account has claimed. */
function linkedPins({ account, world }: RequestScope): readonly Pin[] {
  const verified = account.websites.filter(({ status }) => status === "success");
  const claimed = new Set(verified.map(({ website }) => website));
  return world.accounts
    .filter((other) => other !== account)
    .flatMap((other) => other.ownPins().filter(({ boardId }) => other.board(boardId)?.privacy === "PUBLIC"))
    .filter(({ record: { link } }) => claimed.has(asText(link).split("/")[2]));
}

/** Returns the account's top Pins by one metric, without zeros; newest first among equals. */
function topPins(call: Call, metrics: readonly string[], isWanted: (pin: Pin) => boolean): Json {
  const { parameters, scope } = call;
  const { seed, account, secretPins, today } = scope;
  const { start, end } = rangeOf(call);
  const sortBy = parameters.requiredText("sort_by");
  const days = daysOf(start, end, today);
  const ranked = [...account.ownPins(), ...linkedPins(scope)]
    .sort((first, second) => second.createdAt - first.createdAt || compareIds(second.id, first.id))
    .filter((pin) => isWanted(pin) && !isNeverActive(seed, pin))
    .filter(({ boardId }) => secretPins || account.board(boardId)?.privacy !== "SECRET")
    .map((pin) => {
      const counts = pinDays(scope, pin, days);
      return { pin, counts, value: pinMeasures.metric(sortBy)?.(counts) ?? 0 };
    })
    .filter(({ value }) => value > 0)
    .sort((first, second) => second.value - first.value);
  const latest = { latest_available_timestamp: (today - 1) * millisecondsOfDay - 1000, is_realtime: false };
  return {
    // `{}` for an account without any data.
    date_availability: ranked.length === 0 ? {} : latest,
    pins: ranked.slice(0, parameters.integer("num_of_pins") ?? 10).map(({ pin, counts }) => ({
      pin_id: pin.id,
      metrics: metricsOf(counts, metrics),
      data_status: Object.fromEntries(metrics.map((name) => [name, statusAtAge(today - end)])),
    })),
    sort_by: sortBy,
  };
}
