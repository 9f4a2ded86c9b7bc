import type { Json, JsonObject } from "../src/json.ts";
import { millisecondsOfDay } from "./clock.ts";
import type { Simulation } from "./simulation.ts";

/**
 * Changes the world by a JSON object from outside, and tells what was added or deleted:
 * `add_pins` (with `board_id` if they are to be on one board), `add_boards`, `add_followers`, `delete_pin`,
 * `delete_board`, `delete_section`, `advance_days`, `advance_seconds`, and of what is advertised `add_campaigns`,
 * `add_ad_groups`, `add_ads` (with `ad_group_id`), `archive`, `pause`, `activate`, `rename` (each with the id of a
 * campaign, an ad group or an ad), `move_ad` (to `ad_group_id`), `move_ad_group` (to `campaign_id`), `delete_campaign`,
 * `delete_ad_group`, `delete_ad`, and `close_ad_account` (to the token's user). `ad_account_id` names the account, if
 * it is not the token's own. Throws a RangeError for anything else.
 */
export function changeWorld(simulation: Simulation, change: JsonObject): JsonObject {
  const { world, clock } = simulation;
  const {
    board_id: boardId,
    ad_account_id: adAccountId,
    ad_group_id: adGroupId,
    campaign_id: campaignId,
    ...rest
  } = change;
  const [own] = world.adAccounts;
  const adAccount = adAccountId === undefined ? own : world.adAccount(text("ad_account_id", adAccountId));
  if (adAccount === undefined) throw new RangeError(`There is no ad account ${JSON.stringify(adAccountId)}`);
  const { owner: account, advertising } = adAccount;
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(rest)) {
    const now = clock.now() * 1000;
    const seconds = Math.floor(clock.now() / 1000);
    switch (name) {
      case "advance_days":
        clock.advance(amount(name, value) * millisecondsOfDay);
        break;
      case "advance_seconds":
        clock.advance(amount(name, value) * 1000);
        break;
      case "add_pins": {
        const added = account.addPins(
          amount(name, value),
          now,
          boardId === undefined ? undefined : text("board_id", boardId),
        );
        result.pins = added.map(({ id }) => id);
        break;
      }
      case "add_boards":
        result.boards = account.addBoards(amount(name, value), now).map(({ id }) => id);
        break;
      case "add_followers":
        result.followers = account.addFollowers(amount(name, value)).map(({ username }) => username);
        break;
      case "delete_pin":
        account.deletePin(text(name, value), now);
        break;
      case "delete_board":
        account.deleteBoard(text(name, value));
        break;
      case "delete_section":
        account.deleteSection(text(name, value), now);
        break;
      case "add_campaigns":
        result.campaigns = advertising.addCampaigns(amount(name, value), seconds).map(({ id }) => id);
        break;
      case "add_ad_groups":
        result.ad_groups = advertising.addAdGroups(amount(name, value), seconds).map(({ id }) => id);
        break;
      case "add_ads": {
        const parent = adGroupId === undefined ? undefined : text("ad_group_id", adGroupId);
        result.ads = advertising.addAds(amount(name, value), seconds, parent).map(({ id }) => id);
        break;
      }
      case "archive":
        advertising.update(text(name, value), { status: "ARCHIVED" }, seconds);
        break;
      case "pause":
        advertising.update(text(name, value), { status: "PAUSED" }, seconds);
        break;
      case "activate":
        advertising.update(text(name, value), { status: "ACTIVE" }, seconds);
        break;
      case "rename":
        advertising.update(text(name, value), { name: `Renamed ${seconds}` }, seconds);
        break;
      case "move_ad":
        advertising.moveAd(text(name, value), text("ad_group_id", adGroupId), seconds);
        break;
      case "move_ad_group":
        advertising.moveAdGroup(text(name, value), text("campaign_id", campaignId), seconds);
        break;
      case "close_ad_account":
        world.closeAdAccount(text(name, value));
        break;
      case "delete_ad":
      case "delete_ad_group":
      case "delete_campaign":
        advertising.delete(text(name, value), seconds);
        break;
      default:
        throw new RangeError(`There is no change ${name}`);
    }
  }
  return { ...result, now: new Date(clock.now()).toISOString() };
}

function text(name: string, value: Json | undefined): string {
  if (typeof value !== "string") throw new RangeError(`${name} is not a text`);
  return value;
}

function amount(name: string, value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    throw new RangeError(`${name} is not a count`);
  return value;
}
