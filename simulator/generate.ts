import { readFileSync } from "node:fs";
import { documentPath } from "../scripts/generate/openapi/document.ts";
import { withLaterFacts } from "../scripts/generate/openapi/later-contract.ts";
import { unsetParameters } from "../scripts/generate/openapi/unset-parameters.ts";
import { asText, type Json, type JsonObject } from "../src/base/json.ts";
import { operations } from "./api/all.ts";
import { Declarations } from "./declarations.ts";

const document: JsonObject = JSON.parse(readFileSync(documentPath, "utf8"));

/** Requests that set a parameter which the others leave to its default (`unsetParameters`). */
const setBy: Readonly<Record<string, readonly string[]>> = {
  ad_group_ids: ["keywords/get"],
  ad_ids: ["ads/analytics"],
  assets_summary: ["get/business_members", "get/business_partners"],
  include_sizing: ["targeting_template/list"],
};

/** Fields of request bodies that no stream sends. The streams leave them to their defaults, too. */
const unsetFields = new Set(
  `ad_group_ids ad_ids advertiser_ids campaign_brand_label campaign_custom_label campaign_ids combine_targeting_types
  conversion_product_attribution_type countries custom_column_ids custom_conversion_event_metrics end_hour
  metrics_filters primary_sort product_group_ids product_item_ids product_sku_ids report_format reporting_timezone
  start_hour`.split(/\s+/u),
);

/** Whether a stream sends an optional parameter or field, so that the simulator accepts it. */
function isSent(operationId: string, kind: "parameter" | "field", name: string): boolean {
  if (kind === "field") {
    // Only conversion product reports are requested by objective.
    const isByObjective = name === "campaign_objective_types" && operationId === "analytics/create_report";
    return !unsetFields.has(name) && !isByObjective;
  }
  return name === "ad_account_id" || !unsetParameters.has(name) || setBy[name]?.includes(operationId) === true;
}

const declarations = new Declarations(withLaterFacts(document), isSent);

/** Names of long enumerations and parameters, by their text. Those of several operations are written once. */
const shared = { list: new Map<string, string>(), parameter: new Map<string, string>() };
const typeOf: Readonly<Record<string, string>> = { list: "readonly string[]", parameter: "ParameterContract" };

/**
 * Returns the name of a text that is written once, as the text of a string that `unquoted` makes a name of. Numbers only
 * distinguish texts with the same subject, so that a new operation renames few of them.
 */
function share(kind: keyof typeof shared, text: string, subject: string): string {
  const names = shared[kind];
  const base = `${kind}_${subject.replaceAll(/\W+/gu, "_")}`;
  const count = [...names.values()].filter((name) => name.replace(/_\d+$/u, "") === base).length;
  const name = names.get(text) ?? `${base}_${count + 1}`;
  names.set(text, name);
  return `@${name}`;
}

const unquoted = (text: string) => text.replaceAll(/"@((?:list|parameter)_\w+)"/gu, "$1");

function written(contract: JsonObject): string {
  const text = JSON.stringify(contract, (key, value: Json) =>
    key === "enum" && Array.isArray(value) && value.length > 8
      ? share("list", JSON.stringify(value), asText(contract.name))
      : value,
  );
  return unquoted(text);
}

/** Returns one entry of the table, on one line. */
function entry(operationId: string, { parameters, ...rest }: JsonObject): string {
  const names = (Array.isArray(parameters) ? parameters : []).map((each: JsonObject) =>
    share("parameter", written(each), asText(each.name)),
  );
  return `\n  ${JSON.stringify(operationId)}: ${unquoted(JSON.stringify({ ...rest, parameters: names }))},`;
}

const table = operations.map(({ id }) => {
  const contract = declarations.contract(id);
  if (contract === undefined) throw new Error(`${documentPath} has no ${id}`);
  return entry(id, contract);
});

const tables = `/** What is declared of each operation that the simulator serves, by operationId. */
export const contracts: Readonly<Record<string, OperationContract>> = {${table.join("")}
};
`;

/** Puts a shared text before a text that uses it several times, or into a text that uses it once. */
function withShared(text: string, kind: keyof typeof shared): string {
  return [...shared[kind]].reduceRight((rest, [one, name]) => {
    const uses = rest.split(new RegExp(`\\b${name}\\b`, "u"));
    return uses.length === 2 ? uses.join(one) : `const ${name}: ${typeOf[kind]} = ${one};\n${rest}`;
  }, text);
}

/**
 * The text of `parameters.generated.ts`: the parameters, scopes, and limits of each operation that the simulator serves,
 * from Pinterest's OpenAPI document with the later additions.
 */
export const contractsFile: string = `// Made by simulator/generate.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { OperationContract, ParameterContract } from "./contract.ts";

${withShared(withShared(`\n${tables}`, "parameter"), "list")}`;
