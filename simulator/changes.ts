import { millisecondsOfDay } from "./clock.ts";
import { asText, entryNamed, type Json, type JsonObject } from "./json.ts";
import type { Simulation } from "./simulation.ts";
import type { AdvertisingWorld } from "./world/ads/advertising.ts";
import type { AccountWorld } from "./world/organic/account.ts";
import type { Microseconds } from "./world/times.ts";
import type { World } from "./world/world.ts";

interface Context {
  readonly world: World;
  /** Of the ad account that the change names; by default the first of the token's user. */
  readonly owner: AccountWorld;
  readonly advertising: AdvertisingWorld;
  /** The board of new and moved Pins. */
  readonly boardId: string | undefined;
  readonly now: Microseconds;
  readonly seconds: number;
}

type Added = { readonly id: string } | { readonly username: string };

/** Changes by a number of entities. */
const additions: Readonly<Record<string, (count: number, context: Context) => readonly Added[]>> = {
  add_pins: (count, { owner, now, boardId }) => owner.addPins(count, now, boardId),
  add_boards: (count, { owner, now }) => owner.addBoards(count, now),
  add_followers: (count, { owner }) => owner.addFollowers(count),
  add_ads: (count, { advertising, seconds }) => advertising.addAds(count, seconds),
};

const advances: Readonly<Record<string, number>> = { advance_days: millisecondsOfDay, advance_seconds: 1000 };

/** Changes of an entity by its ID. */
const changes: Readonly<Record<string, (id: string, context: Context) => void>> = {
  delete_follower: (username, { owner }) => owner.deleteFollower(username),
  delete_pin: (id, { owner, now }) => owner.deletePin(id, now),
  move_pin: (id, { owner, now, boardId }) => owner.movePin(id, asText(boardId), now),
  restore_pin: (id, { owner, now }) => owner.restorePin(id, now),
  delete_board: (id, { owner }) => owner.deleteBoard(id),
  delete_section: (id, { owner, now }) => owner.deleteSection(id, now),
  rename: (id, { advertising, seconds }) => advertising.rename(id, `Renamed ${seconds}`, seconds),
  close_ad_account: (id, { world }) => world.closeAdAccount(id),
  delete_ad: (id, { advertising, seconds }) => advertising.deleteAd(id, seconds),
};

/**
 * Applies the changes of a JSON object in the order of its keys. `board_id` names the target, `ad_account_id` an ad account
 * other than the default.
 * @returns the IDs of added entities, under the names of the changes without `add_`, and the time
 * @throws RangeError for an unknown change, entity, or ad account
 */
export function changeWorld({ world, clock }: Simulation, change: JsonObject): JsonObject {
  const { board_id, ad_account_id: adAccountId, ...rest } = change;
  const adAccount = adAccountId === undefined ? world.adAccounts[0] : world.adAccount(asText(adAccountId));
  if (adAccount === undefined) throw new RangeError(`Unknown ad account ${JSON.stringify(adAccountId)}`);
  const boardId = board_id === undefined ? undefined : asText(board_id);
  const added: Record<string, Json> = {};
  for (const [name, value] of Object.entries(rest)) {
    const context = { ...adAccount, world, boardId, now: clock.now() * 1000, seconds: clock.seconds() };
    const milliseconds = advances[name];
    if (milliseconds !== undefined) clock.advance(Number(value) * milliseconds);
    else if (name.startsWith("add_"))
      added[name.replace("add_", "")] = entryNamed(
        additions,
        name,
        "change",
      )(Number(value), context).map((one) => ("id" in one ? one.id : one.username));
    else entryNamed(changes, name, "change")(asText(value), context);
  }
  return { ...added, now: new Date(clock.now()).toISOString() };
}
