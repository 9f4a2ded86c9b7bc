import type { Json, JsonObject } from "../../../src/base/json.ts";
import { millisecondsOfDay } from "../../clock.ts";
import { countsReactions, hasVideo, isNeverActive, pinLifetime } from "../../metrics/activity.ts";
import { type Counts, metricOf, metricsOf, nothing, sum } from "../../metrics/counts.ts";
import { accountDay, type DayRecord, daysOf, pinDay, statusAtAge } from "../../metrics/days.ts";
import type { RequestScope } from "../../request-scope.ts";
import type { Pin } from "../../world/records.ts";
import { dayText } from "../../world/times.ts";

/** A date range in days since 1970, both inclusive. */
export interface DayRange {
  readonly start: number;
  readonly end: number;
}

export const accountMetrics: readonly string[] = `
  ENGAGEMENT ENGAGEMENT_RATE IMPRESSION OUTBOUND_CLICK OUTBOUND_CLICK_RATE PIN_CLICK PIN_CLICK_RATE
  SAVE SAVE_RATE
`
  .trim()
  .split(/\s+/u);

/** Returns the account's days. */
export function accountDays({ seed, account, today }: RequestScope, range: DayRange): readonly DayRecord[] {
  return daysOf(range.start, range.end, today).map((day) => accountDay(seed, account, day, today));
}

/** Returns the `{daily_metrics, summary_metrics}` of days of the account, or of a part of them. */
export function accountAnalytics(days: readonly DayRecord[]): JsonObject {
  return daily(days, accountMetrics);
}

/** Returns a Pin's `{daily_metrics, summary_metrics, lifetime_metrics}`. */
export function pinAnalytics(scope: RequestScope, pin: Pin, range: DayRange, names: readonly string[]): JsonObject {
  const { seed, account, today } = scope;
  const days = daysOf(range.start, range.end, today).map((day) => pinDay(seed, account.profile, pin, day, today));
  return { ...daily(days, names), lifetime_metrics: lifetime(scope, pin, names) };
}

function daily(days: readonly DayRecord[], names: readonly string[]): JsonObject {
  const total = days.map(({ counts = nothing }) => counts).reduce(sum, nothing);
  return {
    daily_metrics: days.map(({ day, status, counts }) => ({
      date: dayText(day),
      data_status: status,
      metrics: counts === undefined ? {} : metricsOf(counts, names),
    })),
    summary_metrics: metricsOf(total, names),
  };
}

/**
 * Returns comments and reactions, which only `lifetime_metrics` contains. Before 2023-03-20, only video
 * and idea Pins have them (Pinterest's document).
 */
function lifetime({ seed }: RequestScope, pin: Pin, names: readonly string[]): JsonObject {
  if (!countsReactions(pin)) return {};
  const { comments, reactions } = pinLifetime(seed, pin);
  const values: Record<string, Json> = {};
  for (const name of names) {
    if (name === "TOTAL_COMMENTS") values[name] = comments;
    if (name === "TOTAL_REACTIONS") values[name] = reactions;
  }
  return values;
}

export interface Ranking {
  readonly sortBy: string;
  readonly count: number;
  readonly metrics: readonly string[];
  readonly videoOnly: boolean;
}

/** Returns the account's top Pins by one metric, without zeros; newest first among equals. */
export function topPins(scope: RequestScope, range: DayRange, ranking: Ranking): JsonObject {
  const { seed, account, today } = scope;
  const days = daysOf(range.start, range.end, today);
  const status = statusAtAge(today - range.end);
  const ranked = account
    .ownPins()
    .filter((pin) => isRanked(scope, pin, ranking))
    .map((pin) => {
      const counts = days.reduce<Counts>((total, day) => {
        const { counts: more } = pinDay(seed, account.profile, pin, day, today);
        return more === undefined || more === nothing ? total : sum(total, more);
      }, nothing);
      return { pin, counts, value: metricOf(counts, ranking.sortBy) ?? 0 };
    })
    .filter(({ value }) => value > 0)
    .sort((first, second) => second.value - first.value);
  return {
    // `{}` for an account without any data.
    date_availability:
      ranked.length === 0
        ? {}
        : { latest_available_timestamp: (today - 1) * millisecondsOfDay - 1, is_realtime: false },
    pins: ranked.slice(0, ranking.count).map(({ pin, counts }) => ({
      pin_id: pin.id,
      metrics: metricsOf(counts, ranking.metrics),
      data_status: Object.fromEntries(ranking.metrics.map((name) => [name, status])),
    })),
    sort_by: ranking.sortBy,
  };
}

function isRanked({ seed, account, secretPins }: RequestScope, pin: Pin, ranking: Ranking): boolean {
  if (isNeverActive(seed, pin) || (ranking.videoOnly && !hasVideo(pin.mediaType))) return false;
  return secretPins || account.board(pin.boardId)?.privacy !== "SECRET";
}
