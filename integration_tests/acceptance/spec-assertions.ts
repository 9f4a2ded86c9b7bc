import { isObject, isStringArray, type Json, type JsonObject } from "../../src/json.ts";
import { type Problems, problemIf, repeated } from "./problems.ts";
import {
  keywordsOf,
  membersOf,
  propertiesOf,
  type SchemaNode,
  schemaNodes,
  typesOf,
  variantsOf,
} from "./schema-nodes.ts";

/** Each looks at `connectionSpecification`, the schema of the form. The names are those of CAT's tests. */

export function enumUsageProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: { enum: choices } }) =>
    Array.isArray(choices) ? problemIf(repeated(choices).length > 0, `${path}: a choice comes twice`) : [],
  );
}

/** Forms tell the variants of an object apart by one property that is a constant in each. */
export function oneOfUsageProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: node }) => {
    const variants = variantsOf(node);
    if (variants.length === 0) return [];
    const constants = Object.keys(propertiesOf(variants[0] ?? {})).filter((name) =>
      variants.every((variant) => "const" in (propertiesOf(variant)[name] ?? {})),
    );
    return [
      ...problemIf(node.type !== "object", `${path}: what has variants is not an object`),
      ...problemIf(!variants.every(({ properties }) => isObject(properties)), `${path}: a variant has no properties`),
      ...problemIf(constants.length !== 1, `${path}: ${constants.length} constants are common to all variants`),
      ...variants.flatMap((variant) => constantProblems(path, propertiesOf(variant)[constants[0] ?? ""] ?? {})),
    ];
  });
}

function constantProblems(path: string, { const: constant, default: standard, enum: choices }: JsonObject): Problems {
  return [
    ...problemIf(standard !== undefined && standard !== constant, `${path}: the default is not the constant`),
    ...problemIf(
      choices !== undefined && JSON.stringify(choices) !== JSON.stringify([constant]),
      `${path}: the choices are not the constant alone`,
    ),
  ];
}

const secretNames = new Set(
  "client_token access_token api_token token secret client_secret password key service_account_info service_account tenant_id certificate jwt credentials app_id appid refresh_token".split(
    " ",
  ),
);

export function secretProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, name, schema: node }) => {
    if (name === undefined || !secretNames.has(name)) return [];
    const isSecret = typesOf(node).some((type) => type === "string" || type === "integer" || type === "number");
    const wanted = isSecret && !("const" in node);
    return problemIf((node.airbyte_secret === true) !== wanted, `${path} ${wanted ? "is not" : "is"} marked as secret`);
  });
}

export function propertyTypeProblems(schema: JsonObject): Problems {
  return properties(schema).flatMap(({ path, schema: { type } }) =>
    problemIf(Array.isArray(type) && (type.length !== 2 || type[1] !== "null"), `${path} has several types`),
  );
}

export function emptyObjectProblems(schema: JsonObject): Problems {
  return properties(schema).flatMap(({ path, schema: node }) =>
    problemIf(node.type === "object" && !("properties" in node) && !("oneOf" in node), `${path} is an empty object`),
  );
}

const itemTypes: readonly (Json | undefined)[] = ["object", "string", "number", "integer"];

export function arrayTypeProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: node }) => {
    if (!typesOf(node).includes("array")) return [];
    const { items } = node;
    const known = isObject(items) && (itemTypes.includes(items.type) || "enum" in items);
    return problemIf(!known, `${path} does not say what its items are`);
  });
}

const complexKeywords = new Set(
  "not anyOf patternProperties prefixItems allOf if then else dependentSchemas dependentRequired".split(" "),
);

export function complexTypeProblems(schema: JsonObject): Problems {
  return forbidden(schema, (key) => complexKeywords.has(key));
}

export function referenceProblems(schema: JsonObject): Problems {
  return forbidden(schema, (key) => key === "$ref");
}

function forbidden(schema: JsonObject, isForbidden: (key: string) => boolean): Problems {
  return keywordsOf(schema)
    .filter(({ key }) => isForbidden(key))
    .map(({ path }) => `${path} is not for forms`);
}

const datePattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/** A warning of CAT. Here it is a failure, as the next one. */
export function datePatternProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: { format, pattern } }) =>
    problemIf(format === "date" && pattern !== datePattern, `${path}: a date has no pattern`),
  );
}

export function dateFormatProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: { format, pattern } }) =>
    problemIf(pattern === datePattern && format !== "date", `${path} has the pattern of a date and not the format`),
  );
}

export function orderProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: node }) => {
    const places = Object.values(propertiesOf(node)).flatMap(({ order, group }) =>
      order === undefined ? [] : `${JSON.stringify(group ?? null)} ${JSON.stringify(order)}`,
    );
    return repeated(places).map((place) => `${path}: two properties have the order ${place}`);
  });
}

export function groupProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: node }) =>
    problemIf("group" in node && path.split("/").length !== 2, `${path} has a group and is not at the top`),
  );
}

export function displayTypeProblems(schema: JsonObject): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: node }) => {
    if (!("display_type" in node)) return [];
    return [
      ...problemIf(!("oneOf" in node), `${path} has a display_type without variants`),
      ...problemIf(
        node.display_type !== "dropdown" && node.display_type !== "radio",
        `${path}: an unknown display_type`,
      ),
    ];
  });
}

/** Of a whole specification, advanced_auth included. */
export function additionalPropertiesProblems(value: JsonObject): Problems {
  return membersOf(value)
    .filter(({ key, value: allowed }) => key === "additionalProperties" && allowed !== true)
    .map(({ path }) => `${path} is not true`);
}

function properties(schema: JsonObject): readonly SchemaNode[] {
  return schemaNodes(schema).filter(({ name }) => name !== undefined);
}

/** The paths of the fields that are marked as secret. */
export function secretsOf(schema: JsonObject): readonly string[] {
  return properties(schema)
    .filter(({ schema: node }) => node.airbyte_secret === true)
    .map(({ path }) => path);
}

/** Fields without a title among those that an object requires, or among the others. */
export function untitledProblems(schema: JsonObject, which: "required" | "optional"): Problems {
  return schemaNodes(schema).flatMap(({ path, schema: node }) => {
    const required = isStringArray(node.required) ? node.required : [];
    return Object.entries(propertiesOf(node)).flatMap(([name, { title }]) =>
      problemIf(
        required.includes(name) === (which === "required") && typeof title !== "string",
        `${path}/${name} has no title`,
      ),
    );
  });
}
