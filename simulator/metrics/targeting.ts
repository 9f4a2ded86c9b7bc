import { fraction, hash, mix } from "../random.ts";

/** One value of a way to target, with its share of the numbers. Those of digits alone are numbers in the API's JSON. */
export interface TargetingValue {
  readonly type: string;
  readonly value: string;
  readonly share: number;
}

/** The values that each way to target has. The last two of the list are ids beyond 2^53 as well. */
const values: Readonly<Record<string, readonly string[]>> = {
  KEYWORD: ["christmas decor ideas", "小さな庭のアイデア", "2024"],
  APPTYPE: ["iphone", "ipad", "web", "web_mobile", "android_mobile", "android_tablet"],
  GENDER: ["female", "male", "unknown"],
  LOCATION: ["500", "501", "807"],
  PLACEMENT: ["SEARCH", "BROWSE", "RELATED_PINS"],
  COUNTRY: ["US", "DE"],
  TARGETED_INTEREST: ["Food and Drinks", "Home Decor"],
  PINNER_INTEREST: ["Chocolate Cookies", "Cafés"],
  AUDIENCE_INCLUDE: ["254261234567", "254200000000000123", "254200000000000124"],
  GEO: ["US:94102", "DE:10115"],
  AGE_BUCKET: ["18-24", "25-34", "65+"],
  REGION: ["US-CA", "DE-BE"],
  CREATIVE_TYPE: ["REGULAR", "VIDEO"],
  AGE_BUCKET_AND_GENDER: ["18-24:female", "25-34:male"],
  MEDIA_TYPE: ["IMAGE", "VIDEO"],
  AUDIENCE_MULTIPLIER: ["254200000000000123"],
};

/** Ways to target whose values are numbers. */
const numeric: readonly string[] = ["LOCATION", "AUDIENCE_INCLUDE", "AUDIENCE_MULTIPLIER"];

export function isNumericTargeting(type: string): boolean {
  return numeric.includes(type);
}

/** The values of a way to target that an entity's numbers are split by. Some ways have no values at all. */
export function targetingOf(seed: number, entityId: string, type: string): TargetingValue[] {
  const key = hash(`${entityId} ${type}`, seed);
  return (values[type] ?? [])
    .map((value, index) => ({ type, value, share: 0.05 + 0.5 * fraction(mix(key, index)) }))
    .filter((_, index) => fraction(mix(key, 50 + index)) < 0.75);
}
