import type { Column } from "./tables.ts";
import { literal, quoted } from "./tables.ts";

/** Returns a query for columns of the messages in a file, one per line. */
export const messagesIn = (path: string, columns: string) =>
  `read_ndjson(${literal(path)}, columns = {${columns}}, maximum_object_size = 100000000)`;

/** How the records of a stream get from a file of messages into its table. */
export interface Load {
  /** Creates a temporary table of the records. Fails if a value is not of the type of its column. */
  readonly read: string;
  /** Creates it with null for such values, and without the rows of whose key they are. */
  readonly readMistyped: string;
  /** Selects the names of the columns with such values, after `readMistyped`. */
  readonly mistyped: string;
  /** Moves the records from there into the table of the stream. */
  readonly merge: string;
}

/** What is loaded, and where. */
interface LoadOptions {
  readonly stream: string;
  /** The file of messages. */
  readonly path: string;
  readonly columns: readonly Column[];
  /** The names of the columns of the primary key. */
  readonly key: readonly string[];
  /** SQL for columns that the records lack, each with a comma at its end. */
  readonly further: string;
  /** The condition for rows that the table doesn't keep. */
  readonly unwanted: string;
}

/** Returns how to load the records of a stream. */
export function loadOf({ stream, path, columns, key, further, unwanted }: LoadOptions): Load {
  const table = quoted(stream);
  const keys = key.map(quoted).join(", ");
  const fields = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  const structure = `{${columns.map(({ name, type }) => `${name}: "${type}"`).join(", ")}}`;
  const records = quoted(`_records_${stream}`);
  const create = `CREATE OR REPLACE TEMP TABLE ${records} AS SELECT unnest(data), ${further}make_timestamp(emitted_at * 1000) AS _read_at FROM`;
  const isMistyped = ({ name }: Column) =>
    `(data.${name} IS NULL AND coalesce(json_type(json, ${literal(`$.${name}`)}), 'NULL') <> 'NULL')`;
  const inKey = columns.filter(({ name }) => key.map(quoted).includes(name));
  return {
    read: `${create} (SELECT unnest(record) FROM ${messagesIn(path, `record: ${literal(`STRUCT(data STRUCT(${fields}), emitted_at BIGINT)`)}`)})`,
    readMistyped: `CREATE OR REPLACE TEMP TABLE _messages AS SELECT json_transform(record.data, ${literal(structure)}) AS data, record.emitted_at AS emitted_at,
      record.data AS json FROM ${messagesIn(path, "record: 'STRUCT(data JSON, emitted_at BIGINT)'")};
      ${create} _messages WHERE NOT (${["false", ...inKey.map(isMistyped)].join(" OR ")})`,
    mistyped: columns
      .map(
        (column) =>
          `SELECT ${literal(column.name.slice(1, -1))} AS name FROM _messages HAVING bool_or(${isMistyped(column)})`,
      )
      .join(" UNION ALL "),
    merge: `UPDATE _sync.streams SET records = records + (SELECT count(*) FROM ${records}) WHERE stream = ${literal(stream)};
      MERGE INTO ${table} USING (FROM ${records} QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY rowid DESC) = 1) USING (${keys})
        WHEN MATCHED THEN UPDATE BY NAME WHEN NOT MATCHED THEN INSERT BY NAME;
      DELETE FROM ${table} WHERE ${unwanted}; DROP TABLE ${records}`,
  };
}
