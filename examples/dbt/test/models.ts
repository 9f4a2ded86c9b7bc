import assert from "node:assert/strict";
import { isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import type { Row } from "./ads-truth.ts";

/** Columns of Fivetran's models that no stream has. */
const alwaysNull = new Set(["total_conversions_quantity", "region_name"]);

/** Returns all rows of a query, which has one column of text. */
export type Query = (sql: string) => Promise<readonly string[]>;

/** Returns the rows of a model, with times in whole seconds and numbers with six decimals. */
export async function rowsOf(query: Query, model: string): Promise<readonly JsonObject[]> {
  const lines = await query(`SELECT CAST(to_json(row_of) AS VARCHAR) FROM analytics.${model} AS row_of`);
  return lines.map((line) => {
    const row: unknown = JSON.parse(line);
    assert.ok(isObject(row), line);
    return normalized(row);
  });
}

/**
 * Compares all columns of all rows with those that the simulator's records make.
 * @returns the number of compared models, rows, and columns
 */
export async function compareModels(query: Query, truth: ReadonlyMap<string, readonly Row[]>): Promise<string> {
  let [rowCount, columnCount] = [0, 0];
  for (const [model, expected] of truth) {
    const columns = Object.keys(expected[0] ?? {});
    const empty = columns.filter((column) => expected.every((row) => row[column] === null));
    // Some kinds of rows have no checkouts.
    const withoutCost = expected.every(({ checkouts }) => checkouts === 0) ? ["cost_per_checkout"] : [];
    assert.deepEqual(
      empty.filter((column) => !alwaysNull.has(column) && !withoutCost.includes(column)),
      [],
      `the account has no values of ${model}`,
    );
    const inOrder = (rows: readonly JsonObject[]) => rows.map((row) => JSON.stringify(row)).toSorted();
    const [actual, wanted] = [inOrder(await rowsOf(query, model)), inOrder(expected.map(normalized))];
    const known = new Set(wanted);
    const wrong = actual.filter((row) => !known.has(row)).slice(0, 3);
    assert.deepEqual(wrong, [], `rows of ${model} that the account doesn't have`);
    assert.deepEqual(actual, wanted, model);
    rowCount += actual.length;
    columnCount += columns.length;
  }
  return `${truth.size} models, ${columnCount} columns, ${rowCount} rows`;
}

function normalized(row: Row): JsonObject {
  const columns = Object.keys(row).toSorted();
  return Object.fromEntries(columns.map((column) => [column, normalizedValue(row[column])]));
}

function normalizedValue(value: Json | undefined): Json | undefined {
  if (typeof value === "number") return withSixDecimals(value);
  if (typeof value !== "string") return value;
  // The connector drops U+0000, which PostgreSQL can't store.
  return value.replaceAll("\u0000", "").replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?$/u, "$1T$2");
}

/**
 * Returns a number with six decimals. A half of the last decimal is rounded up, also if it is a little less in binary than in
 * PostgreSQL's decimals, such as 2.085771 / 6.
 */
export function withSixDecimals(value: number): number {
  return Math.round(value * 1e6 + 1e-3) / 1e6;
}
