import type { Json, JsonObject } from "../json.ts";

/** Rows of a table that one request selects, by default in the form of the API. */
export interface Group<Row = JsonObject> {
  /** The parameters that select them. The connector adds them to its records. */
  readonly keys: Readonly<Record<string, Json>>;
  readonly rows: () => readonly Row[];
}

/** Returns a table that no parameter splits. */
export function ungrouped<Row>(rows: readonly Row[]): readonly Group<Row>[] {
  return [{ keys: {}, rows: () => rows }];
}

/** Returns a table with the rows of each parent, which its ID selects. */
export function byParent<Parent extends { readonly id: string }, Row>(
  key: string,
  parents: readonly Parent[],
  rows: (parent: Parent, position: number) => readonly Row[],
): readonly Group<Row>[] {
  return parents.map((parent, position) => ({ keys: { [key]: parent.id }, rows: () => rows(parent, position) }));
}
