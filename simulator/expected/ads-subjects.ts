import { itemShare, keywordShare, type Level, promotionShare, type Subject } from "../metrics/subject.ts";
import type { AdGroup } from "../world/ads/advertising-records.ts";
import type { AdAccount } from "../world/world.ts";

/** Returns every entity of a level with rows in reports. Of deleted entities, only ads have rows. */
export function reportSubjects(adAccount: AdAccount, level: Level): readonly Subject[] {
  const { id, advertising } = adAccount;
  const ofAdGroup = (adGroup: AdGroup | undefined) => ({
    adAccount,
    share: 1,
    adGroup,
    campaign: advertising.campaigns.find((campaign) => campaign.id === adGroup?.campaignId),
    ads: adGroup === undefined ? [] : advertising.adsOfAdGroup(adGroup.id),
  });
  const adGroupOf = new Map(advertising.adGroups.map((adGroup) => [adGroup.id, adGroup]));
  switch (level) {
    case "ADVERTISER":
      return [{ id, adAccount, share: 1, ads: advertising.everyAd }];
    case "CAMPAIGN":
      return advertising.campaigns.map((campaign) => ({
        id: campaign.id,
        adAccount,
        share: 1,
        campaign,
        ads: advertising.adsOfCampaign(campaign.id),
      }));
    case "AD_GROUP":
      return advertising.adGroups.map((adGroup) => ({ ...ofAdGroup(adGroup), id: adGroup.id }));
    case "PIN_PROMOTION":
      return advertising.everyAd.map((ad) => ({
        ...ofAdGroup(adGroupOf.get(ad.adGroupId)),
        id: ad.id,
        ad,
        ads: [ad],
      }));
    case "PRODUCT_GROUP":
      return advertising.promotions.map((promotion) => ({
        ...ofAdGroup(adGroupOf.get(promotion.adGroupId)),
        id: promotion.id,
        promotion,
        share: promotionShare(promotion),
      }));
    case "PRODUCT_ITEM":
      return reportSubjects(adAccount, "PRODUCT_GROUP").flatMap((group) =>
        advertising.items
          .filter(({ promotionId }) => promotionId === group.id)
          .map((item) => ({ ...group, id: item.id, item, share: group.share * itemShare(item) })),
      );
    case "KEYWORD": {
      // Negative keywords have no metrics.
      const keywords = advertising.keywords.filter(({ match_type: type }) =>
        ["BROAD", "PHRASE", "EXACT"].includes(type),
      );
      const ofParent = (parent: string) => keywords.filter(({ parent_id: id }) => id === parent);
      return keywords.flatMap((keyword) => {
        const adGroup = adGroupOf.get(keyword.parent_id);
        const share = keywordShare(ofParent(keyword.parent_id).length);
        if (adGroup === undefined) return [];
        const all = { ...ofAdGroup(adGroup), id: keyword.id, keyword, share };
        // Rows of phrase keywords are split by ad.
        return keyword.match_type === "PHRASE" ? all.ads.map((ad) => ({ ...all, ad, ads: [ad] })) : [all];
      });
    }
  }
}

/** Returns the entities of a level that a client can list: without deleted ads. */
export function listedSubjects(adAccount: AdAccount, level: Level): readonly Subject[] {
  return reportSubjects(adAccount, level).filter(({ ad }) => ad?.deleted !== true);
}

/** Returns the Pins of each campaign's ads. Metrics of ads that share a Pin are summed. */
export function pinSubjects(adAccount: AdAccount): readonly Subject[] {
  return adAccount.advertising.campaigns.flatMap((campaign) => {
    const ads = adAccount.advertising.adsOfCampaign(campaign.id).filter(({ deleted }) => !deleted);
    return [...new Set(ads.map(({ pinId }) => pinId))].map((pin) => ({
      id: pin,
      adAccount,
      share: 1,
      campaign,
      ads: ads.filter(({ pinId }) => pinId === pin),
    }));
  });
}
