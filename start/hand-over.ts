import type { Command } from "./options.ts";

/** What someone can continue with: a name, a command or file, and what it is for. */
export type Step = readonly [name: string, what: string, use: string];

/**
 * Returns what whoever continues can use.
 * @param file the path of the database
 */
export function handOver(file: string, command: Command): readonly Step[] {
  return [
    ["SQL", `duckdb ${file}`, "one table per stream; docs/sql-recipes.md has queries by question"],
    ["Files", command("--export", "FOLDER"), "Parquet for BI tools; CSV is on the page"],
    ["dbt", "examples/dbt", "a package with tested models, for your warehouse"],
  ];
}
