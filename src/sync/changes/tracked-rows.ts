import type { Json, JsonObject } from "../../json.ts";
import type { StateReader } from "../progress/state-format.ts";
import { contentDigest, keyParts, rowWord, unknownDigest, valueOfPart, wordParts } from "./row-text.ts";

/** The maximum size of a stream's rows in a state, in characters. */
export const maxRowsLength = 900_000;

/**
 * The status of a row in the destination:
 * - `known`: present at the last scan
 * - `missed`: absent from the last complete scan
 * - `seen`: present in the current scan
 * - `deleted`: deleted, that is, absent from two complete scans or not found; its tombstone is not written yet
 */
type RowStatus = "known" | "missed" | "seen" | "deleted";

interface Entry {
  digest: string;
  container: string;
  status: RowStatus;
}

/** A row of a page. */
export interface ScannedRow {
  /** The parts of the key, separated by commas. */
  readonly key: string;
  readonly digest: string;
  /** See `containerOf`. */
  readonly container: string;
  /** The size as JSON, in characters. */
  readonly length: number;
}

/** An absent row, with the fields of its key. */
export interface AbsentRow {
  readonly key: string;
  readonly fields: JsonObject;
}

/** Tracks the rows of a stream in the destination, and their status from scan to scan. No I/O. */
export class TrackedRows {
  readonly #fields: readonly string[];
  readonly #entries = new Map<string, Entry>();
  /** The containers and key prefixes that the state contains once per status. */
  readonly #groups = new Set<string>();
  /** The group of the last added row. */
  #last: { readonly start: string; readonly container: string } | undefined;
  readonly #maxLength: number;
  #length = 0;
  #overflow = 0;

  /** @param fields the primary key */
  constructor(fields: readonly string[], maxLength = maxRowsLength) {
    this.#fields = fields;
    this.#maxLength = maxLength;
  }

