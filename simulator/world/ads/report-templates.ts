import { adName } from "../../texts.ts";
import { made } from "../made.ts";
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
    return made("TemplateResponse", id, {
      id,
      ad_account_id: adAccount.id,
      ad_account_ids: [adAccount.id],
      user_id: adAccount.owner.profile.id,
      name: index === 1 ? null : adName(random, "report", index),
      report_level: level,
      report_format: format,
      granularity: random.pick(["DAY", "WEEK", "TOTAL"]),
      columns: level === "PRODUCT_ITEM" ? plain.slice(1) : plain,
      filters_json: index % 2 === 0 ? null : '[{"field": "SPEND_IN_DOLLAR", "operator": "GREATER_THAN", "value": 1}]',
      is_deleted: deleted,
      updated_time: factory.ago(5, 300),
      attribution_type: ["INDIVIDUAL"],
      sort_by: "NAME",
    });
  });
});
