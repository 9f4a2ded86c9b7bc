import { fraction, hash, mix } from "../random.ts";

/** A targeting value with its share of the metrics. Numeric values are numbers in the API's JSON. */
interface TargetingValue {
  readonly type: string;
  readonly value: string;
  readonly share: number;
}

/** The values of some targeting types. Lists of audiences also have IDs beyond 2^53; quiz results have no values. */
const values: Readonly<Record<string, readonly string[]>> = {
  KEYWORD: ["christmas decor ideas", "小さな庭のアイデア", "2024"],
  TARGETED_INTEREST: ["Education > Subjects > Science > Applied Science > Technology", "Home decor > Garden"],
  FEED_TYPE: ["TWOCOLUMN_FEED"],
  GENDER: ["female", "male", "unknown"],
  LOCATION: ["500", "501", "807"],
  COUNTRY: ["US", "DE"],
  REGION: ["US-CA", "DE-BE"],
  AGE_BUCKET: ["18-24", "25-34", "65+"],
  AUDIENCE_INCLUDE: ["254261234567", "254200000000000123", "254200000000000124"],
  AUDIENCE_MULTIPLIER: ["254200000000000123"],
  QUIZ_RESULT: [],
};

const numeric: readonly string[] = ["LOCATION", "AUDIENCE_INCLUDE", "AUDIENCE_MULTIPLIER"];

export function isNumericTargeting(type: string): boolean {
  return numeric.includes(type);
}

/** Returns the targeting values that an entity's metrics are split by; some types have none. */
export function targetingOf(seed: number, entityId: string, type: string): TargetingValue[] {
  const key = hash(`${entityId} ${type}`, seed);
  return (values[type] ?? [`${type} A`, `${type} B`])
    .map((value, index) => ({ type, value, share: 0.05 + 0.5 * fraction(mix(key, index)) }))
    .filter((_, index) => fraction(mix(key, 50 + index)) < 0.75);
}
