import { itemShare, keywordShare, type Level, promotionShare, type Subject } from "../metrics/subject.ts";
import type { AdAccount } from "../world/world.ts";

/** Returns every entity of a level with rows in reports. Of deleted entities, only ads have rows. */
export function reportSubjects(adAccount: AdAccount, level: Level): readonly Subject[] {
  const { id: adAccountId, advertising } = adAccount;
  const { campaigns, adGroups, everyAd, promotions, items } = advertising;
  const below = (adGroupId: string) => {
    const adGroup = adGroups.find(({ id }) => id === adGroupId);
    const campaign = campaigns.find(({ id }) => id === adGroup?.campaignId);
    return { adAccount, share: 1, adGroup, campaign, ads: adGroup ? advertising.adsOfAdGroup(adGroupId) : [] };
  };
  switch (level) {
    case "ADVERTISER":
      return [{ id: adAccountId, adAccount, share: 1, ads: everyAd }];
    case "CAMPAIGN":
      return campaigns.map((campaign) => ({
        ...below(""),
        id: campaign.id,
        campaign,
        ads: advertising.adsOfCampaign(campaign.id),
      }));
    case "AD_GROUP":
      return adGroups.map(({ id }) => ({ ...below(id), id }));
    case "PIN_PROMOTION":
      return everyAd.map((ad) => ({ ...below(ad.adGroupId), id: ad.id, ad, ads: [ad] }));
    case "PRODUCT_GROUP":
      return promotions.map((promotion) => ({
        ...below(promotion.adGroupId),
        id: promotion.id,
        promotion,
        share: promotionShare(promotion),
      }));
    case "PRODUCT_ITEM":
      return reportSubjects(adAccount, "PRODUCT_GROUP").flatMap((group) =>
        items
          .filter(({ promotionId }) => promotionId === group.id)
          .map((item) => ({ ...group, id: item.id, item, share: group.share * itemShare(item) })),
      );
    case "KEYWORD": {
      // Negative keywords have no metrics.
      const keywords = advertising.keywords.filter(({ match_type: type }) => !type.includes("NEGATIVE"));
      return keywords.flatMap((keyword) => {
        const { id, parent_id: parent, match_type: type } = keyword;
        const share = keywordShare(keywords.filter(({ parent_id: other }) => other === parent).length);
        const all = { ...below(parent), id, keyword, share };
        // Rows of phrase keywords are split by ad.
        return type === "PHRASE" ? all.ads.map((ad) => ({ ...all, ad, ads: [ad] })) : [all];
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
