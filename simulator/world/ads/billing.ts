import type { JsonObject } from "../../json.ts";
import { made } from "../made.ts";
import { dayText } from "../times.ts";
import { isOwn, ofAdAccount } from "./of-ad-account.ts";

/** Billing profiles, including invalid and deleted ones. */
export const billingProfilesOf = ofAdAccount("billing profiles", (adAccount, factory) => {
  const count = isOwn(adAccount) ? 6 : 1;
  return factory.list(123_124_000_000n, count, (id, index) => ({
    id,
    advertiser_id: adAccount.id,
    billing_type: factory.turn(["CREDIT_CARD", "INVOICE", "PREPAID"], index),
    card_type: factory.turn(["VISA", "UNKNOWN", "MASTERCARD"], index),
    payment_method_brand: factory.turn(["VISA", "UNKNOWN", "CARTE_BANCAIRE"], index),
    status: factory.turn(["VALID", "DELETED", "INVALID", "SECONDARY", "PENDING"], index),
  }));
});

/** More than one page of weekly invoices and credit memos. */
export const invoicesOf = ofAdAccount("invoices", (adAccount, factory) => {
  const { random } = factory;
  const count = isOwn(adAccount) ? 270 : 4;
  const today = Math.floor(adAccount.midnight / 86_400);
  return factory.list(560_010_000_000n, count, (id, index) => {
    const end = today - 7 * (count - index - (index % 10 === 9 ? 1 : 0));
    return made("BillingInvoiceResponse", id, {
      id,
      ad_account_id: adAccount.id,
      ad_account_name: adAccount.name,
      status: index >= count - 3 ? "OPEN" : "CLOSED",
      billing_period_start_date: dayText(end - 6),
      billing_period_end_date: dayText(end),
      invoice_due_date: dayText(end + 30),
      bill_to_country: adAccount.country,
      currency: adAccount.currency,
      amount_billed_micro_currency: random.integer(1, 90_000) * 10_000,
    });
  });
});

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
export const ssioAccountOf = ofAdAccount("insertion order account", (adAccount): JsonObject => {
  const eligible = isOwn(adAccount);
  const some = { pmp_names: [{ id: "0011N00001LW2aSQAT", name: "Partner GmbH" }], billto_infos: [billToInfo] };
  return made("SSIOAccountResponse", adAccount.id, {
    eligible,
    can_edit: eligible,
    currency: adAccount.currency,
    error: eligible ? "No Error" : "Account not found",
    ...(eligible ? some : { pmp_names: [], billto_infos: [] }),
  });
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
    status: factory.turn(["Approved", "Draft", "Rejected"], index),
    creation_time: index === 1 ? null : isoMilliseconds(factory.ago(30, 700)),
  }));
});

/** Lines of the insertion orders, two per order. */
export const ssioOrderLinesOf = ofAdAccount("insertion order lines", (adAccount, factory) => {
  const { random } = factory;
  return insertionOrdersOf(adAccount).flatMap(({ pin_order_id: order }, position) =>
    [0, 1].map((index) => {
      const ongoing = index === 1;
      const start = Math.floor(factory.ago(10, 400) / 86_400);
      const id = `a0x${adAccount.id.slice(-6)}${position}${index}`;
      return made("SSIOOrderLine", id, {
        salesforce_order_line_id: id,
        ads_manager_order_line_id: adAccount.advertising.orderLineIds[position * 2 + index - 1] ?? null,
        pin_order_id: order ?? null,
        currency_info: adAccount.currency,
        start_date: dayText(start),
        end_date: ongoing ? null : dayText(start + 60),
        accepted_terms_time: random.chance(0.5) ? null : isoMilliseconds(factory.ago(20, 300)),
        last_modified_date_time: position === 1 && ongoing ? null : isoMilliseconds(factory.ago(1, 20)),
      });
    }),
  );
});

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
