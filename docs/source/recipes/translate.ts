import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { propertiesOf } from "../../../scripts/compatibility/schema-nodes.ts";
import { pythonWith } from "../../../scripts/python-environment.ts";
import { isObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { recipesOf, renderPage, sourcePath } from "./recipe-page.ts";

/**
 * Returns the page of the recipes as its source makes it.
 * @throws Missing if there is no suitable Python or no registry for its packages
 */
export function translatedPage(): string {
  const { python } = pythonWith("docs/source/recipes/requirements.txt");
  const source = readFileSync(join(packageRoot, sourcePath), "utf8");
  const queries = recipesOf(source).map(({ sql }) => sql);
  const custom = new Set(source.match(/\bcustom_\w+/gu));
  const upperCase = Object.fromEntries([
    ...readdirSync(join(packageRoot, "catalog")).map((file) => [file.replace(".json", ""), upperCaseColumns(file)]),
    ...[...custom].map((table) => [table, upperCaseColumns("custom_report.json")]),
  ]);
  const { status, stdout, stderr } = spawnSync(python, [join(import.meta.dirname, "translate.py")], {
    input: JSON.stringify({ queries, upperCase }),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The recipes can't be translated: ${stderr}`);
  const translations: unknown = JSON.parse(stdout);
  return renderPage(source, Array.isArray(translations) ? translations.filter(isObject) : []);
}

/** Returns the columns of a stream's table that have upper case. */
function upperCaseColumns(file: string): readonly string[] {
  const schema: unknown = JSON.parse(readFileSync(join(packageRoot, "catalog", file), "utf8"));
  const columns = isObject(schema) ? Object.keys(propertiesOf(schema)) : [];
  return columns.filter((column) => column !== column.toLowerCase());
}
