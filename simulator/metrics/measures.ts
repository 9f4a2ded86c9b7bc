const deliveries = ["impression", "click", "outbound", "save", "engagement", "session"] as const;
const views = ["videoStart", "video3", "videoView", "videoHalf", "video15", "videoWhole"] as const;
const others = ["spend", "impressionGross", "impressionUser", "clickGross", "watchMilliseconds", "lead"] as const;
/** The actions that convert, and the kinds of conversions. The first two kinds have a value. */
export const actions = ["click", "engagement", "view"] as const;
export const conversionKinds = ["Checkout", "Signup", "AddToCart", "Lead", "PageVisit", "Custom"] as const;

type Action = (typeof actions)[number];
type Conversion = `${Action}${(typeof conversionKinds)[number]}` | `${Action}${"Checkout" | "Signup"}Value`;

/** An additive count of an ad; all columns are derived from these. */
export type Measure =
  | `${(typeof deliveries)[number] | (typeof views)[number]}${"Paid" | "Earned"}`
  | (typeof others)[number]
  | Conversion;

const measures: readonly Measure[] = [
  ...others,
  ...[...deliveries, ...views].flatMap((name) => [`${name}Paid`, `${name}Earned`] as const),
  ...actions.flatMap((action) => conversionKinds.map((kind) => `${action}${kind}` as const)),
  ...actions.flatMap((action) => [`${action}CheckoutValue`, `${action}SignupValue`] as const),
];

/** One number per measure, in the order of `measures`. */
export type Tally = Float64Array;

const indexes: ReadonlyMap<string, number> = new Map(measures.map((name, index) => [name, index]));

export function measureIndex(measure: Measure): number {
  return indexes.get(measure) ?? -1;
}

export function emptyTally(): Tally {
  return new Float64Array(measures.length);
}

export function add(to: Tally, from: Tally): void {
  for (let index = 0; index < from.length; index++) to[index] = (to[index] ?? 0) + (from[index] ?? 0);
}

/** Returns a share of a tally, rounded down without changing the order of its values. */
export function portion(tally: Tally, share: number): Tally {
  return share === 1 ? tally : tally.map((count) => Math.floor(count * share));
}

export function isEmpty(tally: Tally): boolean {
  return tally.every((count) => count === 0);
}

/** Returns one hour of a day's tally. The hours add up to the day. */
export function hourOf(tally: Tally, hour: number): Tally {
  return tally.map((count) => Math.floor((count * (hour + 1)) / 24) - Math.floor((count * hour) / 24));
}
