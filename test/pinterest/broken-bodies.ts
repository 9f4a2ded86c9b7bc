import fc from "fast-check";

/** The names and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** Values that can replace an object or a list in a corrupt body. */
export const replacements = [
  null,
  7,
  "x",
  true,
  [],
  {},
  [null],
  { code: 8, message: "You have exceeded your rate limit." },
  { message: "Internal error" },
] as const;
export type Replacement = (typeof replacements)[number];

/** Returns a body with one object or list replaced. */
export interface Broken {
  readonly body: unknown;
  readonly path: Path;
  readonly replacement: Replacement;
}

/** Returns the paths of all objects and lists in a value, including itself. */
export function containersIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => containersIn(inner, [...path, key]))];
}

/** Returns all bodies with one replacement. */
export function brokenOf(body: unknown): fc.Arbitrary<Broken> {
  const paths = containersIn(body);
  return fc
    .record({ path: fc.constantFrom(...paths), replacement: fc.constantFrom(...replacements) })
    .map(({ path, replacement }) => ({ body: replaced(body, path, replacement), path, replacement }));
}

function replaced(value: unknown, [key, ...rest]: Path, replacement: Replacement): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((inner: unknown, index) => (index === key ? replaced(inner, rest, replacement) : inner));
  }
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, inner]) => [
      name,
      name === key ? replaced(inner, rest, replacement) : inner,
    ]),
  );
}
