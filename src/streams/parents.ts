import type { Parent, Partitions, Stream } from "./stream.ts";

/** All statuses of campaigns, ad groups, and ads. By default, the API omits archived ones, although they have metrics. */
export const everyStatus = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** Pins with their metrics, if the user wants them. */
export const withPinMetrics = {
  parameters: ({ config }) => ({ pin_metrics: config.pinMetrics }),
} as const satisfies Partial<Stream>;

/** The ad accounts that the user named, or all that the token has access to. */
export const eachAdAccount: Parent = {
  stream: "ad_accounts",
  bind: { ad_account_id: "id" },
  only: { setting: "ad_account_ids", values: ({ adAccountIds }) => adAccountIds },
};

/** One partition per ad account. */
export const ofAdAccount = { of: "children", parent: eachAdAccount } as const satisfies Partitions;

/** Returns the entities of an ad account in every status, since metrics don't depend on the present status. */
export function eachEntity(stream: "campaigns" | "ad_groups" | "ads", parameter: string): Parent {
  return {
    stream,
    bind: { ad_account_id: "ad_account_id", [parameter]: "id" },
    parameters: { entity_statuses: everyStatus },
  };
}
