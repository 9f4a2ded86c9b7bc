/** The number of entities of each kind in one account. */
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
  readonly campaigns: number;
  readonly adGroups: number;
  readonly ads: number;
  readonly audiences: number;
  readonly customerLists: number;
  readonly conversionTags: number;
  readonly keywords: number;
  readonly productGroupPromotions: number;
  readonly productItems: number;
  readonly catalogs: number;
  readonly feeds: number;
  readonly productGroups: number;
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
    campaigns: 6,
    adGroups: 20,
    ads: 60,
    audiences: 7,
    customerLists: 4,
    conversionTags: 3,
    keywords: 60,
    productGroupPromotions: 12,
    productItems: 30,
    catalogs: 3,
    feeds: 5,
    productGroups: 30,
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
    campaigns: 40,
    adGroups: 150,
    ads: 600,
    audiences: 60,
    customerLists: 30,
    conversionTags: 12,
    keywords: 500,
    productGroupPromotions: 80,
    productItems: 200,
    catalogs: 3,
    feeds: 20,
    productGroups: 120,
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
    campaigns: 500,
    adGroups: 2_000,
    ads: 10_000,
    audiences: 300,
    customerLists: 120,
    conversionTags: 40,
    keywords: 6_000,
    productGroupPromotions: 600,
    productItems: 2_000,
    catalogs: 3,
    feeds: 60,
    productGroups: 600,
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
  campaigns: 4,
  adGroups: 10,
  ads: 24,
  audiences: 3,
  customerLists: 2,
  conversionTags: 2,
  keywords: 20,
  productGroupPromotions: 4,
  productItems: 8,
  catalogs: 0,
  feeds: 0,
  productGroups: 0,
};

/** Whether a text is the name of a scale. */
export function isScale(text: string): text is Scale {
  return text === "small" || text === "medium" || text === "large";
}
