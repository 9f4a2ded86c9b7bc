import { asText } from "../json.ts";
import { hash } from "../random.ts";
import type { Settings } from "../settings.ts";
import type {
  Ad,
  AdGroup,
  Campaign,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
} from "../world/ads/advertising-records.ts";
import { grouped } from "../world/grouped.ts";
import { compareIds } from "../world/ids.ts";
import { memoizeByKey } from "../world/memoize-by-key.ts";
import type { AdAccount } from "../world/world.ts";

/** The ID column of each level of analytics, as named by reports: `PIN_PROMOTION` is an ad. The document has none for product items and keywords. */
export const idColumns = {
  ADVERTISER: "AD_ACCOUNT_ID",
  CAMPAIGN: "CAMPAIGN_ID",
  AD_GROUP: "AD_GROUP_ID",
  PIN_PROMOTION: "PIN_PROMOTION_ID",
  PRODUCT_GROUP: "PRODUCT_GROUP_ID",
  PRODUCT_ITEM: "PRODUCT_ITEM_ID",
  KEYWORD: "KEYWORD_ID",
} as const;

export type Level = keyof typeof idColumns;

/** Returns the level with a name. */
export function levelNamed(name: string): Level | undefined {
  return isLevel(name) ? name : undefined;
}

const isLevel = (name: string): name is Level => Object.hasOwn(idColumns, name);

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
  readonly pinId?: string | undefined;
  readonly promotion?: ProductGroupPromotion | undefined;
  /** The ID of the product group in the catalog, if analytics know it by that. */
  readonly productGroupId?: string | undefined;
  readonly item?: ProductItem | undefined;
  readonly keyword?: Keyword | undefined;
}

/** The subjects of each level until the world changes, since a client can request them one by one. */
const known = memoizeByKey<object, Map<Level, readonly Subject[]>>(() => new Map());

/**
 * Returns every entity of a level that the ad account has or had, in ID order: also deleted ads and negative keywords.
 * @param groups the kind of IDs of product groups
 */
export function subjectsOf(
  adAccount: AdAccount,
  level: Level,
  groups: Settings["product_group_ids"] = "promotion",
): readonly Subject[] {
  if (level === "PRODUCT_GROUP" && groups === "catalog") return byCatalogGroup(subjectsOf(adAccount, level));
  const ofVersion = known(adAccount.advertising.version);
  const subjects = ofVersion.get(level) ?? makeSubjects(adAccount, level);
  ofVersion.set(level, subjects);
  return subjects;
}

/** Returns product groups with their IDs in the catalog, sorted by ID. One can be in several ad groups. */
function byCatalogGroup(subjects: readonly Subject[]): readonly Subject[] {
  const groups = subjects.map((subject) => {
    const id = asText(subject.promotion?.record.catalog_product_group_id);
    return { ...subject, id, productGroupId: id };
  });
  return groups.filter(({ id }) => id !== "").sort((one, other) => compareIds(one.id, other.id));
}

/** Returns the Pins of each campaign's ads. Several ads of one campaign can share a Pin. */
export const pinSubjects = (adAccount: AdAccount): readonly Subject[] =>
  subjectsOf(adAccount, "CAMPAIGN").flatMap((subject) => byPin(subject).map((part) => ({ ...part, id: part.pinId })));

const byPin = (subject: Subject) =>
  [...grouped(subject.ads, (ad) => ad.pinId)].map(([pinId, ads]) => ({ ...subject, ads, pinId }));

function makeSubjects(adAccount: AdAccount, level: Level): readonly Subject[] {
  const { campaigns, adGroups, everyAd, promotions, items, keywords } = adAccount.advertising;
  const whole = { adAccount, share: 1 };
  const byCampaign = grouped(everyAd, ({ campaign }) => campaign.id);
  const byAdGroup = grouped(everyAd, ({ adGroup }) => adGroup.id);
  const inAdGroup = (adGroup: AdGroup) => {
    return { ...whole, adGroup, campaign: adGroup.campaign, ads: byAdGroup.get(adGroup.id) ?? [] };
  };
  switch (level) {
    case "ADVERTISER":
      return [{ ...whole, id: adAccount.id, ads: everyAd }];
    case "CAMPAIGN":
      return campaigns.map((campaign) => {
        return { ...whole, id: campaign.id, campaign, ads: byCampaign.get(campaign.id) ?? [] };
      });
    case "AD_GROUP":
      return adGroups.map((adGroup) => ({ ...inAdGroup(adGroup), id: adGroup.id }));
    case "PIN_PROMOTION":
      return everyAd.map((ad) => ({ ...inAdGroup(ad.adGroup), id: ad.id, ad, ads: [ad] }));
    case "PRODUCT_GROUP":
      return promotions.map((promotion) => {
        const { id, adGroup, included } = promotion;
        // Excluded groups have no metrics.
        return { ...inAdGroup(adGroup), id, promotion, share: included ? 0.1 + (hash(id) % 40) / 100 : 0 };
      });
    case "PRODUCT_ITEM": {
      const groups = new Map(subjectsOf(adAccount, "PRODUCT_GROUP").map((group) => [group.promotion, group]));
      return items.flatMap((item): readonly Subject[] => {
        const group = groups.get(item.promotion);
        const part = 0.05 + (hash(item.id) % 50) / 100;
        if (group === undefined) return [];
        const subject = { ...group, id: item.id, share: group.share * part, item };
        // Fivetran's table of this report has one row per Pin. When the API splits an item isn't known.
        return hash(item.id) % 3 > 0 ? [subject] : byPin(subject);
      });
    }
    case "KEYWORD": {
      const byParent = grouped(keywords, ({ parent_id: parent }) => parent);
      return keywords.flatMap((keyword): readonly Subject[] => {
        const { id, parent_id: parent, match_type: type } = keyword;
        const adGroup = adGroups.find((one) => one.id === parent);
        const share = 0.6 / (byParent.get(parent)?.length ?? 1);
        const subject = { ads: [], ...(adGroup ? inAdGroup(adGroup) : whole), id, share, keyword };
        // Fivetran's table of this report has one row per ad. When the API splits a keyword isn't known.
        return type === "PHRASE" ? subject.ads.map((ad) => ({ ...subject, ad, ads: [ad] })) : [subject];
      });
    }
  }
}
