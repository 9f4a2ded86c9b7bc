import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject, type Json, type JsonObject } from "../src/json.ts";
import { operations } from "./operations/all.ts";

/*
 * Writes parameters.generated.ts: what Pinterest's OpenAPI document declares for the operations that the simulator
 * serves. Run it after adding one: `npx tsc && node dist/simulator/generate.js`.
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

function schemaOf(value: unknown, what: string): JsonObject {
  const schema = resolve(value, what);
  if (Array.isArray(schema.oneOf)) {
    const choices: Json[] = schema.oneOf.map((choice) => resolve(choice, what).enum ?? null);
    return { type: "string", enum: [...new Set(choices.flat())] };
  }
  const result: Record<string, Json | undefined> = {};
  for (const key of kept) if (schema[key] !== undefined) result[key] = schema[key];
  if (schema.type === "array") result.items = schemaOf(schema.items, what);
  return result;
}

const contracts: Record<string, Json> = {};
for (const { operationId, method, path } of operations) {
  const item = object(object(object(document, "the document").paths, "paths")[path], path);
  const declared = object(item[method.toLowerCase()], `${method} ${path}`);
  if (declared.operationId !== operationId) throw new Error(`${method} ${path} is not ${operationId}`);
  const list = (value: Json | undefined) => (Array.isArray(value) ? value : []);
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
  };
}

writeFileSync(
  join(project, "simulator/parameters.generated.ts"),
  `// Made by simulator/generate.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { OperationContract } from "./contract.ts";

/** What the document declares for each operation that the simulator serves, by operationId. */
export const contracts: Readonly<Record<string, OperationContract>> = ${JSON.stringify(contracts, undefined, 2)};
`,
);
