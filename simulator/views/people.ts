import type { JsonObject } from "../json.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import type { AdAccount } from "../world/world.ts";
import { pathOfImage } from "./boards.ts";

/** Shows the account. Its counts differ from those of the lists, as Pinterest's document warns. */
export function showAccount({ profile, boards, pins, followers, followingUsers }: AccountWorld): JsonObject {
  return {
    id: profile.id,
    username: profile.username,
    account_type: "BUSINESS",
    business_name: profile.businessName,
    about: profile.about,
    profile_image: `https://i.pinimg.com/600x600_R/${pathOfImage(profile.id)}.jpg`,
    website_url: profile.websiteUrl,
    board_count: boards.filter(({ owner }) => owner === profile.username).length,
    pin_count: pins.length,
    follower_count: followers.length,
    following_count: followingUsers.length,
    monthly_views: profile.monthlyViews,
  };
}

/** Shows an ad account; some have `time_zone`. */
export function showAdAccount(adAccount: AdAccount): JsonObject {
  return {
    id: adAccount.id,
    name: adAccount.name,
    owner: { username: adAccount.owner.profile.username, id: adAccount.owner.profile.id },
    country: adAccount.country,
    currency: adAccount.currency,
    permissions: adAccount.roles,
    created_time: adAccount.createdTime,
    updated_time: adAccount.updatedTime,
    time_zone: adAccount.timeZone,
  };
}
