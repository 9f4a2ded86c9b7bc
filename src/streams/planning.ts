import { changes, list } from "./ads.ts";
import { labels, leadAds } from "./gates.ts";
import type { Stream } from "./stream.ts";

/** What ads are planned with: labels, promotions, templates, forms. */
export const planningStreams: readonly Stream[] = [
  {
    ...list,
    name: "labels",
    about: "Labels of campaigns, archived ones included.",
    operation: "labels/list",
    rows: "labels",
    // Asked for none, the API shows the active ones.
    parameters: () => ({ entity_statuses: ["ACTIVE", "ARCHIVED"] }),
    primaryKey: ["id"],
    gate: labels,
  },
  {
    ...list,
    name: "promotions",
    about: "Promotions that ads can show, such as discounts.",
    operation: "promotions/list",
    primaryKey: ["id"],
  },
  {
    ...list,
    name: "targeting_templates",
    about: "Targeting templates, with the sizes of their audiences.",
    operation: "targeting_template/list",
    parameters: () => ({ include_sizing: true }),
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    ...list,
    name: "report_templates",
    about: "Templates of reports, as they were put together in Pinterest's ads manager.",
    operation: "templates/list",
    primaryKey: ["id"],
    reading: changes("updated_time"),
  },
  {
    ...list,
    name: "lead_forms",
    about: "Forms of lead ads.",
    operation: "lead_forms/list",
    primaryKey: ["id"],
    reading: changes("updated_time"),
    gate: leadAds,
  },
  {
    ...list,
    name: "lead_ads_subscriptions",
    about: "Webhooks that leads are sent to. The keys that leads are encrypted with are left out.",
    operation: "ad_accounts_subscriptions/get_list",
    omit: ["cryptographic_key"],
    primaryKey: ["id"],
  },
];
