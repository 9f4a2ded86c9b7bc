import { made } from "../made.ts";
import { type AdAccountTable, isOwn, ofAdAccount, tableOf } from "./of-ad-account.ts";

/** Insertion orders, oldest first; the API shows only their status. */
const insertionOrdersOf = ofAdAccount("insertion orders", (adAccount, factory) => {
  return Array.from({ length: isOwn(adAccount) ? 5 : adAccount.roles.includes("ADMIN") ? 0 : 1 }, (_, index) => ({
    pin_order_id: `0Q01N000001${adAccount.id.slice(-4)}${index}SAB`,
    status: index % 2 === 0 ? "Approved" : "Draft",
    creation_time: index === 1 ? null : isoMilliseconds(factory.ago(30, 700)),
  }));
});

const billToInfo = {
  id: "0011N00001LW8kAQAT",
  io_terms: "The order is governed by\r\nthe terms",
  io_terms_id: "a2S1N000000bKHgUAM",
  addresses: [{ address_id: "a1C1N000004MUrLUAW", display: "1 Garden Street", purpose: "Billing" }],
};

/** What only roles with access to billing can read, by the stream that reads it. */
export const billingTables = {
  // Also invalid and deleted ones.
  billing_profiles: tableOf("BillingProfilesResponse", 123_124_000_000n, [6, 1], (index, { id }) => ({
    ad_account_id: undefined,
    advertiser_id: id,
    status: index % 2 === 0 ? "VALID" : "DELETED",
  })),
  // More than one page of invoices and credit memos.
  billing_invoices: tableOf("BillingInvoiceResponse", 560_010_000_000n, [270, 4], (_index, { name, currency }) => ({
    ad_account_name: name,
    currency,
  })),
  // Discounts have no ID, and two differ only in the remaining amount.
  ads_credit_discounts: ofAdAccount("credits", (adAccount, factory) => {
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
  }),
  // The account of insertion orders. Its IDs are those of Salesforce.
  ssio_accounts: (adAccount) => [
    made("SSIOAccountResponse", adAccount.id, {
      currency: adAccount.currency,
      pmp_names: isOwn(adAccount) ? [{ id: "0011N00001LW2aSQAT", name: "Partner GmbH" }] : [],
      billto_infos: isOwn(adAccount) ? [billToInfo] : [],
    }),
  ],
  ssio_insertion_orders: insertionOrdersOf,
  // Two lines per order.
  ssio_order_lines: ofAdAccount("insertion order lines", (adAccount, factory) =>
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
  ),
} as const satisfies Readonly<Record<string, AdAccountTable>>;

function isoMilliseconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
