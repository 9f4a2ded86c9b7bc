import type { AdvertisingWorld } from "./world/ads/advertising.ts";
import type { EntityStatus, Seconds } from "./world/ads/advertising-records.ts";
import type { AccountWorld } from "./world/organic/account.ts";
import type { AdAccount, Role, World } from "./world/world.ts";

/*
 * What happens to real accounts besides the control requests of `changes.ts`. Times are epoch seconds.
 */

/** Sets the status of a campaign, ad group, or ad. */
export function setStatus(advertising: AdvertisingWorld, id: string, status: EntityStatus, now: Seconds): void {
  const { campaigns, adGroups, ads } = advertising;
  const entity = [...campaigns, ...adGroups, ...ads].find((one) => one.id === id);
  if (entity === undefined) return;
  Object.assign(entity, { status, record: { ...entity.record, status, updated_time: now } });
  advertising.version = {};
}

/** Changes the title of a Pin, which changes no time of its board. */
export function editPin(account: AccountWorld, id: string, title: string): void {
  account.pins = account.pins.map((pin) => (pin.id === id ? { ...pin, record: { ...pin.record, title } } : pin));
}

export function renameBoard(account: AccountWorld, id: string, name: string): void {
  account.boards = account.boards.map((board) => (board.id === id ? { ...board, name } : board));
}

/** Changes the user's roles in an ad account, which its list shows. None: lists omit it, and requests for it fail. */
export function setRoles(world: World, id: string, roles: readonly Role[]): void {
  const changed = world.adAccounts.map((one) => (one.id === id ? { ...one, roles } : one));
  world.adAccounts = changed.filter((one) => one.roles.length > 0);
}

/** Gives an ad account of an earlier list back. */
export function restoreAdAccount(world: World, id: string, earlier: readonly AdAccount[]): void {
  const now = new Map(world.adAccounts.map((one) => [one.id, one]));
  world.adAccounts = earlier.flatMap((one) => (one.id === id ? [one] : (now.get(one.id) ?? [])));
}
