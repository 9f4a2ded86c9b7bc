import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asText, isObject, type Json, type JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import type { CatalogStream } from "../src/protocol/messages.ts";

/** Returns an identifier in SQL. */
export const quoted = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;

/** Returns a string literal in SQL. */
export const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Selects the existing tables and columns, with their comments. */
export const selectComments = `SELECT * EXCLUDE database_name FROM (
  SELECT database_name, format('TABLE "{}"', table_name) AS target, comment FROM duckdb_tables() WHERE schema_name = 'main' UNION ALL
  SELECT database_name, format('COLUMN "{}"."{}"', table_name, column_name), comment FROM duckdb_columns() WHERE schema_name = 'main')
WHERE database_name = current_database()`;

/** A column of the table of a stream. */
export interface Column {
  /** An identifier in SQL. */
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

const readAt: Column = {
  name: quoted("_read_at"),
  type: "TIMESTAMP",
  comment: "When the connector read the record, in UTC.",
};

/** Returns the columns for the fields of records. */
export function columnsOf({ properties }: JsonObject): readonly Column[] {
  return Object.entries(isObject(properties) ? properties : {}).map(([field, property]) => ({
    name: quoted(field),
    type: typeOf(property),
    comment: commentOf(property),
  }));
}

/**
 * Returns the statements that create the table of a stream or what it lacks: columns, and descriptions as comments.
 * @param comments the result of `selectComments`, which is updated. Writing all comments again would take seconds.
 */
export function tableStatements(
  { name: stream, json_schema: schema }: Pick<CatalogStream, "name" | "json_schema">,
  comments: Map<string, string>,
): string[] {
  const table = quoted(stream);
  const columns = [...columnsOf(schema), readAt];
  const exists = comments.has(`TABLE ${table}`);
  const create = `CREATE TABLE ${table} (${columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`;
  const statements = exists ? [] : [create];
  const describe = (target: string, comment: string) => {
    if (comments.get(target) !== comment) statements.push(`COMMENT ON ${target} IS ${literal(comment)}`);
    comments.set(target, comment);
  };
  describe(`TABLE ${table}`, commentOf(schema));
  for (const { name, type, comment } of columns) {
    const target = `COLUMN ${table}.${name}`;
    if (exists && !comments.has(target))
      statements.push(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${name} ${type}`);
    describe(target, comment);
  }
  return statements;
}

/** The columns of the views of the recipes in earlier releases. */
const earlierViews = {
  pin_days: "pin_id,date,impressions,saves,pin_clicks",
  campaign_days: "campaign_id,date,currency,spend,checkout_value,paid_impressions",
};

/** Selects the views of earlier releases, which lack columns. Those that the user has changed are not among them. */
export const selectEarlierViews = `SELECT view_name AS name FROM duckdb_views() v JOIN duckdb_columns() c USING (database_name, schema_name)
  WHERE database_name = current_database() AND schema_name = 'main' AND c.table_name = view_name GROUP BY ALL
  HAVING (view_name, string_agg(column_name, ',' ORDER BY column_index)) IN (${Object.entries(earlierViews)
    .map((view) => `(${view.map(literal).join()})`)
    .join()})`;

/** Returns the statements that create the views of the recipes, unless the user has views or tables with these names. */
export async function recipeViews(): Promise<readonly string[]> {
  const recipes = await readFile(join(packageRoot, "docs/source/recipes.md"), "utf8");
  return recipes.match(/^CREATE VIEW IF NOT EXISTS [^;]+/gmu) ?? [];
}

function commentOf(schema: Json | undefined): string {
  return asText(isObject(schema) ? schema.description : undefined);
}

const timestamps = { date: "DATE", timestamp_with_timezone: "TIMESTAMPTZ", timestamp_without_timezone: "TIMESTAMP" };
const scalars = { string: "VARCHAR", integer: "BIGINT", number: "DOUBLE", boolean: "BOOLEAN" };
const types: Readonly<Record<string, string>> = { ...scalars, ...timestamps };

/** Returns the type of a column for a JSON schema. */
function typeOf(property: Json | undefined): string {
  const { type = "string", format, airbyte_type: detail } = isObject(property) ? property : {};
  const kind = asText(detail ?? format ?? [type].flat().find((one) => one !== "null"));
  return types[kind] ?? "JSON";
}
