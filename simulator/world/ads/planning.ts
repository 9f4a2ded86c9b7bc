import { asText, type JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { adName } from "../../texts.ts";
import { made } from "../made.ts";
import { entityStatuses } from "./advertising-records.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

/*
 * Resources of an ad account that nothing else depends on or changes, stored in the form of the API. Ad accounts of
 * other owners lack some of them.
 */

/** Discounts that ads can show; more than one page. */
export const promotionsOf = ofAdAccount("promotions", (adAccount, factory) => {
  const { random } = factory;
  return adAccount.advertising.promotionIds.map((id, index) => {
    const start = factory.ago(10, 300);
    return made("PromotionResponse", id, {
      id,
      ad_account_id: adAccount.id,
      status: factory.turn(entityStatuses, index),
      promotion_title: adName(random, "promotion", index),
      external_id: `gid://shop/Discount/${index}`,
      start_time: start,
      end_time: random.chance(0.3) ? undefined : start + random.integer(3, 90) * 86_400,
    });
  });
});

/** Order lines; times are floating-point numbers, as the document declares. */
export const orderLinesOf = ofAdAccount("order lines", (adAccount, factory) => {
  const { random } = factory;
  const { orderLineIds, campaigns } = adAccount.advertising;
  return orderLineIds.map((id, index) => {
    const start = factory.ago(30, 500);
    return made("OrderLine", id, {
      id,
      ad_account_id: adAccount.id,
      type: "orderline",
      status: factory.turn(["ACTIVE", "PAUSED", "DELETED"], index),
      paid_type: factory.turn(["PAID", null, "BONUS", "MAKE_GOOD"], index),
      purchase_order_id: random.chance(0.4) ? null : `PO-${random.integer(1, 99_999)}`,
      start_time: start,
      end_time: random.chance(0.3) ? null : start + random.integer(10, 200) * 86_400,
      campaign_ids: campaigns.filter(({ orderLineId }) => orderLineId === id).map((campaign) => campaign.id),
    });
  });
});

/** Labels of campaigns. */
export const labelsOf = ofAdAccount("labels", (adAccount, factory) => {
  const { random } = factory;
  const count = isOwn(adAccount) ? 31 : 0;
  return factory.list(110_638_000_000n, adAccount.advertising.campaigns.length === 0 ? 0 : count, (id, index) => ({
    id,
    label_type: index % 5 === 0 ? "BRAND" : "CUSTOM",
    status: index % 4 === 1 ? "ARCHIVED" : "ACTIVE",
    value: adName(random, "label", index),
  }));
});

/** Targeting templates without `sizing`, which the API returns only on request. */
export const targetingTemplatesOf = ofAdAccount("targeting templates", (adAccount, factory) => {
  const { random } = factory;
  const count = isOwn(adAccount) ? 12 : 1;
  return factory.list(643_100_000_000n, count, (id, index) => {
    const created = factory.ago(60, 700);
    return made("TargetingTemplateGetResponseData", id, {
      id,
      ad_account_id: adAccount.id,
      name: adName(random, "template", index),
      status: index % 4 === 2 ? "DELETED" : "ACTIVE",
      created_time: created,
      updated_time: created + random.integer(0, 50) * 86_400,
      sizing: undefined,
    });
  });
});

/** Adds the audience size to a targeting template; null if it is too narrow. */
export function withSizing(template: JsonObject): JsonObject {
  const estimate = hash(`${asText(template.id)} sizing`) % 90_000_000;
  const sizing = {
    reach_estimate: { estimate, lower_bound: Math.floor(estimate * 0.8), upper_bound: Math.floor(estimate * 1.2) },
  };
  return { ...template, sizing: estimate % 5 === 0 ? null : sizing };
}
