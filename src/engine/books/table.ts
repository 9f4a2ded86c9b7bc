import { countOf, grouped } from "../../base/count-of.ts";
import { addDays, type Day, daysFrom } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import { entryOf } from "../../base/entry-of.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import { canHideRows, type Stream } from "../../streams/stream.ts";
import { deletedAt } from "../../streams/tracking.ts";
import type { Partition } from "../partition.ts";
import type { Members, Page, Slice } from "../slice.ts";
import { digestOfPartition, digestsIn } from "../state/digests.ts";
import type { StateReader } from "../state/state-reader.ts";
import type { Book, ReadEnd, Suspect, Taken, Testimonies, Testimony, Work } from "./book.ts";
import { childPartitionsOf, containerIn, containerOf, containersOf, isBatched, partOf } from "./containers.ts";
import { type KnownRow, KnownRows, type Part } from "./known-rows.ts";
import { keyFrom } from "./row-text.ts";
import { isWholeReadDue, settledRevision } from "./whole-reads.ts";

/** The room of a state for the names of its members. */
const punctuation = 50;
/** The share of the room for finished partitions, if rows need the rest. */
const finishedShare = 0.1;
/** In minutes: the time from the end of a read that lacks a row to the beginning of one that confirms it. */
const minAbsence = 60;
/** In minutes: the time until a row that still exists, or is denied, is asked for again. */
const testimonyAge = 7 * 24 * 60;
/** The maximum number of objects that a read asks for. */
const maxSuspects = 100;
/** The length of digests of revisions (24 bits). A partition that is wrongly skipped is read within seven days. */
const revisionLength = 4;
/** The head of a part whose absent rows are forgotten: another token might have hidden them. */
const forgetful = "!";

type ObjectKind = Suspect["object"];
/** By operation of a list: what its rows are, if a request by ID says whether one exists. */
const rowObjects: Readonly<Record<string, ObjectKind>> = {
  "boards/list": "board",
  "boards/list_pins": "pin",
  "board_sections/list_pins": "pin",
  "pins/list": "pin",
};
/** By the only parameter of a partition: what the partition is. */
const partitionObjects: Readonly<Record<string, ObjectKind>> = { board_id: "board", pin_id: "pin" };

/** What the book of a table depends on. */
export interface TableOptions {
  readonly stream: Pick<
    Stream,
    "operation" | "primaryKey" | "fromRequest" | "partitions" | "reading" | "rows" | "occurrence" | "hidesByRole"
  > &
    Pick<Stream, "archives">;
  /** All streams, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** `none`: every row is emitted; `contents`: rows with new content are; `tracked`: also records of deletions. */
  readonly memory: "none" | "contents" | "tracked";
  /** The member `table` of the state. */
  readonly state: StateReader | undefined;
  /** Whether the state is of an earlier attempt of the same job, whose finished partitions aren't read again. */
  readonly isSameJob: boolean;
  /** Whether the token's scopes or role changed. Rows that the next complete reads lack are forgotten, and stay in the table. */
  readonly areRowsForgotten: boolean;
  /** The maximum number of characters of the state. */
  readonly room: number;
  readonly today: Day;
  /** Returns epoch milliseconds. */
  readonly now: () => number;
  /** @param once a key, of which the run logs only the first message */
  readonly log: (level: "INFO" | "WARN" | "DEBUG", message: string, once?: string) => boolean;
}

/** Returns the book of a list that is read whole and compared by content. */
export function tableBook(options: TableOptions): Book {
  return new Table(options);
}

/** The partitions of a part that this read found. */
interface Found {
  readonly isBatched: boolean;
  partitions: number;
  /** Those read from the first page to the last, without a gap. */
  complete: number;
  /** Those unchanged, or finished by an earlier attempt. */
  skipped: number;
}

/** A row that a complete read of its part lacks. */
interface Absence {
  readonly row: KnownRow;
  /** A choice of the user, or the token, might hide it. */
  readonly isForgotten: boolean;
  /** It is absent for the second time. */
  readonly isConfirmed: boolean;
  /** What says whether it exists; undefined: nothing does. */
  readonly suspect: Suspect | undefined;
  readonly isPartitionAsked: boolean;
}

