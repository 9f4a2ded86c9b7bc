/** What is counted of an ad: whole numbers that add up over days and ads, and from which every column follows. */
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

/** A number for each measure, in the order of the list. */
export type Tally = Float64Array;

const places: ReadonlyMap<string, number> = new Map(measures.map((name, place) => [name, place]));

export function placeOf(measure: Measure): number {
  return places.get(measure) ?? -1;
}

export function emptyTally(): Tally {
  return new Float64Array(measures.length);
}

export function add(to: Tally, from: Tally): void {
  for (let place = 0; place < from.length; place++) to[place] = (to[place] ?? 0) + (from[place] ?? 0);
}

/** A share of a tally, rounded down: what there is more of in the whole, there is not less of in the share. */
export function portion(tally: Tally, share: number): Tally {
  return share === 1 ? tally : tally.map((count) => Math.floor(count * share));
}

export function isEmpty(tally: Tally): boolean {
  return tally.every((count) => count === 0);
}

/** An hour of a day: the hours add up to the day. */
export function hourOf(tally: Tally, hour: number): Tally {
  return tally.map((count) => Math.floor((count * (hour + 1)) / 24) - Math.floor((count * hour) / 24));
}
