import { audienceSharing } from "../access-requirements.ts";
import { adAccountStreams } from "../define-streams.ts";
import { accountTypes } from "../dimensions.ts";
import { eachAdAccount } from "../parents.ts";

/** Audiences, their members, and the accounts that they are shared with. */
export const audiencesStreams = adAccountStreams([
  {
    name: "audience_insights",
    description:
      "Interests and demographics of an ad account's audiences and of Pinterest as a whole, one row per ad account and audience type.",
    operation: "audience_insights/get",
    rows: "object",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [
        {
          parameter: "audience_insight_type",
          values: () => ["YOUR_TOTAL_AUDIENCE", "YOUR_ENGAGED_AUDIENCE", "PINTEREST_TOTAL_AUDIENCE"],
        },
      ],
    },
    fromRequest: { ad_account_id: "ad_account_id", type: "audience_insight_type" },
    primaryKey: ["ad_account_id", "type"],
  },
  {
    name: "audience_insight_definitions",
    description: "Audiences that Pinterest has insights about, one row per ad account and audience.",
    operation: "audience_insights_scope_and_type/get",
    rows: "optional_items",
    primaryKey: ["ad_account_id", "scope", "type"],
  },
  {
    name: "audience_shared_accounts",
    description:
      "Accounts that ad accounts share audiences with, one row per audience and account. For those of businesses, sync `business_audience_shared_accounts`.",
    operation: "ad_accounts_audiences_shared_accounts/list",
    partitions: {
      of: "children",
      parent: { stream: "audiences", bind: { ad_account_id: "ad_account_id", audience_id: "id" } },
      each: [accountTypes],
    },
    primaryKey: ["ad_account_id", "audience_id", "account_type", "account_id"],
    accessRequirement: audienceSharing,
  },
  {
    name: "customer_segments",
    description: "Customer segments, which combine `audiences`, one row per segment.",
    operation: "customer_segment/list",
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_time" },
  },
]);
