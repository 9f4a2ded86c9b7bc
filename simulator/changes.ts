import { millisecondsOfDay } from "./clock.ts";
import { entryNamed, readCount, text } from "./control-values.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Simulation } from "./simulation.ts";
import type { AdvertisingWorld } from "./world/ads/advertising.ts";
import type { AdAccount } from "./world/world.ts";

interface Context {
  readonly simulation: Simulation;
  /** The ad account that the change names; by default the first of the token's user. */
  readonly adAccount: AdAccount;
  /** Parameters of the change, such as the board of new Pins. */
  readonly parameters: JsonObject;
  readonly seconds: number;
}

/** Applies a change and returns the IDs of the entities that it added, if any. */
type Change = (value: Json | undefined, name: string, context: Context) => readonly string[] | undefined;

function changeEntity(change: (id: string, context: Context) => void): Change {
  return (value, name, context) => {
    change(text(value, name), context);
    return undefined;
  };
}

function addition(
  add: (count: number, context: Context) => readonly ({ readonly id: string } | { readonly username: string })[],
): Change {
  return (value, name, context) =>
    add(readCount(value, name), context).map((one) => ("id" in one ? one.id : one.username));
}

function clockAdvance(milliseconds: number): Change {
  return (value, name, { simulation }) => {
    simulation.clock.advance(readCount(value, name) * milliseconds);
    return undefined;
  };
}

const now = ({ simulation }: Context) => simulation.clock.now() * 1000;
const optional = ({ parameters }: Context, name: string) =>
  parameters[name] === undefined ? undefined : text(parameters[name], name);
const target = ({ parameters }: Context, name: string) => text(parameters[name], name);
const advertisingChange = (change: (advertising: AdvertisingWorld, id: string, context: Context) => void) =>
  changeEntity((id, context) => change(context.adAccount.advertising, id, context));
const withStatus = (status: "ARCHIVED" | "PAUSED" | "ACTIVE") =>
  advertisingChange((advertising, id, { seconds }) => advertising.update(id, { status }, seconds));
const deletion = advertisingChange((advertising, id, { seconds }) => advertising.delete(id, seconds));

/** All changes. The response lists added entities under the name without `add_`. */
const changes: Readonly<Record<string, Change>> = {
  advance_days: clockAdvance(millisecondsOfDay),
  advance_seconds: clockAdvance(1000),
  add_pins: addition((count, context) =>
    context.adAccount.owner.addPins(count, now(context), optional(context, "board_id")),
  ),
  add_boards: addition((count, context) => context.adAccount.owner.addBoards(count, now(context))),
  add_followers: addition((count, { adAccount }) => adAccount.owner.addFollowers(count)),
  delete_follower: changeEntity((username, context) => context.adAccount.owner.deleteFollower(username)),
  delete_pin: changeEntity((id, context) => context.adAccount.owner.deletePin(id, now(context))),
  move_pin: changeEntity((id, context) =>
    context.adAccount.owner.movePin(id, target(context, "board_id"), now(context)),
  ),
  restore_pin: changeEntity((id, context) => context.adAccount.owner.restorePin(id, now(context))),
  delete_board: changeEntity((id, { adAccount }) => adAccount.owner.deleteBoard(id)),
  delete_section: changeEntity((id, context) => context.adAccount.owner.deleteSection(id, now(context))),
  add_ad_groups: addition((count, { adAccount, seconds }) => adAccount.advertising.addAdGroups(count, seconds)),
  add_ads: addition((count, context) =>
    context.adAccount.advertising.addAds(count, context.seconds, optional(context, "ad_group_id")),
  ),
  archive: withStatus("ARCHIVED"),
  pause: withStatus("PAUSED"),
  activate: withStatus("ACTIVE"),
  rename: advertisingChange((advertising, id, { seconds }) =>
    advertising.update(id, { name: `Renamed ${seconds}` }, seconds),
  ),
  move_ad: advertisingChange((advertising, id, context) =>
    advertising.moveAd(id, target(context, "ad_group_id"), context.seconds),
  ),
  move_ad_group: advertisingChange((advertising, id, context) =>
    advertising.moveAdGroup(id, target(context, "campaign_id"), context.seconds),
  ),
  close_ad_account: changeEntity((id, { simulation }) => simulation.world.closeAdAccount(id)),
  delete_ad: deletion,
  delete_ad_group: deletion,
  delete_campaign: deletion,
};

/**
 * Applies the changes of a JSON object in the order of its keys, and returns the IDs of added entities. `board_id`,
 * `ad_group_id`, and `campaign_id` name the target, `ad_account_id` an ad account other than the default.
 * @throws RangeError for an unknown change or an invalid value
 */
export function changeWorld(simulation: Simulation, change: JsonObject): JsonObject {
  const { board_id, ad_group_id, campaign_id, ad_account_id: adAccountId, ...rest } = change;
  const { world, clock } = simulation;
  const adAccount =
    adAccountId === undefined ? world.adAccounts[0] : world.adAccount(text(adAccountId, "ad_account_id"));
  if (adAccount === undefined) throw new RangeError(`Unknown ad account ${JSON.stringify(adAccountId)}`);
  const added: Record<string, Json> = {};
  for (const [name, value] of Object.entries(rest)) {
    const parameters = { board_id, ad_group_id, campaign_id };
    const context = { simulation, adAccount, parameters, seconds: Math.floor(clock.now() / 1000) };
    const ids = entryNamed(changes, name, "change")(value, name, context);
    if (ids !== undefined) added[name.replace("add_", "")] = ids;
  }
  return { ...added, now: new Date(clock.now()).toISOString() };
}
