/** How much there is of everything in one account. */
export interface Extent {
  readonly boards: number;
  readonly sections: number;
  readonly pins: number;
  readonly followers: number;
  readonly followingUsers: number;
  readonly followingBoards: number;
  readonly interests: number;
  readonly linkedBusinesses: number;
  readonly websites: number;
  readonly media: number;
}

export type Scale = "small" | "medium" | "large";

export const extents: Readonly<Record<Scale, Extent>> = {
  small: {
    boards: 12,
    sections: 20,
    pins: 900,
    followers: 1_310,
    followingUsers: 130,
    followingBoards: 30,
    interests: 12,
    linkedBusinesses: 3,
    websites: 4,
    media: 8,
  },
  medium: {
    boards: 60,
    sections: 150,
    pins: 8_000,
    followers: 9_700,
    followingUsers: 600,
    followingBoards: 120,
    interests: 60,
    linkedBusinesses: 3,
    websites: 30,
    media: 60,
  },
  large: {
    boards: 400,
    sections: 1_000,
    pins: 40_000,
    followers: 100_000,
    followingUsers: 3_000,
    followingBoards: 400,
    interests: 300,
    linkedBusinesses: 5,
    websites: 60,
    media: 300,
  },
};

/** The account that is reached through Business Access. */
export const sharedExtent: Extent = {
  boards: 6,
  sections: 4,
  pins: 120,
  followers: 40,
  followingUsers: 9,
  followingBoards: 4,
  interests: 3,
  linkedBusinesses: 0,
  websites: 1,
  media: 0,
};

/** Tells whether a text names a scale. */
export function isScale(text: string): text is Scale {
  return text === "small" || text === "medium" || text === "large";
}
