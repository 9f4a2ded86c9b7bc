import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { cursorOf, deletedAt, updatedAt } from "../../src/streams/tracking.ts";

/** What the destination does with the records of a stream, as in Airbyte's sync modes. */
export type Write = "overwrite" | "append" | "append_dedup";

/** By key: the current row. */
export type Rows = Map<string, JsonObject>;

/** A stream as the connection has it, with the primary key of its records. */
export interface Written {
  readonly stream: Stream;
  readonly key: readonly string[];
  readonly write: Write;
}

/** The tables of a connection. Of a history (`append`), it keeps the latest row of each key. */
export class Destination {
  readonly #tables = new Map<string, Rows>();
  /** Rows of refreshes, which replace the table when the stream is complete. */
  readonly #refreshes = new Map<string, { readonly job: string; readonly rows: Rows }>();

  table(name: string): Rows {
    const table = this.#tables.get(name) ?? new Map<string, JsonObject>();
    this.#tables.set(name, table);
    return table;
  }

  clear(name: string): void {
    this.#tables.delete(name);
    this.#refreshes.delete(name);
  }

  /**
   * Adds the records of a stream in a run of a job.
   * @returns the keys of records that were in the table with the same content
   */
  add({ stream, key, write }: Written, job: string, records: readonly JsonObject[], isComplete: boolean): string[] {
    const { name } = stream;
    const before = this.#refreshes.get(name);
    const refresh = before?.job === job ? before : { job, rows: new Map<string, JsonObject>() };
    const rows = write === "overwrite" ? refresh.rows : this.table(name);
    const cursor = write === "append_dedup" ? cursorOf(stream) : undefined;
    const repeated: string[] = [];
    for (const record of records) {
      const id = keyOf(record, key);
      const known = rows.get(id);
      if (known !== undefined && contentOf(known) === contentOf(record)) repeated.push(id);
      if (known !== undefined && cursor !== undefined && isOlder(record[cursor], known[cursor])) continue;
      if (record[deletedAt] === null || record[deletedAt] === undefined) rows.set(id, record);
      else rows.delete(id);
    }
    if (write !== "overwrite") return repeated;
    this.#refreshes.set(name, refresh);
    if (isComplete) this.#tables.set(name, rows);
    return [];
  }
}

export const keyOf = (record: JsonObject, key: readonly string[]): string =>
  JSON.stringify(key.map((field) => record[field]));

/** Returns a text of what a record says. The order of its fields says nothing. */
function contentOf(record: JsonObject): string {
  return JSON.stringify({ ...record, [updatedAt]: null }, (_, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

/** Returns whether a destination that deduplicates keeps the row that it has. */
function isOlder(cursor: JsonObject[string] | undefined, known: JsonObject[string] | undefined): boolean {
  if (typeof cursor === "number" && typeof known === "number") return cursor < known;
  return asText(cursor) < asText(known);
}
