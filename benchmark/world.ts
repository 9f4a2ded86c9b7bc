/** The number of entities of each kind in a measured account. */
export interface World {
  readonly boards: number;
  readonly sectionsPerBoard: number;
  readonly pins: number;
  readonly campaigns: number;
  readonly adGroups: number;
  readonly ads: number;
  readonly keywords: number;
  /** Number of days before today with one metrics row per entity. */
  readonly days: number;
}

const none = {
  boards: 1,
  sectionsPerBoard: 0,
  pins: 0,
  campaigns: 1,
  adGroups: 1,
  ads: 0,
  keywords: 0,
  days: 1,
} satisfies World;

/** Accounts for counting requests. They have few metrics rows, whose number doesn't affect the count. */
export const accounts = {
  small: {
    boards: 10,
    sectionsPerBoard: 1,
    pins: 300,
    campaigns: 10,
    adGroups: 40,
    ads: 200,
    keywords: 200,
    days: 2,
  },
  medium: {
    boards: 50,
    sectionsPerBoard: 2,
    pins: 5_000,
    campaigns: 100,
    adGroups: 400,
    ads: 2_000,
    keywords: 2_000,
    days: 2,
  },
  large: {
    boards: 200,
    sectionsPerBoard: 3,
    pins: 60_000,
    campaigns: 500,
    adGroups: 2_000,
    ads: 10_000,
    keywords: 10_000,
    days: 2,
  },
} as const satisfies Readonly<Record<string, World>>;

/** An account with Pins on one board. */
export function worldOfPins(pins: number): World {
  return { ...none, pins };
}

/** An account whose ads have the given number of metrics rows over 89 days. */
export function worldOfRows(rows: number): World {
  const ads = Math.ceil(rows / 89);
  return { ...none, campaigns: 10, adGroups: 50, ads, days: 89 };
}
