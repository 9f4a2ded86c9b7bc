import { labels, leadAds } from "./access-requirements.ts";
import { changes, list } from "./ads.ts";
import type { Stream } from "./stream.ts";

/** What ads are planned with: labels, promotions, templates, forms. */
export const planningStreams: readonly Stream[] = [
  {
    ...list,
    name: "labels",
    description: "Labels of campaigns, archived ones included.",
    operation: "labels/list",
    rows: "labels",
    // Asked for none, the API shows the active ones.
    parameters: () => ({ entity_statuses: ["ACTIVE", "ARCHIVED"] }),
    primaryKey: ["id"],
    accessRequirement: labels,
  },
  {
    ...list,
    name: "promotions",
    description: "Promotions that ads can show, such as discounts.",
    operation: "promotions/list",
    primaryKey: ["id"],
  },
  {
    ...list,
    name: "targeting_templates",
    description: "Targeting templates, with the sizes of their audiences.",
    operation: "targeting_template/list",
    parameters: () => ({ include_sizing: true }),
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    ...list,
    name: "report_templates",
    description: "Templates of reports, as they were put together in Pinterest's ads manager.",
    operation: "templates/list",
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    ...list,
    name: "lead_forms",
    description: "Forms of lead ads.",
    operation: "lead_forms/list",
    primaryKey: ["id"],
    reading: changes("updated_time"),
    accessRequirement: leadAds,
  },
  {
    ...list,
    name: "lead_ads_subscriptions",
    description: "Webhooks that leads are sent to. The keys that leads are encrypted with are left out.",
    operation: "ad_accounts_subscriptions/get_list",
    omit: ["cryptographic_key"],
    primaryKey: ["id"],
  },
];
