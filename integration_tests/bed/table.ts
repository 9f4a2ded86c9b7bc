import assert from "node:assert/strict";
import { asText, type Json, type JsonObject } from "../../src/base/json.ts";
import { asLoaded } from "./emitted-records.ts";
import { keyOf } from "./keys.ts";

/** A destination table that keeps the last record of each primary key. */
export class Table {
  readonly #stream: string;
  readonly #key: readonly string[];
  readonly #rows = new Map<string, JsonObject>();

  /** @param key the primary key of a stream that depends on the configuration */
  constructor(stream: string, key?: readonly string[]) {
    this.#stream = stream;
    this.#key = key ?? keyOf(stream);
  }

  /** Adds records, each of which must have its complete key. */
  add(records: readonly JsonObject[]): this {
    for (const record of records) {
      this.#rows.set(this.#nameOf(record), record);
    }
    return this;
  }

  /** Removes the record with the key of another one. */
  remove(record: JsonObject): void {
    this.#rows.delete(this.#nameOf(record));
  }

  get keys(): readonly string[] {
    return [...this.#rows.keys()];
  }

  /** Returns the keys that another table has too. */
  keysIn(other: Table): readonly string[] {
    return this.keys.filter((key) => other.#rows.has(key));
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Returns the distinct values of a field, sorted. */
  valuesOf(field: string): readonly string[] {
    return [...new Set([...this.#rows.values()].map((row) => asText(row[field])))].sort();
  }

  /** Returns the rows from a day on, or all rows without dates. */
  from(field: string, day: string): Table {
    return this.where((row) => asText(row[field] ?? day) >= day);
  }

  /** Returns the rows that match. */
  where(holds: (row: JsonObject) => boolean): Table {
    return new Table(this.#stream, this.#key).add([...this.#rows.values()].filter(holds));
  }

  /** Fails unless the table has exactly these keys, each a JSON list of key values. */
  assertKeys(keys: readonly string[]): void {
    const expected = new Set(keys);
    const missing = keys.filter((key) => !this.#rows.has(key));
    const extra = this.keys.filter((key) => !expected.has(key));
    assert.deepEqual(
      { missing: missing.slice(0, 5), extra: extra.slice(0, 5) },
      { missing: [], extra: [] },
      this.#stream,
    );
  }

  /**
   * Fails unless the table has exactly the expected records, as far as destinations can load them. Ignores `url`, which
   * the connector adds.
   * @param moving fields that change without the row's update time
   */
  assertEquals(rows: readonly JsonObject[], moving: readonly string[] = []): void {
    const expected = new Table(this.#stream, this.#key).add(rows);
    this.assertKeys(expected.keys);
    const ignored = new Set(["url", ...moving]);
    for (const [key, row] of this.#rows) {
      const wanted = expected.#rows.get(key) ?? {};
      const names = new Set([...Object.keys(row), ...Object.keys(wanted)]);
      const different = [...names].filter((name) => !ignored.has(name) && !isSame(row[name], asLoaded(wanted[name])));
      assert.deepEqual(
        different.map((name) => [name, row[name]]),
        different.map((name) => [name, asLoaded(wanted[name])]),
        `${this.#stream} ${key}`,
      );
    }
  }

  #nameOf(record: JsonObject): string {
    const key = this.#key.map((field) => record[field]);
    assert.ok(!key.includes(null) && !key.includes(undefined), `${this.#stream}: a record without its key`);
    return JSON.stringify(key);
  }
}

/** Compares most values faster than `deepEqual`, which decides about the others. */
function isSame(value: Json | undefined, other: Json | undefined): boolean {
  return value === other || (typeof value === "object" && JSON.stringify(value) === JSON.stringify(other));
}
