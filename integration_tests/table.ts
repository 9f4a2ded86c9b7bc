import assert from "node:assert/strict";
import { asText, type JsonObject } from "../src/json.ts";
import { streams } from "../src/streams/all.ts";

/** What a destination holds that keeps the last record of each primary key. */
export class Table {
  readonly #stream: string;
  readonly #key: readonly string[];
  readonly #rows = new Map<string, JsonObject>();

  constructor(stream: string) {
    this.#stream = stream;
    const found = streams.find(({ name }) => name === stream);
    assert.ok(found, `there is no stream ${stream}`);
    this.#key = found.primaryKey;
  }

  /** Takes records in; every one must have its whole key. */
  add(records: readonly JsonObject[]): this {
    for (const record of records) {
      const key = this.#key.map((field) => record[field]);
      assert.ok(!key.includes(null) && !key.includes(undefined), `${this.#stream}: a record without its key`);
      this.#rows.set(JSON.stringify(key), record);
    }
    return this;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The rows whose day is this one or a later one; all where rows have no such field. */
  from(field: string, day: string): Table {
    const rows = [...this.#rows.values()].filter((row) => asText(row[field] ?? day) >= day);
    return new Table(this.#stream).add(rows);
  }

  /** Fails unless the rows of exactly these keys are held, each the JSON of the list of its key fields. */
  assertKeys(keys: readonly string[]): void {
    assert.deepEqual([...this.#rows.keys()].sort(), [...new Set(keys)].sort(), this.#stream);
  }

  /**
   * Fails unless exactly the true records are held, all their fields alike. `url`, which only we add, is left out.
   * @param moving fields that change by themselves, without the row's time of change
   */
  assertEquals(truth: readonly JsonObject[], moving: readonly string[] = []): void {
    const expected = new Table(this.#stream).add(truth);
    const missing = [...expected.#rows.keys()].filter((key) => !this.#rows.has(key));
    const extra = [...this.#rows.keys()].filter((key) => !expected.#rows.has(key));
    assert.deepEqual(
      { missing: missing.slice(0, 5), extra: extra.slice(0, 5) },
      { missing: [], extra: [] },
      this.#stream,
    );
    for (const [key, row] of this.#rows) {
      const { url: _, ...record } = row;
      const { url: __, ...wanted } = expected.#rows.get(key) ?? {};
      const still = (all: JsonObject) =>
        moving.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => !moving.includes(name)));
      // Through JSON, where a member that is undefined is none.
      assert.deepEqual(still(record), JSON.parse(JSON.stringify(still(wanted))), `${this.#stream} ${key}`);
    }
  }
}
