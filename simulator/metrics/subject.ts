import { hash } from "../random.ts";
import type {
  Ad,
  AdGroup,
  Campaign,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
} from "../world/advertising-records.ts";
import type { AdAccount } from "../world/world.ts";

/** What analytics can be about. The reports' names for them; the document's ads are Pin promotions there. */
export const levels = [
  "ADVERTISER",
  "CAMPAIGN",
  "AD_GROUP",
  "PIN_PROMOTION",
  "PRODUCT_GROUP",
  "PRODUCT_ITEM",
  "KEYWORD",
] as const;

export type Level = (typeof levels)[number];

/** One thing that rows are about: the ads whose metrics it has, and what it is and belongs to. */
export interface Subject {
  readonly id: string;
  readonly adAccount: AdAccount;
  readonly ads: readonly Ad[];
  /** The part of the ads' metrics that is its own. */
  readonly share: number;
  readonly campaign?: Campaign | undefined;
  readonly adGroup?: AdGroup | undefined;
  readonly ad?: Ad | undefined;
  readonly promotion?: ProductGroupPromotion | undefined;
  readonly item?: ProductItem | undefined;
  readonly keyword?: Keyword | undefined;
}

/** The column that names what a row is about. Those of product items and keywords are in no enumeration of the document. */
export const idColumns: Readonly<Record<Level, string>> = {
  ADVERTISER: "AD_ACCOUNT_ID",
  CAMPAIGN: "CAMPAIGN_ID",
  AD_GROUP: "AD_GROUP_ID",
  PIN_PROMOTION: "PIN_PROMOTION_ID",
  PRODUCT_GROUP: "PRODUCT_GROUP_ID",
  PRODUCT_ITEM: "PRODUCT_ITEM_ID",
  KEYWORD: "KEYWORD_ID",
};

/** A product group's part of the metrics of its ad group's ads: none where it is excluded. */
export function promotionShare({ id, included }: ProductGroupPromotion): number {
  return included ? 0.1 + (hash(id) % 40) / 100 : 0;
}

/** A product item's part of the metrics of its product group. */
export function itemShare({ id }: ProductItem): number {
  return 0.05 + (hash(id) % 50) / 100;
}

/** The part of each of so many keywords of the metrics of their ad group's ads. */
export function keywordShare(count: number): number {
  return 0.6 / count;
}
