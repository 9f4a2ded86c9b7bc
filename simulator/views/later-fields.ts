import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { hash } from "../random.ts";
import { recordOf } from "./record.ts";

/** A change to records after version 5.23. */
interface LaterForm {
  /** The operations and streams of the records. */
  readonly operations: readonly string[];
  readonly streams: readonly string[];
  readonly show: (record: JsonObject) => JsonObject;
}

/** Adds optional fields to every second record, chosen by ID. */
function adding(id: string, fields: (record: JsonObject) => JsonObject): LaterForm["show"] {
  return (record) => (hash(`${asText(record[id])} later`) % 2 === 0 ? { ...record, ...fields(record) } : record);
}

const pins = adding("id", () => ({ ai_disclosures: { values: ["AI_MODIFIED"] } }));
const performancePlus = { boost_prospecting_ad_group_bid: true, pinner_list_exclusions: ["2542620639259"] };

const laterFilters = [
  { LINK: { values: ["https://example.com/sale"], negated: false, filter_operator_type: "CONTAINS" } },
  { PINTEREST_PRODUCT_CATEGORIES: { values: ["JEANS"], negated: true } },
];

const forms: readonly LaterForm[] = [
  {
    operations: ["campaigns/list"],
    streams: ["campaigns"],
    show: adding("id", () => ({
      is_carting: false,
      is_ltv_optimized: true,
      default_ad_group_budget_in_micro_currency: 5_000_000,
      performance_plus_campaign_settings: performancePlus,
    })),
  },
  {
    operations: ["ad_groups/list"],
    streams: ["ad_groups"],
    show: adding("id", () => ({
      is_local_inventory: true,
      local_inventory_radius_in_miles: 12.5,
      performance_plus_campaign_settings: performancePlus,
      ext_features: { enabled: ["TRENDS"] },
    })),
  },
  {
    operations: ["ads/list"],
    streams: ["ads"],
    show: adding("id", () => ({
      is_carting: true,
      carting_platform_type: 2,
      carting_products: [
        {
          carting_product_id: "1",
          display_product_price: true,
          preferred_retailers: [{ retailer_id: "7", retailer_name: "Épicerie" }],
        },
      ],
      collections_header_type: "NO_HEADER",
      is_collage_accepted_terms: false,
      is_collage_single_destination: false,
    })),
  },
  {
    operations: ["product_group_promotions/list"],
    streams: ["product_group_promotions"],
    show: adding("id", () => ({ is_image_auto_resizing: true })),
  },
  // Rule values have another form.
  {
    operations: ["audiences/list"],
    streams: ["audiences"],
    show: adding("id", ({ rule }) => ({ rule: isObject(rule) ? laterRule(rule) : null })),
  },
  {
    operations: ["targeting_template/list"],
    streams: ["targeting_templates"],
    show: (record) =>
      isObject(record.targeting_attributes)
        ? {
            ...record,
            targeting_attributes: { ...record.targeting_attributes, GEO_EXCLUDE: ["US-NY"], LOCATION_EXCLUDE: ["501"] },
          }
        : record,
  },
  {
    operations: ["templates/list"],
    streams: ["report_templates"],
    show: (record) =>
      recordOf({
        ...record,
        date_range: undefined,
        is_default: false,
        display_metadata: "{}",
        reporting_time_zone: "PINTEREST_TIME_ZONE",
        ade_columns: [],
        attribution_type: ["INDIVIDUAL"],
        sort_by: "NAME",
      }),
  },
  {
    operations: ["boards/list_pins", "board_sections/list_pins", "pins/list", "search_user_pins/list"],
    streams: ["pins", "board_pins", "board_section_pins", "likes", "search_pins"],
    show: pins,
  },
  {
    operations: ["catalogs_product_group_pins/list"],
    streams: ["catalogs_product_group_products"],
    show: (record) => (isObject(record.pin) ? { ...record, pin: pins(record.pin) } : record),
  },
  {
    operations: ["catalogs_product_groups/list"],
    streams: ["catalogs_product_groups"],
    show: adding("id", ({ catalog_type: type, filters = null }) => ({
      filters: type === "RETAIL" ? { all_of: laterFilters } : filters,
    })),
  },
  {
    operations: ["catalogs_product_groups/product_counts_get"],
    streams: ["catalogs_product_group_product_counts"],
    show: (record) => (record.catalog_type === "CREATIVE_ASSETS" ? { ...record, images: 3, app_links: 1 } : record),
  },
  {
    operations: ["business_assets/get"],
    streams: ["business_assets"],
    show: adding("asset_id", () => ({ permissions: ["OWNER"] })),
  },
  {
    operations: ["trends_editorial_articles/list"],
    streams: ["trends_editorial_articles"],
    show: ({ related_keywords: keywords, ...record }) => ({
      ...record,
      related_keywords: Array.isArray(keywords)
        ? keywords.map(({ pct_growth_mom: growth, ...keyword }: JsonObject) =>
            growth === undefined ? keyword : { ...keyword, pct_growth_mom: Number(growth) + 0.5 },
          )
        : null,
    }),
  },
];

function laterRule(rule: JsonObject): JsonObject {
  const { percentage, visitor_source_id: source } = rule;
  return {
    ...rule,
    ...(percentage === undefined ? {} : { percentage: asText(percentage) }),
    ...(source === undefined ? {} : { visitor_source_id: [source] }),
  };
}

const unchanged = (record: JsonObject) => record;

/** Returns the change that 5.28 makes to an operation's records. */
export function laterFormOf(operationId: string): LaterForm["show"] {
  return forms.find(({ operations }) => operations.includes(operationId))?.show ?? unchanged;
}

/** Returns the change that 5.28 makes to a stream's records. */
export function showLaterOfStream(stream: string): LaterForm["show"] {
  return forms.find(({ streams }) => streams.includes(stream))?.show ?? unchanged;
}
