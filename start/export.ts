import { join } from "node:path";
import { asText } from "../src/base/json.ts";
import { replaceBy } from "../src/base/replace-file.ts";
import type { Database } from "./database.ts";
import { literal, quoted } from "./tables.ts";

/**
 * Writes each table as a Parquet file of the same name, replacing earlier files.
 * @param folder an existing folder
 * @returns the number of files
 */
export async function exportTables(database: Database, folder: string): Promise<number> {
  const tables = await database.rows(
    "SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT temporary",
  );
  for (const table of tables) {
    const name = asText(table.name);
    // A table of the user can have any name.
    const file = join(folder, `${name.replaceAll(/[^\w-]/gu, "_")}.parquet`);
    const copy = (next: string) => database.rows(`COPY main.${quoted(name)} TO ${literal(next)} (FORMAT parquet)`);
    await replaceBy(file, copy);
  }
  return tables.length;
}
