import { rm, writeFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";
import type { CatalogStream } from "../../src/protocol/messages.ts";
import { deletedAt } from "../../src/streams/tracking.ts";

const name = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;

/** Returns a string literal in SQL. */
export const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** The tables for the times of reads, and for the state and last outcome of each stream. */
const syncTables = `SET TimeZone = 'UTC';
CREATE SCHEMA IF NOT EXISTS _sync;
CREATE TABLE IF NOT EXISTS _sync.reads (read_at TIMESTAMP, is_simulated BOOLEAN);
CREATE TABLE IF NOT EXISTS _sync.streams (stream VARCHAR PRIMARY KEY, state JSON, status VARCHAR, problem VARCHAR, records BIGINT);
CREATE OR REPLACE VIEW _sync.problems AS SELECT string_agg(stream, ', ' ORDER BY stream) AS streams, problem
  FROM _sync.streams WHERE problem IS NOT NULL GROUP BY problem ORDER BY streams`;

const messagesIn = (path: string, columns: string) =>
  `read_ndjson(${literal(path)}, columns = {${columns}}, maximum_object_size = 100000000)`;

/** Returns the statement that stores states, statuses, and errors of streams from a file of messages. */
const storeOutcomes = (path: string) => `INSERT INTO _sync.streams
SELECT descriptor->>'name', arg_max(state, line), arg_max(trace->>'$.stream_status.status', line),
  arg_max(trace->>'$.error.message', line), 0
FROM (SELECT *, row_number() OVER () AS line, coalesce(state->'$.stream.stream_descriptor',
  trace->'$.stream_status.stream_descriptor', trace->'$.error.stream_descriptor') AS descriptor
  FROM ${messagesIn(path, "state: 'JSON', trace: 'JSON'")})
WHERE descriptor IS NOT NULL GROUP BY 1
ON CONFLICT DO UPDATE SET state = coalesce(excluded.state, state), status = coalesce(excluded.status, status),
  problem = coalesce(excluded.problem, problem)`;

/** An embedded database with one table per stream. */
export type Database = Awaited<ReturnType<typeof openDatabase>>;

/** @param keepsDeleted whether to keep rows marked as deleted, an option of Airbyte's destinations */
export async function openDatabase(file: string, { keepsDeleted = false } = {}) {
  const connection = await (await DuckDBInstance.create(file)).connect();
  await connection.run(syncTables);
  const path = `${file}.ndjson`;
  /** By stream: the statements that load the file of messages into its table. */
  const loads = new Map<string, string>();

  return {
    async close(): Promise<void> {
      connection.closeSync();
      await rm(path, { force: true });
    },

    /** Returns the rows of a query. Types that JSON lacks must be cast to text in the query. */
    async rows(sql: string): Promise<readonly JsonObject[]> {
      const rows: readonly unknown[] = (await connection.runAndReadAll(sql)).getRowObjectsJS();
      const toJson = (_key: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
      return rows.map((row): unknown => JSON.parse(JSON.stringify(row, toJson))).filter(isObject);
    },

    /** Creates the table of a stream, or adds missing columns to it. */
    async addTable(stream: Pick<CatalogStream, "name" | "json_schema" | "source_defined_primary_key">): Promise<void> {
      const table = name(stream.name);
      const properties = isObject(stream.json_schema.properties) ? stream.json_schema.properties : {};
      const columns = Object.entries(properties).map(([column, property]) => `${name(column)} ${typeOf(property)}`);
      const added = columns.map((column) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column}`);
      const create = `CREATE TABLE IF NOT EXISTS ${table} (${[...columns, "_read_at TIMESTAMP"].join(", ")})`;
      await connection.run(["BEGIN", create, ...added, "COMMIT"].join("; "));
      const keys = stream.source_defined_primary_key.flat().map(name).join(", ");
      const record = literal(`STRUCT(data STRUCT(${columns.join(", ")}), emitted_at BIGINT)`);
      const removesDeleted = !keepsDeleted && deletedAt in properties;
      loads.set(
        stream.name,
        `CREATE OR REPLACE TEMP TABLE records AS SELECT unnest(record.data), make_timestamp(record.emitted_at * 1000) AS _read_at
          FROM ${messagesIn(path, `record: ${record}`)};
        UPDATE _sync.streams SET records = records + (SELECT count(*) FROM records) WHERE stream = ${literal(stream.name)};
        MERGE INTO ${table} USING (FROM records QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY rowid DESC) = 1) USING (${keys})
          WHEN MATCHED THEN UPDATE BY NAME WHEN NOT MATCHED THEN INSERT BY NAME;
        DELETE FROM ${table} WHERE ${removesDeleted ? `${deletedAt} IS NOT NULL` : "false"}`,
      );
    },

    /**
     * Stores messages of a read, one per line. A record replaces an earlier one with the same key. Records and the state
     * that covers them are stored in one transaction, so that the next read resumes exactly where the rows end. After an
     * error, the database can only be closed.
     */
    async store(lines: string): Promise<void> {
      const byStream = new Map<string, string>();
      for (const line of lines.split("\n")) {
        const [, stream = ""] = /^\{"type":"RECORD","record":\{"stream":"([^"]+)"/u.exec(line) ?? [];
        byStream.set(stream, `${byStream.get(stream) ?? ""}${line}\n`);
      }
      await connection.run("BEGIN");
      for (const [stream, own] of byStream) {
        await writeFile(path, own);
        await connection.run(loads.get(stream) ?? storeOutcomes(path));
      }
      await connection.run("COMMIT");
    },
  };
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
