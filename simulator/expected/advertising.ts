import type { JsonObject } from "../../src/json.ts";
import { showAd, showAdGroup, showCampaign, showPromotion } from "../views/advertising.ts";
import { showAdAccount } from "../views/people.ts";
import { showAudience, showConversionTag, showCustomerList, showKeyword } from "../views/targets.ts";
import type { AdvertisingWorld } from "../world/advertising.ts";
import { adAccountsToRead, namedAdAccounts } from "./access.ts";
import { type ExpectedStream, orAll } from "./expected-stream.ts";

/** Every status there is. ACTIVE and PAUSED are the API's default, not the connector's. */
const statuses = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** What is advertised, and to whom. */
export const advertisingStreams: Readonly<Record<string, ExpectedStream>> = {
  ad_accounts: ({ world }, options) => namedAdAccounts(world, options).map(showAdAccount),
  campaigns: ofAdvertising(({ campaigns }, asked, now) =>
    campaigns.filter(({ status }) => asked.includes(status)).map((campaign) => showCampaign(campaign, now)),
  ),
  ad_groups: ofAdvertising(({ adGroups }, asked, now) =>
    adGroups.filter(({ status }) => asked.includes(status)).map((adGroup) => showAdGroup(adGroup, now, false)),
  ),
  // What is deleted is in no list.
  ads: ofAdvertising(({ everyAd }, asked) =>
    everyAd.filter(({ status, deleted }) => !deleted && asked.includes(status)).map(showAd),
  ),
  // Those of the ad account's own, and those that others share with it.
  audiences: ofAdvertising(({ audiences }) => audiences.map(showAudience)),
  conversion_tags: ofAdvertising(({ conversionTags }) => conversionTags.map(showConversionTag)),
  customer_lists: ofAdvertising(({ customerLists }) => customerLists.map(showCustomerList)),
  // Those of the ad account, its campaigns, and its ad groups.
  keywords: ofAdvertising(({ keywords }) => keywords.map(showKeyword)),
  product_group_promotions: ofAdvertising(({ promotions }) => promotions.map(showPromotion)),
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
