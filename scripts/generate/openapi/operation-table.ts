import type { JsonObject } from "../../../src/base/json.ts";
import { isObject } from "../../../src/base/json.ts";
import type { DocumentedOperation, OpenApiDocument } from "./document.ts";
import { list } from "./document.ts";
import { readShape } from "./read-shape.ts";
import type { Shape } from "./shape.ts";

/** POST operations that streams use because they create reports. */
const readingPosts: ReadonlySet<string> = new Set([
  "analytics/create_report",
  "analytics/create_template_report",
  "analytics/create_mmm_report",
  "analytics/create_conversion_product_report",
  "reports/create",
]);

const banner = `// Generated from Pinterest's OpenAPI document by \`npm run generate\`. Do not edit.

const optional = { required: false, array: false } as const;
const optionalArray = { required: false, array: true } as const;
const required = { required: true, array: false } as const;
const requiredArray = { required: true, array: true } as const;

/** All read operations by \`operationId\`. */
`;

/** Renders the table of read operations. */
export function renderOperationTable(document: OpenApiDocument): string {
  const lines = document.operations
    .filter(({ id, method }) => method === "GET" || readingPosts.has(id))
    .map((operation) => `  ${JSON.stringify(operation.id)}: ${renderOperation(document, operation)},\n`)
    .toSorted();
  return `${banner}export const operations = {\n${lines.join("")}} as const;\n`;
}

function renderOperation(
  document: OpenApiDocument,
  { id, method, path, declaration, parameters }: DocumentedOperation,
) {
  const category = declaration["x-ratelimit-category"];
  if (typeof category !== "string") throw new Error(`${id} has no x-ratelimit-category.`);
  const query = parameters
    .filter((parameter) => parameter.in === "query")
    .flatMap((parameter) => renderParameter(document, parameter))
    .toSorted();
  const fields = {
    method: JSON.stringify(method),
    path: JSON.stringify(path),
    category: JSON.stringify(category),
    scopes: `[${userScopes(declaration)
      .map((scope) => JSON.stringify(scope))
      .join(", ")}]`,
    sandbox: declaration["x-sandbox"] === "enabled",
    query: query.length === 0 ? "{}" : `{ ${query.join(", ")} }`,
    pageSize: pageSize(document, id, parameters),
  };
  return `{ ${Object.entries(fields)
    .map(([name, text]) => `${name}: ${text}`)
    .join(", ")} }`;
}

/** Renders a parameter. A `deepObject` has one entry per member, such as `a[b][c]`. */
function renderParameter(document: OpenApiDocument, { name, required, schema, style }: JsonObject): string[] {
  if (typeof name !== "string") throw new Error("The OpenAPI document has a parameter without a name.");
  if (style === "deepObject") {
    return membersOf(readShape(document, schema), name).map((member) => `${JSON.stringify(member)}: optional`);
  }
  const presence = required === true ? "required" : "optional";
  const isArray = document.resolve(schema).value.type === "array";
  return [`${name}: ${presence}${isArray ? "Array" : ""}`];
}

/** Returns the serialized names of an object's members, down to scalars. */
function membersOf({ properties }: Shape, name: string): string[] {
  if (properties.size === 0) return [name];
  return [...properties].flatMap(([member, shape]) => membersOf(shape, `${name}[${member}]`));
}

function pageSize(document: OpenApiDocument, id: string, parameters: readonly JsonObject[]): number | null {
  const parameter = parameters.find(({ name }) => name === "page_size");
  if (parameter === undefined) return null;
  const { maximum } = document.resolve(parameter.schema).value;
  if (typeof maximum !== "number") throw new Error(`${id} has no maximum page size.`);
  return maximum;
}

function userScopes(declaration: JsonObject): string[] {
  const schemes = list(declaration.security).filter(isObject);
  const scopes = schemes.flatMap((scheme) => list(scheme.pinterest_oauth2));
  return scopes.filter((scope) => typeof scope === "string").toSorted();
}
