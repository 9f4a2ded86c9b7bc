import fc from "fast-check";

/** A place in a body: the names and indexes on the way to it. */
export type Path = readonly (string | number)[];

/** What a broken server may put in the place of an object or a list. */
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

/** A body with one of its objects or lists replaced. */
export interface Broken {
  readonly body: unknown;
  readonly path: Path;
  readonly replacement: Replacement;
}

/** Every object and list in a value, itself included. */
export function containersIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => containersIn(inner, [...path, key]))];
}

/** Bodies that are broken in one place, in every way. */
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
