import type { JsonObject } from "../../json.ts";
import { type Fields, makeRow, type SchemaName } from "../made.ts";
import { memoizeByKey } from "../memoize-by-key.ts";
import { SeededFactory } from "../seeded-factory.ts";
import type { AdAccount } from "../world.ts";

/** Returns the rows of an ad account in the form of the API. */
export type AdAccountTable = (adAccount: AdAccount) => readonly JsonObject[];

/** Whether the token's user owns the ad account. Ad accounts of other users have fewer resources. */
export const isOwn = ({ roles }: AdAccount): boolean => roles.includes("OWNER");

/** Returns a function that makes one kind of records of an ad account once, on first use. */
export function ofAdAccount<Records = readonly JsonObject[]>(
  part: string,
  make: (adAccount: AdAccount, factory: SeededFactory) => Records,
): (adAccount: AdAccount) => Records {
  return memoizeByKey((adAccount) => make(adAccount, new SeededFactory(adAccount.seed, part)));
}

/**
 * Returns a function that makes the rows of a schema for an ad account.
 * @param kind the first ID
 * @param counts the number of rows in an ad account of the token's user, and in one of another user
 * @param fields what is known of a row, by its position, ad account, and ID
 */
export function tableOf(
  schema: SchemaName,
  kind: bigint,
  counts: readonly [own: number, other: number],
  fields: (index: number, adAccount: AdAccount, id: string) => Fields = () => ({}),
): AdAccountTable {
  return ofAdAccount(schema, (adAccount, factory) =>
    factory.list(kind, counts[isOwn(adAccount) ? 0 : 1], (id, index) =>
      makeRow(schema, id, { ad_account_id: adAccount.id, ...fields(index, adAccount, id) }),
    ),
  );
}
