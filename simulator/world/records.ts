import type { Microseconds } from "./times.ts";

export type Privacy = "PUBLIC" | "PROTECTED" | "SECRET";

export interface Board {
  readonly id: string;
  readonly name: string;
  /** Undefined where the API leaves the field out. */
  readonly description: string | null | undefined;
  readonly owner: string;
  readonly privacy: Privacy;
  readonly createdAt: Microseconds;
  /** When a Pin was last added to the board or taken from it. */
  pinsModifiedAt: Microseconds;
  readonly collaborators: number;
  readonly followers: number;
  /** Pins on a board of someone else that is only followed: the Pins themselves are not in this world. */
  readonly pinsElsewhere: number;
  readonly isAdsOnly: boolean | undefined;
}

export interface Section {
  readonly id: string;
  readonly boardId: string;
  readonly name: string;
}

/** What a Pin shows, by the names of `media.media_type`. */
export type MediaType = "image" | "video" | "multiple_images" | "multiple_videos" | "multiple_mixed";

export interface Pin {
  readonly id: string;
  readonly owner: string;
  readonly boardId: string;
  readonly sectionId: string | null;
  readonly createdAt: Microseconds;
  readonly title: string | null;
  readonly description: string | null;
  readonly altText: string | null | undefined;
  readonly link: string | null;
  readonly dominantColor: string | null;
  /** The Pin it was saved from; null for a Pin that the account made. */
  readonly savedFrom: string | null;
  readonly mediaType: MediaType;
  readonly creativeType: string | null;
  readonly promoted: boolean;
  readonly product: boolean;
  /** Where the API still writes the field of its first version. */
  readonly hasNote: boolean;
  /** The products that are tagged on it, as Pins: earlier ones of the same owner. On most there are none. */
  readonly taggedPinIds: readonly string[];
}

/** A user whom the account follows or who follows it. `ordinal` is the place in the list. */
export interface Person {
  readonly username: string;
  readonly ordinal: number;
  readonly explicit: boolean;
  readonly creator: boolean;
}

export interface Interest {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly ordinal: number;
}

export interface Website {
  readonly website: string;
  readonly status: string;
  readonly verifiedAt: Microseconds | undefined;
  readonly ordinal: number;
}

export interface Media {
  readonly id: string;
  readonly status: "registered" | "processing" | "succeeded" | "failed";
}

export interface Profile {
  readonly id: string;
  readonly username: string;
  readonly businessName: string | null;
  readonly about: string;
  readonly websiteUrl: string;
  /** -1 where the API has no number, as seen live. */
  readonly monthlyViews: number;
  readonly businessCreatedAt: Microseconds;
}
