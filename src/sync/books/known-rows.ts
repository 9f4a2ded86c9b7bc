import { entryOf } from "../../base/entry-of.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import { keyText, markLength, markOf, valueFrom, valueText } from "./row-text.ts";

/** The minimum length of a row in a state. */
const minRowLength = 12;
/** The mark of unknown content. No content has it. */
export const unknownMark = "~".repeat(markLength);
/** Follows the key of an absent row. */
const absent = "!";

/** A row in the destination. */
export interface KnownRow {
  /** The text of its key. */
  readonly key: string;
  part: Part;
  /** The digest of its content. */
  mark: string;
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
  /** What the book says of it, without space and semicolon; "": nothing. */
  head: string;
  /** Its text, cached. */
  text: string | undefined;
}

/** Knows the rows of a stream in the destination, by their keys and the digests of their contents. */
export class KnownRows {
  readonly parts = new Map<string, Part>();
  readonly #fields: readonly string[];
  readonly #maxRows: number;
  readonly #rows = new Map<string, KnownRow>();
  /** A key with which others begin alike: IDs of an account share their first digits. */
  #sample = "";
  #isFull = false;

  /** @param room the maximum number of characters in a state */
  constructor(fields: readonly string[], room: number) {
    this.#fields = fields;
    this.#maxRows = room / minRowLength;
  }

  /** Whether there was no room for all rows, so that none is known, nor will be. */
  get isFull(): boolean {
    return this.#isFull;
  }

  markFull(): void {
    this.#isFull = true;
    this.#rows.clear();
    this.parts.clear();
  }

  /** Remembers the rows of a part, and returns the new and changed ones. */
  take(records: readonly JsonObject[], part: string): readonly JsonObject[] {
    return records.filter((record) => {
      if (this.#isFull) return true;
      const key = keyText(record, this.#fields);
      const mark = markOf(record);
      const isNew = this.#rows.get(key)?.mark !== mark;
      this.set(key, part, { mark, since: undefined, isSeen: true });
      if (this.#rows.size > this.#maxRows) this.markFull();
      return isNew;
    });
  }

  set(key: string, partKey: string, { mark, since, isSeen }: Pick<KnownRow, "mark" | "since" | "isSeen">): void {
    if (this.#sample === "") this.#sample = key;
    const part = this.#partAt(partKey);
    const row = entryOf(this.#rows, key, () => ({ key, part, mark: "", since, isSeen }));
    row.isSeen = isSeen;
    if (row.part === part && row.mark === mark && row.since === since) return;
    row.part.rows.delete(row);
    row.part.text = undefined;
    Object.assign(row, { part, mark, since });
    part.rows.add(row);
    part.text = undefined;
  }

  remove(row: KnownRow): void {
    this.#rows.delete(row.key);
    row.part.rows.delete(row);
    row.part.text = undefined;
  }

  setHead(key: string, head: string): void {
    const part = head === "" ? this.parts.get(key) : this.#partAt(key);
    if (part !== undefined && part.head !== head) Object.assign(part, { head, text: undefined });
  }

  /** Returns a key and the parts that have something to say, separated by spaces. @param room see `isFull` */
  toText(room: number): string {
    const parts = [...this.parts.values()].filter(({ rows, head }) => rows.size > 0 || head !== "");
    const text = [this.#sample, ...parts.map((part) => (part.text ??= textOf(part, this.#sample)))].join(" ");
    if (text.length > room) this.markFull();
    return this.#isFull || parts.length === 0 ? "" : text;
  }

  /** Reads a result of `toText`. @returns whether it is one */
  read(text: string): boolean {
    const [sample = "", ...parts] = text.split(" ");
    this.#sample = sample;
    for (const part of parts) {
      const [name = "", head, ...words] = part.split(";");
      if (head === undefined || /(?:^|\/)#/u.test(name)) return false;
      const key = name.split("/").map(valueFrom).map(asText).join("/");
      this.setHead(key, head);
      let last = sample;
      for (const word of words) {
        const body = last.slice(0, Number.parseInt(word.charAt(0), 36)) + word.slice(1, -markLength);
        const mark = word.slice(-markLength);
        const isAbsent = body.endsWith(absent);
        last = isAbsent ? body.slice(0, -absent.length) : body;
        const of = isAbsent ? { mark: unknownMark, since: Number.parseInt(mark, 36) } : { mark, since: undefined };
        this.set(last, key, { ...of, isSeen: false });
      }
    }
    return true;
  }

  #partAt(key: string): Part {
    return entryOf(this.parts, key, () => ({ key, rows: new Set<KnownRow>(), head: "", text: undefined }));
  }
}

/** Returns `key;head;row;row`. A row begins with the number of characters that its key shares with the last one. */
function textOf({ key, head, rows }: Part, sample: string): string {
  let last = sample;
  let text = `${key.split("/").map(valueText).join("/")};${head}`;
  for (const row of rows) {
    let shared = 0;
    while (shared < 35 && shared < last.length && last[shared] === row.key[shared]) shared += 1;
    const mark = row.since === undefined ? row.mark : absent + row.since.toString(36).padStart(markLength, "0");
    text += `;${shared.toString(36)}${row.key.slice(shared)}${mark}`;
    last = row.key;
  }
  return text;
}
