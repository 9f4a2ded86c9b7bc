import { laterColumns } from "../../pinterest/operations/columns.generated.ts";

const later = new Set(laterColumns);

/** The word that columns of one feature begin with, as far as they are newer than the document; undefined for others. */
function familyOf(column: string): string | undefined {
  return later.has(column) ? /^(?:TOTAL_)?([A-Z]+)/u.exec(column)?.[1] : undefined;
}

/**
 * Rejected columns with all others of a request that came with them. An API that does not have a new feature rejects all of
 * its columns, but may name them one at a time: each would cost every stream a request.
 */
export function withFamilies(rejected: readonly string[], columns: readonly string[]): readonly string[] {
  const families = new Set(rejected.map(familyOf));
  families.delete(undefined);
  return families.size === 0
    ? rejected
    : columns.filter((column) => rejected.includes(column) || families.has(familyOf(column)));
}
