import type { JsonObject } from "../base/json.ts";
import type { ListPage } from "../pinterest/responses/pages.ts";
import type { Stream } from "../streams/stream.ts";

/** Returns a function that numbers rows with equal identifying fields from 1, given all pages of a partition in order. */
export function numbering({ occurrence, split = {} }: Stream): (page: ListPage) => readonly JsonObject[] {
  if (occurrence === undefined) return ({ rows }) => rows;
  const { field, of } = occurrence;
  const divided = (row: JsonObject): JsonObject =>
    Object.assign({ ...row }, ...Object.entries(split).map(([name, partsOf]) => partsOf(row[name] ?? null)));
  const counts = new Map<string, number>();
  return ({ rows, restarted }) => {
    if (restarted !== undefined) counts.clear();
    return rows.map((row) => {
      const values = divided(row);
      const equal = JSON.stringify(of.map((name) => values[name] ?? null));
      const count = (counts.get(equal) ?? 0) + 1;
      counts.set(equal, count);
      return { ...row, [field]: count };
    });
  };
}
