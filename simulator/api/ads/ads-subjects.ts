import { itemShare, keywordShare, type Level, promotionShare, type Subject } from "../../metrics/subject.ts";
import { grouped } from "../../world/grouped.ts";
import { compareIds } from "../../world/ids.ts";
import { memoizeByKey } from "../../world/memoize-by-key.ts";
import type { AdAccount } from "../../world/world.ts";

interface SubjectIndex {
  readonly version: number;
  readonly subjects: readonly Subject[];
  readonly byId: ReadonlyMap<string, Subject>;
}

/** Caches the entities of each level until the world changes, since a client can request them one by one. */
const indexesOf = memoizeByKey<AdAccount, Map<Level, SubjectIndex>>(() => new Map());

function indexOf(adAccount: AdAccount, level: Level): SubjectIndex {
  const { version } = adAccount.advertising;
  const known = indexesOf(adAccount).get(level);
  if (known?.version === version) return known;
  const subjects = makeSubjects(adAccount, level);
  const index = { version, subjects, byId: new Map(subjects.map((subject) => [subject.id, subject])) };
  indexesOf(adAccount).set(level, index);
  return index;
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
  const { id: adAccountId, advertising } = adAccount;
  const { campaigns, adGroups, everyAd, keywords, promotions, items } = advertising;
  const inAdGroup = (id: string) => {
    const adGroup = advertising.adGroup(id);
    const campaign = adGroup === undefined ? undefined : advertising.campaign(adGroup.campaignId);
    return { adAccount, share: 1, adGroup, campaign, ads: adGroup === undefined ? [] : advertising.adsOfAdGroup(id) };
  };
  switch (level) {
    case "ADVERTISER":
      return [{ id: adAccountId, adAccount, share: 1, ads: everyAd }];
    case "CAMPAIGN":
      return campaigns.map((campaign) => {
        const { id } = campaign;
        return { id, adAccount, share: 1, campaign, ads: advertising.adsOfCampaign(id) };
      });
    case "AD_GROUP":
      return adGroups.map(({ id }) => ({ ...inAdGroup(id), id }));
    case "PIN_PROMOTION":
      return everyAd.map((ad) => ({ ...inAdGroup(ad.adGroupId), id: ad.id, ad, ads: [ad] }));
    case "PRODUCT_GROUP":
      return promotions.map((promotion) => {
        const { id, adGroupId } = promotion;
        return { ...inAdGroup(adGroupId), id, promotion, share: promotionShare(promotion) };
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
        const { id, parent_id: parent, match_type: type } = keyword;
        const share = keywordShare(byAdGroup.get(parent)?.length ?? 1);
        const subject = { ...inAdGroup(parent), id, share, keyword };
        // Fivetran's table of this report has one row per ad. When the API splits a keyword isn't known.
        return type === "PHRASE" ? subject.ads.map((ad) => ({ ...subject, ad, ads: [ad] })) : [subject];
      });
    }
  }
}
