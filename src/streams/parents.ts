import type { FeedReading, Parent, Partitions } from "./stream.ts";

/** All statuses of campaigns, ad groups, and ads. By default, the API omits archived ones, although they have metrics. */
export const everyStatus = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** Returns the reading of a list sorted by ID, without a filter for changes. */
export const changes = (cursor: string) => ({ by: "feed", cursor, order: "none" }) as const satisfies FeedReading;

/** The common part of lists of the account, which need no parent. */
export const accountList = { rows: "items", partitions: { of: "single" }, reading: { by: "list" } } as const;

/** The ad accounts that the user named, or all that the token has access to. */
export const eachAdAccount: Parent = {
  stream: "ad_accounts",
  bind: { ad_account_id: "id" },
  only: { setting: "ad_account_ids", field: "id", values: ({ adAccountIds }) => adAccountIds },
};

/** One partition per ad account. */
const ofAdAccount = { of: "children", parent: eachAdAccount } as const satisfies Partitions;

/** The common part of all lists of an ad account. */
export const adAccountList = {
  rows: "items",
  partitions: ofAdAccount,
  fromRequest: { ad_account_id: "ad_account_id" },
  reading: { by: "list" },
} as const;

/** Returns the entities of an ad account in every status, since metrics don't depend on the present status. */
export function eachEntity(stream: "campaigns" | "ad_groups" | "ads", parameter: string): Parent {
  return {
    stream,
    bind: { ad_account_id: "ad_account_id", [parameter]: "id" },
    parameters: { entity_statuses: everyStatus },
  };
}
