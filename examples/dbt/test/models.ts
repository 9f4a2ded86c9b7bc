import assert from "node:assert/strict";
import { isObject, type Json, type JsonObject } from "../../../src/base/json.ts";

/** Returns all rows of a query, which has one column of text. */
export type Query = (sql: string) => Promise<readonly string[]>;

/** Returns the rows of a model or of a query in parentheses, with times in whole seconds and numbers with six decimals. */
export async function rowsOf(query: Query, from: string): Promise<readonly JsonObject[]> {
  const lines = await query(`SELECT CAST(to_json(row_of) AS VARCHAR) FROM ${from} AS row_of`);
  return lines.map((line) => {
    const row: unknown = JSON.parse(line);
    assert.ok(isObject(row), line);
    return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, normalized(value)]));
  });
}

function normalized(value: Json | undefined): Json | undefined {
  if (typeof value === "number") return withSixDecimals(value);
  if (typeof value !== "string") return value;
  return value.replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?$/u, "$1T$2");
}

/**
 * Returns a number with six decimals. A half of the last decimal is rounded up, also if it is a little less in binary than in
 * PostgreSQL's decimals, such as 2.085771 / 6.
 */
export function withSixDecimals(value: number): number {
  return Math.round(value * 1e6 + 1e-3) / 1e6;
}
