import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import formats from "ajv-formats";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { connectionSchema, credentialsVariants } from "../../src/config/spec.ts";

/**
 * Renders ajv's code for spec.json, because compiling it takes longer than all else in the start of the program. The
 * members of `credentials` have a validator per variant.
 */
export function renderValidators(): string {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    code: { source: true, esm: true },
  });
  formats.default(ajv, ["date", "date-time"]);
  const { $schema: _, properties, ...rest } = connectionSchema();
  const variants = [...credentialsVariants()];
  const topLevel = {
    ...rest,
    properties: { ...(isObject(properties) ? properties : {}), credentials: { type: "object" } },
  };
  const schemas = new Map([
    ["topLevel", topLevel],
    ...variants.map(([, variant], index) => [`variant${index}`, variant] as const),
  ]);
  for (const [name, schema] of schemas) {
    const bare = withoutTexts(schema);
    if (isObject(bare)) ajv.addSchema(bare, name);
  }
  const names = Object.fromEntries([...schemas.keys()].map((name) => [name, name]));
  return `// Generated from spec.json by \`npm run generate\`. Do not edit.
${codeOf(ajv, names)}
export const credentials = { ${variants.map(([method], index) => `"${method}": variant${index}`).join(", ")} };
`;
}

/** Renders ajv's code for the schema of the reports of survey. */
export function renderReportValidator(schema: JsonObject): string {
  const ajv = new Ajv({ strict: false, code: { source: true, esm: true } });
  ajv.addSchema(schema, "report");
  return `// Generated from docs/survey-report.schema.json by \`npm run generate\`. Do not edit.
${codeOf(ajv, { isReport: "report" })}
`;
}

/** What ajv's code requires of its packages, and what this program has instead, so that these need not be installed. */
const replacements: ReadonlyMap<string, string> = new Map([
  ['require("ajv/dist/runtime/ucs2length").default', "lengthOf"],
  ['require("ajv/dist/runtime/equal").default', "isEqual"],
  ['require("ajv-formats/dist/formats").fullFormats.date', "dateFormat"],
  ['require("ajv-formats/dist/formats").fullFormats["date-time"]', "dateTimeFormat"],
]);

/** Renders ajv's code. @param names by exported name, the key of a schema @throws Error if it needs something else of ajv's packages */
function codeOf(ajv: Ajv, names: Readonly<Record<string, string>>): string {
  let code = standalone.default(ajv, names);
  const used: string[] = [];
  for (const [required, name] of replacements) {
    if (code.includes(`${required};`)) used.push(name);
    code = code.replaceAll(`${required};`, `${name};`);
  }
  const [other] = /require\([^)]*\)[^;]*/u.exec(code) ?? [];
  if (other !== undefined) throw new Error(`Add ${other} to the replacements.`);
  const imports =
    used.length === 0 ? "" : `import { ${used.toSorted().join(", ")} } from "../../base/json-formats.ts";\n`;
  return `/* oxlint-disable */\n// @ts-nocheck\n${imports}\n${code}`;
}

/** Removes the texts of the form, which no error message contains. */
function withoutTexts(schema: JsonObject): unknown {
  return JSON.parse(
    JSON.stringify(schema, (name, value: unknown) =>
      typeof value === "string" && ["title", "description"].includes(name) ? undefined : value,
    ),
  );
}
