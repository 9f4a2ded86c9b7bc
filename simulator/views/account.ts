import type { JsonObject } from "../json.ts";
import { hash } from "../random.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import type { Board } from "../world/records.ts";
import { timestamp } from "../world/times.ts";
import type { AdAccount } from "../world/world.ts";

/** Shows the account. Its counts differ from those of the lists, as Pinterest's document warns. */
export function showAccount({ profile, boards, pins, followers, followingUsers }: AccountWorld): JsonObject {
  return {
    id: profile.id,
    username: profile.username,
    account_type: "BUSINESS",
    ...profile.record,
    profile_image: `https://i.pinimg.com/600x600_R/${pathOfImage(profile.id)}.jpg`,
    board_count: boards.filter(({ owner }) => owner === profile.username).length,
    pin_count: pins.length,
    follower_count: followers.length,
    following_count: followingUsers.length,
  };
}

export function showAdAccount({ id, name, owner, currency, roles, record }: AdAccount): JsonObject {
  const { profile } = owner;
  return { id, name, currency, permissions: roles, owner: { username: profile.username, id: profile.id }, ...record };
}

export function showBoard(account: AccountWorld, board: Board): JsonObject {
  const pins = account.boardPins(board.id);
  const picture = (size: string, of: string) => `https://i.pinimg.com/${size}/${pathOfImage(of)}.jpg`;
  const count = board.pinsElsewhere + pins.length;
  return {
    id: board.id,
    name: board.name,
    owner: { username: board.owner },
    privacy: board.privacy,
    created_at: timestamp(board.createdAt),
    board_pins_modified_at: timestamp(board.pinsModifiedAt),
    pin_count: count,
    media: {
      image_cover_url: count === 0 ? null : picture("400x300", board.id),
      pin_thumbnail_urls: pins.slice(0, 5).map(({ id }) => picture("150x150", id)),
    },
    ...board.record,
  };
}

/** Returns the path of an image file. */
export function pathOfImage(of: string): string {
  const name = [1, 2, 3, 4].map((part) => hash(of, part).toString(16).padStart(8, "0")).join("");
  return `${name.slice(0, 2)}/${name.slice(2, 4)}/${name.slice(4, 6)}/${name}`;
}
