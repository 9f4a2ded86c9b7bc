import type { JsonObject } from "../../json.ts";

/** Seconds since 1970, the time format of the ads API. */
export type Seconds = number;

/** The status that an entity was last set to. */
export type EntityStatus = "ACTIVE" | "PAUSED" | "ARCHIVED" | "DRAFT" | "DELETED_DRAFT";

export const entityStatuses: readonly EntityStatus[] = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** The common fields of campaigns, ad groups, and ads. Fields that a change can alter aren't `readonly`. */
export interface Entity {
  readonly id: string;
  readonly adAccountId: string;
  name: string;
  readonly status: EntityStatus;
  readonly createdTime: Seconds;
  updatedTime: Seconds;
}

export type Objective = "AWARENESS" | "CONSIDERATION" | "WEB_CONVERSION" | "CATALOG_SALES" | "VIDEO_COMPLETION";

export interface Campaign extends Entity {
  readonly objective: Objective;
  /** Micro-units of the ad account's currency; null for no cap. */
  readonly dailyCap: number | null;
  /** 0 for no cap. */
  readonly lifetimeCap: number;
  readonly startTime: Seconds | null;
  readonly endTime: Seconds | null;
  readonly budgetOptimization: boolean | null;
  readonly orderLineId: string | null;
}

export interface AdGroup extends Entity {
  readonly campaignId: string;
  readonly budget: number | null;
  readonly startTime: Seconds | null;
  readonly endTime: Seconds | null;
  readonly video: boolean;
  /** Whether it advertises product groups. */
  readonly shopping: boolean;
  /** The discount that its ads can show. */
  readonly promotionId: string | null;
}

export interface Ad extends Entity {
  readonly campaignId: string;
  readonly adGroupId: string;
  readonly pinId: string;
  readonly creativeType: string;
  readonly review: "APPROVED" | "PENDING" | "REJECTED";
  readonly destinationUrl: string | null;
  readonly unnamed: boolean;
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
  readonly adGroupId: string;
  readonly status: EntityStatus;
  readonly included: boolean;
  readonly record: JsonObject;
}

export interface ProductItem {
  readonly id: string;
  readonly promotionId: string;
}
