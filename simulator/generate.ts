import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject, type Json, type JsonObject } from "../src/json.ts";
import { operations } from "./api/all.ts";
import { laterContracts } from "./later-operations.ts";

/*
 * Writes parameters.generated.ts: what Pinterest's OpenAPI document declares for the operations that the simulator
 * serves. Run it after adding one, by `npm run generate`.
 */

const folder = dirname(fileURLToPath(import.meta.url));
let project = folder;
while (!existsSync(join(project, "package.json"))) project = dirname(project);
const source = process.env.PINTEREST_OPENAPI ?? join(project, "../shared/data/pinterest-openapi-5.23.0.json");
const document: unknown = JSON.parse(readFileSync(source, "utf8"));

function object(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new TypeError(`${what} is not an object in ${source}`);
  return value;
}

/** The object itself, or the one that its `$ref` names; what stands beside the `$ref` wins. */
function resolve(value: unknown, what: string): JsonObject {
  const { $ref: reference, ...rest } = object(value, what);
  if (typeof reference !== "string") return rest;
  let target: unknown = document;
  for (const part of reference.slice(2).split("/")) {
    target = object(target, reference)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return { ...resolve(target, reference), ...rest };
}

const kept = [
  "type",
  "format",
  "pattern",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "enum",
  "default",
];

/** A schema with what its parts (`allOf`) say. */
function whole(value: unknown, what: string): JsonObject {
  const { allOf, ...schema } = resolve(value, what);
  const parts = Array.isArray(allOf) ? allOf.map((part) => whole(part, what)) : [];
  const named = (key: string) =>
    Object.assign({}, ...[...parts, schema].map((part) => (isObject(part[key]) ? part[key] : {})));
  const required = [...parts, schema].flatMap((part) => (Array.isArray(part.required) ? part.required : []));
  return { ...Object.assign({}, ...parts), ...schema, properties: named("properties"), required };
}

function schemaOf(value: unknown, what: string): JsonObject {
  const schema = whole(value, what);
  const choices = list(schema.oneOf ?? schema.anyOf).map((choice: Json) => resolve(choice, what));
  if (schema.type === "object" || choices.some(({ properties }) => properties !== undefined)) return { type: "object" };
  if (choices.length > 0) {
    return { type: "string", enum: [...new Set(choices.flatMap((choice) => list(choice.enum)))] };
  }
  const result: Record<string, Json | undefined> = {};
  for (const key of kept) if (schema[key] !== undefined) result[key] = schema[key];
  if (schema.type === "array") {
    result.items = schemaOf(schema.items, what);
    // The document limits the length of a list itself in one place, which JSON Schema does not know.
    delete result.maxLength;
  }
  if (schema.type === "number" && schema.enum !== undefined) result.type = "integer";
  if (isObject(result.items) && Array.isArray(result.items.enum)) {
    result.items = { ...result.items, enum: `${long}${lists.push(result.items.enum) - 1}` };
  }
  return result;
}

/** Enumerations stand in the table once, however many operations have them. */
const lists: Json[] = [];
const long = "@list ";

function bodyOf(value: unknown, what: string): JsonObject {
  const { required, ...schema } = whole(value, what);
  // Of several forms that a body may have the fields of all are taken; which of them go together is not looked at.
  const choices = list(schema.oneOf).map((choice: Json) => whole(choice, what).properties);
  const properties = Object.assign({}, ...choices.filter(isObject), schema.properties);
  const fields = Object.entries(object(properties, what));
  return {
    required: required ?? [],
    properties: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field, what)])),
  };
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

const contracts: Record<string, Json> = {};
const declarations = Object.entries(object(object(document, "the document").paths, "paths")).flatMap(([path, item]) =>
  Object.entries(object(item, path)).map(([method, declared]) => ({ method: method.toUpperCase(), path, declared })),
);
for (const { id: operationId } of operations) {
  if (Object.hasOwn(laterContracts, operationId)) continue;
  const found = declarations.find(({ declared }) => isObject(declared) && declared.operationId === operationId);
  if (found === undefined) throw new Error(`${source} has no ${operationId}`);
  const { method, path } = found;
  const declared = object(found.declared, operationId);
  contracts[operationId] = {
    method,
    path,
    security: list(declared.security).flatMap((way: Json) =>
      Object.entries(object(way, "security")).map(([scheme, scopes]) => ({ scheme, scopes: scopes ?? [] })),
    ),
    category: declared["x-ratelimit-category"] ?? "",
    sandbox: declared["x-sandbox"] ?? "",
    parameters: list(declared.parameters).map((value: Json) => {
      const parameter = resolve(value, operationId);
      const schema = schemaOf(parameter.schema, operationId);
      return {
        name: parameter.name ?? "",
        in: parameter.in ?? "",
        required: parameter.required === true,
        schema,
      };
    }),
    ...bodyOfOperation(declared.requestBody, operationId),
  };
}

/** The schema of a JSON body, as a field of the table; forms are not in it. */
function bodyOfOperation(value: unknown, what: string): JsonObject {
  if (!isObject(value)) return {};
  const json = object(resolve(value, what).content, what)["application/json"];
  return isObject(json) ? { body: bodyOf(json.schema, what) } : {};
}

const distinct = [...new Set(lists.map((list) => JSON.stringify(list)))];
const lines = (values: readonly Json[]) => values.map((value) => `\n    ${JSON.stringify(value)}`).join();
const table = Object.entries(contracts)
  .map(([operationId, contract]) => {
    const { parameters, body, ...rest } = object(contract, operationId);
    const head = JSON.stringify({ ...rest, ...(body === undefined ? {} : { body }) }).slice(1, -1);
    return `\n  ${JSON.stringify(operationId)}: {${head},"parameters":[${lines(list(parameters))}]},`;
  })
  .join("")
  .replaceAll(
    new RegExp(`"${long}(\\d+)"`, "gu"),
    (_, place) => `list${distinct.indexOf(JSON.stringify(lists[Number(place)]))}`,
  );

writeFileSync(
  join(project, "simulator/parameters.generated.ts"),
  `// Made by simulator/generate.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { OperationContract } from "./contract.ts";

${distinct.map((list, place) => `const list${place} = ${list};`).join("\n")}

/** What the document declares for each operation that the simulator serves, by operationId. */
export const contracts: Readonly<Record<string, OperationContract>> = {${table}
};
`,
);
