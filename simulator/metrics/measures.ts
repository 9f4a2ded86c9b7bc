/** The additive counts of an ad that all columns are derived from. */
export const measures = [
  "spend",
  "impressionPaid",
  "impressionEarned",
  "impressionGross",
  "impressionUser",
  "clickPaid",
  "clickEarned",
  "clickGross",
  "outboundPaid",
  "outboundEarned",
  "savePaid",
  "saveEarned",
  "engagementPaid",
  "engagementEarned",
  "video3Paid",
  "video3Earned",
  "video15Paid",
  "video15Earned",
  "videoViewPaid",
  "videoViewEarned",
  "videoStartPaid",
  "videoStartEarned",
  "videoHalfPaid",
  "videoHalfEarned",
  "videoWholePaid",
  "videoWholeEarned",
  "watchMilliseconds",
  "sessionPaid",
  "sessionEarned",
  "lead",
  "clickCheckout",
  "clickSignup",
  "clickAddToCart",
  "clickLead",
  "clickPageVisit",
  "clickCustom",
  "engagementCheckout",
  "engagementSignup",
  "engagementAddToCart",
  "engagementLead",
  "engagementPageVisit",
  "engagementCustom",
  "viewCheckout",
  "viewSignup",
  "viewAddToCart",
  "viewLead",
  "viewPageVisit",
  "viewCustom",
  "clickCheckoutValue",
  "clickSignupValue",
  "engagementCheckoutValue",
  "engagementSignupValue",
  "viewCheckoutValue",
  "viewSignupValue",
] as const;

export type Measure = (typeof measures)[number];

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
