import { fraction, hash, mix } from "../random.ts";
import type { Profile } from "../world/records.ts";
import { divide, nothing } from "./counts.ts";
import type { DayRecord } from "./days.ts";

/** The values of `split_field` except `NO_SPLIT`, and one for the filter `content_type`, which the document doesn't split by. */
export const splits = ["APP_TYPE", "CONTENT_TYPE", "OWNED_CONTENT", "PIN_FORMAT", "SOURCE"] as const;
export type Split = (typeof splits)[number];

/** Shares by value; their sum is 1. */
type Shares = Readonly<Record<string, number>>;

/** The document doesn't name the values of splits. These are the ones of the filters (`app_types` and so on). */
const shares: Readonly<Record<Exclude<Split, "PIN_FORMAT">, Shares>> = {
  APP_TYPE: { MOBILE: 0.74, TABLET: 0.08, WEB: 0.18 },
  CONTENT_TYPE: { ORGANIC: 0.72, PAID: 0.28 },
  OWNED_CONTENT: { CLAIMED: 0.6, OTHER: 0.4 },
  SOURCE: { YOUR_PINS: 0.7, OTHER_PINS: 0.3 },
};
const formats: Readonly<Record<string, Shares>> = {
  ORGANIC: { ORGANIC_IMAGE: 0.55, ORGANIC_PRODUCT: 0.2, ORGANIC_VIDEO: 0.25 },
  PAID: { ADS_STANDARD: 0.5, ADS_PRODUCT: 0.2, ADS_VIDEO: 0.25, ADS_IDEA: 0.05 },
};

/** A part of an account's day. */
export interface DayPart extends DayRecord {
  readonly value: string;
}

/** Returns the parts of an account's day, one per value of the split, whose counts add up to those of the day. */
export function partsOf(day: DayRecord, split: Split, seed: number, profile: Pick<Profile, "id">): readonly DayPart[] {
  const key = mix(hash(profile.id, seed), 17);
  if (split !== "PIN_FORMAT") return parts(day, shares[split], key);
  return partsOf(day, "CONTENT_TYPE", seed, profile).flatMap((part) => parts(part, formats[part.value] ?? {}, key));
}

/** Divides a day by shares that differ by account, metric, and day. */
function parts(day: DayRecord, values: Shares, key: number): readonly DayPart[] {
  let rest = day.counts ?? nothing;
  let restShare = 1;
  return Object.entries(values).map(([value, share], index, all) => {
    const word = hash(value, key);
    const { part, others } = divide(rest, (metric) => {
      const ofAccount = 0.7 + 0.6 * fraction(mix(word, metric));
      const ofDay = 0.9 + 0.2 * fraction(mix(mix(word, day.day), metric));
      return index === all.length - 1 ? 1 : Math.min(1, (share / restShare) * ofAccount * ofDay);
    });
    rest = others;
    restShare -= share;
    return { ...day, value, counts: day.counts && part };
  });
}
