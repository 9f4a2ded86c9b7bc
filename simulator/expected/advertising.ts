import type { JsonObject } from "../json.ts";
import { showAd, showAdGroup, showCampaign } from "../views/advertising.ts";
import { showAdAccount } from "../views/people.ts";
import { showPin } from "../views/pins.ts";
import type { AdvertisingWorld } from "../world/ads/advertising.ts";
import { adAccountsToRead, type ExpectedStream, namedAdAccounts, orAll } from "./expected-stream.ts";

/** All statuses. The API's default, ACTIVE and PAUSED, isn't the connector's. */
const statuses = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** Campaigns, ad groups, ads, and their targeting. */
export const advertisingStreams: Readonly<Record<string, ExpectedStream>> = {
  ad_accounts: ({ world }, options) => namedAdAccounts(world, options).map(showAdAccount),
  campaigns: ofAdvertising(({ campaigns }, selected, now) =>
    campaigns.filter(({ status }) => selected.includes(status)).map((campaign) => showCampaign(campaign, now)),
  ),
  ad_groups: ofAdvertising(({ adGroups }, selected, now) =>
    adGroups.filter(({ status }) => selected.includes(status)).map((adGroup) => showAdGroup(adGroup, now)),
  ),
  // Lists omit deleted ads.
  ads: ofAdvertising(({ everyAd }, selected) =>
    everyAd.filter(({ status, deleted }) => !deleted && selected.includes(status)).map(showAd),
  ),
  // The Pins of these ads in any status, which belong to the owner of the ad account.
  ad_pins: (simulation, options) =>
    adAccountsToRead(simulation.world, options).flatMap(({ id, owner, advertising }) => {
      const ads = advertising.everyAd.filter(({ deleted }) => !deleted);
      const profile = { seed: simulation.seed, today: simulation.clock.today(), account: owner };
      return owner
        .ownPins()
        .filter((pin) => ads.some(({ pinId }) => pinId === pin.id))
        .map((pin) => ({
          ...showPin(profile, pin, options.pinMetrics ?? true),
          ad_account_id: id,
          ad_updated_time: Math.max(
            ...ads.filter(({ pinId }) => pinId === pin.id).map(({ updatedTime }) => updatedTime),
          ),
        }));
    }),
  // Own and received audiences.
  audiences: ofAdvertising(({ audiences }) => audiences.map(({ record }) => record)),
  conversion_tags: ofAdvertising(({ conversionTags }) => conversionTags),
  customer_lists: ofAdvertising(({ customerLists }) => customerLists.map(({ record }) => record)),
  // Keywords of the ad account, campaigns, and ad groups.
  keywords: ofAdvertising(({ keywords }) => keywords),
  product_group_promotions: ofAdvertising(({ promotions }) => promotions.map(({ record }) => record)),
};

function ofAdvertising(
  records: (advertising: AdvertisingWorld, statuses: readonly string[], now: number) => readonly JsonObject[],
): ExpectedStream {
  return ({ world, clock }, options) =>
    adAccountsToRead(world, options).flatMap(({ id, advertising }) =>
      records(advertising, orAll(options.statuses, statuses), Math.floor(clock.now() / 1000)).map((record) => ({
        ...record,
        ad_account_id: id,
      })),
    );
}
