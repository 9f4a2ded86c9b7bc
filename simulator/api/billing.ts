import { asText, type JsonObject } from "../../src/json.ts";
import { type Anchor, compareAnchors } from "../http/paging.ts";
import {
  billingProfilesOf,
  creditsOf,
  insertionOrdersOf,
  invoicesOf,
  ssioAccountOf,
  ssioOrderLinesOf,
  termsOfServiceOf,
  withHtml,
} from "../world/billing.ts";
import { orderLinesOf } from "../world/planning.ts";
import { advertiserOf, billingRoles } from "./advertiser.ts";
import { pageById, pageInOrder } from "./listing.ts";
import { type Call, get, type Operation } from "./operation.ts";

const account = "/ad_accounts/{ad_account_id}";

/** What is to be paid and what was ordered. */
export const billingOperations: readonly Operation[] = [
  get(`${account}/billing_profiles`, "billing_profiles/get", (call) => {
    const profiles = billingProfilesOf(advertiserOf(call, billingRoles));
    // "Return active billing profiles, if false return all billing profiles": which are active is a guess.
    const active = call.parameters.flag("is_active");
    return pageById(
      call,
      profiles.filter(({ status }) => !active || status === "VALID"),
    );
  }),
  get(`${account}/billing_invoices`, "billing_invoices/get", (call) => invoices(call)),
  get(`${account}/ads_credit/discounts`, "ads_credits_discounts/get", (call) =>
    pageInOrder(call, creditsOf(advertiserOf(call, billingRoles))),
  ),
  get(`${account}/ssio/accounts`, "ssio_accounts/get", (call) => ssioAccountOf(advertiserOf(call, billingRoles))),
  get(`${account}/ssio/insertion_orders/status`, "ssio_insertion_orders_status/get_by_ad_account", (call) =>
    pageInOrder(call, insertionOrdersOf(advertiserOf(call, billingRoles))),
  ),
  get(`${account}/ssio/order_lines`, "ssio_order_lines/get_by_ad_account", (call) => {
    const order = call.parameters.text("pin_order_id");
    const lines = ssioOrderLinesOf(advertiserOf(call, billingRoles));
    return pageInOrder(
      call,
      lines.filter(({ pin_order_id: id }) => order === undefined || id === order),
    );
  }),
  get(`${account}/terms_of_service`, "terms_of_service/get", (call) => {
    const terms = termsOfServiceOf(advertiserOf(call));
    return call.parameters.flag("include_html") ? withHtml(terms) : terms;
  }),
  get(`${account}/order_lines`, "order_lines/list", (call) => pageById(call, orderLinesOf(advertiserOf(call)))),
];

const sortFields: Readonly<Record<string, string>> = {
  DUE_DATE: "invoice_due_date",
  BILLING_PERIOD: "billing_period_start_date",
  DOCUMENT_TYPE: "document_type",
  TOTAL_AMOUNT: "amount_billed_micro_currency",
  INVOICE_NUMBER: "id",
};

/** Invoices in the order asked for; ascending is a guess. */
function invoices(call: Call): JsonObject {
  const { parameters, page } = call;
  const [status, type] = [parameters.text("status"), parameters.text("document_type")];
  const [from, until] = [parameters.text("start_due_date"), parameters.text("end_due_date")];
  const field = sortFields[parameters.requiredText("sort")] ?? "id";
  const anchor = (record: JsonObject): Anchor => {
    const value = record[field];
    return [field === "id" ? "" : typeof value === "number" ? value : asText(value), asText(record.id)];
  };
  const items = invoicesOf(advertiserOf(call, billingRoles)).filter(
    (invoice) =>
      (status === undefined || invoice.status === status) &&
      (type === undefined || invoice.document_type === type) &&
      (from === undefined || asText(invoice.invoice_due_date) >= from) &&
      (until === undefined || asText(invoice.invoice_due_date) <= until),
  );
  const direction = parameters.text("order") === "DESCENDING" ? "descending" : "ascending";
  const sign = direction === "ascending" ? 1 : -1;
  const sorted = items.toSorted((first, second) => compareAnchors(anchor(first), anchor(second)) * sign);
  return page({ items: sorted, anchor, direction, end: "null bookmark" }, (invoice) => invoice);
}
