import { hash } from "../random.ts";
import { grouped } from "../world/advertising.ts";
import type {
  Ad,
  AdGroup,
  Campaign,
  Keyword,
  ProductGroupPromotion,
  ProductItem,
} from "../world/advertising-records.ts";
import { compareIds } from "../world/ids.ts";
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

/** One thing that rows are about: the ads whose numbers it has, and what it is and belongs to. */
export interface Subject {
  readonly id: string;
  readonly adAccount: AdAccount;
  readonly ads: readonly Ad[];
  /** The part of the ads' numbers that is its own. */
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

interface Known {
  readonly version: number;
  readonly subjects: readonly Subject[];
  readonly byId: ReadonlyMap<string, Subject>;
}

const known = new WeakMap<AdAccount, Map<Level, Known>>();

/** What there is of one level, made once for as long as nothing is added: a client may ask for one thing at a time. */
function knownOf(adAccount: AdAccount, level: Level): Known {
  const ofAccount = known.get(adAccount) ?? new Map<Level, Known>();
  known.set(adAccount, ofAccount);
  const { version } = adAccount.advertising;
  let found = ofAccount.get(level);
  if (found?.version !== version) {
    const subjects = makeSubjects(adAccount, level);
    found = { version, subjects, byId: new Map(subjects.map((subject) => [subject.id, subject])) };
    ofAccount.set(level, found);
  }
  return found;
}

/** Everything of one level that an ad account has or ever had, in the order of the ids. */
export function subjectsOf(adAccount: AdAccount, level: Level): readonly Subject[] {
  return knownOf(adAccount, level).subjects;
}

/** What can be asked for by id, in the order of the ids: ids of nothing, and ads that are gone, are left out. */
export function subjectsById(adAccount: AdAccount, level: Level, ids: readonly string[]): Subject[] {
  const { byId } = knownOf(adAccount, level);
  return [...new Set(ids)].toSorted(compareIds).flatMap((id) => {
    const subject = byId.get(id);
    return subject === undefined || subject.ad?.deleted === true ? [] : [subject];
  });
}

function makeSubjects(adAccount: AdAccount, level: Level): Subject[] {
  const { id, advertising } = adAccount;
  const { campaigns, adGroups, everyAd, keywords, promotions, items } = advertising;
  const whole = { adAccount, share: 1 };
  switch (level) {
    case "ADVERTISER":
      return [{ ...whole, id, ads: everyAd }];
    case "CAMPAIGN":
      return campaigns.map((campaign) => ({
        ...whole,
        id: campaign.id,
        ads: advertising.adsOfCampaign(campaign.id),
        campaign,
      }));
    case "AD_GROUP":
      return adGroups.map((adGroup) => ({ ...whole, ...parents(adAccount, adGroup), id: adGroup.id }));
    case "PIN_PROMOTION":
      return everyAd.map((ad) => ({
        ...whole,
        ...parents(adAccount, advertising.adGroup(ad.adGroupId)),
        id: ad.id,
        ads: [ad],
        ad,
      }));
    case "PRODUCT_GROUP":
      return promotions.map((promotion) => {
        const adGroup = advertising.adGroup(promotion.adGroupId);
        const share = promotion.included ? 0.1 + (hash(promotion.id) % 40) / 100 : 0;
        return { ...whole, ...parents(adAccount, adGroup), id: promotion.id, share, promotion };
      });
    case "PRODUCT_ITEM": {
      const groups = new Map(subjectsOf(adAccount, "PRODUCT_GROUP").map((group) => [group.id, group]));
      return items.flatMap((item) => {
        const group = groups.get(item.promotionId);
        const share = 0.05 + (hash(item.id) % 50) / 100;
        return group === undefined ? [] : [{ ...group, id: item.id, share: group.share * share, item }];
      });
    }
    case "KEYWORD": {
      const positive = keywords.filter(
        ({ parentType, matchType }) => parentType === "adgroup" && !matchType.endsWith("NEGATIVE"),
      );
      const byAdGroup = grouped(positive, ({ parentId }) => parentId);
      return positive.map((keyword) => {
        const adGroup = advertising.adGroup(keyword.parentId);
        const share = 0.6 / (byAdGroup.get(keyword.parentId)?.length ?? 1);
        return { ...whole, ...parents(adAccount, adGroup), id: keyword.id, share, keyword };
      });
    }
  }
}

function parents({ advertising }: AdAccount, adGroup: AdGroup | undefined) {
  return {
    adGroup,
    campaign: adGroup === undefined ? undefined : advertising.campaign(adGroup.campaignId),
    ads: adGroup === undefined ? [] : advertising.adsOfAdGroup(adGroup.id),
  };
}
