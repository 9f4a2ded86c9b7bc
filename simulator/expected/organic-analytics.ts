import type { DayRange } from "../api/check-range.ts";
import { asText, type JsonObject } from "../json.ts";
import { hasVideo, metricsOf } from "../metrics/activity.ts";
import { accountDay, daysOf, isInactive, pinDay, pinDays, showDay, statusAtAge } from "../metrics/days.ts";
import { partsOf, splits } from "../metrics/splits.ts";
import { compareIds } from "../world/ids.ts";
import type { Pin } from "../world/records.ts";
import { dayText } from "../world/times.ts";
import { daysToRead, type ExpectedStream } from "./expected-stream.ts";
import { type Profile, profileOf } from "./organic.ts";

const pinStandard = "IMPRESSION OUTBOUND_CLICK PIN_CLICK SAVE SAVE_RATE USER_FOLLOW PROFILE_VISIT".split(" ");
const pinVideo =
  "VIDEO_MRC_VIEW VIDEO_10S_VIEW QUARTILE_95_PERCENT_VIEW VIDEO_V50_WATCH_TIME VIDEO_START VIDEO_AVG_WATCH_TIME".split(
    " ",
  );
const counts = ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"];
const accountMetrics = [...counts, "ENGAGEMENT_RATE", "OUTBOUND_CLICK_RATE", "PIN_CLICK_RATE", "SAVE_RATE"];
const videoMetrics = ["IMPRESSION", "SAVE", "OUTBOUND_CLICK", ...pinVideo];

/** Analytics of an account and its Pins. */
export const organicAnalyticsStreams: Readonly<Record<string, ExpectedStream>> = {
  user_account_analytics: ofDays((profile, days) =>
    days.map((day) => showDay(accountDay(profile, day), accountMetrics)),
  ),
  user_account_analytics_split: ofDays((profile, days) =>
    days.flatMap((day) =>
      splits.flatMap((split) =>
        partsOf(accountDay(profile, day), split, profile).map((part) => ({
          ...showDay(part, accountMetrics),
          split,
          value: part.value,
        })),
      ),
    ),
  ),
  // Pins without any activity in 90 days are omitted.
  pin_analytics: ofDays((profile, days) =>
    profile.pins
      .filter((pin) => !isInactive(profile, pin))
      .flatMap((pin) => {
        const metrics = hasVideo(pin.mediaType) ? [...pinStandard, ...pinVideo] : pinStandard;
        return days.map((day) => ({ ...showDay(pinDay(profile, pin, day), metrics), pin_id: pin.id }));
      }),
  ),
  user_account_top_pins: ofDays((profile, days, range) =>
    ranked({ profile, pins: rankable(profile) }, days, range, counts, accountMetrics),
  ),
  user_account_top_video_pins: ofDays((profile, days, range) => {
    const videos = rankable(profile).filter(({ mediaType }) => hasVideo(mediaType));
    return ranked({ profile, pins: videos }, days, range, videoMetrics, videoMetrics);
  }),
};

/** By default from 89 days ago, the longest range that is safe to request; until today. */
function ofDays(
  records: (profile: Profile, days: readonly number[], range: DayRange) => readonly JsonObject[],
): ExpectedStream {
  return (simulation, options) => {
    const profile = profileOf(simulation, options);
    const { start, end } = daysToRead(options, profile.today, 89);
    const range = { start: Math.min(start, profile.today), end };
    return records(profile, daysOf(range.start, end, profile.today), range);
  };
}

/** Returns own Pins, and public ones of others that link to a website that the account has claimed. Newest first. */
function rankable({ account, others }: Profile): readonly Pin[] {
  const own = account.pins.filter(({ owner }) => owner === account.profile.username);
  const isClaimed = ({ record: { link } }: Pin) =>
    account.websites.some(
      ({ website, status }) => status === "success" && asText(link).startsWith(`https://${asText(website)}/`),
    );
  const linked = others.flatMap((other) =>
    other.pins.filter(
      (pin) => pin.owner === other.profile.username && other.board(pin.boardId)?.privacy === "PUBLIC" && isClaimed(pin),
    ),
  );
  return [...own, ...linked].toSorted((one, two) => two.createdAt - one.createdAt || compareIds(two.id, one.id));
}

/** Returns the top 50 Pins by each metric, without zeros; newest first among equals. */
function ranked(
  { profile, pins }: { readonly profile: Profile; readonly pins: readonly Pin[] },
  days: readonly number[],
  { start, end }: DayRange,
  sortings: readonly string[],
  metrics: readonly string[],
): readonly JsonObject[] {
  // The end of the latest day without the status ESTIMATE or PROCESSING.
  const lastSecond = Date.parse(`${dayText(profile.today - 2)}T23:59:59Z`);
  const availability = { latest_available_timestamp: lastSecond, is_realtime: false };
  const known = pins.map((pin) => ({ pin, of: metricsOf(pinDays(profile, pin, days), metrics) }));
  return sortings.flatMap((sorting) =>
    known
      .filter(({ of }) => (of[sorting] ?? 0) > 0)
      .toSorted((first, second) => (second.of[sorting] ?? 0) - (first.of[sorting] ?? 0))
      .slice(0, 50)
      .map(({ pin, of }) => ({
        pin_id: pin.id,
        metrics: of,
        data_status: Object.fromEntries(metrics.map((name) => [name, statusAtAge(profile.today - end)])),
        date_availability: availability,
        sort_by: sorting,
        start_date: dayText(start),
        end_date: dayText(end),
        period: end - start === 89 ? "LAST_90_DAYS" : `SINCE_${dayText(start)}`,
      })),
  );
}
