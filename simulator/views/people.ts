import type { JsonObject } from "../../src/base/json.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import type { Interest, Media, Person, Website } from "../world/records.ts";
import { timestamp } from "../world/times.ts";
import type { AdAccount } from "../world/world.ts";
import { pathOfImage } from "./boards.ts";
import { recordOf } from "./record.ts";

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

export function showPerson({ username }: Person): JsonObject {
  return { username, type: "user" };
}

export function showInterest({ id, key, name }: Interest): JsonObject {
  return { id, key, name, canonical_url: `https://www.pinterest.com/ideas/${encodeURIComponent(key)}/${id}/` };
}

/** Shows a claimed website; `verified_at` is missing if it wasn't verified. */
export function showWebsite({ website, status, verifiedAt }: Website): JsonObject {
  return verifiedAt === undefined ? { website, status } : { website, status, verified_at: timestamp(verifiedAt) };
}

export function showMediaUpload({ id, status }: Media): JsonObject {
  return { media_id: id, media_type: "video", status };
}

export function showLinkedBusiness({ username }: Person): JsonObject {
  const image = (size: string) => `https://i.pinimg.com/${size}/${pathOfImage(username)}.jpg`;
  return {
    username,
    image_small_url: image("30x30_RS"),
    image_medium_url: image("75x75_RS"),
    image_large_url: image("140x140_RS"),
    image_xlarge_url: image("280x280_RS"),
  };
}

/** Shows an ad account; some have `time_zone`, as seen live. */
export function showAdAccount(adAccount: AdAccount): JsonObject {
  return recordOf({
    id: adAccount.id,
    name: adAccount.name,
    owner: { username: adAccount.owner.profile.username, id: adAccount.owner.profile.id },
    country: adAccount.country,
    currency: adAccount.currency,
    permissions: adAccount.roles,
    created_time: adAccount.createdTime,
    updated_time: adAccount.updatedTime,
    time_zone: adAccount.timeZone,
  });
}
