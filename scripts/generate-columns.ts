import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { renderColumns } from "./openapi/columns.ts";
import { requiredDocument } from "./openapi/document.ts";

/** Writes the lists of columns from Pinterest's OpenAPI document. */
const file = join(packageRoot, "src/pinterest/operations/columns.generated.ts");
writeFileSync(file, renderColumns(requiredDocument()));
