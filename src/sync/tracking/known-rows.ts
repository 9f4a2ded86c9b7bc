import { entryOf } from "../../base/entry-of.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { deletedAt } from "../../streams/tracking.ts";
import type { StateReader } from "../state/state-format.ts";
import { contentDigest, keyParts, unknownDigest, valueOfPart, wordParts } from "./row-words.ts";

/** The maximum size of a stream's rows in a state, in characters. */
const maxRowsLength = 900_000;
/** The punctuation of a group of words in JSON, for two statuses. */
const groupLength = 40;

/**
 * The status of a row in the destination: present in the last read (`known`), in this one (`seen`), or absent from a complete
 * read (`missed`).
 */
type RowStatus = "known" | "missed" | "seen";

interface KnownRow {
  digest: string;
  /** Rows of one group are complete, or absent, together. */
  group: string;
  status: RowStatus;
}

/** What a read lacked. */
interface EndOfRead {
  /** The keys of deleted rows. */
  readonly deleted: readonly JsonObject[];
  /** The groups of other rows that this read has not seen. */
  readonly absent: ReadonlySet<string>;
  readonly isAnyMissed: boolean;
}

/** Knows the rows of a stream in the destination, by their keys and the digests of their contents. No I/O. */
export class KnownRows {
  readonly #fields: readonly string[];
  readonly #rows = new Map<string, KnownRow>();
  /** The groups and key prefixes that the state contains once per status. */
  readonly #groups = new Set<string>();
  readonly #maxLength: number;
  #length = 0;
  #overflow = 0;

  /**
   * @param fields the primary key
   * @param profiles the number of profiles that share the room in the state
   */
  constructor(fields: readonly string[], profiles: number) {
    this.#fields = fields;
    this.#maxLength = maxRowsLength / profiles;
  }

  /** Reads a result of `toJson`. @param isFull whether there were too many rows to store */
  read(state: StateReader | undefined, isFull: boolean): this {
    if (isFull) this.#overflow = 1;
    forEachRow(state, "rows", (key, row) => this.#set(key, row));
    // Release 0.2.0 named rows whose records might not have arrived.
    forEachRow(state, "pending", (key, row) =>
      this.#set(key, { ...this.#rows.get(key), ...row, digest: unknownDigest }),
    );
    return this;
  }

  /** The minimum number of rows if there are too many to store, in which case none is stored; otherwise 0. */
  get overflow(): number {
    return this.#overflow;
  }

  /** Records the rows of a group that a page has, and returns the new and changed ones. */
  select(records: readonly JsonObject[], group: string): readonly JsonObject[] {
    return records.filter((record) => {
      const key = keyParts(record, this.#fields).join();
      const digest = contentDigest(JSON.stringify(record));
      const known = this.#rows.get(key);
      if (known === undefined) {
        this.#set(key, { digest, group, status: "seen" });
        return true;
      }
      const isChanged = known.digest !== digest;
      Object.assign(known, { digest, group, status: "seen" });
      return isChanged;
    });
  }

  /** Resets the rows of an unfinished read, which starts over. */
  startOver(): void {
    for (const row of this.#rows.values()) if (row.status === "seen") row.status = "known";
  }

  /** Returns whether rows are absent from completely read groups. */
  isAnyAbsent(isComplete: (group: string) => boolean): boolean {
    for (const { status, group } of this.#rows.values()) if (status !== "seen" && isComplete(group)) return true;
    return false;
  }

  /**
   * Ends a read, and finds the rows that were absent from this read and an earlier one: they are deleted.
   * @param isComplete returns whether a group was read completely
   * @param canDelete whether absent rows that were missed before count as deleted
   * @param canMiss whether other absent rows count as missed from now on
   */
  endRead(
    isComplete: (group: string) => boolean,
    { canDelete, canMiss }: { readonly canDelete: boolean; readonly canMiss: boolean },
  ): EndOfRead {
    const deleted: JsonObject[] = [];
    const absent = new Set<string>();
    let isAnyMissed = false;
    for (const [key, row] of this.#rows) {
      if (row.status === "seen") {
        row.status = "known";
        continue;
      }
      const isAbsent = isComplete(row.group);
      if (isAbsent && canDelete && row.status === "missed") {
        deleted.push({ ...this.#keyOf(key), [deletedAt]: true });
        this.#remove(key);
        continue;
      }
      absent.add(row.group);
      // A row that returns is emitted again, since a record of its deletion might have arrived without its STATE.
      if (isAbsent && canMiss) Object.assign(row, { status: "missed", digest: unknownDigest });
      isAnyMissed ||= row.status === "missed";
    }
    return { deleted, absent, isAnyMissed };
  }

  /** Removes absent rows, which another selection excludes. @param kept groups whose rows were not read */
  removeAbsent(kept: ReadonlySet<string>): void {
    for (const [key, { status, group }] of this.#rows) if (status !== "seen" && !kept.has(group)) this.#remove(key);
  }

  /** Returns words of rows, grouped by group, status, and key prefix. */
  toJson(): JsonObject {
    const groups = new Map<string, Map<string, Map<string, string[]>>>();
    for (const [key, { digest, group, status }] of this.#rows) {
      const end = key.lastIndexOf(",");
      const byStatus = entryOf(groups, group, () => new Map<string, Map<string, string[]>>());
      const byPrefix = entryOf(byStatus, status, () => new Map<string, string[]>());
      entryOf(byPrefix, key.slice(0, Math.max(end, 0)), () => []).push(key.slice(end + 1) + digest);
    }
    return objectOf(groups, (byStatus) =>
      objectOf(byStatus, (byPrefix) => objectOf(byPrefix, (words) => words.join(" "))),
    );
  }

  #set(key: string, row: KnownRow): void {
    if (this.#overflow > 0) {
      this.#overflow += 1;
      return;
    }
    const group = `${row.group} ${key.slice(0, Math.max(key.lastIndexOf(","), 0))}`;
    if (!this.#groups.has(group)) this.#length += group.length + groupLength;
    this.#groups.add(group);
    if (!this.#rows.has(key)) this.#length += lengthOf(key);
    this.#rows.set(key, row);
    if (this.#length <= this.#maxLength) return;
    this.#overflow = this.#rows.size;
    this.#rows.clear();
  }

  #remove(key: string): void {
    if (this.#rows.delete(key)) this.#length -= lengthOf(key);
  }

  #keyOf(key: string): JsonObject {
    const parts = key.split(",");
    return Object.fromEntries(this.#fields.map((field, index) => [field, valueOfPart(parts[index] ?? "") ?? null]));
  }
}

/** Calls a function for each row in a member of the state. */
function forEachRow(
  state: StateReader | undefined,
  member: "rows" | "pending",
  visit: (key: string, row: KnownRow) => void,
): void {
  for (const [group, rows] of state?.entries(member) ?? []) {
    for (const status of ["known", "missed", "seen"] as const) {
      for (const [start, words] of rows.textEntries(status)) {
        for (const word of words.split(" ")) {
          const parts = wordParts(word);
          if (parts === undefined) continue;
          const key = start === "" ? parts.lastPart : `${start},${parts.lastPart}`;
          visit(key, { digest: parts.digest, group, status });
        }
      }
    }
  }
}

/** Returns the size of a row's word: the last part of its key, the digest, and a space. */
function lengthOf(key: string): number {
  return key.length - key.lastIndexOf(",") - 1 + 7;
}

function objectOf<Value>(map: ReadonlyMap<string, Value>, to: (value: Value) => Json): JsonObject {
  return Object.fromEntries([...map].map(([name, value]) => [name, to(value)]));
}
