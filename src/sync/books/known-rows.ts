import { addDays, type Day, daysFrom } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import { entryOf } from "../../base/entry-of.ts";
import { asText, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { mapSegments, segmentsIn } from "../partition-key.ts";

/** The length of a digest of a row's content (30 bits). It misses one change in a billion, until the row's next change. */
const digestLength = 5;
/** The minimum length of a row in a state. */
const minRowLength = 12;
/** The digest of unknown content. No content has it. */
export const unknownDigest = "~".repeat(digestLength);
/** Follows the key of an absent row. */
const absent = "!";
/** A row in a state: its key, and since when it is absent, or the digest of its content. */
const rowPattern = /^([^!]+)(?:!([0-9a-z]{5})|([\w-]{5}|~{5}))$/u;

/** A row in the destination. */
export interface KnownRow {
  /** The text of its key. */
  readonly key: string;
  part: Part;
  /** The digest of its content. */
  digest: string;
  /**
   * In epoch minutes: a complete read that begins an hour later, or more, and lacks the row makes it a suspect. In the future: it
   * was asked for and is kept. Undefined: it isn't absent.
   */
  since: number | undefined;
  /** Whether this read has it. */
  isSeen: boolean;
}

/** Rows that are complete, or lack rows, together: those of a partition. */
export interface Part {
  readonly key: string;
  readonly rows: Set<KnownRow>;
  /** What the next read must know of it; undefined: nothing. */
  note: PartNote | undefined;
}

/** `forgetful`: the rows that the next complete read lacks are forgotten. `settled`: it can be skipped at this revision. */
type PartNote =
  | { readonly is: "forgetful" }
  /** `revision`: of `revisionDigest`. `lastComplete`: the day of the last complete read. */
  | { readonly is: "settled"; readonly revision: string; readonly lastComplete: Day };

/** Knows the rows of a stream in the destination, by their keys and the digests of their contents. */
export class KnownRows {
  readonly parts = new Map<string, Part>();
  readonly #fields: readonly string[];
  readonly #maxRows: number;
  readonly #rows = new Map<string, KnownRow>();
  /** Whether there was no room for all rows, so that none is known, nor will be. */
  isFull = false;

  /** @param room the maximum number of characters in a state */
  constructor(fields: readonly string[], room: number) {
    this.#fields = fields;
    this.#maxRows = room / minRowLength;
  }

  markFull(): void {
    this.isFull = true;
    this.#rows.clear();
    this.parts.clear();
  }

  /** Remembers the rows of a part, and returns the new and changed ones. */
  take(records: readonly JsonObject[], part: string): readonly JsonObject[] {
    return records.filter((record) => {
      if (this.isFull) return true;
      const key = this.#fields.map((field) => valueText(record[field] ?? null)).join();
      const digest = digestOf(JSON.stringify(contentOf(record)), digestLength);
      const isNew = this.#rows.get(key)?.digest !== digest;
      this.set(key, part, { digest, since: undefined, isSeen: true });
      if (this.#rows.size > this.#maxRows) this.markFull();
      return isNew;
    });
  }

  set(key: string, partKey: string, facts: Pick<KnownRow, "digest" | "since" | "isSeen">): void {
    const part = this.#partAt(partKey);
    const row = entryOf(this.#rows, key, () => ({ key, part, ...facts }));
    if (row.part !== part) row.part.rows.delete(row);
    part.rows.add(Object.assign(row, { part, ...facts }));
  }

  remove(row: KnownRow): void {
    this.#rows.delete(row.key);
    row.part.rows.delete(row);
  }

  setNote(key: string, note: PartNote | undefined): void {
    if (note !== undefined || this.parts.has(key)) this.#partAt(key).note = note;
  }

  /** Returns the parts that have something to say, separated by spaces. @param room see `isFull` */
  toText(room: number): string {
    const parts = [...this.parts.values()].filter(({ rows, note }) => rows.size > 0 || note !== undefined);
    const text = parts.map(textOf).join(" ");
    if (text.length > room) this.markFull();
    return this.isFull ? "" : text;
  }

  /** Reads a result of `toText`. @returns whether it is one */
  read(text: string): boolean {
    for (const part of text === "" ? [] : text.split(" ")) {
      const [name = "", noteText, ...words] = part.split(";");
      const note = noteFrom(noteText);
      const segments = segmentsIn(name);
      if (note === "invalid" || !segments.every((each) => isText(each) && !each.startsWith(jsonPrefix))) return false;
      const key = mapSegments(name, (segment) => asText(valueFrom(segment)));
      this.setNote(key, note);
      for (const word of words) {
        const [, row = "", minute, digest = unknownDigest] = rowPattern.exec(word) ?? [];
        const values = row.split(",");
        if (values.length !== this.#fields.length || !values.every(isText)) return false;
        const since = minute === undefined ? undefined : Number.parseInt(minute, 36);
        this.set(row, key, { digest, since, isSeen: false });
      }
    }
    return true;
  }

  #partAt(key: string): Part {
    return entryOf(this.parts, key, () => ({ key, rows: new Set<KnownRow>(), note: undefined }));
  }
}

/**
 * Returns a value with the names and values of objects in lists, by name, and without those that are null: Pinterest can change the
 * order of fields, and its responses leave out more and more that are null (a notice of 2026-09).
 */
function contentOf(value: Json): Json {
  if (!isObject(value)) return Array.isArray(value) ? value.map(contentOf) : value;
  const content: Json[] = [];
  for (const name of Object.keys(value).toSorted()) {
    const inner = value[name] ?? null;
    if (inner !== null) content.push(name, contentOf(inner));
  }
  return content;
}

/** Returns `key;note;row;row`. */
function textOf({ key, note, rows }: Part): string {
  const words = [...rows].map(
    ({ key: row, digest, since }) =>
      row + (since === undefined ? digest : absent + since.toString(36).padStart(digestLength, "0")),
  );
  return [mapSegments(key, valueText), textOfNote(note), ...words].join(";");
}

const forgetful = "!";
const firstDay = "1970-01-01";
/** The length of digests of revisions (24 bits). A partition that is wrongly skipped is read within seven days. */
const revisionLength = 4;
/** The digest of a revision, and days from 1970, of up to a thousand years, in base 36. */
const settledPattern = /^([\w-]{4})([0-9a-z]{1,4})$/u;

/** Returns the digest that stands for a revision. */
export const revisionDigest = (revision: string) => digestOf(revision, revisionLength);

function textOfNote(note: PartNote | undefined): string {
  if (note === undefined) return "";
  return note.is === "forgetful" ? forgetful : note.revision + daysFrom(firstDay, note.lastComplete).toString(36);
}

function noteFrom(text = "-"): PartNote | undefined | "invalid" {
  if (text === "") return undefined;
  if (text === forgetful) return { is: "forgetful" };
  const [, revision, days] = settledPattern.exec(text) ?? [];
  if (revision === undefined || days === undefined) return "invalid";
  return { is: "settled", revision, lastComplete: addDays(firstDay, Number.parseInt(days, 36)) };
}

/** Returns the fields of a key from its text. */
export function keyFrom(text: string, fields: readonly string[]): JsonObject {
  const values = text.split(",");
  return Object.fromEntries(fields.map((field, index) => [field, valueFrom(values[index] ?? "")]));
}

/** Prefixes of strings that aren't numeric IDs, and of other JSON values. Not in the alphabet of IDs. */
const textPrefix = "~";
const jsonPrefix = "#";

/**
 * Returns the text of a part of a key, which can be read back for the record of a deletion. An ID of 19 digits takes 10 characters. It
 * contains no character that JSON escapes, and none of space , ; ! /
 */
function valueText(value: Json): string {
  if (typeof value !== "string") return jsonPrefix + escaped(JSON.stringify(value));
  if (!/^[1-9]\d*$/u.test(value)) return textPrefix + escaped(value);
  // Two characters have three hexadecimal digits.
  const hex = BigInt(value).toString(16);
  const pairs = Math.ceil(hex.length / 3);
  const bytes = Buffer.from(hex.padStart(3 * pairs, "0") + (pairs % 2 === 0 ? "" : "0"), "hex");
  return bytes.toString("base64url").slice(0, 2 * pairs);
}

/** Returns whether a text can be one of `valueText`. */
function isText(text: string): boolean {
  if (text.startsWith(textPrefix)) return /^~(?:[^\p{Cc}"%\\ ,;!/]|%[\da-f]{2})*$/u.test(text);
  return text.startsWith(jsonPrefix) ? isJson(unescaped(text.slice(1))) : /^(?:[\w-]{2})+$/u.test(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** See `valueText`. */
function valueFrom(text: string): Json {
  const inner = unescaped(text.slice(1));
  if (text.startsWith(textPrefix)) return inner;
  if (text.startsWith(jsonPrefix)) {
    const value: Json = JSON.parse(inner);
    return value;
  }
  // The letter completes the last byte.
  const hex = Buffer.from(`${text}A`, "base64url").toString("hex");
  return BigInt(`0x0${hex.slice(0, text.length * 1.5)}`).toString();
}

function escaped(text: string): string {
  return text.replace(/[\p{Cc}"%\\ ,;!/]/gu, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function unescaped(text: string): string {
  return text.replace(/%([\da-f]{2})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
