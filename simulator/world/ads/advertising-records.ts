import type { JsonObject } from "../../json.ts";

/** Seconds since 1970, the time format of the ads API. */
export type Seconds = number;

/** The status that an entity was last set to. */
export type EntityStatus = "ACTIVE" | "PAUSED" | "ARCHIVED" | "DRAFT" | "DELETED_DRAFT";

/** A campaign, ad group, or ad. */
interface Entity {
  readonly id: string;
  /** Changes with the one of `record`. */
  status: EntityStatus;
  readonly createdTime: Seconds;
  /** The form of the API, but for `summary_status`, which depends on the time. A change replaces it. */
  record: JsonObject;
}

export type Objective = "AWARENESS" | "CONSIDERATION" | "WEB_CONVERSION" | "CATALOG_SALES" | "VIDEO_COMPLETION";

export interface Campaign extends Entity {
  readonly objective: Objective;
}

export interface AdGroup extends Entity {
  readonly campaign: Campaign;
  readonly video: boolean;
}

export interface Ad extends Entity {
  readonly campaign: Campaign;
  readonly adGroup: AdGroup;
  readonly pinId: string;
  readonly creativeType: string;
  review: "APPROVED" | "PENDING" | "REJECTED";
  /** First and last day of delivery, in days since 1970; the last one moves when the ad ends early. */
  readonly firstDay: number;
  lastDay: number;
  /** Whether it is deleted: no list returns it, but its spend stays in the sums. */
  deleted: boolean;
  /** Whether it delivers on every day; other ads have gaps. */
  readonly everyDay?: boolean;
}

export interface Keyword extends JsonObject {
  readonly id: string;
  readonly parent_id: string;
  readonly parent_type: string;
  readonly match_type: string;
}

/** A product group of a catalog in an ad group. Analytics call it a product group. */
export interface ProductGroupPromotion {
  readonly id: string;
  readonly adGroup: AdGroup;
  readonly status: EntityStatus;
  readonly included: boolean;
  readonly record: JsonObject;
}

export interface ProductItem {
  readonly id: string;
  readonly promotion: ProductGroupPromotion;
}
