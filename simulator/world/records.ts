import type { JsonObject } from "../json.ts";
import type { Microseconds } from "./times.ts";

export type Privacy = "PUBLIC" | "PROTECTED" | "SECRET";

export interface Board {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly privacy: Privacy;
  readonly createdAt: Microseconds;
  /** When a Pin was last added to or removed from the board. */
  pinsModifiedAt: Microseconds;
  /** Pin count of a followed board, whose Pins aren't in this world. */
  readonly pinsElsewhere: number;
  /** Further fields in the form of the API. */
  readonly record: JsonObject;
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
  /** Whose Pin it is: of somebody else, the user can have saved it on an own board. */
  readonly owner: string;
  readonly savedBy: string;
  readonly boardId: string;
  readonly sectionId: string | null;
  readonly createdAt: Microseconds;
  readonly mediaType: MediaType;
  /** Whether it breaks out so far that it makes most of the change of a small account; false: it has no wave at all. */
  readonly isHit?: boolean;
  /** Further fields in the form of the API. */
  readonly record: JsonObject;
}

export interface Profile {
  readonly id: string;
  readonly username: string;
  readonly businessCreatedAt: Microseconds;
  /** Further fields in the form of the API. */
  readonly record: JsonObject;
}