class Table implements Book {
  readonly #options: TableOptions;
  readonly #rows: KnownRows;
  readonly #containers: ReturnType<typeof containersOf>;
  /** In epoch milliseconds. */
  readonly #begunAt: number;
  /** Digests of what an unfinished read has finished. */
  #finished: string;
  readonly #finishedSet: Set<string>;
  /** By key of a slice. */
  readonly #bookmarks: Map<string, string>;
  /** By key of a slice of this read: whether it is read from its first page on, without a gap. */
  readonly #isWhole = new Map<string, boolean>();
  /** The keys of partitions that this read has not finished. */
  readonly #unread = new Set<string>();
  readonly #found = new Map<string, Found>();
  readonly #foundContainers = new Set<string>();
  /** Whether partitions aren't found because an earlier attempt has read all below their parent. */
  #isResumed = false;
  /** The number of rows read. */
  #count: number;

  constructor(options: TableOptions) {
    const { stream, streams, memory, state, isSameJob, areRowsForgotten, room, now } = options;
    this.#options = options;
    this.#containers = containersOf(stream, streams);
    this.#begunAt = now();
    this.#finished = (isSameJob ? state?.text("finished") : undefined) ?? "";
    this.#finishedSet = new Set(digestsIn(this.#finished));
    this.#bookmarks = new Map(state?.textEntries("open"));
    this.#rows = new KnownRows(stream.primaryKey, room);
    const full = isSameJob ? state?.count("full") : undefined;
    this.#count = full ?? 0;
    if (memory === "none") return;
    try {
      this.#rows.read(state?.text("rows") ?? "");
    } catch (error) {
      if (error instanceof SyntaxError) state?.fail("rows");
      throw error;
    }
    if (full !== undefined) this.#rows.markFull();
    if (areRowsForgotten) for (const key of this.#rows.parts.keys()) this.#rows.setHead(key, forgetful);
  }

  hasRead(parent: Partition): boolean {
    this.#foundContainers.add(containerOf(parent));
    const hasRead = this.#finishedSet.has(digestOfPartition(below(parent)));
    this.#isResumed ||= hasRead;
    return hasRead;
  }

  todo(partitions: readonly Partition[]): readonly Work[] {
    return partitions.filter((partition) => this.#find(partition)).map((partition) => ({ partition }));
  }

  bookmarkOf({ members }: Slice): string | undefined {
    const bookmark = this.#bookmarks.get(sliceKey(members));
    this.#isWhole.set(sliceKey(members), bookmark === undefined);
    return bookmark;
  }

  take({ members }: Slice, { records, next, missing = [], restarted, isPartial }: Page): Taken {
    const { memory, stream } = this.#options;
    const key = sliceKey(members);
    if (isPartial === true || restarted === true || missing.length > 0) this.#isWhole.set(key, false);
    // Numbers of equal rows are only valid if all pages are read.
    if (typeof next === "object" && stream.occurrence === undefined) this.#bookmarks.set(key, next.bookmark);
    this.#count += records.length;
    return { records: memory === "none" ? records : this.#rows.take(records, partOf(members[0], stream)) };
  }

  done({ members }: Slice): void {
    const key = sliceKey(members);
    this.#bookmarks.delete(key);
    for (const member of members) {
      this.#unread.delete(member.key);
      if (!this.#settle(member, this.#isWhole.get(key) === true)) this.#finish(member.key);
    }
  }

  doneBelow(parent: Partition): void {
    this.#finish(below(parent));
  }

  suspects(end: ReadEnd): readonly Suspect[] {
    const waiting = this.#absences(end).filter(({ isForgotten, isConfirmed }) => isConfirmed && !isForgotten);
    const byId = new Map<string, Suspect>();
    for (const { suspect } of waiting.sort((one, other) => (one.row.since ?? 0) - (other.row.since ?? 0)))
      if (suspect !== undefined) byId.set(`${suspect.object} ${suspect.id}`, suspect);
    return [...byId.values()].slice(0, maxSuspects);
  }

  finish(end: ReadEnd, testimonies: Testimonies): readonly JsonObject[] {
    const { stream, now } = this.#options;
    const minutes = Math.ceil(now() / 60_000);
    const deleted: JsonObject[] = [];
    const absences = this.#absences(end);
    const parts = [...this.#rows.parts.values()].map((part) => ({ part, fate: this.#fateOf(part, end) }));
    for (const absence of absences) {
      const { row, isForgotten, isConfirmed, suspect } = absence;
      const fate = suspect === undefined ? "deleted" : this.#judge(absence, testimonies(suspect));
      if (isForgotten) this.#rows.remove(row);
      else if (row.since === undefined) this.#rows.markAbsent(row, minutes);
      else if (isConfirmed && fate === "kept") this.#rows.markAbsent(row, minutes + testimonyAge);
      else if (isConfirmed && fate === "deleted") {
        deleted.push({ ...keyFrom(row.key, stream.primaryKey), [deletedAt]: true });
        this.#rows.remove(row);
      } else if (isConfirmed && fate !== "waiting") {
        this.#rows.move(row, fate);
        this.#rows.setHead(fate, "");
      }
    }
    for (const { part, fate } of parts)
      if (fate === "absent" || (fate === "complete" && part.head === forgetful)) this.#rows.setHead(part.key, "");
    if (end.isEverythingFound)
      for (const key of this.#bookmarks.keys()) if (!this.#isWhole.has(key)) this.#bookmarks.delete(key);
    if (end.isEverythingFound && this.#unread.size === 0) this.#finished = "";
    this.#report(end, deleted.length);
    return deleted;
  }

  toState(): JsonObject {
    const others = {
      ...(this.#bookmarks.size === 0 ? {} : { open: Object.fromEntries(this.#bookmarks) }),
      ...(this.#finished === "" ? {} : { finished: this.#finished }),
    };
    const rows = this.#rows.toText(this.#options.room - JSON.stringify(others).length - punctuation);
    return {
      table: {
        ...others,
        ...(rows === "" ? {} : { rows }),
        ...(this.#rows.isFull ? { full: this.#count } : {}),
      },
    };
  }

  /** Records that a partition was found. @returns whether it is left to read */
  #find(partition: Partition): boolean {
    const { stream } = this.#options;
    const found = entryOf(this.#found, partOf(partition, stream), () => ({
      isBatched: isBatched(partition, stream),
      partitions: 0,
      complete: 0,
      skipped: 0,
    }));
    found.partitions += 1;
    this.#foundContainers.add(containerOf(partition));
    const isSkipped = this.#finishedSet.has(digestOfPartition(partition.key)) || this.#isUnchanged(partition);
    if (isSkipped) found.skipped += 1;
    else this.#unread.add(partition.key);
    return !isSkipped;
  }

  /** Whether revisions of partitions change with their rows. That of a board changes with its Pins, not its sections. */
  get #hasRevisions(): boolean {
    return this.#options.memory === "tracked" && this.#options.stream.reading.by === "feed";
  }

  #isUnchanged({ key, revision }: Partition): boolean {
    const part = this.#rows.parts.get(key);
    if (!this.#hasRevisions || revision === undefined || part === undefined) return false;
    if (part.head.slice(0, revisionLength) !== digestOf(revision, revisionLength)) return false;
    const isDue = isWholeReadDue(key, dayIn(part.head.slice(revisionLength)), this.#options.today);
    const now = this.#begunAt / 60_000;
    return !isDue && ![...part.rows].some(({ since }) => since !== undefined && since <= now);
  }

  /** Records that a partition was read. @returns whether its revision lets the next attempt skip it */
  #settle(partition: Partition, isWhole: boolean): boolean {
    const { stream, today } = this.#options;
    const key = partOf(partition, stream);
    const found = this.#found.get(key);
    if (isWhole && found !== undefined) found.complete += 1;
    if (!this.#hasRevisions || this.#rows.isFull) return false;
    const part = this.#rows.parts.get(key);
    if (part?.head === forgetful) return false;
    const now = this.#begunAt / 60_000;
    // A part that lacks rows is read by the next sync.
    const isLacking = [...(part?.rows ?? [])].some(({ isSeen, since = now }) => !isSeen && since <= now);
    // Of the beginning of the read: the rows of a later change might not have been visible.
    const revision = settledRevision(partition.revision, this.#begunAt);
    const isSettled = isWhole && !isLacking && revision !== undefined;
    this.#rows.setHead(key, isSettled ? digestOf(revision, revisionLength) + textOfDay(today) : "");
    return isSettled;
  }

  #finish(key: string): void {
    const { memory, room } = this.#options;
    const digest = digestOfPartition(key);
    const share = memory === "none" ? 1 - finishedShare : finishedShare;
    if (this.#finishedSet.has(digest) || this.#finished.length > share * room) return;
    this.#finishedSet.add(digest);
    this.#finished += digest;
  }

  /**
   * Returns what is known of a part: `complete`: it was read; `absent`: its parent is absent from a complete list; `deselected`: the
   * user no longer chooses it; `unknown`: it wasn't read, or its container is absent.
   */
  #fateOf({ key }: Part, end: ReadEnd): "complete" | "absent" | "deselected" | "unknown" {
    const { stream } = this.#options;
    const found = this.#found.get(key);
    const container = containerIn(key, stream);
    const isListed = !this.#isResumed && this.#isListed(container, end);
    if (found !== undefined) {
      const isComplete = found.complete === found.partitions && (isListed || !found.isBatched);
      return isComplete ? "complete" : "unknown";
    }
    if (!isListed) return "unknown";
    if (stream.partitions.of === "values") return "deselected";
    if (this.#containers === "none") return "absent";
    if (!this.#foundContainers.has(container)) return "unknown";
    return this.#containers === "parents" ? "deselected" : "absent";
  }

  /** Returns whether all parents in a container were found. */
  #isListed(container: string, { isEverythingFound, unlisted = [] }: ReadEnd): boolean {
    if (isEverythingFound || this.#containers === "none" || unlisted.length === 0) return isEverythingFound;
    return unlisted.every((parent) => containerOf(parent) !== "" && containerOf(parent) !== container);
  }

  #absences(end: ReadEnd): Absence[] {
    const { stream, memory } = this.#options;
    const isHidden = canHideRows(stream) || stream.archives === true;
    const object = rowObjects[stream.operation];
    const areAllRead = [...this.#found.values()].every((each) => each.complete + each.skipped === each.partitions);
    return [...this.#rows.parts.values()].flatMap((part) => {
      const fate = this.#fateOf(part, end);
      const isForgotten = memory === "contents" || part.head === forgetful || fate === "deselected";
      if (fate === "unknown" || (isHidden && !isForgotten)) return [];
      // A row can have moved to a part that wasn't read, so then it is asked for itself.
      const parent = fate === "absent" && (areAllRead || object === undefined) ? this.#objectOf(part) : undefined;
      return [...part.rows]
        .filter(({ isSeen }) => !isSeen)
        .map((row) => ({
          row,
          isForgotten,
          isConfirmed: row.since !== undefined && this.#begunAt >= (row.since + minAbsence) * 60_000,
          suspect: parent ?? (object === undefined ? undefined : { object, id: this.#idOf(row) }),
          isPartitionAsked: parent !== undefined,
        }));
    });
  }

  /** Returns the board or Pin that a part is. */
  #objectOf({ key }: Part): Suspect | undefined {
    const [parameter, ...more] = childPartitionsOf(this.#options.stream).flatMap(({ parent }) =>
      Object.keys(parent.bind),
    );
    const object = more.length === 0 ? partitionObjects[parameter ?? ""] : undefined;
    return object === undefined ? undefined : { object, id: key };
  }

  #idOf({ key }: KnownRow): string {
    const { primaryKey } = this.#options.stream;
    return asText(keyFrom(key, primaryKey)[primaryKey.at(-1) ?? ""]);
  }

  /** Returns what an answer says of a row, or the part that it is in. */
  #judge(
    { row, isPartitionAsked }: Absence,
    testimony: Testimony | undefined,
  ): "deleted" | "kept" | "waiting" | string {
    if (testimony === undefined) return "waiting";
    if (testimony.is !== "present")
      return ({ gone: "deleted", denied: "kept", failed: "waiting" } as const)[testimony.is];
    const { object } = testimony;
    const fields = Object.keys(this.#options.stream.fromRequest ?? {});
    if (isPartitionAsked || fields.length === 0) return "kept";
    const part = fields.map((field) => asText(object[field])).join("/");
    if (part === row.part.key) return "kept";
    return this.#found.has(part) || this.#rows.parts.has(part) ? part : "deleted";
  }

  #report({ isEverythingFound }: ReadEnd, deleted: number): void {
    const { memory, log } = this.#options;
    this.toState();
    if (this.#rows.isFull) {
      const rows = `the state has no room for ${grouped(this.#count)} records, so each sync emits all of them`;
      const advice =
        ' and finds no deletions. Remove the stream from "Track changes and deletions", and sync it with Full refresh - Overwrite';
      log("WARN", memory === "tracked" ? `not tracked: ${rows}${advice}` : rows);
    }
    if (memory === "tracked" && (!isEverythingFound || this.#unread.size > 0))
      log("INFO", "the read was incomplete, so a later sync finds deletions");
    if (deleted > 0) log("INFO", `found ${countOf(deleted, "deleted record")}`);
  }
}

/** Returns the key of a slice's bookmark. That of a batch is only valid for the same batch. */
function sliceKey(members: Members): string {
  const [{ key }, ...more] = members;
  return more.length === 0 ? key : `${key} ${digestOf(members.map((each) => each.key).join(), 16)}`;
}

const below = ({ key }: Partition) => `below ${key}`;

const firstDay = "1970-01-01";
const textOfDay = (day: Day) => daysFrom(firstDay, day).toString(36);
const dayIn = (text: string) => addDays(firstDay, Number.parseInt(text, 36));
