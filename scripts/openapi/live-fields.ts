import type { JsonObject } from "../../src/json.ts";

const clicks = ["impression", "pin_click", "clickthrough"];
const reactions = ["reaction", "comment"];

/**
 * What live answers hold beyond the document, by the component it belongs to: property -> OpenAPI schema, read as if
 * the document had it. A property that the document has is only added to.
 */
export const liveFields: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  Pin: {
    // Answers recorded in July 2026 by NangoHQ/integration-templates (integrations/pinterest/tests).
    is_product: { type: "boolean", description: "Whether the Pin shows a product." },
    is_removable: { type: "boolean", description: "Whether the Pin can be removed." },
    // Only ever seen empty. Airbyte's own connector declares strings, which nobody has seen: what is in it stays open.
    product_tags: { type: "array", description: "Products tagged in the Pin." },
    // In the document until version 5.12 and in Airbyte's own connector.
    note: { type: "string", description: "Private note on the Pin." },
    // The document names the counts only in its example; version 5.12 called the second key all_time.
    pin_metrics: {
      type: "object",
      properties: {
        "90d": counts("Counts of the last 90 days.", clicks),
        lifetime_metrics: counts("Counts since the Pin was created.", [...clicks, ...reactions]),
        all_time: counts("Counts since the Pin was created, as older versions of the API name them.", [
          ...clicks,
          ...reactions,
        ]),
      },
    },
  },
  // So for all of advertising, unless a field says otherwise: answers recorded in July 2026 by NangoHQ/integration-templates
  // (integrations/pinterest/tests, list-campaigns, list-ad-groups, list-audiences, list-customer-lists).
  CampaignResponse: {
    is_top_of_search: { type: "boolean", description: "Whether the ads may be at the top of search results." },
    intended_promotion_type: { type: "string", description: "Kind of promotion, such as STANDARD_AD." },
    ext_features: neverSeen(),
  },
  AdGroupResponse: {
    // The document has it without a type, as the assets that ads are put together from.
    dca_assets: { type: "object" },
    // Only ever seen null; that it is a string is what Airbyte's own connector declares.
    placement_traffic_type: { type: "string" },
    // Only ever seen empty; `promotion_id` beside it is the document's.
    promotion_ids: { type: "array", items: { type: "string" }, description: "Promotions of the ad group." },
    ext_features: neverSeen(),
    is_automated_campaign: { type: "boolean", description: "Whether the campaign is an automated one." },
    is_creative_expansion: { type: "boolean" },
    enabled_catalog_expansion: { type: "boolean" },
  },
  AdAccount: {
    // On some accounts only.
    time_zone: { type: "string", description: "Time zone of the ad account." },
  },
  Audience: {
    is_nca: { type: "boolean" },
    is_ctv_enabled: { type: "boolean" },
  },
  CustomerList: {
    is_nca: { type: "boolean" },
  },
  ImageSize: {
    // On older Pins; in Airbyte's own connector.
    originals: { $ref: "#/components/schemas/ImageDetails" },
  },
  KeywordMetrics: {
    // In capitals in answers recorded in July 2026 by NangoHQ/integration-templates (get-keyword-metrics).
    KEYWORD_QUERY_VOLUME: { type: "string", description: 'How often people search for it, such as "5M+".' },
  },
  // The document shows these as times in patterns and examples without declaring them.
  SSIOInsertionOrderStatus: { creation_time: { format: "date-time" } },
  SSIOOrderLine: {
    accepted_terms_time: { format: "date-time" },
    last_modified_date_time: { format: "date-time" },
  },
  UserWebsiteSummary: {
    // The document shows a time in its example without declaring one.
    verified_at: { format: "date-time" },
  },
};

/** Times to be declared without a zone, as `<component>.<property>`: the document says `date-time` for them all the same. */
export const unzonedTimes: ReadonlySet<string> = new Set([
  "Pin.created_at",
  "BoardBase.created_at",
  "BoardBase.board_pins_modified_at",
  "UserWebsiteSummary.verified_at",
  // These do carry one, and are without in Airbyte's own connector. Records are brought to UTC, so nothing is lost.
  "CatalogsDbItem.created_at",
  "CatalogsDbItem.updated_at",
]);

/** A field that was only ever seen null. */
function neverSeen(): JsonObject {
  return { type: "object" };
}

function counts(description: string, names: readonly string[]): JsonObject {
  return {
    type: "object",
    description,
    properties: Object.fromEntries(names.map((name) => [name, { type: "integer" }])),
  };
}
