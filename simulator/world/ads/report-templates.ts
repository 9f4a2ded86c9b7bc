import { adName } from "../../texts.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

const plain = ["CAMPAIGN_ID", "SPEND_IN_DOLLAR", "TOTAL_IMPRESSION", "CLICKTHROUGH_1"];

/** The first templates, one per kind of report; the others repeat them. */
const levels: readonly (readonly [level: string, format: string, deleted: boolean | null])[] = [
  ["CAMPAIGN", "JSON", false],
  ["AD_GROUP_TARGETING", "JSON", null],
  ["PIN_PROMOTION", "CSV", false],
  ["AD_GROUP", "JSON", true],
  ["PRODUCT_ITEM", "JSON", false],
  ["ADVERTISER", "JSON", false],
];

/** Report templates that users saved. */
export const reportTemplatesOf = ofAdAccount("report templates", (adAccount, factory) => {
  const { random } = factory;
  const count = isOwn(adAccount) ? 7 : 0;
  return factory.list(673_920_000_000n, count, (id, index) => {
    const [level, format, deleted] = levels[index % levels.length] ?? ["CAMPAIGN", "JSON", false];
    return {
      id,
      ad_account_id: adAccount.id,
      ad_account_ids: [adAccount.id],
      user_id: adAccount.owner.profile.id,
      name: index === 1 ? null : adName(random, "report", index),
      type: "TABLE",
      report_level: level,
      report_format: format,
      granularity: random.pick(["DAY", "WEEK", "TOTAL"]),
      columns: level === "PRODUCT_ITEM" ? plain.slice(1) : plain,
      custom_column_ids: null,
      filters_json: index % 2 === 0 ? null : '[{"field": "SPEND_IN_DOLLAR", "operator": "GREATER_THAN", "value": 1}]',
      ingestion_sources: null,
      click_window_days: 30,
      engagement_window_days: 30,
      view_window_days: 1,
      conversion_report_time_type: "TIME_OF_AD_ACTION",
      report_start_relative_days_in_past: 14,
      report_end_relative_days_in_past: 1,
      creation_source: random.pick(["ADS_API", "ADS_MANAGER_REPORT_BUILDER"]),
      is_deleted: deleted,
      is_owned_by_user: random.chance(0.8),
      is_scheduled: random.chance(0.3),
      updated_time: factory.ago(5, 300),
      is_default: false,
      display_metadata: "{}",
      reporting_time_zone: "PINTEREST_TIME_ZONE",
      ade_columns: [],
      attribution_type: ["INDIVIDUAL"],
      sort_by: "NAME",
    };
  });
});
