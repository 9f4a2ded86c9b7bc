import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/base/package.ts";

const namesByReason: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(packageRoot, "scripts/generate/openapi/unset-parameters.json"), "utf8"),
);

/** Parameters that streams leave to their defaults. */
export const unsetParameters: ReadonlySet<string> = new Set(Object.values(namesByReason).flat());
