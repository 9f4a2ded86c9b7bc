import type { Json, JsonObject } from "../src/json.ts";
import { millisecondsOfDay } from "./clock.ts";
import { countFrom, entryOf, text } from "./readers.ts";
import type { Simulation } from "./simulation.ts";
import type { AdAccount } from "./world/world.ts";

interface Context {
  readonly simulation: Simulation;
  /** The ad account that the change names; by default the first of the token's user. */
  readonly adAccount: AdAccount;
  /** Parameters of the change, such as the board of new Pins. */
  readonly besides: JsonObject;
  readonly seconds: number;
}

/** Applies a change and returns the IDs of the entities that it added, if any. */
type Change = (value: Json | undefined, name: string, context: Context) => readonly string[] | undefined;

const count = countFrom(0);

/** A change to the entity with the given ID. */
function toNamed(change: (id: string, context: Context) => void): Change {
  return (value, name, context) => {
    change(text(value, name), context);
    return undefined;
  };
}

/** A change that adds the given number of entities. */
function adding(
  add: (count: number, context: Context) => readonly ({ readonly id: string } | { readonly username: string })[],
): Change {
  return (value, name, context) => add(count(value, name), context).map((one) => ("id" in one ? one.id : one.username));
}

function advancing(milliseconds: number): Change {
  return (value, name, { simulation }) => {
    simulation.clock.advance(count(value, name) * milliseconds);
    return undefined;
  };
}

const optional = ({ besides }: Context, name: string) =>
  besides[name] === undefined ? undefined : text(besides[name], name);
const withStatus = (status: "ARCHIVED" | "PAUSED" | "ACTIVE") =>
  toNamed((id, { adAccount, seconds }) => adAccount.advertising.update(id, { status }, seconds));
const deletion = toNamed((id, { adAccount, seconds }) => adAccount.advertising.delete(id, seconds));
const now = ({ simulation }: Context) => simulation.clock.now() * 1000;

/** All changes. The response lists added entities under the name without `add_`. */
const changes: Readonly<Record<string, Change>> = {
  advance_days: advancing(millisecondsOfDay),
  advance_seconds: advancing(1000),
  add_pins: adding((many, context) =>
    context.adAccount.owner.addPins(many, now(context), optional(context, "board_id")),
  ),
  add_boards: adding((many, context) => context.adAccount.owner.addBoards(many, now(context))),
  add_followers: adding((many, { adAccount }) => adAccount.owner.addFollowers(many)),
  delete_pin: toNamed((id, context) => context.adAccount.owner.deletePin(id, now(context))),
  delete_board: toNamed((id, { adAccount }) => adAccount.owner.deleteBoard(id)),
  delete_section: toNamed((id, context) => context.adAccount.owner.deleteSection(id, now(context))),
  add_campaigns: adding((many, { adAccount, seconds }) => adAccount.advertising.addCampaigns(many, seconds)),
  add_ad_groups: adding((many, { adAccount, seconds }) => adAccount.advertising.addAdGroups(many, seconds)),
  add_ads: adding((many, context) =>
    context.adAccount.advertising.addAds(many, context.seconds, optional(context, "ad_group_id")),
  ),
  archive: withStatus("ARCHIVED"),
  pause: withStatus("PAUSED"),
  activate: withStatus("ACTIVE"),
  rename: toNamed((id, { adAccount, seconds }) =>
    adAccount.advertising.update(id, { name: `Renamed ${seconds}` }, seconds),
  ),
  move_ad: toNamed((id, { adAccount, besides, seconds }) =>
    adAccount.advertising.moveAd(id, text(besides.ad_group_id, "ad_group_id"), seconds),
  ),
  move_ad_group: toNamed((id, { adAccount, besides, seconds }) =>
    adAccount.advertising.moveAdGroup(id, text(besides.campaign_id, "campaign_id"), seconds),
  ),
  close_ad_account: toNamed((id, { simulation }) => simulation.world.closeAdAccount(id)),
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
  if (adAccount === undefined) throw new RangeError(`There is no ad account ${JSON.stringify(adAccountId)}`);
  const added: Record<string, Json> = {};
  for (const [name, value] of Object.entries(rest)) {
    const besides = { board_id, ad_group_id, campaign_id };
    const context = { simulation, adAccount, besides, seconds: Math.floor(clock.now() / 1000) };
    const ids = entryOf(changes, name, "change")(value, name, context);
    if (ids !== undefined) added[name.replace("add_", "")] = ids;
  }
  return { ...added, now: new Date(clock.now()).toISOString() };
}
