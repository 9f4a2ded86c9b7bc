import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLaterFacts } from "../scripts/openapi/later-contract.ts";
import type { Json, JsonObject } from "../src/json.ts";
import { operations } from "./api/all.ts";
import { Declarations } from "./declarations.ts";

/*
 * Writes parameters.generated.ts: the parameters, scopes, and limits of each operation that the simulator serves, from
 * Pinterest's OpenAPI document and the known parts of a later version. Run it with `npm run generate` after adding an
 * operation.
 */

const folder = dirname(fileURLToPath(import.meta.url));
let project = folder;
while (!existsSync(join(project, "package.json"))) project = dirname(project);
const source = process.env.PINTEREST_OPENAPI ?? join(project, "../shared/data/pinterest-openapi-5.23.0.json");
const document: JsonObject = JSON.parse(readFileSync(source, "utf8"));

/** Optional parameters and body fields that no stream sends, in all operations or in one. The simulator rejects them. */
const unsent = new Set(
  `feed_type explicit_following privacy creative_types pin_filter pin_type domain domains include_product_tag_obj locale
  from_claimed_content pin_format app_types content_type source split_field created_in_last_n_days order exclude_nca
  translate_interests_to_names filter_deleted match_types product_group_promotion_ids reporting_timezone sort status
  aggregate_report_rows sort_columns sort_ascending label_ids label_types search_query schedule_type document_type
  start_due_date end_due_date pin_order_id tos_type source_platform ingestion_source business_roles member_ids
  partner_ids permissions child_asset_id asset_group_id search_by search_value ad_account_statuses id ids
  asset_permission_type invite_status invite_type item_numbers item_validation_issue country language report_type
  client_id oauth_signature timestamp interests genders ages include_keywords normalize_against_group include_prediction
  include_demographics verticals campaign_brand_label campaign_custom_label product_item_ids metrics_filters
  combine_targeting_types custom_conversion_event_metrics start_hour end_hour primary_sort report_format countries
  advertiser_ids custom_column_ids conversion_product_attribution_type product_sku_ids
  campaigns/list.campaign_ids ad_groups/list.campaign_ids ad_groups/list.ad_group_ids ads/list.campaign_ids
  ads/list.ad_group_ids ads/list.ad_ids ads/analytics.pin_ids ads/analytics.campaign_ids labels/list.campaign_ids
  keywords/get.ad_group_id customer_segments/list.include_sizing get/business_employers.assets_summary
  business_member_assets/get.sort_by business_partner_asset_access/get.sort_by feeds/list.catalog_id
  catalogs_product_groups/list.catalog_id catalogs_product_groups/list.feed_id catalogs/available_filter_values.feed_id
  analytics/create_report.campaign_ids analytics/create_report.ad_group_ids analytics/create_report.ad_ids
  analytics/create_report.product_group_ids analytics/create_report.campaign_objective_types
  analytics/create_conversion_product_report.campaign_ids analytics/create_conversion_product_report.ad_group_ids`.split(
    /\s+/u,
  ),
);

const [earlier, latest] = (["5.23", "5.28"] as const).map(
  (contract) => new Declarations(withLaterFacts(document, contract), unsent),
);

/** Long enumerations and parameters. Those of several operations are written once. */
const shared = { list: [] as string[], parameter: [] as string[] };
const typeOf: Readonly<Record<string, string>> = { list: "readonly string[]", parameter: "ParameterContract" };

/** The place where a text is written once, as the text of a string that `unquoted` makes a name of. */
function share(kind: keyof typeof shared, text: string): string {
  if (!shared[kind].includes(text)) shared[kind].push(text);
  return `@${kind}${shared[kind].indexOf(text)}`;
}

const unquoted = (text: string) => text.replaceAll(/"@((?:list|parameter)\d+)"/gu, "$1");

function written(contract: JsonObject): string {
  const text = JSON.stringify(contract, (key, value: Json) =>
    key === "enum" && Array.isArray(value) && value.length > 8 ? share("list", JSON.stringify(value)) : value,
  );
  return unquoted(text);
}

/** Returns one entry of the table, on one line. */
function entry(operationId: string, { parameters, ...rest }: JsonObject): string {
  const names = (Array.isArray(parameters) ? parameters : []).map((each: JsonObject) =>
    share("parameter", written(each)),
  );
  return `\n  ${JSON.stringify(operationId)}: ${unquoted(JSON.stringify({ ...rest, parameters: names }))},`;
}

const table = operations.map(({ id }) => {
  const contract = latest?.contract(id);
  if (contract === undefined) throw new Error(`${source} has no ${id}`);
  return entry(id, contract);
});
const changed = operations.flatMap(({ id }) => {
  const contract = earlier?.contract(id);
  if (contract === undefined) return [`\n  ${JSON.stringify(id)}: null,`];
  return JSON.stringify(contract) === JSON.stringify(latest?.contract(id)) ? [] : [entry(id, contract)];
});

const tables = `/** What is declared of each operation that the simulator serves, by operationId. */
export const contracts: Readonly<Record<string, OperationContract>> = {${table.join("")}
};

/** What the document 5.23 declares otherwise; null: it does not have the operation. */
export const earlierContracts: Readonly<Record<string, OperationContract | null>> = {${changed.join("")}
};
`;

/** Puts a shared text before a text that uses it several times, or into a text that uses it once. */
function withShared(text: string, kind: keyof typeof shared): string {
  return shared[kind].reduceRight((rest, one, index) => {
    const uses = rest.split(new RegExp(`\\b${kind}${index}\\b`, "u"));
    return uses.length === 2 ? uses.join(one) : `const ${kind}${index}: ${typeOf[kind]} = ${one};\n${rest}`;
  }, text);
}

writeFileSync(
  join(project, "simulator/parameters.generated.ts"),
  `// Made by simulator/generate.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { OperationContract, ParameterContract } from "./contract.ts";

${withShared(withShared(`\n${tables}`, "parameter"), "list")}`,
);
