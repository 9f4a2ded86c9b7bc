import { join } from "node:path";
import type { PostgreSql } from "../../../integration_tests/clients/postgresql.ts";
import { asText, isObject } from "../../../src/base/json.ts";
import type { Database } from "../../database.ts";
import { literal, quoted } from "../../tables.ts";

/** Types of Airbyte's PostgreSQL destination that have another name in DuckDB. */
const types: Readonly<Record<string, string>> = { JSON: "JSONB", DOUBLE: "DECIMAL" };

/**
 * Copies tables into a new schema of PostgreSQL, as Airbyte's destination creates them: objects are JSONB, and columns keep
 * their case.
 * @param folder for the files between the databases
 */
export async function copyTables(
  database: Database,
  tables: readonly string[],
  { run }: PostgreSql,
  schema: string,
  folder: string,
): Promise<void> {
  const commands = [`CREATE SCHEMA ${schema}; SET search_path = ${schema};`];
  for (const table of tables) {
    const file = join(folder, `${schema}.${table}.csv`);
    const columns = await database.rows(
      `SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ${literal(table)} AND schema_name = 'main' ORDER BY column_index`,
    );
    const defined = columns.map(({ column_name, data_type }) => {
      const type = asText(data_type);
      return `${quoted(asText(column_name))} ${types[type] ?? type}`;
    });
    await database.rows(`COPY ${quoted(table)} TO ${literal(file)} (FORMAT csv, HEADER false)`);
    commands.push(
      `CREATE TABLE ${quoted(table)} (${defined.join(", ")});`,
      `\\copy ${quoted(table)} from '${file}' csv`,
    );
  }
  run(`${commands.join("\n")}\n`);
}

/** Returns the rows of a query on a schema of PostgreSQL. @param views statements that create its temporary views */
export function rowsIn({ run }: PostgreSql, schema: string, views: readonly string[], sql: string) {
  const query = sql.replace(/;$/u, "");
  const rows: unknown = JSON.parse(
    run(
      `SET search_path = ${schema};\n${views.join("\n")}\nSELECT coalesce(json_agg(to_json(one)), '[]') FROM (${query}) AS one;\n`,
    ),
  );
  return Array.isArray(rows) ? rows.filter(isObject) : [];
}
