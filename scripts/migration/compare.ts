import type { FieldType } from "./field-types.ts";
import type { OfficialStream } from "./official.ts";

export interface TypeChange {
  readonly field: string;
  readonly from: FieldType;
  readonly to: FieldType;
}

/** What is different about the fields of a stream. */
export interface Comparison {
  readonly changed: readonly TypeChange[];
  /** Fields that are new for sure. Of a new object, the object alone. */
  readonly added: readonly string[];
  /** Fields that are no longer declared. */
  readonly gone: readonly string[];
  /** Fields on both sides whose type of before is not known. */
  readonly uncertain: readonly string[];
  /** Where fields of before are not known by name. */
  readonly unnamed:
    | {
        readonly count: number;
        /** Fields of today that may be among them or new, and are not of their type. */
        readonly otherType: readonly Omit<TypeChange, "from">[];
        /** So many fields of today are new at the least, those in `added` among them. */
        readonly newAtLeast: number;
      }
    | undefined;
}

/** Compares the fields of the official connector's stream with ours. */
export function compare({ fields, unnamed }: OfficialStream, ours: ReadonlyMap<string, FieldType>): Comparison {
  const known = new Map(Object.entries(fields));
  /** Whether it is known what is in an object: the record itself, or one with members on the other side. */
  const isListed = (path: string) => path === "" || [...known.keys()].some((field) => parentOf(field) === path);
  const candidates = [...ours.keys()].filter((field) => !known.has(field) && isListed(parentOf(field)));
  const isNew = (field: string) => unnamed === undefined || parentOf(field) !== "" || unnamed.lacks.test(field);
  const open = candidates.filter((field) => !isNew(field));
  const added = candidates.filter(isNew);
  const gone = [...known.keys()].filter((field) => !ours.has(field));
  return {
    changed: [...known].flatMap(([field, from]) => {
      const to = ours.get(field);
      return to === undefined || isSame(from, to) ? [] : [{ field, from, to }];
    }),
    added,
    gone: gone.filter((field) => !gone.includes(parentOf(field))),
    uncertain: [...known].flatMap(([field, type]) => (type === "unknown" && ours.has(field) ? [field] : [])),
    unnamed:
      unnamed === undefined
        ? undefined
        : {
            count: unnamed.count,
            otherType: open.flatMap((field) => {
              const to = ours.get(field);
              return to === undefined || to === unnamed.type ? [] : [{ field, to }];
            }),
            newAtLeast: added.length + Math.max(0, open.length - unnamed.count),
          },
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** As far as is known. */
function isSame(from: FieldType, to: FieldType): boolean {
  return from === to || from === "unknown" || to === "unknown" || (from === "array" && to.startsWith("array"));
}
