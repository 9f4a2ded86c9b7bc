import type { JsonObject } from "../../json.ts";
import { memoizeByKey } from "../memoize-by-key.ts";
import { SeededFactory } from "../seeded-factory.ts";
import type { AdAccount } from "../world.ts";

/** Whether the token's user owns the ad account. Ad accounts of other users have fewer resources. */
export const isOwn = ({ roles }: AdAccount): boolean => roles.includes("OWNER");

/** Returns a function that makes one kind of records of an ad account once, on first use. */
export function ofAdAccount<Records = readonly JsonObject[]>(
  part: string,
  make: (adAccount: AdAccount, factory: SeededFactory) => Records,
): (adAccount: AdAccount) => Records {
  return memoizeByKey((adAccount) => make(adAccount, new SeededFactory(adAccount.seed, part, adAccount.midnight)));
}
