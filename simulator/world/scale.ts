/** The number of entities of each kind: of a small, a medium, and a large account, and of one reached through Business Access. */
const counts = {
  boards: [12, 60, 400, 6],
  sections: [20, 150, 1_000, 4],
  pins: [900, 8_000, 40_000, 120],
  followers: [1_310, 9_700, 100_000, 40],
  followingUsers: [130, 600, 3_000, 9],
  followingBoards: [30, 120, 400, 4],
  interests: [12, 60, 300, 3],
  linkedBusinesses: [3, 3, 5, 0],
  websites: [4, 30, 60, 1],
  media: [8, 60, 300, 0],
  campaigns: [6, 40, 500, 4],
  adGroups: [20, 150, 2_000, 10],
  ads: [60, 600, 10_000, 24],
  keywords: [60, 500, 6_000, 20],
  productGroupPromotions: [12, 80, 600, 4],
  productItems: [30, 200, 2_000, 8],
  catalogs: [3, 3, 3, 0],
  feeds: [5, 20, 60, 0],
  productGroups: [30, 120, 600, 0],
} as const;

/** The number of entities of each kind in one account. */
export type Extent = Readonly<Record<keyof typeof counts, number>> & {
  /** The number of Pins that break out by far in the last weeks, while no other new Pin does; none by default. */
  readonly hits?: number;
  /** The least age of these Pins at the end of the initial data, in days: 21 by default. */
  readonly hitAge?: number;
};

export type Scale = "small" | "medium" | "large";

function isExtent(numbers: Readonly<Record<string, number>>): numbers is Extent {
  return Object.keys(counts).every((kind) => kind in numbers);
}

function extentOf(column: 0 | 1 | 2 | 3): Extent {
  const numbers = Object.fromEntries(Object.entries(counts).map(([kind, each]) => [kind, each[column]]));
  if (!isExtent(numbers)) throw new TypeError("a kind has no number");
  return numbers;
}

export const extents: Readonly<Record<Scale, Extent>> = { small: extentOf(0), medium: extentOf(1), large: extentOf(2) };

/** The account that is reached through Business Access. */
export const sharedExtent = extentOf(3);

/** Whether a text is the name of a scale. */
export function isScale(text: string): text is Scale {
  return text === "small" || text === "medium" || text === "large";
}
