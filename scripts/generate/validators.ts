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
/* oxlint-disable */
// @ts-nocheck
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
${standalone.default(ajv, names)}
export const credentials = { ${variants.map(([method], index) => `"${method}": variant${index}`).join(", ")} };
`;
}

/** Removes the texts of the form, which no error message contains. */
function withoutTexts(schema: JsonObject): unknown {
  return JSON.parse(
    JSON.stringify(schema, (name, value: unknown) =>
      typeof value === "string" && ["title", "description"].includes(name) ? undefined : value,
    ),
  );
}
