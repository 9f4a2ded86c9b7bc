import type { JsonObject } from "../../src/json.ts";

const adAccountId = { name: "ad_account_id", in: "path", required: true, schema: { type: "string" } };
const pinId = { name: "pin_id", in: "path", required: true, schema: { type: "string" } };
const bookmark = { name: "bookmark", in: "query", schema: { type: "string" } };
const pageSize = { name: "page_size", in: "query", schema: { type: "integer", minimum: 1, maximum: 250 } };
const region = {
  name: "region",
  in: "query",
  required: true,
  description: "The geographic region of interest.",
  schema: { $ref: "#/components/schemas/ProductCategoryRegion" },
};

/**
 * Operations that live versions of the API after 5.23 have and the document has not, written as the document would, under
 * their paths. Source: answers recorded in July 2026 by NangoHQ/integration-templates (integrations/pinterest/tests,
 * list-customer-segments, get-trending-editorial-articles, list-pin-product-tags). Scopes and rate-limit categories are
 * taken to be those of the operations beside them; no recording tells.
 */
export const liveOperations: Readonly<Record<string, JsonObject>> = {
  "/ad_accounts/{ad_account_id}/customer_segments": reading("customer_segments/list", "ads_read", ["ads:read"], {
    parameters: [adAccountId, bookmark, pageSize],
    answer: {
      type: "object",
      required: ["items"],
      properties: {
        bookmark: { type: "string", nullable: true },
        items: {
          type: "array",
          items: {
            type: "object",
            properties: {
              id: { type: "string", description: "Customer segment ID." },
              ad_account_id: { type: "string", description: "Ad account that the segment belongs to." },
              name: { type: "string", description: "Name of the segment." },
              audience_ids: { type: "array", items: { type: "string" }, description: "Audiences in the segment." },
              status: { type: "string", description: "Status, such as ACTIVE." },
              created_time: { type: "integer", description: "Time of creation. Unix timestamp in seconds." },
              updated_time: { type: "integer", description: "Time of the last change. Unix timestamp in seconds." },
            },
          },
        },
      },
    },
  }),
  "/trends/editorial_articles": reading("trends_editorial_articles/list", "trends_read", ["user_accounts:read"], {
    parameters: [region],
    answer: {
      type: "array",
      items: {
        type: "object",
        properties: {
          title: { type: "string", description: "Title of the article." },
          description: { type: "string", description: "What the trend is about." },
          board_url: { type: "string", description: "Address of the article's board on Pinterest." },
          pins_url: { type: "array", items: { type: "string" }, description: "Addresses of Pins that show the trend." },
          interests: { type: "array", items: { type: "string" }, description: "Interests that the trend belongs to." },
          related_keywords: {
            type: "array",
            items: {
              type: "object",
              properties: {
                name: { type: "string" },
                pct_growth_mom: { type: "integer", description: "Growth over the last month, in percent." },
              },
            },
          },
        },
      },
    },
  }),
  "/pins/{pin_id}/product_tags": reading("pins/product_tags", "org_read", ["boards:read", "pins:read"], {
    parameters: [pinId],
    answer: {
      type: "object",
      properties: {
        // Only ever seen empty, so nothing is said of what is in it.
        product_tags: { type: "array", description: "Products that the Pin is tagged with." },
      },
    },
  }),
};

/** The ids of these operations. */
export const liveOperationIds: ReadonlySet<string> = new Set([
  "customer_segments/list",
  "trends_editorial_articles/list",
  "pins/product_tags",
]);

function reading(
  operationId: string,
  category: string,
  scopes: readonly string[],
  { parameters, answer }: { readonly parameters: readonly JsonObject[]; readonly answer: JsonObject },
): JsonObject {
  return {
    get: {
      operationId,
      "x-ratelimit-category": category,
      "x-sandbox": "disabled",
      security: [{ pinterest_oauth2: [...scopes] }],
      parameters: [...parameters],
      responses: { "200": { content: { "application/json": { schema: answer } } } },
    },
  };
}
