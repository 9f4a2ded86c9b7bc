import { billing } from "../access-requirements.ts";
import { adAccountStreams } from "../define-streams.ts";
import { joined } from "../derived-fields.ts";
import type { Stream } from "../stream.ts";

/** The fields of a credit that don't change. The remaining amount does. */
const credit = ["discountType", "discountCurrency", "discountInMicroCurrency", "title"];

/**
 * The spellings of production (WooCommerce's plugin reads two of them since 2024-01), each as that of Pinterest's document. A row
 * keeps both.
 */
const spellings = ["discountType", "discountCurrency", "discountInMicroCurrency", "remainingDiscountInMicroCurrency"];
const otherSpelling = (name: string) => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
const asDocumented: NonNullable<Stream["split"]> = Object.fromEntries(
  spellings.map((name) => [otherSpelling(name), (value) => (value === null ? undefined : { [name]: value })]),
);

/** Invoices, credits, orders, and terms of ad accounts. */
export const billingStreams = adAccountStreams([
  {
    name: "billing_profiles",
    description: "Payment methods of ad accounts, one row per billing profile. Includes inactive profiles.",
    operation: "billing_profiles/get",
    // "if false return all billing profiles"
    parameters: () => ({ is_active: false }),
    primaryKey: ["ad_account_id", "id"],
    accessRequirement: billing,
  },
  {
    name: "billing_invoices",
    description: "Invoices and credit memos, one row per document.",
    operation: "billing_invoices/get",
    primaryKey: ["id"],
  },
  {
    name: "ads_credit_discounts",
    description: "Credits and discounts granted to ad accounts, one row per credit.",
    operation: "ads_credits_discounts/get",
    split: asDocumented,
    keySince: "0.4.0",
    derive: {
      // The API has no ID.
      id: joined(credit),
    },
    occurrence: { field: "occurrence", of: credit },
    primaryKey: ["ad_account_id", "id", "occurrence"],
    accessRequirement: billing,
  },
  {
    name: "order_lines",
    description:
      "Order lines that `campaigns` are paid from, one row per order line. For the lines of insertion orders, sync `ssio_order_lines`.",
    operation: "order_lines/list",
    primaryKey: ["id"],
  },
  {
    name: "ssio_accounts",
    description: "Companies and addresses that insertion orders can bill, one row per ad account.",
    operation: "ssio_accounts/get",
    rows: "object",
    primaryKey: ["ad_account_id"],
  },
  {
    name: "ssio_insertion_orders",
    description: "Insertion orders and their status, one row per order.",
    operation: "ssio_insertion_orders_status/get_by_ad_account",
    primaryKey: ["ad_account_id", "pin_order_id"],
  },
  {
    name: "ssio_order_lines",
    description:
      "Lines of the orders in `ssio_insertion_orders`, one row per line. Those that campaigns name are in `order_lines`.",
    operation: "ssio_order_lines/get_by_ad_account",
    primaryKey: ["ad_account_id", "salesforce_order_line_id"],
    reading: { by: "compared", cursor: "last_modified_date_time" },
  },
  {
    name: "terms_of_service",
    description: "Terms of service and whether they were accepted, one row per ad account.",
    operation: "terms_of_service/get",
    rows: "object",
    parameters: () => ({ include_html: true }),
    primaryKey: ["ad_account_id", "id"],
  },
]);
