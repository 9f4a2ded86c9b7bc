import type { JsonObject } from "../json.ts";
import { showAdAccount } from "../views/account.ts";
import { showAd, showGroup } from "../views/advertising.ts";
import { showPin } from "../views/pins.ts";
import type { AdvertisingWorld } from "../world/ads/advertising.ts";
import { adAccountsToRead, type ExpectedStream, namedAdAccounts } from "./expected-stream.ts";

/** Campaigns, ad groups, ads, and their targeting, with any status. The API's default is ACTIVE and PAUSED. */
export const advertisingStreams: Readonly<Record<string, ExpectedStream>> = {
  ad_accounts: ({ world }, options) => namedAdAccounts(world, options).map(showAdAccount),
  campaigns: ofAdvertising(({ campaigns }, now) => campaigns.map((campaign) => showGroup(campaign, now))),
  ad_groups: ofAdvertising(({ adGroups }, now) => adGroups.map((adGroup) => showGroup(adGroup, now))),
  // Lists omit deleted ads.
  ads: ofAdvertising(({ everyAd }) => everyAd.filter(({ deleted }) => !deleted).map(showAd)),
  // The Pins of these ads in any status, which belong to the owner of the ad account.
  ad_pins: ({ world, seed, clock }, options) =>
    adAccountsToRead(world, options).flatMap(({ id, owner, advertising }) =>
      owner.ownPins().flatMap((pin) => {
        const ads = advertising.everyAd.filter(({ deleted, pinId }) => !deleted && pinId === pin.id);
        if (ads.length === 0) return [];
        const shown = showPin({ seed, today: clock.today(), account: owner }, pin, options.pinMetrics ?? true);
        const times = ads.map(({ record }) => Number(record.updated_time));
        return [{ ...shown, ad_account_id: id, ad_updated_time: Math.max(...times) }];
      }),
    ),
  // Keywords of the ad account, campaigns, and ad groups.
  keywords: ofAdvertising(({ keywords }) => keywords),
  product_group_promotions: ofAdvertising(({ promotions }) => promotions.map(({ record }) => record)),
};

function ofAdvertising(records: (advertising: AdvertisingWorld, now: number) => readonly JsonObject[]): ExpectedStream {
  return ({ world, clock }, options) =>
    adAccountsToRead(world, options).flatMap(({ id, advertising }) =>
      records(advertising, clock.seconds()).map((record) => ({ ...record, ad_account_id: id })),
    );
}
