import { fraction, hash, mix } from "../random.ts";
import { nothing, pinMeasures } from "./activity.ts";
import type { DayRecord, View } from "./days.ts";
import { add, type Tally } from "./measures.ts";

/** The values of `split_field` except `NO_SPLIT`, and one for the filter `content_type`, which the document doesn't split by. */
export const splits = ["APP_TYPE", "CONTENT_TYPE", "OWNED_CONTENT", "PIN_FORMAT", "SOURCE"] as const;
export type Split = (typeof splits)[number];

/** The document doesn't name the values of splits. These are the ones of the filters (`app_types` and so on). */
const shares: Readonly<Record<Exclude<Split, "CONTENT_TYPE">, Readonly<Record<string, number>>>> = {
  APP_TYPE: { MOBILE: 0.74, TABLET: 0.08, WEB: 0.18 },
  OWNED_CONTENT: { CLAIMED: 0.6, OTHER: 0.4 },
  PIN_FORMAT: {
    ORGANIC_IMAGE: 0.4,
    ORGANIC_PRODUCT: 0.14,
    ORGANIC_VIDEO: 0.18,
    ADS_STANDARD: 0.14,
    ADS_PRODUCT: 0.06,
    ADS_VIDEO: 0.07,
    ADS_IDEA: 0.01,
  },
  // Nearly all activity is of own Pins: the others are those that were deleted.
  SOURCE: { YOUR_PINS: 0.97, OTHER_PINS: 0.03 },
};

/** A part of an account's day. */
interface DayPart extends DayRecord {
  readonly value: string;
}

/** Returns the parts of an account's day, one per value of the split, whose counts add up to those of the day. */
export function partsOf(day: DayRecord, split: Split, view: View): readonly DayPart[] {
  if (split === "CONTENT_TYPE") {
    const formats = partsOf(day, "PIN_FORMAT", view);
    return [
      { ...day, value: "ORGANIC", counts: sumOf(formats, "ORGANIC_") },
      { ...day, value: "PAID", counts: sumOf(formats, "ADS_") },
    ];
  }
  const key = mix(hash(view.account.profile.id, view.seed), 17);
  const counts = day.counts ?? nothing;
  // The shares differ by account, metric, and day.
  const weights = Object.entries(shares[split]).map(([value, share]) => {
    const word = mix(hash(value, key), day.day);
    return { value, of: Array.from(counts, (_, metric) => share * (0.7 + 0.6 * fraction(mix(word, metric)))) };
  });
  const sums = Array.from(counts, (_, metric) => weights.reduce((sum, { of }) => sum + (of[metric] ?? 0), 0));
  const given = pinMeasures.none();
  return weights.map(({ value, of }, index) => {
    const part = counts.map((count, metric) =>
      index === weights.length - 1
        ? count - (given[metric] ?? 0)
        : Math.floor((count * (of[metric] ?? 0)) / (sums[metric] ?? 1)),
    );
    add(given, part);
    return { ...day, value, counts: day.counts && part };
  });
}

function sumOf(parts: readonly DayPart[], prefix: string): Tally | undefined {
  const some = parts.flatMap(({ value, counts }) => (value.startsWith(prefix) && counts ? [counts] : []));
  return some.length === 0 ? undefined : some.reduce(add, pinMeasures.none());
}
