import type { Json, JsonObject } from "../../json.ts";
import type { StateReader } from "../progress/state-format.ts";
import { contentDigest, keyParts, rowWord, unknownDigest, valueOfPart, wordParts } from "./row-text.ts";

/** The maximum number of characters that the rows of a stream take in a state. */
export const maxRowsLength = 900_000;

/**
 * What is known of a row that the destination has:
 * - `known`: it was there when it was last looked for
 * - `missed`: it was absent from the last whole scan
 * - `seen`: the scan under way has come across it
 * - `gone`: it was absent from two whole scans, or is known to be deleted, and its tombstone is not written yet
 */
type Standing = "known" | "missed" | "seen" | "gone";

interface Entry {
  digest: string;
  place: string;
  standing: Standing;
}

/** A row of a page, as far as it is compared. */
export interface ScannedRow {
  /** The parts of its key, with commas between them. */
  readonly key: string;
  readonly digest: string;
  /** See `placeOf`. */
  readonly place: string;
  /** How many characters it takes as JSON. */
  readonly length: number;
}

/** A row that is absent, by the fields of its key. */
export interface AbsentRow {
  readonly key: string;
  readonly fields: JsonObject;
}

/**
 * The rows of a stream that the destination has, and what becomes of them from scan to scan. It does no I/O: rows are
 * compared before they are written, and noted when they are.
 */
export class TrackedRows {
  readonly #fields: readonly string[];
  readonly #entries = new Map<string, Entry>();
  /** The places and beginnings of keys that the state names, each once for each standing. */
  readonly #groups = new Set<string>();
  /** The group of the last row that was added. */
  #last: { readonly start: string; readonly place: string } | undefined;
  readonly #maxLength: number;
  #length = 0;
  #forgotten = 0;

  /** @param fields the primary key */
  constructor(fields: readonly string[], maxLength = maxRowsLength) {
    this.#fields = fields;
    this.#maxLength = maxLength;
  }

