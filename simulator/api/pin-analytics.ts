import type { Json, JsonObject } from "../../src/json.ts";
import { millisecondsOfDay } from "../clock.ts";
import { countsReactions, hasVideo, isNeverActive, pinLifetime } from "../metrics/activity.ts";
import { type Counts, metricOf, metricsOf, nothing, portion, sum } from "../metrics/counts.ts";
import { accountDay, type DayRecord, daysOf, pinDay, statusAtAge } from "../metrics/days.ts";
import type { RequestScope } from "../request-scope.ts";
import type { Pin } from "../world/records.ts";
import { dayOf, dayText } from "../world/times.ts";

/** A date range in days since 1970, both inclusive. */
export interface DayRange {
  readonly start: number;
  readonly end: number;
}

export const accountMetrics: readonly string[] = [
  "ENGAGEMENT",
  "ENGAGEMENT_RATE",
  "IMPRESSION",
  "OUTBOUND_CLICK",
  "OUTBOUND_CLICK_RATE",
  "PIN_CLICK",
  "PIN_CLICK_RATE",
  "SAVE",
  "SAVE_RATE",
];

/** The share of the metrics per value of a filter or split. */
export const shares: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  app_types: { MOBILE: 0.7, TABLET: 0.1, WEB: 0.2 },
  content_type: { PAID: 0.3, ORGANIC: 0.7 },
  source: { YOUR_PINS: 0.8, OTHER_PINS: 0.2 },
  from_claimed_content: { CLAIMED: 0.4, OTHER: 0.6 },
  pin_format: {
    ORGANIC_IMAGE: 0.4,
    ORGANIC_PRODUCT: 0.1,
    ORGANIC_VIDEO: 0.2,
    ADS_STANDARD: 0.2,
    ADS_PRODUCT: 0.05,
    ADS_VIDEO: 0.04,
    ADS_IDEA: 0.01,
  },
};

/** The filter that each `split_field` value splits by. */
const splits: Readonly<Record<string, string>> = {
  APP_TYPE: "app_types",
  OWNED_CONTENT: "from_claimed_content",
  SOURCE: "source",
  PIN_FORMAT: "pin_format",
};

/** Returns the shares by key of the response: only `all` without a split. */
export function partsOf(splitField: string): Readonly<Record<string, number>> {
  return shares[splits[splitField] ?? ""] ?? { all: 1 };
}

/** Returns the account's `{daily_metrics, summary_metrics}`. */
export function accountAnalytics(
  scope: RequestScope,
  range: DayRange,
  names: readonly string[],
  share: number,
): JsonObject {
  const { seed, account, today } = scope;
  const days = daysOf(range.start, range.end, today).map((day) => accountDay(seed, account.profile, day, today));
  return daily(days, names, share);
}

/** Returns a Pin's `{daily_metrics, summary_metrics, lifetime_metrics}`. */
export function pinAnalytics(
  scope: RequestScope,
  pin: Pin,
  range: DayRange,
  names: readonly string[],
  share: number,
): JsonObject {
  const { seed, account, today } = scope;
  const days = daysOf(range.start, range.end, today).map((day) => pinDay(seed, account.profile, pin, day, today));
  return { ...daily(days, names, share), lifetime_metrics: lifetime(scope, pin, names) };
}

function daily(days: readonly DayRecord[], names: readonly string[], share: number): JsonObject {
  const total = days.map(({ counts = nothing }) => portion(counts, share)).reduce(sum, nothing);
  return {
    daily_metrics: days.map(({ day, status, counts }) => ({
      date: dayText(day),
      data_status: status,
      metrics: counts === undefined ? {} : metricsOf(portion(counts, share), names),
    })),
    summary_metrics: metricsOf(total, names),
  };
}

/**
 * Returns comments and reactions, which only `lifetime_metrics` contains, as seen live. Before 2023-03-20, only video
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
  readonly createdInLastDays: number | undefined;
  readonly share: number;
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
      const total = days.reduce<Counts>((counts, day) => {
        const { counts: more } = pinDay(seed, account.profile, pin, day, today);
        return more === undefined || more === nothing ? counts : sum(counts, more);
      }, nothing);
      const counts = portion(total, ranking.share);
      return { pin, counts, value: metricOf(counts, ranking.sortBy) ?? 0 };
    })
    .filter(({ value }) => value > 0)
    .sort((first, second) => second.value - first.value);
  return {
    // Seen live: `{}` for an account without any data.
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

function isRanked({ seed, account, secretPins, today }: RequestScope, pin: Pin, ranking: Ranking): boolean {
  if (isNeverActive(seed, pin) || (ranking.videoOnly && !hasVideo(pin.mediaType))) return false;
  if (ranking.createdInLastDays !== undefined && dayOf(pin.createdAt) < today - ranking.createdInLastDays) return false;
  return secretPins || account.board(pin.boardId)?.privacy !== "SECRET";
}
