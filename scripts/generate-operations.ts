import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { requiredDocument } from "./openapi/document.ts";
import { renderOperationTable } from "./openapi/operation-table.ts";

/** Writes the table of operations from Pinterest's OpenAPI document. */
const file = join(packageRoot, "src/pinterest/operations/operations.generated.ts");
writeFileSync(file, renderOperationTable(requiredDocument()));
