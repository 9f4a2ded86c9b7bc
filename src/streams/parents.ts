import type { FeedReading, Parent, Partitions } from "./stream.ts";

/** Every status there is of campaigns and what is in them. Asked for none, the API shows ACTIVE and PAUSED and hides what was archived after it was paid for. */
export const everyStatus = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** Lists of ads are in the order of their ids, and cannot be asked for what changed. */
export const changes = (cursor: string) => ({ by: "feed", cursor, order: "none" }) as const satisfies FeedReading;

/** The ad accounts to read: those that the user named, or all that the token sees. */
export const eachAdAccount: Parent = {
  stream: "ad_accounts",
  bind: { ad_account_id: "id" },
  only: { setting: "ad_account_ids", field: "id", values: ({ adAccountIds }) => adAccountIds },
};

/** One partition an ad account. */
const ofAdAccount = { of: "children", parent: eachAdAccount } as const satisfies Partitions;

/** What all lists of an ad account have in common. */
export const adAccountList = {
  rows: "items",
  partitions: ofAdAccount,
  fromRequest: { ad_account_id: "ad_account_id" },
  reading: { by: "list" },
} as const;

/** The entities of an ad account, in every status: they have rows of analytics whatever their status is now. */
export function eachEntity(stream: "campaigns" | "ad_groups" | "ads", parameter: string): Parent {
  return {
    stream,
    bind: { ad_account_id: "ad_account_id", [parameter]: "id" },
    parameters: { entity_statuses: everyStatus },
  };
}
