import type { JsonObject } from "../../json.ts";
import { made } from "../made.ts";
import type { AdAccount } from "../world.ts";
import { isOwn, ofAdAccount, tableOf } from "./of-ad-account.ts";

/** Billing profiles, including invalid and deleted ones. */
export const billingProfilesOf = tableOf("BillingProfilesResponse", 123_124_000_000n, [6, 1], (index, { id }) => ({
  ad_account_id: undefined,
  advertiser_id: id,
  status: index % 2 === 0 ? "VALID" : "DELETED",
}));

/** More than one page of invoices and credit memos. */
export const invoicesOf = tableOf("BillingInvoiceResponse", 560_010_000_000n, [270, 4], (_index, adAccount) => ({
  ad_account_name: adAccount.name,
  currency: adAccount.currency,
}));

/** Discounts without an ID, two of which differ only in the remaining amount. */
export const creditsOf = ofAdAccount("credits", (adAccount, factory) => {
  if (!isOwn(adAccount)) return [];
  const credits = ["COUPON", "CREDIT_APPLIED", "MARKETING_OFFER_CREDIT", null].map((type, index) => {
    const amount = factory.random.integer(1, 200) * 1_000_000;
    return {
      advertiser_id: adAccount.id,
      active: index !== 1,
      title: index === 2 ? null : "Ads credits",
      discountType: type,
      discountCurrency: index === 3 ? null : adAccount.currency,
      discountInMicroCurrency: amount,
      remainingDiscountInMicroCurrency: index === 0 ? null : Math.floor(amount / 2),
    };
  });
  return [...credits, ...credits.slice(0, 1).map((one) => ({ ...one, remainingDiscountInMicroCurrency: 1_000_000 }))];
});

/** The account of insertion orders. Its IDs are those of Salesforce. */
export const ssioAccountOf = (adAccount: AdAccount): JsonObject =>
  made("SSIOAccountResponse", adAccount.id, {
    currency: adAccount.currency,
    pmp_names: isOwn(adAccount) ? [{ id: "0011N00001LW2aSQAT", name: "Partner GmbH" }] : [],
    billto_infos: isOwn(adAccount) ? [billToInfo] : [],
  });

const billToInfo = {
  id: "0011N00001LW8kAQAT",
  io_terms: "The order is governed by\r\nthe terms",
  io_terms_id: "a2S1N000000bKHgUAM",
  addresses: [{ address_id: "a1C1N000004MUrLUAW", display: "1 Garden Street", purpose: "Billing" }],
};

/** Insertion orders, oldest first; the API shows only their status. */
export const insertionOrdersOf = ofAdAccount("insertion orders", (adAccount, factory) => {
  return Array.from({ length: isOwn(adAccount) ? 5 : adAccount.roles.includes("ADMIN") ? 0 : 1 }, (_, index) => ({
    pin_order_id: `0Q01N000001${adAccount.id.slice(-4)}${index}SAB`,
    status: index % 2 === 0 ? "Approved" : "Draft",
    creation_time: index === 1 ? null : isoMilliseconds(factory.ago(30, 700)),
  }));
});

/** Lines of the insertion orders, two per order. */
export const ssioOrderLinesOf = ofAdAccount("insertion order lines", (adAccount, factory) =>
  insertionOrdersOf(adAccount).flatMap(({ pin_order_id: order }, position) =>
    [0, 1].map((index) => {
      const id = `a0x${adAccount.id.slice(-6)}${position}${index}`;
      return made("SSIOOrderLine", id, {
        salesforce_order_line_id: id,
        ads_manager_order_line_id: adAccount.advertising.orderLineIds[position * 2 + index - 1] ?? null,
        pin_order_id: order ?? null,
        currency_info: adAccount.currency,
        accepted_terms_time: index === 0 ? null : isoMilliseconds(factory.ago(20, 300)),
        last_modified_date_time: isoMilliseconds(factory.ago(1, 20)),
      });
    }),
  ),
);

export const termsOfServiceOf = ofAdAccount(
  "terms",
  (adAccount, factory): JsonObject => ({
    id: factory.ids(265_044_000_000n, 1).next(),
    ad_account_id: adAccount.id,
    has_accepted: isOwn(adAccount),
    html: null,
  }),
);

/** Adds the HTML of the terms, which the API returns only on request. */
export function withHtml(terms: JsonObject): JsonObject {
  return { ...terms, html: "<p>Terms &amp; conditions – “利用規約”</p>" };
}

function isoMilliseconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
