import type { JsonObject } from "../../../src/base/json.ts";

export const jsonTypes = ["array", "boolean", "integer", "number", "object", "string"] as const;
export type JsonType = (typeof jsonTypes)[number];

/** The structure of an API value, with references resolved and unions merged into a shape that all variants match. */
export interface Shape {
  /** Empty if the document leaves it open. */
  readonly types: readonly JsonType[];
  readonly format?: string | undefined;
  /** Values that the document lists. */
  readonly values?: readonly string[] | undefined;
  readonly properties: ReadonlyMap<string, Shape>;
  /** The properties that every variant requires. */
  readonly required?: readonly string[] | undefined;
  /** Items of an array. */
  readonly items?: Shape | undefined;
  /** Values of a map. */
  readonly entries?: Shape | undefined;
  readonly example?: JsonObject | undefined;
  /** Whether times have no time zone. */
  readonly unzoned?: boolean | undefined;
}

/** Returns the values that the document lists for a field or its items; empty if it lists none. */
export function valuesOf({ values, items }: Shape): readonly string[] {
  return values ?? items?.values ?? [];
}

/** The shape of a string. */
export function textShape(format?: string): Shape {
  return { types: ["string"], properties: new Map(), format };
}

/**
 * Returns the shape of one type that destinations can load all values of a shape into: a list, if the document allows one
 * item or a list of them; otherwise text, if it allows several types.
 */
export function singleType(shape: Shape): Shape {
  const { types, items } = shape;
  if (types.length < 2) return shape;
  const others = types.filter((type) => type !== "array");
  return items !== undefined && others.join() === items.types.join() ? { ...shape, types: ["array"] } : textShape();
}

/** Returns a shape of what matches either. @param both whether it must match both */
export function mergeShapes(first: Shape, second: Shape, both = false): Shape {
  const properties = new Map(first.properties);
  for (const [name, shape] of second.properties) {
    const known = properties.get(name);
    properties.set(name, known === undefined ? shape : mergeShapes(known, shape, both));
  }
  return {
    types: mergeTypes(first.types, second.types),
    format: mergeFormats(first, second),
    values: both ? (first.values ?? second.values) : valuesOfEither(first, second),
    properties,
    required: [...new Set([...(first.required ?? []), ...(second.required ?? [])])].filter(
      (name) => both || [first, second].every(({ required }) => required?.includes(name)),
    ),
    items: mergeOptional(first.items, second.items, both),
    entries: mergeOptional(first.entries, second.entries, both),
    example: first.example ?? second.example,
    unzoned: first.unzoned === true || second.unzoned === true,
  };
}

/** Returns a shape of what matches both schemas. One that lists no values leaves them to the other. */
export function intersectShapes(first: Shape, second: Shape): Shape {
  return mergeShapes(first, second, true);
}

function mergeOptional(first: Shape | undefined, second: Shape | undefined, both: boolean): Shape | undefined {
  return first !== undefined && second !== undefined ? mergeShapes(first, second, both) : (first ?? second);
}

function mergeTypes(first: readonly JsonType[], second: readonly JsonType[]): readonly JsonType[] {
  const both = new Set([...first, ...second]);
  if (both.has("number")) both.delete("integer");
  return [...both].toSorted();
}

/** A format of only one of two typed variants doesn't apply to both. */
function mergeFormats(first: Shape, second: Shape): string | undefined {
  if (first.types.length === 0 || second.types.length === 0) return first.format ?? second.format;
  return first.format === second.format ? first.format : undefined;
}

/** A variant without listed values allows any. */
function valuesOfEither(first: Shape, second: Shape): readonly string[] | undefined {
  if (first.types.length === 0 || second.types.length === 0) return first.values ?? second.values;
  if (first.values === undefined || second.values === undefined) return undefined;
  return [...new Set([...first.values, ...second.values])];
}
