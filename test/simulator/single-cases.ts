import type { Simulator } from "../../simulator/simulator.ts";
import { insertionOrdersOf, invoicesOf } from "../../simulator/world/billing.ts";
import { integrationsOf } from "../../simulator/world/integrations.ts";
import { leadFormsOf, leadSubscriptionsOf } from "../../simulator/world/lead-ads.ts";
import { orderLinesOf, promotionsOf } from "../../simulator/world/planning.ts";
import { asText } from "../../src/json.ts";
import type { Case } from "./ads-cases.ts";

const listsOfIds: Readonly<Record<string, string>> = {
  RETAIL: "item_ids",
  HOTEL: "hotel_ids",
  CREATIVE_ASSETS: "creative_assets_ids",
};
const prefixes: Readonly<Record<string, string>> = { RETAIL: "SKU", HOTEL: "hotel", CREATIVE_ASSETS: "asset" };

/** Requests for things one by one, and questions that are asked with a POST. */
export function singleCases({ world }: Simulator): Case[] {
  const [adAccount] = world.adAccounts;
  if (adAccount === undefined) throw new RangeError("There is no ad account");
  const { advertising } = adAccount;
  const account = `/ad_accounts/${adAccount.id}`;
  const catalogs = world.catalogsOf(world.me);
  const first = (records: readonly { readonly [key: string]: unknown }[], field = "id") => {
    const value = records[0]?.[field];
    return typeof value === "string" ? value : "";
  };
  const idOf = (items: readonly { readonly id: string }[]) => items[0]?.id ?? "";
  const itemIds = [`SKU-${idOf(world.me.ownPins())}`, "SKU-none"];
  const order = asText(insertionOrdersOf(adAccount)[0]?.pin_order_id);
  return [
    { operation: "campaigns/get", path: `${account}/campaigns/${idOf(advertising.campaigns)}` },
    { operation: "ad_groups/get", path: `${account}/ad_groups/${idOf(advertising.adGroups)}` },
    { operation: "ads/get", path: `${account}/ads/${idOf(advertising.ads)}` },
    { operation: "audiences/get", path: `${account}/audiences/${idOf(advertising.audiences)}` },
    { operation: "customer_lists/get", path: `${account}/customer_lists/${idOf(advertising.customerLists)}` },
    { operation: "conversion_tags/get", path: `${account}/conversion_tags/${idOf(advertising.conversionTags)}` },
    {
      operation: "product_group_promotions/get",
      path: `${account}/product_group_promotions/${idOf(advertising.promotions)}`,
    },
    { operation: "promotions/get", path: `${account}/promotions/${first(promotionsOf(adAccount))}` },
    { operation: "order_lines/get", path: `${account}/order_lines/${first(orderLinesOf(adAccount))}` },
    { operation: "lead_form/get", path: `${account}/lead_forms/${first(leadFormsOf(adAccount))}` },
    {
      operation: "ad_accounts_subscriptions/get_by_id",
      path: `${account}/leads/subscriptions/${first(leadSubscriptionsOf(adAccount))}`,
    },
    {
      operation: "ssio_insertion_orders_status/get_by_pin_order_id",
      path: `${account}/ssio/insertion_orders/${order}/status`,
    },
    {
      operation: "billing_invoice_download/get",
      path: `${account}/billing_invoice/${first(invoicesOf(adAccount))}/download`,
    },
    { operation: "feeds/get", path: `/catalogs/feeds/${idOf(catalogs.feeds)}` },
    { operation: "catalogs_product_groups/get", path: `/catalogs/product_groups/${idOf(catalogs.productGroups)}` },
    { operation: "integrations/get_by_id", path: `/integrations/${first(integrationsOf(world))}` },
    { operation: "integrations_commerce/get", path: "/integrations/commerce/shop-0" },
    { operation: "media/get", path: `/media/${idOf(world.me.media)}` },
    {
      operation: "ad_groups/audience_sizing",
      path: `${account}/ad_groups/audience_sizing`,
      body: { targeting_spec: { GENDER: ["female"] }, placement_group: "ALL" },
    },
    {
      operation: "ad_groups_bid_floor/get",
      path: `${account}/bid_floor`,
      body: { bid_floor_specs: [{ billable_event: "IMPRESSION", currency: "USD" }], targeting_spec: {} },
    },
    ...["RETAIL", "HOTEL", "CREATIVE_ASSETS"].map((type) => ({
      operation: "items/post",
      path: "/catalogs/items",
      body: {
        country: "US",
        language: "en-US",
        filters: {
          catalog_type: type,
          [listsOfIds[type] ?? ""]: itemIds.map((id) => id.replace("SKU", prefixes[type] ?? "")),
        },
      },
    })),
    { operation: "website_verification/get", path: "/user_account/websites/verification" },
  ];
}
