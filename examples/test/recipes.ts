import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pagePath, translationsIn } from "../../docs/source/recipes/recipe-page.ts";
import { translatedPage } from "../../docs/source/recipes/translate.ts";
import type { PostgreSql } from "../../integration_tests/clients/postgresql.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";
import { rowsIn } from "../../start/test/recipes/postgresql-copy.ts";

const page = () => readFileSync(join(packageRoot, pagePath), "utf8");

/** Translates the recipes again, which parses each translation, and compares the page. */
export function assertPageIsCurrent(): void {
  assert.equal(page(), translatedPage(), "npm run recipes writes it again");
}

/**
 * Runs the recipes on a schema whose columns have lower case only: those whose tables it has.
 * @returns the number of recipes that ran, and of those that found rows
 */
export function runRecipes(server: PostgreSql, schema: string): { readonly run: number; readonly found: number } {
  const tables = server.run(`SELECT table_name FROM information_schema.tables WHERE table_schema = '${schema}';\n`);
  const missing = streams.map(({ name }) => name).filter((name) => !tables.split("\n").includes(name));
  const queries = translationsIn(page(), "PostgreSQL").map((sql) => sql.replaceAll('"', ""));
  const possible = queries.filter((sql) => {
    const sources = new Set([...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/gu)].map(([, name]) => name));
    return !/\bcustom_|_ab_cdc_/u.test(sql) && !missing.some((name) => sources.has(name));
  });
  const views = possible.filter((sql) => sql.startsWith("CREATE"));
  const recipes = possible.filter((sql) => !views.includes(sql));
  const found = recipes.filter((sql) => rowsIn(server, schema, views, sql).length > 0);
  return { run: recipes.length, found: found.length };
}
