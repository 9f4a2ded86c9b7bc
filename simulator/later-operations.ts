import type { OperationContract } from "./contract.ts";
import { contracts } from "./parameters.generated.ts";

/*
 * Operations that later minor versions of the API have and Pinterest's OpenAPI document 5.23.0 does not: named and
 * declared as generated clients of later documents name them; answers as recorded live, as far as they were.
 */

const paging = [
  { name: "bookmark", in: "query", required: false, schema: { type: "string" } },
  {
    name: "page_size",
    in: "query",
    required: false,
    schema: { type: "integer", minimum: 1, maximum: 250, default: 25 },
  },
] as const;

/** What is declared of each of them, by operationId. */
export const laterContracts: Readonly<Record<string, OperationContract>> = {
  "customer_segment/list": {
    method: "GET",
    path: "/ad_accounts/{ad_account_id}/customer_segments",
    security: [{ scheme: "pinterest_oauth2", scopes: ["ads:read"] }],
    category: "ads_read",
    sandbox: "disabled",
    parameters: [
      {
        name: "ad_account_id",
        in: "path",
        required: true,
        schema: { type: "string", pattern: "^\\d+$", maxLength: 18 },
      },
      ...paging,
      { name: "order", in: "query", required: false, schema: { type: "string", enum: ["ASCENDING", "DESCENDING"] } },
      { name: "include_sizing", in: "query", required: false, schema: { type: "boolean", default: false } },
      { name: "search_query", in: "query", required: false, schema: { type: "string" } },
    ],
  },
  "product_tags/list": {
    method: "GET",
    path: "/pins/{pin_id}/product_tags",
    security: [{ scheme: "pinterest_oauth2", scopes: ["boards:read", "pins:read"] }],
    category: "org_read",
    sandbox: "disabled",
    parameters: [{ name: "pin_id", in: "path", required: true, schema: { type: "string", pattern: "^\\d+$" } }],
  },
  "trends_editorial_articles/list": {
    method: "GET",
    path: "/trends/editorial_articles",
    security: [{ scheme: "pinterest_oauth2", scopes: ["user_accounts:read"] }],
    category: "trends_read",
    sandbox: "disabled",
    parameters: [
      { name: "region", in: "query", required: true, schema: { type: "string", enum: ["US", "GB+IE", "CA"] } },
    ],
  },
};

/** What is declared of an operation, in the document or later. */
export function contractOf(operationId: string): OperationContract {
  const contract = contracts[operationId] ?? laterContracts[operationId];
  if (contract === undefined) throw new Error(`${operationId} is missing: generate the parameters again`);
  return contract;
}
