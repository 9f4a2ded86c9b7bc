import { operations } from "../../../simulator/api/all.ts";
import { asText, isObject, type Json, type JsonObject } from "../../../simulator/json.ts";
import { list, objectAt } from "../openapi/document.ts";
import { unsetParameters } from "../openapi/unset-parameters.ts";
import { document, merged } from "./rows.ts";

/** Requests that set a parameter which the others leave to its default (`unsetParameters`). */
const setBy: Readonly<Record<string, readonly string[]>> = {
  ad_group_ids: ["keywords/get"],
  ad_ids: ["ads/analytics"],
  campaign_ids: ["campaigns/list"],
  assets_summary: ["get/business_members", "get/business_partners"],
  content_type: ["user_account/analytics"],
  include_sizing: ["targeting_template/list"],
  split_field: ["user_account/analytics"],
};

/** Fields of request bodies that no stream sends. The streams leave them to their defaults, too. */
const unsetFields = new Set(
  `ad_group_ids ad_ids advertiser_ids campaign_brand_label campaign_custom_label campaign_ids combine_targeting_types
  conversion_product_attribution_type countries custom_column_ids custom_conversion_event_metrics end_hour
  metrics_filters primary_sort product_group_ids product_item_ids product_sku_ids report_format reporting_timezone
  start_hour`.split(/\s+/u),
);

/** The keywords of a schema that the simulator validates. */
const kept = "type format pattern maxLength minimum maximum minItems maxItems enum default".split(" ");

function schemaOf(value: Json | undefined): JsonObject {
  const schema = merged(value);
  const choices = list(schema.oneOf ?? schema.anyOf).map((choice) => document.resolve(choice).value);
  if (schema.type === "object" || choices.some(({ properties }) => properties !== undefined)) return { type: "object" };
  if (choices.length > 0) return { type: "string", enum: [...new Set(choices.flatMap((choice) => list(choice.enum)))] };
  const result = Object.fromEntries(kept.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])));
  // The document sets `maxLength` on one array, where JSON Schema gives it no meaning.
  if (schema.type === "array") return { ...result, maxLength: undefined, items: schemaOf(schema.items) };
  return schema.type === "number" && schema.enum !== undefined ? { ...result, type: "integer" } : result;
}

/** Returns the schema of a JSON body with the fields of all alternatives, in any combination; ignores form bodies. */
function bodyOf(id: string, requestBody: Json | undefined): JsonObject | undefined {
  const json = isObject(requestBody)
    ? objectAt(document.resolve(requestBody).value, "content")["application/json"]
    : {};
  if (!isObject(json) || json.schema === undefined) return undefined;
  const { required, oneOf, properties } = merged(json.schema);
  const fields = Object.assign({}, ...list(oneOf).map((choice) => merged(choice).properties), properties);
  // Only conversion product reports are requested by objective.
  const isSent = (name: string) =>
    !unsetFields.has(name) && !(name === "campaign_objective_types" && id === "analytics/create_report");
  const sent = Object.keys(fields).filter(isSent);
  const schemas = sent.map((name) => {
    const schema = schemaOf(fields[name]);
    // Live accounts have a targeting type that the document lacks. A setting decides whether it can be requested.
    const isLonger = name === "targeting_types" && id === "analytics/create_report";
    return [name, isLonger ? { ...schema, items: withValue(schema.items, "FEED_TYPE") } : schema] as const;
  });
  return { required, properties: Object.fromEntries(schemas) };
}

const withValue = (schema: Json | undefined, value: string) =>
  isObject(schema) ? { ...schema, enum: [...list(schema.enum), value] } : schema;

/** Returns the `OperationContract` of an operation, without optional parameters that no stream sends. */
function contractOf(id: string): JsonObject {
  const { method, path, declaration, parameters } = document.operation(id);
  const isSent = (name: string) =>
    name === "ad_account_id" || !unsetParameters.has(name) || setBy[name]?.includes(id) === true;
  return {
    method,
    path,
    scopes: list(declaration.security).flatMap((way) => (isObject(way) ? list(way.pinterest_oauth2) : [])),
    category: declaration["x-ratelimit-category"] ?? "",
    body: bodyOf(id, declaration.requestBody),
    parameters: parameters
      .filter(({ name, required }) => required === true || isSent(asText(name)))
      .map(({ name, in: location, required, schema }) => ({
        name,
        in: location,
        required: required === true,
        schema: schemaOf(schema),
      })),
  };
}

const entries = Object.keys(operations).map((id) => `  ${JSON.stringify(id)}: ${JSON.stringify(contractOf(id))},\n`);

/**
 * The text of `parameters.generated.ts`: the parameters, scopes, and limits of each operation that the simulator serves,
 * from Pinterest's OpenAPI document.
 */
export const contractsFile: string = `// Made by scripts/generate/simulator/parameters.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { OperationContract } from "./operation-contract.ts";

/** What is declared of each operation that the simulator serves, by operationId. */
export const contracts: Readonly<Record<string, OperationContract>> = {
${entries.join("")}};
`;
