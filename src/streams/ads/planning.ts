import { labels, leadAds } from "../access-requirements.ts";
import { adAccountStreams } from "../define-streams.ts";
import { eachEntity } from "../parents.ts";

/** Labels, promotions, templates, and forms for planning ads. */
export const planningStreams = adAccountStreams([
  {
    name: "labels",
    description: "Labels of campaigns, one row per label. Includes archived labels.",
    operation: "labels/list",
    // By default, the API returns only active labels.
    parameters: () => ({ entity_statuses: ["ACTIVE", "ARCHIVED"] }),
    primaryKey: ["id"],
    accessRequirement: labels,
  },
  {
    name: "promotions",
    description: "Promotions that ads can show, such as discounts, one row per promotion.",
    operation: "promotions/list",
    primaryKey: ["id"],
  },
  {
    name: "schedules",
    description: "Planned changes to campaigns' budgets and bid multipliers, one row per change, in every status.",
    operation: "schedules/list",
    // The default of the API is undocumented.
    parameters: () => ({
      schedule_statuses: ["CREATED", "SCHEDULED", "ACTIVE", "COMPLETED", "FAILED", "CANCELED", "DRAFT"],
    }),
    partitions: {
      of: "batches",
      parent: eachEntity("campaigns", "entity_ids"),
      batch: { parameter: "entity_ids", size: () => 100 },
    },
    fromRequest: { ad_account_id: "ad_account_id" },
    primaryKey: ["schedule_id"],
  },
  {
    name: "targeting_templates",
    description: "Targeting templates with their estimated reach, one row per template.",
    operation: "targeting_template/list",
    parameters: () => ({ include_sizing: true }),
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_time" },
  },
  {
    name: "report_templates",
    description: "Report templates made in Ads Manager, one row per template. Their reports are in `template_reports`.",
    operation: "templates/list",
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_time" },
  },
  {
    name: "lead_forms",
    description: "Forms of lead ads, one row per form. Leads themselves aren't readable.",
    operation: "lead_forms/list",
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_time" },
    accessRequirement: leadAds,
  },
  {
    name: "lead_ads_subscriptions",
    description: "Webhooks that Pinterest sends leads to, one row per webhook. Excludes the encryption keys.",
    operation: "ad_accounts_subscriptions/get_list",
    omit: ["cryptographic_key"],
    primaryKey: ["id"],
  },
]);