  /** Reads a result of `toJson`. @param isFull whether there were too many rows to store */
  read(state: StateReader | undefined, isFull: boolean): this {
    if (isFull) this.#overflow = 1;
    forEachEntry(state, "rows", (key, entry) => this.#set(key, entry));
    forEachEntry(state, "pending", (key, { container, status }) => {
      const known = this.#entries.get(key);
      if (known === undefined) this.#set(key, { digest: unknownDigest, container, status });
      else known.digest = unknownDigest;
    });
    return this;
  }

  /** The approximate size of the rows in a state, in characters. */
  get length(): number {
    return this.#length;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The minimum number of rows if there are too many to store, in which case none is stored; otherwise 0. */
  get overflow(): number {
    return this.#overflow;
  }

  toScannedRow(record: JsonObject, container: string): ScannedRow {
    const content = JSON.stringify(record);
    const key = keyParts(record, this.#fields).join();
    return { key, digest: contentDigest(content), container, length: content.length };
  }

  /**
   * Records an existing row that the destination will have.
   * @param isScan whether a scan found it
   * @returns whether it is new or changed
   */
  record({ key, digest, container }: Omit<ScannedRow, "length">, isScan: boolean): boolean {
    const known = this.#entries.get(key);
    // Rows of the current scan keep their status.
    const status = isScan || known?.status === "seen" ? "seen" : "known";
    if (known === undefined) {
      this.#set(key, { digest, container, status });
      return true;
    }
    const isChanged = known.digest !== digest;
    known.digest = digest;
    known.container = container;
    known.status = status;
    return isChanged;
  }

  /** Resets the rows of the current scan, which restarts. */
  abandonScan(): void {
    for (const entry of this.#entries.values()) if (entry.status === "seen") entry.status = "known";
  }

  /** Returns the number of rows that are absent from completely scanned containers. */
  countAbsent(isComplete: (container: string) => boolean): number {
    let count = 0;
    for (const { status, container } of this.#entries.values())
      if (status !== "seen" && isComplete(container)) count += 1;
    return count;
  }

  /**
   * Ends a scan: absent rows become `missed`, or `deleted` if they were `missed` before.
   * @param isComplete returns whether a container was scanned completely
   * @param isSame whether the selection is that of the last scan; if not, absent rows are removed
   * @param isCurrent whether rows can become `deleted` now; if not, they stay `missed`
   */
  endScan(isComplete: (container: string) => boolean, isSame: boolean, isCurrent: boolean): void {
    for (const [key, entry] of this.#entries) {
      if (entry.status === "seen") entry.status = "known";
      else if (!isSame) this.remove(key);
      else if (entry.status === "deleted") continue;
      else if (!isComplete(entry.container)) entry.status = "known";
      else entry.status = entry.status === "missed" && isCurrent ? "deleted" : "missed";
    }
  }

  /** The rows that were absent from the last scan. */
  get missed(): readonly AbsentRow[] {
    return this.#withStatus("missed");
  }

  /** The deleted rows whose tombstones aren't written yet. */
  get deleted(): readonly AbsentRow[] {
    return this.#withStatus("deleted");
  }

  /** Records that a missed row was requested alone and is deleted. */
  confirmDeleted(key: string): void {
    const entry = this.#entries.get(key);
    if (entry?.status === "missed") entry.status = "deleted";
  }

  /** Removes a row. */
  remove(key: string): void {
    if (!this.#entries.delete(key)) return;
    this.#length -= lengthOf(key);
  }

  /** Returns words of rows, grouped by container, status, and key prefix. */
  toJson(): JsonObject {
    const containers = new Map<string, Map<string, Map<string, string[]>>>();
    let last: { readonly of: Entry; readonly start: string; readonly words: string[] } | undefined;
    for (const [key, entry] of this.#entries) {
      const end = key.lastIndexOf(",");
      const start = key.slice(0, Math.max(end, 0));
      const isLastGroup =
        last?.start === start && last.of.container === entry.container && last.of.status === entry.status;
      const words = last !== undefined && isLastGroup ? last.words : wordsOf(containers, entry, start);
      words.push(rowWord(key.slice(end + 1), entry.digest));
      last = { of: entry, start, words };
    }
    return objectOf(containers, (inContainer) =>
      objectOf(inContainer, (withStatus) => objectOf(withStatus, (words) => words.join(" "))),
    );
  }

  #set(key: string, entry: Entry): void {
    if (this.#overflow > 0) {
      this.#overflow += 1;
      return;
    }
    const start = key.slice(0, Math.max(key.lastIndexOf(","), 0));
    if (start !== this.#last?.start || entry.container !== this.#last.container) {
      this.#last = { start, container: entry.container };
      const group = `${entry.container} ${start}`;
      if (!this.#groups.has(group)) this.#length += group.length + groupLength;
      this.#groups.add(group);
    }
    this.#entries.set(key, entry);
    this.#length += lengthOf(key);
    if (this.#length <= this.#maxLength) return;
    this.#overflow = this.#entries.size;
    this.#entries.clear();
  }

  #withStatus(wanted: RowStatus): readonly AbsentRow[] {
    const rows: AbsentRow[] = [];
    for (const [key, { status }] of this.#entries) {
      if (status !== wanted) continue;
      const parts = key.split(",");
      const fields = this.#fields.map((field, index) => [field, valueOfPart(parts[index] ?? "") ?? null] as const);
      rows.push({ key, fields: Object.fromEntries(fields) });
    }
    return rows;
  }
}

/** Returns the words of rows with the same container, status, and key prefix. */
function wordsOf(
  containers: Map<string, Map<string, Map<string, string[]>>>,
  { container, status }: Entry,
  start: string,
): string[] {
  const inContainer = within(containers, container, () => new Map<string, Map<string, string[]>>());
  // Until its tombstone is written, a deleted row is stored as missed.
  const withStatus = within(inContainer, status === "deleted" ? "missed" : status, () => new Map<string, string[]>());
  return within(withStatus, start, () => []);
}

/** Calls a function for each row in a member of the state. */
function forEachEntry(
  state: StateReader | undefined,
  member: "rows" | "pending",
  visit: (key: string, entry: Entry) => void,
): void {
  for (const [container, rows] of state?.entries(member) ?? []) {
    for (const status of ["known", "missed", "seen"] as const) {
      for (const [start, words] of rows.textEntries(status)) {
        for (const word of words.split(" ")) {
          const parts = wordParts(word);
          if (parts === undefined) continue;
          const { lastPart, digest } = parts;
          visit(start === "" ? lastPart : `${start},${lastPart}`, { digest, container, status });
        }
      }
    }
  }
}

/** The punctuation of a group in JSON, for two statuses. */
const groupLength = 40;

/** Returns the size of a row's word: the last part of its key, the digest, and a space. */
function lengthOf(key: string): number {
  return key.length - key.lastIndexOf(",") - 1 + 7;
}

/** Returns the value of a key, which `make` creates if missing. */
function within<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function objectOf<Value>(map: ReadonlyMap<string, Value>, to: (value: Value) => Json): JsonObject {
  return Object.fromEntries([...map].map(([name, value]) => [name, to(value)]));
}
