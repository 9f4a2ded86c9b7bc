import type { FieldType } from "./field-types.ts";
import type { OfficialStream } from "./official.ts";

export interface TypeChange {
  readonly field: string;
  readonly from: FieldType;
  readonly to: FieldType;
}

/** Differences between the fields of a stream. */
export interface Comparison {
  readonly changed: readonly TypeChange[];
  /** New fields. Of a new object, only the object. */
  readonly added: readonly string[];
  /** Fields that are no longer declared. */
  readonly removed: readonly string[];
}

/** Compares the fields of the official connector's stream with ours. */
export function compare({ fields }: OfficialStream, ours: ReadonlyMap<string, FieldType>): Comparison {
  const official = new Map(Object.entries(fields));
  /** Whether an object's members were declared: those of the record, or of a field. */
  const isListed = (path: string) => [...official.keys()].some((field) => parentOf(field) === path);
  return {
    changed: [...official].flatMap(([field, from]) => {
      const to = ours.get(field);
      return to === undefined || isSame(from, to) ? [] : [{ field, from, to }];
    }),
    added: [...ours.keys()].filter((field) => !official.has(field) && isListed(parentOf(field))),
    removed: [...official.keys()].filter((field) => !ours.has(field)),
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** Compares as far as declared: a list's items can be undeclared. */
function isSame(from: FieldType, to: FieldType): boolean {
  return from === to || to === "unknown" || (from === "array" && to.startsWith("array"));
}
