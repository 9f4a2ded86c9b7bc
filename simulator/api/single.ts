import { asText, type Json, type JsonObject } from "../../src/json.ts";
import { ApiError, feedNotFound, noCatalog, productGroupNotFound } from "../errors.ts";
import { hash } from "../random.ts";
import { showAd, showAdGroup, showCampaign, showPromotion } from "../views/advertising.ts";
import { showFeed, showProductGroup } from "../views/catalogs.ts";
import { showMediaUpload } from "../views/people.ts";
import { showAudience, showConversionTag, showCustomerList } from "../views/targets.ts";
import { insertionOrdersOf, invoicesOf } from "../world/billing.ts";
import { integrationsOf } from "../world/integrations.ts";
import { leadFormsOf, leadSubscriptionsOf } from "../world/lead-ads.ts";
import { orderLinesOf, promotionsOf } from "../world/planning.ts";
import { advertiserOf, billingRoles, leadRoles, secondsOf } from "./advertiser.ts";
import { type Call, get, type Operation } from "./operation.ts";

const account = "/ad_accounts/{ad_account_id}";

/** Things asked for one by one, by an id that a list has. */
export const singleOperations: readonly Operation[] = [
  get(`${account}/campaigns/{campaign_id}`, "campaigns/get", (call) =>
    showCampaign(one(call, "campaign_id", advertiserOf(call).advertising.campaigns), secondsOf(call.simulation)),
  ),
  get(`${account}/ad_groups/{ad_group_id}`, "ad_groups/get", (call) =>
    showAdGroup(one(call, "ad_group_id", advertiserOf(call).advertising.adGroups), secondsOf(call.simulation), false),
  ),
  get(`${account}/ads/{ad_id}`, "ads/get", (call) => showAd(one(call, "ad_id", advertiserOf(call).advertising.ads))),
  get(`${account}/audiences/{audience_id}`, "audiences/get", (call) =>
    showAudience(one(call, "audience_id", advertiserOf(call).advertising.audiences, notFound("Audience not found."))),
  ),
  get(`${account}/customer_lists/{customer_list_id}`, "customer_lists/get", (call) =>
    showCustomerList(one(call, "customer_list_id", advertiserOf(call).advertising.customerLists)),
  ),
  get(`${account}/conversion_tags/{conversion_tag_id}`, "conversion_tags/get", (call) =>
    showConversionTag(one(call, "conversion_tag_id", advertiserOf(call).advertising.conversionTags)),
  ),
  get(`${account}/product_group_promotions/{product_group_promotion_id}`, "product_group_promotions/get", (call) =>
    showPromotion(one(call, "product_group_promotion_id", advertiserOf(call).advertising.promotions)),
  ),
  get(`${account}/promotions/{promotion_id}`, "promotions/get", (call) =>
    record(
      call,
      "promotion_id",
      promotionsOf(advertiserOf(call)),
      notFound("Promotion for that ID was not found", 4997),
    ),
  ),
  get(`${account}/order_lines/{order_line_id}`, "order_lines/get", (call) =>
    record(call, "order_line_id", orderLinesOf(advertiserOf(call))),
  ),
  get(`${account}/lead_forms/{lead_form_id}`, "lead_form/get", (call) =>
    record(call, "lead_form_id", leadFormsOf(advertiserOf(call)), notFound("Lead form is not found.", 4842)),
  ),
  get(`${account}/leads/subscriptions/{subscription_id}`, "ad_accounts_subscriptions/get_by_id", (call) =>
    record(call, "subscription_id", leadSubscriptionsOf(advertiserOf(call, leadRoles))),
  ),
  get(
    `${account}/ssio/insertion_orders/{pin_order_id}/status`,
    "ssio_insertion_orders_status/get_by_pin_order_id",
    (call) =>
      record(call, "pin_order_id", insertionOrdersOf(advertiserOf(call, billingRoles)), undefined, "pin_order_id"),
  ),
  get(`${account}/billing_invoice/{billing_invoice_id}/download`, "billing_invoice_download/get", (call) => {
    const { id } = record(call, "billing_invoice_id", invoicesOf(advertiserOf(call, billingRoles)));
    return { id: id ?? "", download_url: `https://invoices.example.com/${asText(id)}.pdf` };
  }),
  get("/catalogs/feeds/{feed_id}", "feeds/get", (call) =>
    showFeed(one(call, "feed_id", call.scope.world.catalogsOf(call.scope.account).feeds, feedNotFound())),
  ),
  get("/catalogs/product_groups/{product_group_id}", "catalogs_product_groups/get", (call) => {
    const { catalogs, productGroups } = call.scope.world.catalogsOf(call.scope.account);
    if (catalogs.length === 0) throw noCatalog();
    return showProductGroup(one(call, "product_group_id", productGroups, productGroupNotFound()));
  }),
  get("/integrations/{id}", "integrations/get_by_id", (call) =>
    record(call, "id", integrationsOf(call.scope.world), notFound("Sorry! We could not find your integration.", 4517)),
  ),
  get("/integrations/commerce/{external_business_id}", "integrations_commerce/get", (call) => {
    const missing = notFound("Sorry! We could not find your integration.", 4180);
    return metadataOf(
      record(call, "external_business_id", integrationsOf(call.scope.world), missing, "external_business_id"),
    );
  }),
  get("/media/{media_id}", "media/get", (call) => showMediaUpload(one(call, "media_id", call.scope.account.media))),
  get("/user_account/websites/verification", "website_verification/get", ({ scope }) => {
    const code = hash(scope.account.profile.id).toString(16).padStart(8, "0").repeat(4);
    return {
      verification_code: code,
      dns_txt_record: `pinterest-site-verification=${code}`,
      metatag: `<meta name="p:domain_verify" content="${code}"/>`,
      filename: `pinterest-${code.slice(0, 5)}.html`,
      file_content: `<html><body>${code}</body></html>`,
    };
  }),
];

/** Where the document has neither a code nor a text for something that is not there, both are guesses. */
function notFound(message = "Not found.", code = 404): ApiError {
  return new ApiError(404, code, message);
}

function one<Item extends { readonly id: string }>(
  { parameters }: Call,
  parameter: string,
  items: readonly Item[],
  missing = notFound(),
): Item {
  const id = parameters.requiredText(parameter);
  const item = items.find((candidate) => candidate.id === id);
  if (item === undefined) throw missing;
  return item;
}

function record(
  { parameters }: Call,
  parameter: string,
  records: readonly JsonObject[],
  missing = notFound(),
  field = "id",
): JsonObject {
  const id = parameters.requiredText(parameter);
  const found = records.find((candidate) => candidate[field] === id);
  if (found === undefined) throw missing;
  return found;
}

/** A connected shop as its own operation shows it: without tokens and without nulls. */
function metadataOf(integration: JsonObject): JsonObject {
  const { created_time: created, updated_time: updated, ...rest } = integration;
  const secrets = ["partner_access_token", "partner_refresh_token", "partner_primary_email"];
  const kept = Object.entries(rest).filter(([name, value]) => value !== null && !secrets.includes(name));
  const fields: Record<string, Json | undefined> = Object.fromEntries(kept);
  return { ...fields, created_timestamp: created, updated_timestamp: updated };
}
