import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";

const name = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** A stream's table: the columns that the catalog gives it, and those that identify a row. */
interface Table {
  readonly columns: ReadonlyMap<string, string>;
  readonly key: readonly string[];
}

/**
 * An embedded database with one table per stream. Records and the state that covers them are stored in one transaction,
 * so that the next read goes on exactly where the rows end.
 */
export class Database {
  readonly #connection: DuckDBConnection;
  readonly #folder: string;
  readonly #tables = new Map<string, Table>();

  private constructor(connection: DuckDBConnection, folder: string) {
    this.#connection = connection;
    this.#folder = folder;
  }

  static async open(path: string): Promise<Database> {
    const connection = await (await DuckDBInstance.create(path)).connect();
    await connection.run(`SET TimeZone = 'UTC';
      CREATE SCHEMA IF NOT EXISTS _sync;
      CREATE TABLE IF NOT EXISTS _sync.states (stream VARCHAR PRIMARY KEY, state JSON);
      CREATE TABLE IF NOT EXISTS _sync.reads (read_at TIMESTAMP, is_simulated BOOLEAN, account JSON)`);
    return new Database(connection, await mkdtemp(join(tmpdir(), "source-pinterest-")));
  }

  async close(): Promise<void> {
    this.#connection.closeSync();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The rows that a query gives. Whatever JSON lacks must be cast to text in the query. */
  async rows(sql: string): Promise<readonly JsonObject[]> {
    const rows = (await this.#connection.runAndReadAll(sql)).getRowObjectsJS();
    return rows
      .map((row): unknown =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [column, typeof value === "bigint" ? Number(value) : value]),
        ),
      )
      .filter(isObject);
  }

  /** Makes the table of a stream, an entry of the catalog, or adds the columns that it lacks. */
  async addTable(stream: JsonObject): Promise<void> {
    const schema = isObject(stream.json_schema) ? stream.json_schema.properties : undefined;
    const properties = Object.entries(isObject(schema) ? schema : {});
    const columns = new Map(properties.map(([column, property]) => [column, typeOf(property)]));
    const paths = Array.isArray(stream.source_defined_primary_key) ? stream.source_defined_primary_key : [];
    this.#tables.set(asText(stream.name), { columns, key: paths.flat().map(asText) });
    const table = name(asText(stream.name));
    const all = [...columns, ["_read_at", "TIMESTAMP"] as const].map(([column, type]) => `${name(column)} ${type}`);
    const added = all.map((column) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column}`);
    await this.#connection.run([`CREATE TABLE IF NOT EXISTS ${table} (${all.join(", ")})`, ...added].join("; "));
  }

  /**
   * Stores records, each in place of an earlier one with the same key.
   * @param lines RECORD messages of one stream, as they were written
   * @param state the last STATE of the stream, which covers records among these or stored before
   */
  async store(stream: string, lines: readonly string[], state: JsonObject | undefined): Promise<void> {
    const { columns, key } = this.#tables.get(stream) ?? { columns: new Map<string, string>(), key: [] };
    const path = join(this.#folder, "records.ndjson");
    await writeFile(path, lines.join("\n"));
    const data = [...columns].map(([column, type]) => `${name(column)} ${type}`).join(", ");
    const types = `{'record': ${text(`STRUCT(data STRUCT(${data}), emitted_at BIGINT)`)}}`;
    const keys = key.map(name);
    const records = `CREATE OR REPLACE TEMP TABLE incoming AS
        SELECT unnest(record.data), make_timestamp(record.emitted_at * 1000) AS _read_at
        FROM read_ndjson(${text(path)}, columns = ${types}, maximum_object_size = 100000000);
      DELETE FROM ${name(stream)} AS old USING incoming AS new
        WHERE ${keys.map((column) => `old.${column} = new.${column}`).join(" AND ")};
      INSERT INTO ${name(stream)} BY NAME SELECT * FROM incoming
        QUALIFY row_number() OVER (PARTITION BY ${keys.join(", ")} ORDER BY rowid DESC) = 1`;
    const known = `INSERT OR REPLACE INTO _sync.states VALUES (${text(stream)}, ${text(JSON.stringify(state ?? null))})`;
    const steps = [...(lines.length === 0 ? [] : [records]), ...(state === undefined ? [] : [known])];
    await this.#inTransaction(steps);
  }

  /** Deletes what a full read that began at a moment (epoch milliseconds) did not find any more. */
  async dropOlder(stream: string, moment: number): Promise<void> {
    await this.#connection.run(`DELETE FROM ${name(stream)} WHERE _read_at < make_timestamp(${moment} * 1000)`);
  }

  /** Notes that a read ended, with the account as it is now: Pinterest keeps no history of its counts. */
  async noteRead(moment: number, isSimulated: boolean): Promise<void> {
    await this.#connection.run(`INSERT INTO _sync.reads
      SELECT make_timestamp(${moment} * 1000), ${isSimulated}, to_json(account) FROM account`);
  }

  /** The reads that ended, the first one first, with their moments in epoch milliseconds. */
  async reads(): Promise<readonly { readonly moment: number; readonly isSimulated: boolean }[]> {
    const rows = await this.rows(`SELECT epoch_ms(read_at) AS moment, is_simulated FROM _sync.reads ORDER BY 1`);
    return rows.map(({ moment, is_simulated: isSimulated }) => ({
      moment: Number(moment),
      isSimulated: isSimulated === true,
    }));
  }

  /** The last STATE of each stream, as `read` takes them. */
  async states(): Promise<readonly unknown[]> {
    const rows = await this.rows("SELECT state FROM _sync.states");
    return rows.map(({ state }): unknown => JSON.parse(asText(state)));
  }

  async countOf(stream: string): Promise<number> {
    const [row] = await this.rows(`SELECT count(*) AS rows FROM ${name(stream)}`);
    return Number(row?.rows);
  }

  /** Saves a file that is gone when the database is closed. */
  async save(file: string, content: unknown): Promise<string> {
    const path = join(this.#folder, file);
    await writeFile(path, JSON.stringify(content), { mode: 0o600 });
    return path;
  }

  async #inTransaction(steps: readonly string[]): Promise<void> {
    if (steps.length === 0) return;
    await this.#connection.run("BEGIN");
    try {
      for (const step of steps) await this.#connection.run(step);
      await this.#connection.run("COMMIT");
    } catch (error) {
      await this.#connection.run("ROLLBACK");
      throw error;
    }
  }
}

/** The type of a column by its JSON schema. */
function typeOf(property: Json | undefined): string {
  const { type, format, airbyte_type: detail } = isObject(property) ? property : {};
  switch ([type].flat().find((one) => one !== "null") ?? "string") {
    case "integer":
      return "BIGINT";
    case "number":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "string":
      if (format === "date") return "DATE";
      if (format !== "date-time") return "VARCHAR";
      return detail === "timestamp_without_timezone" ? "TIMESTAMP" : "TIMESTAMPTZ";
    default:
      return "JSON";
  }
}