  /** Takes in what `toJson` gave. @param isFull whether rows were too many to be kept */
  read(state: StateReader | undefined, isFull: boolean): this {
    if (isFull) this.#forgotten = 1;
    forEachEntry(state, "rows", (key, entry) => this.#set(key, entry));
    forEachEntry(state, "pending", (key, { place, standing }) => {
      const known = this.#entries.get(key);
      if (known === undefined) this.#set(key, { digest: unknownDigest, place, standing });
      else known.digest = unknownDigest;
    });
    return this;
  }

  /** How many characters the rows take in a state, about. */
  get length(): number {
    return this.#length;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** How many rows there are at the least, where they are too many to be kept: none is kept then. 0: they are not. */
  get overflow(): number {
    return this.#forgotten;
  }

  scanned(record: JsonObject, place: string): ScannedRow {
    const content = JSON.stringify(record);
    const key = keyParts(record, this.#fields).join();
    return { key, digest: contentDigest(content), place, length: content.length };
  }

  /**
   * Notes that a row is there, and that the destination has it from now on.
   * @param isScan whether a scan came across it
   * @returns whether the destination did not have it so before
   */
  note({ key, digest, place }: Omit<ScannedRow, "length">, isScan: boolean): boolean {
    const known = this.#entries.get(key);
    // What a scan has come across stays so.
    const standing = isScan || known?.standing === "seen" ? "seen" : "known";
    if (known === undefined) {
      this.#set(key, { digest, place, standing });
      return true;
    }
    const isChanged = known.digest !== digest;
    known.digest = digest;
    known.place = place;
    known.standing = standing;
    return isChanged;
  }

  /** What a scan has come across counts no more: it begins anew. */
  abandonScan(): void {
    for (const entry of this.#entries.values()) if (entry.standing === "seen") entry.standing = "known";
  }

  /** How many rows the scan has not come across, of those that it would have if they were there. */
  absent(isWhole: (place: string) => boolean): number {
    let count = 0;
    for (const { standing, place } of this.#entries.values()) if (standing !== "seen" && isWhole(place)) count += 1;
    return count;
  }

  /**
   * Ends a scan: what it has not come across is absent once, or, if it was before, gone.
   * @param isWhole whether the scan would have come across the rows of a place, if they were there
   * @param isSame whether it asked for what the one before it asked for: if not, nothing is said of absent rows any more
   * @param isCurrent whether it is late enough to call rows gone: if not, they are absent once more
   */
  endScan(isWhole: (place: string) => boolean, isSame: boolean, isCurrent: boolean): void {
    for (const [key, entry] of this.#entries) {
      if (entry.standing === "seen") entry.standing = "known";
      else if (!isSame) this.forget(key);
      else if (entry.standing === "gone") continue;
      else if (!isWhole(entry.place)) entry.standing = "known";
      else entry.standing = entry.standing === "missed" && isCurrent ? "gone" : "missed";
    }
  }

  /** The rows that were absent once. */
  get missed(): readonly AbsentRow[] {
    return this.#allThat("missed");
  }

  /** The rows that are gone, and whose tombstones are to be written. */
  get gone(): readonly AbsentRow[] {
    return this.#allThat("gone");
  }

  /** Notes that a row which was absent once was looked for by itself, and is deleted. */
  confirm(key: string): void {
    const entry = this.#entries.get(key);
    if (entry?.standing === "missed") entry.standing = "gone";
  }

  /** Notes that the destination no longer has a row, or that nothing more is to be said of it. */
  forget(key: string): void {
    if (!this.#entries.delete(key)) return;
    this.#length -= lengthOf(key);
  }

  /** Place by place: rows by how they stand, and by the beginning of their key, so that it need not be said of each. */
  toJson(): JsonObject {
    const places = new Map<string, Map<string, Map<string, string[]>>>();
    let last: { readonly of: Entry; readonly start: string; readonly words: string[] } | undefined;
    for (const [key, entry] of this.#entries) {
      const end = key.lastIndexOf(",");
      const start = key.slice(0, Math.max(end, 0));
      const isInLast = last?.start === start && last.of.place === entry.place && last.of.standing === entry.standing;
      const words = last !== undefined && isInLast ? last.words : wordsOf(places, entry, start);
      words.push(rowWord(key.slice(end + 1), entry.digest));
      last = { of: entry, start, words };
    }
    return objectOf(places, (ofPlace) =>
      objectOf(ofPlace, (ofStanding) => objectOf(ofStanding, (words) => words.join(" "))),
    );
  }

  #set(key: string, entry: Entry): void {
    if (this.#forgotten > 0) {
      this.#forgotten += 1;
      return;
    }
    const start = key.slice(0, Math.max(key.lastIndexOf(","), 0));
    if (start !== this.#last?.start || entry.place !== this.#last.place) {
      this.#last = { start, place: entry.place };
      const group = `${entry.place} ${start}`;
      if (!this.#groups.has(group)) this.#length += group.length + groupLength;
      this.#groups.add(group);
    }
    this.#entries.set(key, entry);
    this.#length += lengthOf(key);
    if (this.#length <= this.#maxLength) return;
    this.#forgotten = this.#entries.size;
    this.#entries.clear();
  }

  #allThat(wanted: Standing): readonly AbsentRow[] {
    const found: AbsentRow[] = [];
    for (const [key, { standing }] of this.#entries) {
      if (standing !== wanted) continue;
      const parts = key.split(",");
      const fields = this.#fields.map((field, index) => [field, valueOfPart(parts[index] ?? "") ?? null] as const);
      found.push({ key, fields: Object.fromEntries(fields) });
    }
    return found;
  }
}

/** The words of rows that stand alike, with the same beginning of their keys. */
function wordsOf(
  places: Map<string, Map<string, Map<string, string[]>>>,
  { place, standing }: Entry,
  start: string,
): string[] {
  const ofPlace = within(places, place, () => new Map<string, Map<string, string[]>>());
  // Until its tombstone is written, a row is missed.
  const ofStanding = within(ofPlace, standing === "gone" ? "missed" : standing, () => new Map<string, string[]>());
  return within(ofStanding, start, () => []);
}

/** Takes the rows of a member of the state. */
function forEachEntry(
  state: StateReader | undefined,
  member: "rows" | "pending",
  take: (key: string, entry: Entry) => void,
): void {
  for (const [place, rows] of state?.entries(member) ?? []) {
    for (const standing of ["known", "missed", "seen"] as const) {
      for (const [start, words] of rows.textEntries(standing)) {
        for (const word of words.split(" ")) {
          const parts = wordParts(word);
          if (parts === undefined) continue;
          const { lastPart, digest } = parts;
          take(start === "" ? lastPart : `${start},${lastPart}`, { digest, place, standing });
        }
      }
    }
  }
}

/** Of a group of rows: quotation marks and the like, twice, since its rows may stand in two ways. */
const groupLength = 40;

/** How many characters a row takes: the last part of its key, the digest and a blank. */
function lengthOf(key: string): number {
  return key.length - key.lastIndexOf(",") - 1 + 7;
}

/** The value of a key, made if there is none. */
function within<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function objectOf<Value>(map: ReadonlyMap<string, Value>, to: (value: Value) => Json): JsonObject {
  return Object.fromEntries([...map].map(([name, value]) => [name, to(value)]));
}
