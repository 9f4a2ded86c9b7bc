import { itemShare, keywordShare, type Level, promotionShare, type Subject } from "../../metrics/subject.ts";
import { grouped } from "../../world/grouped.ts";
import type { AdGroup } from "../../world/ads/advertising-records.ts";
import { compareIds } from "../../world/ids.ts";
import type { AdAccount } from "../../world/world.ts";

interface SubjectIndex {
  readonly version: number;
  readonly subjects: readonly Subject[];
  readonly byId: ReadonlyMap<string, Subject>;
}

const indexes = new WeakMap<AdAccount, Map<Level, SubjectIndex>>();

/** Returns the entities of a level. Caches them until the world changes, since a client can request them one by one. */
function indexOf(adAccount: AdAccount, level: Level): SubjectIndex {
  const ofAccount = indexes.get(adAccount) ?? new Map<Level, SubjectIndex>();
  indexes.set(adAccount, ofAccount);
  const { version } = adAccount.advertising;
  let found = ofAccount.get(level);
  if (found?.version !== version) {
    const subjects = makeSubjects(adAccount, level);
    found = { version, subjects, byId: new Map(subjects.map((subject) => [subject.id, subject])) };
    ofAccount.set(level, found);
  }
  return found;
}

/** Returns every entity of a level that the ad account has or had, in ID order. */
export function subjectsOf(adAccount: AdAccount, level: Level): readonly Subject[] {
  return indexOf(adAccount, level).subjects;
}

/** Returns the entities with the given IDs, in ID order. Skips unknown IDs and deleted ads. */
export function subjectsById(adAccount: AdAccount, level: Level, ids: readonly string[]): Subject[] {
  const { byId } = indexOf(adAccount, level);
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
        return {
          ...whole,
          ...parents(adAccount, adGroup),
          id: promotion.id,
          share: promotionShare(promotion),
          promotion,
        };
      });
    case "PRODUCT_ITEM": {
      const groups = new Map(subjectsOf(adAccount, "PRODUCT_GROUP").map((group) => [group.id, group]));
      return items.flatMap((item) => {
        const group = groups.get(item.promotionId);
        return group === undefined ? [] : [{ ...group, id: item.id, share: group.share * itemShare(item), item }];
      });
    }
    case "KEYWORD": {
      const positive = keywords.filter(
        ({ parent_type: type, match_type: matchType }) => type === "adgroup" && !matchType.endsWith("NEGATIVE"),
      );
      const byAdGroup = grouped(positive, ({ parent_id: parent }) => parent);
      return positive.flatMap((keyword) => {
        const adGroup = advertising.adGroup(keyword.parent_id);
        const share = keywordShare(byAdGroup.get(keyword.parent_id)?.length ?? 1);
        const subject = { ...whole, ...parents(adAccount, adGroup), id: keyword.id, share, keyword };
        // Fivetran's table of this report has one row per ad. When the API splits a keyword isn't known.
        return keyword.match_type === "PHRASE" ? subject.ads.map((ad) => ({ ...subject, ad, ads: [ad] })) : [subject];
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
