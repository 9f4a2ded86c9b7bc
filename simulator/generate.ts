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
const [earlier, latest] = (["5.23", "5.28"] as const).map(
  (contract) => new Declarations(withLaterFacts(document, contract)),
);

/** Long enumerations, written once and shared by all operations. */
const lists: string[] = [];
const long = "@list ";

function written(contract: JsonObject): string {
  return JSON.stringify(contract, (key, value: Json) => {
    if (key !== "enum" || !Array.isArray(value) || value.length < 9) return value;
    const text = JSON.stringify(value);
    if (!lists.includes(text)) lists.push(text);
    return `${long}${lists.indexOf(text)}`;
  }).replaceAll(new RegExp(`"${long}(\\d+)"`, "gu"), "list$1");
}

/** Returns one entry of the table, with one line per parameter. */
function entry(operationId: string, { parameters, ...rest }: JsonObject): string {
  const lines = (Array.isArray(parameters) ? parameters : []).map((one: JsonObject) => `\n    ${written(one)}`);
  return `\n  ${JSON.stringify(operationId)}: {${written(rest).slice(1, -1)},"parameters":[${lines.join()}]},`;
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

writeFileSync(
  join(project, "simulator/parameters.generated.ts"),
  `// Made by simulator/generate.ts from Pinterest's OpenAPI document; not to be edited by hand.
import type { OperationContract } from "./contract.ts";

${lists.map((list, index) => `const list${index} = ${list};`).join("\n")}

/** What is declared of each operation that the simulator serves, by operationId. */
export const contracts: Readonly<Record<string, OperationContract>> = {${table.join("")}
};

/** What the document 5.23 declares otherwise; null: it does not have the operation. */
export const earlierContracts: Readonly<Record<string, OperationContract | null>> = {${changed.join("")}
};
`,
);
