import { showAdAccount } from "../views/account.ts";
import { showAd, showGroup } from "../views/advertising.ts";
import { showPin } from "../views/pins.ts";
import { type ExpectedStream, namedAdAccounts, ofAdAccounts } from "./expected-stream.ts";

/** Campaigns, ad groups, ads, and their targeting, with any status. The API's default is ACTIVE and PAUSED. */
export const advertisingStreams: Readonly<Record<string, ExpectedStream>> = {
  ad_accounts: ({ world }, options) => namedAdAccounts(world, options).map(showAdAccount),
  campaigns: ofAdAccounts(({ advertising }, { clock }) =>
    advertising.campaigns.map((campaign) => showGroup(campaign, clock.seconds())),
  ),
  ad_groups: ofAdAccounts(({ advertising }, { clock }) =>
    advertising.adGroups.map((adGroup) => showGroup(adGroup, clock.seconds())),
  ),
  // Lists omit deleted ads.
  ads: ofAdAccounts(({ advertising }) => advertising.everyAd.filter(({ deleted }) => !deleted).map(showAd)),
  // The Pins of these ads in any status, which belong to the owner of the ad account.
  ad_pins: ofAdAccounts(({ owner, advertising }, { seed, settings, clock }, { pinMetrics = true }) =>
    owner.ownPins().flatMap((pin) => {
      const ads = advertising.everyAd.filter(({ deleted, pinId }) => !deleted && pinId === pin.id);
      if (ads.length === 0) return [];
      const shown = showPin({ seed, settings, today: clock.today(), account: owner }, pin, pinMetrics);
      return [{ ...shown, ad_updated_time: Math.max(...ads.map(({ record }) => Number(record.updated_time))) }];
    }),
  ),
  // Keywords of the ad account, campaigns, and ad groups.
  keywords: ofAdAccounts(({ advertising }) => advertising.keywords),
  product_group_promotions: ofAdAccounts(({ advertising }) => advertising.promotions.map(({ record }) => record)),
};
