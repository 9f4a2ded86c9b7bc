/** How much of everything a measured account has. */
export interface World {
  readonly name: string;
  readonly boards: number;
  readonly sectionsPerBoard: number;
  readonly pins: number;
  readonly campaigns: number;
  readonly adGroups: number;
  readonly ads: number;
  readonly keywords: number;
  /** Metrics have one row per entity for each of so many days before today. */
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
} satisfies Omit<World, "name">;

/** Accounts in which requests are counted. Rows of metrics are few: their number changes no count. */
export const accounts = {
  small: {
    name: "small",
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
    name: "medium",
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
    name: "large",
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

/** An account of Pins alone, on one board. */
export function worldOfPins(pins: number): World {
  return { ...none, name: `${pins} Pins`, pins };
}

/** An account whose ads have so many rows of metrics, over 89 days. */
export function worldOfRows(rows: number): World {
  const ads = Math.ceil(rows / 89);
  return { ...none, name: `${rows} rows`, campaigns: 10, adGroups: 50, ads, days: 89 };
}
