import type { Microseconds } from "./times.ts";

export type Privacy = "PUBLIC" | "PROTECTED" | "SECRET";

export interface Board {
  readonly id: string;
  readonly name: string;
  /** Undefined if the API omits the field. */
  readonly description: string | null | undefined;
  readonly owner: string;
  readonly privacy: Privacy;
  readonly createdAt: Microseconds;
  /** When a Pin was last added to or removed from the board. */
  pinsModifiedAt: Microseconds;
  readonly collaborators: number;
  readonly followers: number;
  /** Pin count of a followed board, whose Pins aren't in this world. */
  readonly pinsElsewhere: number;
  readonly isAdsOnly: boolean | undefined;
}

export interface Section {
  readonly id: string;
  readonly boardId: string;
  readonly name: string;
}

/** `media.media_type` of a Pin. */
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
  /** The Pin that it was saved from; null for an original Pin. */
  readonly savedFrom: string | null;
  readonly mediaType: MediaType;
  readonly creativeType: string | null;
  readonly promoted: boolean;
  readonly product: boolean;
  /** Whether the API still returns the field `note` of its first version. */
  readonly hasNote: boolean;
  /** Product Pins that are tagged on it: earlier ones of the same owner. Most Pins have none. */
  readonly taggedPinIds: readonly string[];
}

export interface Profile {
  readonly id: string;
  readonly username: string;
  readonly businessName: string | null;
  readonly about: string;
  readonly websiteUrl: string;
  /** -1 if the API has no number. */
  readonly monthlyViews: number;
  readonly businessCreatedAt: Microseconds;
}
