import type { Parameters } from "../../pinterest/operations/operations.ts";
import { adAccountStreams } from "../define-streams.ts";
import { pinUrl } from "../derived-fields.ts";
import { eachAdAccount, eachEntity, everyStatus, withPinMetrics } from "../parents.ts";
import type { Parent, RunFacts, Stream } from "../stream.ts";

function wantedStatuses({ config }: RunFacts): Parameters {
  return { entity_statuses: config.entityStatuses.length === 0 ? everyStatus : config.entityStatuses };
}

/** The statuses that the user chose for campaigns, ad groups, and ads. */
const namedStatuses: NonNullable<Stream["named"]> = ({ entityStatuses }) => [
  { parameter: "entity_statuses", setting: ["status"], values: entityStatuses, isShared: true },
];

/** Campaigns, ad groups, or ads. */
const entityList = {
  parameters: wantedStatuses,
  named: namedStatuses,
  primaryKey: ["id"],
  reading: { by: "compared", cursor: "updated_time" },
  archives: true,
} as const satisfies Partial<Stream>;

/** The Pins of ads in every status. */
const eachPin: Parent = {
  stream: "ads",
  bind: { ad_account_id: "ad_account_id", pin_id: "pin_id" },
  parameters: { entity_statuses: everyStatus },
  where: ({ pin_id: pin }) => typeof pin === "string" && pin !== "",
  latest: { field: "updated_time", as: "ad_updated_time" },
};

/** Ad accounts, campaigns, and the objects in campaigns. */
export const adsStreams = adAccountStreams([
  {
    name: "ad_accounts",
    description: "Ad accounts that the user owns or has access to, one row per ad account.",
    operation: "ad_accounts/list",
    parameters: () => ({ include_shared_accounts: true }),
    partitions: { of: "single" },
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_time" },
    hidesByRole: true,
  },
  {
    ...entityList,
    name: "campaigns",
    description:
      "Campaigns, one row per campaign. Limited by `status`; otherwise archived campaigns and drafts are included.",
    operation: "campaigns/list",
  },
  {
    ...entityList,
    name: "ad_groups",
    description:
      "Ad groups, one row per ad group. Limited by `status`; otherwise archived ad groups and drafts are included.",
    operation: "ad_groups/list",
  },
  {
    ...entityList,
    name: "ads",
    description: "Ads, one row per ad. Limited by `status`; otherwise archived ads and drafts are included.",
    operation: "ads/list",
  },
  {
    ...withPinMetrics,
    name: "ad_pins",
    description:
      "Pins that ads show, one row per ad account and Pin, also of owners whose Pins aren't in `pins`. Costs one API call per Pin in the first sync, then one per Pin of a new or changed ad. An edit of a Pin alone appears after a refresh.",
    operation: "pins/get",
    rows: "object",
    partitions: { of: "children", parent: eachPin },
    fromRequest: { ad_account_id: "ad_account_id" },
    derive: { url: pinUrl },
    primaryKey: ["ad_account_id", "id"],
    reading: { by: "lookup", cursor: "ad_updated_time", object: "advertised Pin" },
  },
  {
    name: "audiences",
    description:
      "Audiences that the ad accounts own or that others share with them, one row per ad account and audience. Those shared with a business are in `business_shared_audiences`.",
    operation: "audiences/list",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [{ parameter: "ownership_type", values: () => ["OWNED", "RECEIVED"] }],
    },
    fromRequest: { ad_account_id: "ad_account_id" },
    primaryKey: ["ad_account_id", "id"],
    reading: { by: "compared", cursor: "updated_timestamp" },
  },
  {
    name: "conversion_tags",
    description:
      "All Pinterest tags of the ad accounts, one row per tag. The other streams of tags have only their events.",
    operation: "conversion_tags/list",
    primaryKey: ["id"],
  },
  {
    name: "customer_lists",
    description: "Customer lists that `audiences` are made from, one row per list. Holds no customer data.",
    operation: "customer_lists/list",
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_time" },
  },
  {
    name: "keywords",
    description: "Keywords of ad accounts, campaigns, and ad groups, one row per keyword.",
    operation: "keywords/get",
    // Without a parent, the API returns only the keywords of the ad account itself.
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
    fromRequest: { ad_account_id: "ad_account_id" },
    primaryKey: ["id"],
  },
  {
    name: "product_group_promotions",
    description:
      "Product groups that ad groups advertise, one row per promoted product group. All product groups are in `catalogs_product_groups`.",
    operation: "product_group_promotions/list",
    rows: "wrapped_items",
    parameters: () => ({ entity_statuses: everyStatus }),
    partitions: { of: "children", parent: eachEntity("ad_groups", "ad_group_id") },
    primaryKey: ["id"],
  },
]);
