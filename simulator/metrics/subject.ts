import { hash } from "../random.ts";
import type {
  Ad,
  AdGroup,
  Campaign,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
} from "../world/ads/advertising-records.ts";
import type { AdAccount } from "../world/world.ts";

/** The levels of analytics, as named by reports: `PIN_PROMOTION` is an ad. */
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

/** The entity of a row, with the ads whose metrics it has and its parents. */
export interface Subject {
  readonly id: string;
  readonly adAccount: AdAccount;
  readonly ads: readonly Ad[];
  /** Its share of the ads' metrics. */
  readonly share: number;
  readonly campaign?: Campaign | undefined;
  readonly adGroup?: AdGroup | undefined;
  readonly ad?: Ad | undefined;
  readonly promotion?: ProductGroupPromotion | undefined;
  readonly item?: ProductItem | undefined;
  readonly keyword?: Keyword | undefined;
}

/** The ID column of each level. The document has none for product items and keywords. */
export const idColumns: Readonly<Record<Level, string>> = {
  ADVERTISER: "AD_ACCOUNT_ID",
  CAMPAIGN: "CAMPAIGN_ID",
  AD_GROUP: "AD_GROUP_ID",
  PIN_PROMOTION: "PIN_PROMOTION_ID",
  PRODUCT_GROUP: "PRODUCT_GROUP_ID",
  PRODUCT_ITEM: "PRODUCT_ITEM_ID",
  KEYWORD: "KEYWORD_ID",
};

/** Returns a product group's share of its ad group's metrics; 0 if it is excluded. */
export function promotionShare({ id, included }: ProductGroupPromotion): number {
  return included ? 0.1 + (hash(id) % 40) / 100 : 0;
}

/** Returns a product item's share of its product group's metrics. */
export function itemShare({ id }: ProductItem): number {
  return 0.05 + (hash(id) % 50) / 100;
}

/** Returns the share of one of `count` keywords of its ad group's metrics. */
export function keywordShare(count: number): number {
  return 0.6 / count;
}
