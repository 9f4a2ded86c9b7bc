import assert from "node:assert/strict";
import { asText, type Json, type JsonObject } from "../../../src/base/json.ts";

/**
 * Compares rows in any order. Numbers with decimals can differ by one unit of the last one, since databases round halves
 * differently; whole numbers can't.
 */
export function assertSameRows(actual: readonly JsonObject[], expected: readonly JsonObject[], what: string): void {
  assert.equal(actual.length, expected.length, `${what}: number of rows`);
  const sorted = inOrder(actual.map(inLowerCase));
  for (const [index, row] of inOrder(expected.map(inLowerCase)).entries()) {
    const found = sorted[index] ?? {};
    assert.deepEqual(Object.keys(found).toSorted(), Object.keys(row).toSorted(), what);
    for (const [name, value] of Object.entries(row))
      assert.ok(isSame(found[name], value), `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(row)} (${name})`);
  }
}

function isSame(actual: Json | undefined, expected: Json | undefined): boolean {
  if (typeof actual !== "number" || typeof expected !== "number") return comparable(actual) === comparable(expected);
  const digits = Math.max(...[actual, expected].map((value) => (String(value).split(".")[1] ?? "").length));
  return Math.abs(actual - expected) <= (digits === 0 ? 0 : 1.001 * 10 ** -digits);
}

/** Returns a text that is the same for the same value. Each database writes times in its own way. */
function comparable(value: Json | undefined): string {
  const isTime = /^\d{4}-\d\d-\d\d[T ]/u.test(asText(value));
  return isTime ? new Date(asText(value)).toISOString() : JSON.stringify(value ?? null);
}

/** DuckDB names a column of the result as the table does, whatever the case in the query. */
const inLowerCase = (row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));

/** Returns rows ordered by what isn't a number, then by the numbers. */
function inOrder(rows: readonly JsonObject[]): readonly JsonObject[] {
  const key = (row: JsonObject) => {
    const values = Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));
    const texts = values
      .filter(([, value]) => typeof value !== "number")
      .map(([name, value]) => [name, comparable(value)]);
    const numbers = values.filter(([, value]) => typeof value === "number");
    return JSON.stringify([texts, numbers]);
  };
  return rows
    .map((row) => ({ row, key: key(row) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}
