import { asText, isObject, type Json, type JsonObject } from "../../../simulator/json.ts";
import { isIdName } from "../../../simulator/world/ids.ts";
import { list, OpenApiDocument } from "../openapi/document.ts";

/** Pinterest's document. */
export const document = OpenApiDocument.load();

/** Resolves a schema and merges its `allOf`. Keys next to a `$ref` take precedence. */
export function merged(value: Json | undefined): JsonObject {
  const { $ref: _, ...beside } = isObject(value) ? value : {};
  const { allOf, ...schema } = { ...document.resolve(value).value, ...beside };
  const parts = [...list(allOf).map(merged), schema];
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  return Object.assign({}, ...parts, { properties, required: parts.flatMap(({ required }) => list(required)) });
}

/** The rows of the document that the world makes from their schemas (`world/made.ts`). */
const madeRows = [
  ...`AdGroupResponse AdResponse Audience AudienceInsightsResponse BillingInvoiceResponse BillingProfilesResponse
  CampaignResponse ConversionTag CustomerList IntegrationRecord Interest InviteResponse LabelsResponse LeadFormResponse
  LeadSubscription LinkedBusiness LocalStore Media OrderLine ProductGroupPromotion PromotionResponse Schedule
  SSIOAccountResponse SSIOOrderLine TargetingTemplateGetResponseData TemplateResponse
  UserBusinessRoleBinding`.split(/\s+/u),
  ...["AvailableFilterValues", "Feed", "ProductGroup", "ProductGroupProductCounts", "ProductMetadata"].flatMap((what) =>
    ["Retail", "Hotel", "CreativeAssets"].map((type) => `Catalogs${type}${what}`),
  ),
];

/** Returns what of a schema determines a value. Fields with several forms, patterns, or open members aren't made. */
function madeSchema(value: Json | undefined, isId = false): JsonObject | undefined {
  const { type, nullable, format, minimum, maximum, items, required, properties, pattern, ...schema } = merged(value);
  const values = list(schema.enum).filter((one) => typeof one === "string" && one !== "");
  const fields = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, field]) => {
    const made = madeSchema(field, isIdName(name));
    return made === undefined ? [] : [[name, made] as const];
  });
  const isOpen = schema.oneOf !== undefined || schema.anyOf !== undefined || isObject(schema.additionalProperties);
  const isPattern = pattern !== undefined && format === undefined && !isId;
  const known = asText(type) || (fields.length > 0 ? "object" : "");
  if (isOpen || isPattern || known === "" || (values.length === 0 && schema.enum !== undefined)) return undefined;
  return {
    type: known,
    nullable: nullable === true ? true : undefined,
    format: format === "date" || format === "date-time" ? format : undefined,
    minimum,
    maximum,
    // A few are enough.
    enum: values.length === 0 ? undefined : values.slice(0, 8),
    items: known === "array" ? madeSchema(items) : undefined,
    required: list(required).length === 0 ? undefined : list(required),
    properties: fields.length === 0 ? undefined : Object.fromEntries(fields),
  };
}

const schemas = madeRows.map((name) => {
  const schema = madeSchema({ $ref: `#/components/schemas/${name}` });
  return `  ${name}: ${JSON.stringify(schema)},\n`;
});

/** The text of `rows.generated.ts`: the schemas of rows that the world makes from them. */
export const rowsFile: string = `// Made by scripts/generate/simulator/rows.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { FieldSchema } from "./world/field-schema.ts";

/** Schemas of rows, by their name in the document. */
export const rowSchemas = {
${schemas.join("")}} as const satisfies Readonly<Record<string, FieldSchema>>;
`;
