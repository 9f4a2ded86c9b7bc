import type { DayRange } from "../api/check-range.ts";
import type { JsonObject } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import type { Group } from "../world/tables.ts";
import { parseDay } from "../world/times.ts";
import type { AdAccount, World } from "../world/world.ts";
import type { ReadOptions } from "./read-options.ts";

/** Returns the records that a correct connector emits for one stream. */
export type ExpectedStream = (simulation: Simulation, options: ReadOptions) => readonly JsonObject[];

/** Returns a stream per table, whose name is that of the stream. */
export function ofTables<Table>(
  tables: Readonly<Record<string, Table>>,
  stream: (table: Table, name: string) => ExpectedStream,
): Readonly<Record<string, ExpectedStream>> {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, stream(table, name)]));
}

/** Returns all rows of a table, with the parameters that select them. */
export function recordsIn(table: readonly Group[]): readonly JsonObject[] {
  return table.flatMap(({ keys, rows }) => rows().map((row) => ({ ...row, ...keys })));
}

/** Removes secret fields. */
export function without(record: JsonObject, ...secrets: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !secrets.includes(name)));
}

/** Returns the records of each distinct value. */
export function forEachValue(
  values: readonly string[] | undefined,
  records: (value: string) => readonly JsonObject[],
): readonly JsonObject[] {
  return [...new Set(values)].flatMap(records);
}

/** Returns the selected values, or all if there are none. */
export function orAll(selected: readonly string[] | undefined, all: readonly string[]): readonly string[] {
  return selected === undefined || selected.length === 0 ? all : [...new Set(selected)];
}

/** Returns the date range to read, limited to the days that the API keeps. */
export function daysToRead({ startDate, endDate }: ReadOptions, today: number, daysBack: number): DayRange {
  const start = startDate === undefined ? today - daysBack : parseDay(startDate);
  const end = endDate === undefined ? today : parseDay(endDate);
  if (start === undefined || end === undefined) throw new RangeError("A date is not in the format YYYY-MM-DD");
  return { start: Math.max(start, today - daysBack), end };
}

/**
 * The roles that give access to each category (Pinterest's document): campaigns ("Admin, Analyst, Campaign Manager"),
 * order lines ("Admin, Finance, Campaign"), leads ("Only requests for the OWNER or ADMIN"), and catalogs ("Owner,
 * Admin, Catalogs Manager").
 */
const roles = {
  content: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"],
  advertising: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"],
  billing: ["OWNER", "ADMIN", "FINANCE_MANAGER", "CAMPAIGN_MANAGER"],
  leads: ["OWNER", "ADMIN"],
  catalogs: ["OWNER", "ADMIN", "CATALOGS_MANAGER"],
} as const;

type Access = keyof typeof roles;

function isGranted(adAccount: AdAccount, access: Access): boolean {
  const granting: readonly string[] = roles[access];
  return adAccount.roles.some((role) => granting.includes(role));
}

/** Returns the acting account. @throws RangeError for an ad account on which the user has no role */
export function actingAccount(world: World, { adAccountId }: ReadOptions, access: Access = "content"): AccountWorld {
  if (adAccountId === undefined) return world.me;
  const adAccount = world.adAccounts.find(({ id }) => id === adAccountId);
  if (adAccount === undefined || !isGranted(adAccount, access)) throw new RangeError(`No access to ${adAccountId}`);
  return adAccount.owner;
}

/** Returns the selected ad accounts, by default all that the user can list. */
export function namedAdAccounts(world: World, { adAccountId, adAccountIds = [] }: ReadOptions): readonly AdAccount[] {
  const ids = adAccountId === undefined ? adAccountIds : [adAccountId, ...adAccountIds];
  return world.adAccounts.filter(({ id }) => ids.length === 0 || ids.includes(id));
}

/** Returns the records of each ad account to read, with its ID. */
export function ofAdAccounts(
  records: (adAccount: AdAccount, simulation: Simulation, options: ReadOptions) => readonly JsonObject[],
  access: Access = "advertising",
): ExpectedStream {
  return (simulation, options) =>
    adAccountsToRead(simulation.world, options, access).flatMap((adAccount) =>
      records(adAccount, simulation, options).map((record) => ({ ...record, ad_account_id: adAccount.id })),
    );
}

/** Returns the ad accounts to read, without those whose roles give no access. */
export function adAccountsToRead(
  world: World,
  options: ReadOptions,
  access: Access = "advertising",
): readonly AdAccount[] {
  return namedAdAccounts(world, options).filter((adAccount) => isGranted(adAccount, access));
}
