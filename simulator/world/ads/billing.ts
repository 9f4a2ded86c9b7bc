import type { JsonObject } from "../../json.ts";
import { makeRow } from "../made.ts";
import { type AdAccountTable, isOwn, tableOf } from "./of-ad-account.ts";

/** Returns the time of an insertion order, which has milliseconds and a time zone. */
const timeOf = (index: number) => `2026-02-0${index + 1}T10:20:30.000Z`;

/** Insertion orders; the API shows only their status. */
const insertionOrdersOf: AdAccountTable = (adAccount) =>
  ["Approved", "Draft", "Approved"].slice(isOwn(adAccount) ? 0 : 2).map((status, index) => ({
    pin_order_id: `0Q01N000001${adAccount.id.slice(-4)}${index}SAB`,
    status,
    creation_time: index === 1 ? null : timeOf(index),
  }));

/** What only roles with access to billing can read, by the stream that reads it. */
export const billingTables = {
  // Also invalid and deleted ones.
  billing_profiles: tableOf("BillingProfilesResponse", 123_124_000_000n, [6, 1], (index, { id }) => ({
    ad_account_id: undefined,
    advertiser_id: id,
    status: index % 2 === 0 ? "VALID" : "DELETED",
  })),
  // More than one page of invoices and credit memos.
  billing_invoices: tableOf("BillingInvoiceResponse", 560_010_000_000n, [270, 4], (_index, { currency }) => ({
    currency,
  })),
  // Discounts have no ID, and two differ only in the remaining amount.
  ads_credit_discounts: (adAccount) =>
    (isOwn(adAccount) ? ["COUPON", "COUPON", "CREDIT_APPLIED", null] : []).map((discountType, index) => ({
      advertiser_id: adAccount.id,
      active: true,
      title: index === 2 ? null : "Ads credits",
      discountType,
      discountCurrency: index === 3 ? null : adAccount.currency,
      discountInMicroCurrency: 5_000_000,
      remainingDiscountInMicroCurrency: index === 0 ? null : index * 1_000_000,
    })),
  // The account of insertion orders.
  ssio_accounts: ({ id, currency }) => [makeRow("SSIOAccountResponse", id, { currency })],
  ssio_insertion_orders: insertionOrdersOf,
  // One line per order. IDs are those of Salesforce.
  ssio_order_lines: (adAccount) =>
    insertionOrdersOf(adAccount).map(({ pin_order_id = null }, index) => {
      const id = `a0x${adAccount.id.slice(-6)}${index}`;
      return makeRow("SSIOOrderLine", id, {
        salesforce_order_line_id: id,
        ads_manager_order_line_id: adAccount.advertising.owned.orderLineIds[index] ?? null,
        pin_order_id,
        currency_info: adAccount.currency,
        accepted_terms_time: index === 0 ? null : timeOf(index),
        last_modified_date_time: timeOf(index),
      });
    }),
} as const satisfies Readonly<Record<string, AdAccountTable>>;

/** Returns a credit with the names that a production client reads. */
export const inSnakeCase = (discount: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(discount).map(([name, value]) => [
      name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
