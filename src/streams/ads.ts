import type { Parameters } from "../pinterest/operations/operations.ts";
import type { FeedReading, Parent, Partitions, RunFacts, Stream } from "./stream.ts";

/** Every status there is of campaigns and what is in them. Asked for none, the API shows ACTIVE and PAUSED and hides what was archived after it was paid for. */
const everyStatus = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** Lists of ads are in the order of their ids, and cannot be asked for what changed. */
export const changes = (cursor: string) => ({ by: "feed", cursor, order: "none" }) as const satisfies FeedReading;

/** The ad accounts to read: those that the user named, or all that the token sees. */
export const eachAdAccount: Parent = {
  stream: "ad_accounts",
  bind: { ad_account_id: "id" },
  only: { setting: "ad_account_ids", field: "id", values: ({ adAccountIds }) => adAccountIds },
};

/** One partition an ad account. */
export const ofAdAccount = { of: "children", parent: eachAdAccount } as const satisfies Partitions;
const fromRequest = { ad_account_id: "ad_account_id" };

/** What all lists of an ad account have in common. */
export const list = { rows: "items", partitions: ofAdAccount, fromRequest, reading: { by: "list" } } as const;

/** The entities of an ad account, in every status: they have rows of analytics whatever their status is now. */
export function eachEntity(stream: "campaigns" | "ad_groups" | "ads", parameter: string): Parent {
  return {
    stream,
    bind: { ad_account_id: "ad_account_id", [parameter]: "id" },
    parameters: { entity_statuses: everyStatus },
  };
}

function wantedStatuses({ config }: RunFacts): Parameters {
  return { entity_statuses: config.entityStatuses.length === 0 ? everyStatus : config.entityStatuses };
}

/** The statuses that the user chose for campaigns, ad groups and ads. */
const namedStatuses: NonNullable<Stream["named"]> = ({ entityStatuses }) => [
  { parameter: "entity_statuses", setting: ["status"], values: entityStatuses, isShared: true },
];

/** Advertising as it was set up: accounts, campaigns and what belongs to them. */
export const adsStreams: readonly Stream[] = [
  {
    name: "ad_accounts",
    description: "Ad accounts that the user owns or was given access to.",
    operation: "ad_accounts/list",
    rows: "items",
    parameters: () => ({ include_shared_accounts: true }),
    partitions: { of: "single" },
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    name: "campaigns",
    description: "Campaigns, in every status unless `status` says otherwise.",
    operation: "campaigns/list",
    rows: "items",
    parameters: wantedStatuses,
    named: namedStatuses,
    partitions: ofAdAccount,
    fromRequest,
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    name: "ad_groups",
    description: "Ad groups, in every status unless `status` says otherwise.",
    operation: "ad_groups/list",
    rows: "items",
    parameters: wantedStatuses,
    named: namedStatuses,
    partitions: ofAdAccount,
    fromRequest,
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    name: "ads",
    description: "Ads, in every status unless `status` says otherwise.",
    operation: "ads/list",
    rows: "items",
    parameters: wantedStatuses,
    named: namedStatuses,
    partitions: ofAdAccount,
    fromRequest,
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    name: "audiences",
    description: "Audiences that the ad accounts own or that were shared with them.",
    operation: "audiences/list",
    rows: "items",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [{ parameter: "ownership_type", values: () => ["OWNED", "RECEIVED"] }],
    },
    fromRequest,
    primaryKey: ["ad_account_id", "id"],
    reading: changes("updated_timestamp"),
  },
  {
    name: "conversion_tags",
    description: "Pinterest tags of the ad accounts.",
    operation: "conversion_tags/list",
    rows: "items",
    partitions: ofAdAccount,
    fromRequest,
    primaryKey: ["id"],
    reading: { by: "list" },
  },
  {
    name: "customer_lists",
    description: "Customer lists that audiences are made from.",
    operation: "customer_lists/list",
    rows: "items",
    partitions: ofAdAccount,
    fromRequest,
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    name: "keywords",
    description: "Keywords of ad accounts, campaigns and ad groups.",
    operation: "keywords/get",
    rows: "items",
    // Asked for no parent, the API gives only the keywords of the ad account itself.
    partitions: {
      of: "multiple_parents",
      sources: [
        { of: "children", parent: eachAdAccount },
        { of: "children", parent: eachEntity("campaigns", "campaign_id") },
        {
          of: "batches",
          parent: eachEntity("ad_groups", "ad_group_ids"),
          batch: { parameter: "ad_group_ids", size: () => 250, single: "ad_group_id" },
        },
      ],
    },
    fromRequest,
    primaryKey: ["id"],
    reading: { by: "list" },
  },
  {
    name: "product_group_promotions",
    description: "Product groups as they are promoted by ad groups.",
    operation: "product_group_promotions/list",
    rows: "items",
    parameters: () => ({ entity_statuses: everyStatus }),
    partitions: { of: "children", parent: eachEntity("ad_groups", "ad_group_id") },
    fromRequest: { ad_account_id: "ad_account_id", ad_group_id: "ad_group_id" },
    primaryKey: ["id"],
    reading: { by: "list" },
  },
];
