import { rowPathOf } from "../../../src/pinterest/responses/find-rows.ts";
import { streams } from "../../../src/streams/all.ts";
import type { OpenApiDocument } from "./document.ts";
import { readRow } from "./rows.ts";

/** Returns the source code of the key fields that the document requires in every row of an operation. */
export function renderRequiredFields(document: OpenApiDocument): string {
  const lines = streams.map((stream) => {
    const { operation, rows, primaryKey, fromRequest = {} } = stream;
    const { required = [] } = rowPathOf(rows)?.row.is === "object" ? readRow(document, stream) : {};
    const fields = primaryKey.filter((field) => required.includes(field) && !(field in fromRequest));
    return fields.length === 0
      ? ""
      : `  ${JSON.stringify(operation)}: ${JSON.stringify(fields).replaceAll(",", ", ")},\n`;
  });
  return `// Generated from Pinterest's OpenAPI document by \`npm run generate\`. Do not edit.

/** The key fields that every row of an operation must have. A response with a row without them is invalid. */
export const requiredFields: Readonly<Record<string, readonly string[]>> = {
${[...new Set(lines)].toSorted().join("")}};
`;
}
